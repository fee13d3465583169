"""The help of commands, and what click itself says, in the reader's language: by gettext, which click asks, too."""

from __future__ import annotations

import gettext
import os
from copy import copy
from inspect import cleandoc
from pathlib import Path

import click

LOCALE = Path(__file__).with_name("locale")
DOMAIN = "sheetcrm"


def speak(lang: str) -> None:
    """Let this process speak a language from now on; English is what stands in the program."""
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)


def key_of(text: str) -> str:
    """Give a help text as the catalogue knows it: single blanks, paragraphs parted by an empty line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in cleandoc(text).split("\n\n"))


def translated(command: click.Command) -> click.Command:
    """Give a copy of a command, and of those inside it, whose help is in the language spoken."""
    command = copy(command)
    command.help = said(command.help)
    command.options_metavar = said(command.options_metavar)
    command.params = [_translated_option(one) if isinstance(one, click.Option) else one for one in command.params]
    if isinstance(command, click.Group):
        command.subcommand_metavar = said(command.subcommand_metavar) or ""
        command.commands = {name: translated(one) for name, one in command.commands.items()}
    return command


def said(text: str | None) -> str | None:
    """Say a text in the language spoken. The catalogue keeps notes of its own under the empty text."""
    return gettext.gettext(key_of(text)) if text else text


def _translated_option(option: click.Option) -> click.Option:
    option = copy(option)
    option.help = said(option.help)
    if not option.is_flag and not isinstance(option.type, click.Choice):
        option.metavar = said(option.metavar or option.type.name.upper())
    return option
