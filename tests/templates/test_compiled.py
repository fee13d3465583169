"""The compiled template: the very template its files say, and never one they said before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sheetcrm.templates.compiled import compile_template
from sheetcrm.templates.compiled import restore_template
from sheetcrm.templates.load import COMPILED
from sheetcrm.templates.load import compiled_template
from sheetcrm.templates.load import load_template
from sheetcrm.templates.load import shipped_templates
from sheetcrm.templates.load import write_compiled
from sheetcrm.templates.reading import read_template


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_templates(), tmp_path / "templates"))


def test_the_shipped_template_is_compiled_and_fresh() -> None:
    """When this fails after a change of templates or of what reads them: `make ready`."""
    assert compiled_template(shipped_templates()) == read_template() == load_template()


def test_compiling_again_gives_the_same_file(tmp_path: Path) -> None:
    write_compiled(tmp_path / "template.txt")
    assert (tmp_path / "template.txt").read_bytes() == (shipped_templates() / COMPILED).read_bytes()


def test_what_was_compiled_comes_back_equal_and_of_the_same_types() -> None:
    template = read_template()
    again = restore_template(compile_template(template))
    assert repr(again.tables) == repr(template.tables)
    assert again.processes == template.processes
    assert again == template


@pytest.mark.parametrize("name", ["b2b.toml", "processes/standard.toml", "schemes/gpct.toml"])
def test_an_edited_file_breaks_the_seal(folder: Path, name: str) -> None:
    assert compiled_template(folder) is not None
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("# once more\n")
    assert compiled_template(folder) is None


def test_a_further_file_breaks_the_seal(folder: Path) -> None:
    shutil.copy(folder / "processes/standard.toml", folder / "processes/mine.toml")
    assert compiled_template(folder) is None


def test_windows_line_ends_do_not_break_the_seal(folder: Path) -> None:
    text = (folder / "b2b.toml").read_bytes()
    (folder / "b2b.toml").write_bytes(text.replace(b"\n", b"\r\n"))
    assert compiled_template(folder) == read_template()


def test_a_folder_without_a_compiled_template_has_none(folder: Path) -> None:
    (folder / COMPILED).unlink()
    assert compiled_template(folder) is None
