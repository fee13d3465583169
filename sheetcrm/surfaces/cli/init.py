"""`sheetcrm init`: write `sheetcrm.toml`, which says what is kept in step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import click

from sheetcrm.app.configuration import FILE_NAME
from sheetcrm.app.configuration import configuration_text
from sheetcrm.app.configuration import read_configuration
from sheetcrm.errors import AlreadyThere
from sheetcrm.errors import BadRequest
from sheetcrm.errors import ConfigurationError
from sheetcrm.messages import say
from sheetcrm.surfaces.cli import preferred_language
from sheetcrm.surfaces.cli.options import FILE
from sheetcrm.workbooks.google.address import GOOGLE
from sheetcrm.workbooks.google.address import google_id
from sheetcrm.workbooks.xlsx.replacing import in_our_words

_COMMENTS = ("hub", "conflicts", "time_zone", "credentials", "workbooks")
DEFAULT_WORKBOOKS = ("reps/*.xlsx",)
_OWNED = re.compile(r"(?P<file>.+\.xls[xm])=(?P<owner>.+)", re.IGNORECASE)


@click.command()
@click.option("--hub", default="team.xlsx", show_default=True, help="gsheet:ADDRESS, or a workbook on a shared drive.")
@click.option(
    "--workbook",
    "workbooks",
    multiple=True,
    default=DEFAULT_WORKBOOKS,
    show_default=True,
    help='A workbook, "an.xlsx=Nguyễn Văn An" for the rows of one person, or a pattern as "reps/*.xlsx". Repeatable.',
)
@click.option("--config", type=FILE, default=Path(FILE_NAME), show_default=True, help="Where to write.")
@click.option("--lang", type=click.Choice(["vi", "en"]), help="Language of the explanations in the file.")
def init(hub: str, workbooks: tuple[str, ...], config: Path, lang: str | None) -> None:
    """Write sheetcrm.toml, with an explanation beside each entry; a file that is there is left alone."""
    lang = lang or preferred_language()
    hub = f"{GOOGLE}{hub}" if google_id(hub) else hub
    write_configuration(config, hub, workbooks, lang)
    click.echo(say("configuration_written", lang, file=config))


def write_configuration(
    config: Path, hub: str, workbooks: Sequence[str], lang: str, credentials: Path | None = None
) -> None:
    """Write a new file. Raises: AlreadyThere when there is one, ConfigurationError when it would make no sense."""
    comments = {name: say(f"configuration_comment_{name}", lang) for name in _COMMENTS}
    key_file = str(credentials.absolute()) if credentials else None
    text = configuration_text(hub, [_entry(one) for one in workbooks], comments, key_file)
    try:
        with config.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise AlreadyThere(file=config) from error
    except FileNotFoundError as error:
        raise BadRequest(what=str(config.parent), why="@configuration_no_folder") from error
    except OSError as error:
        raise in_our_words(error, config) from error
    try:
        read_configuration(config)
    except ConfigurationError:
        config.unlink()
        raise


def _entry(given: str) -> dict[str, str]:
    if owned := _OWNED.fullmatch(given):
        return {"file": owned["file"], "owner": owned["owner"].strip()}
    return {"files" if re.search(r"[*?\[]", given) else "file": given}
