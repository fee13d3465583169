"""The documentation says what the program does: nothing is missing there, and every command in it runs."""

from __future__ import annotations

import re
from pathlib import Path

from docs.write_reference import PAGE
from docs.write_reference import reference
from sheetcrm.surfaces.cli.listing import COMMANDS

ROOT = Path(__file__).parents[2]


def test_the_reference_is_what_the_program_says_of_itself() -> None:
    assert PAGE.read_text("utf-8") == reference(), "run: python -m docs.write_reference"


def test_every_command_stands_in_the_readme_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"^\| `sheetcrm ([a-z-]+)", readme, re.MULTILINE))
    assert named == set(COMMANDS)


def test_a_companys_secrets_and_other_machines_paths_stand_nowhere_in_the_pages() -> None:
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        assert not re.search(r"/home/|/work/|/Users/|C:\\\\Users", page.read_text("utf-8")), page.name
