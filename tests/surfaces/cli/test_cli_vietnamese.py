"""Where Vietnamese is spoken, help and click's own errors are Vietnamese, too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from docs.write_command_words import CATALOGUE
from docs.write_command_words import LIST
from docs.write_command_words import catalogue
from docs.write_command_words import command_list
from docs.write_command_words import words
from sheetcrm.surfaces.cli.group import cli
from sheetcrm.surfaces.cli.listing import COMMANDS
from sheetcrm.surfaces.cli.speech import key_of


def run(*words: str, lang: str = "vi") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SHEETCRM_LANG": lang}
    whole = [sys.executable, "-m", "sheetcrm", *words]
    return subprocess.run(whole, env=environment, capture_output=True, encoding="utf-8", check=False)


def texts_of(command: click.Command) -> Iterator[str]:
    """Give what a command's help says, with that of the commands inside it."""
    yield command.help or ""
    for option in command.params:
        if isinstance(option, click.Option):
            yield option.help or ""
            if not option.is_flag and not isinstance(option.type, click.Choice):
                yield option.metavar or option.type.name.upper()
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        yield from texts_of(inner)


def test_every_help_text_has_a_vietnamese_one() -> None:
    context, known = click.Context(cli), words()
    own = [summary for _, summary in COMMANDS.values()]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        own += texts_of(command)
    paths = {"FILE", "DIRECTORY", "PATH"}  # click translates what these are made of
    assert {key_of(text) for text in own if text} - known.keys() - paths == set()


def test_catalogue_and_list_are_what_the_words_make_them() -> None:
    assert catalogue(words()) == CATALOGUE.read_bytes()
    assert command_list() == LIST.read_text(encoding="utf-8")
    assert run("--help").stdout == command_list()


def test_help_is_in_the_readers_language() -> None:
    said = run("sync", "--help").stdout
    assert said.startswith("Cách dùng: sheetcrm sync [TUỲ CHỌN]\n\n  Ghép bảng chung và mọi tệp làm một")
    assert "--watch GIÂY" in said
    assert "[mặc định: sheetcrm.toml]" in " ".join(said.split())
    english = run("sync", "--help", lang="en").stdout
    assert english.startswith("Usage: sheetcrm sync [OPTIONS]\n\n  Make the hub and all workbooks one")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("snyc", "Lỗi: Không có lệnh 'snyc'."),
        ("undo --syn", "Lỗi: Không có tuỳ chọn '--syn'. Có phải là '--sync', '--yes'?"),
        ("hub adopt", "Lỗi: Thiếu 'ADDRESS'."),
        ("handover --to Hải", "Lỗi: Thiếu tuỳ chọn '--from'."),
        ("sync --watch", "Lỗi: Sau tuỳ chọn '--watch' phải có giá trị."),
        ("sync --watch 1", "Lỗi: Giá trị của '--watch' không hợp lệ: 1 nằm ngoài khoảng x>=5."),
        ("sync --watch lâu", "Lỗi: Giá trị của '--watch' không hợp lệ: 'lâu' không phải là số nguyên."),
        ("sync --prefer sếp", "không phải là một trong các giá trị 'hub', 'workbook', 'hold'."),
        ("sync --config .", "Lỗi: Giá trị của '--config' không hợp lệ: '.' là thư mục."),
        ("status a b", "Lỗi: Thừa: a b"),
    ],
)
def test_a_slip_at_the_command_line_is_told_in_vietnamese(typed: str, told: str) -> None:
    done = run(*typed.split())
    assert done.returncode == 2
    assert told in done.stderr
    assert not {"Usage", "Error", "Try"} & set(done.stderr.replace(":", " ").split())
