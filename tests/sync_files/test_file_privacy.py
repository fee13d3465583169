"""A file of a rep holds no byte of a colleague's rows, whatever saved it; and nothing that travels is a formula."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.sync_files.editor import opened
from tests.sync_files.editor import put
from tests.sync_files.teams import LAN
from tests.sync_files.teams import MINH
from tests.sync_files.teams import Team
from tests.sync_files.teams import column
from tests.sync_files.teams import edit
from tests.sync_files.teams import parts
from tests.sync_files.teams import rows

KEYS = ("company", "contact", "owner", "note")
SECRETS = ("mật-1", "mật-2", "mật-3")


def type_in_excel(path: Path, *cells: tuple[str, str, str, str]) -> None:
    """Save rows as Excel does: their texts stand among the shared strings."""
    file = opened(path.read_bytes())
    there = file.rows(KEYS)
    file.write([*there, *(dict(zip(KEYS, row, strict=True)) for row in cells)], KEYS)
    put(path, file.save())


def holding(path: Path, word: str) -> list[str]:
    """Name the parts of a file in which a word stands, as bytes of any spelling."""
    spellings = (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))
    return [name for name, content in parts(path).items() if any(spelling in content for spelling in spellings)]


@pytest.fixture
def team(tmp_path: Path) -> Team:
    team = Team(tmp_path, {"lan.xlsx": LAN, "minh.xlsx": MINH}, {"minh.xlsx": "en"})
    type_in_excel(team.hub, ("Của Lan", "chung-1", LAN, "chung-2"), ("Của Minh mật-1", "mật-2", MINH, "mật-3"))
    type_in_excel(team.book("lan.xlsx"), ("Lan sẽ giao mật-1", "mật-2", LAN, "mật-3"), ("Lan giữ", "x", LAN, "chung-2"))
    return team


def test_rows_typed_in_excel_leave_no_byte_once_they_are_handed_over(team: Team) -> None:
    team.sync()
    assert all(holding(team.book("lan.xlsx"), secret) for secret in SECRETS)
    edit(team.hub, "Lan sẽ giao mật-1", owner=MINH)
    team.sync(recompute=True)
    for secret in SECRETS:
        assert holding(team.book("lan.xlsx"), secret) == [], secret
        assert holding(team.book("minh.xlsx"), secret), secret
    assert sorted(map(str, column(team.book("lan.xlsx"), "company"))) == ["Của Lan", "Lan giữ"]
    assert "chung-2" in column(team.book("lan.xlsx"), "note")
    sheet = openpyxl.load_workbook(team.book("lan.xlsx"))["Khách tiềm năng"]
    assert {"Lan giữ", "Của Lan"} <= {cell.value for row in sheet.iter_rows() for cell in row}


def test_a_file_that_lies_beside_holds_only_what_was_its_own(team: Team) -> None:
    """Backups of a rep's file are his own earlier files; none holds a row that never was his."""
    team.sync()
    edit(team.hub, "Của Minh mật-1", note="mật-4")
    team.sync(recompute=True)
    own = [path for path in team.folder.rglob("*.xlsx") if path.name.startswith("lan")]
    assert len(own) > 1
    for path in own:
        assert "Của Minh" not in str(column(path, "company"))
        assert holding(path, "Của Minh") == holding(path, "mật-4") == []


@pytest.mark.parametrize("way", ["to the hub", "from the hub"])
def test_what_looks_like_a_formula_travels_as_text_both_ways(team: Team, way: str) -> None:
    tricks = ['=IMPORTXML("http://x","//a")', "@SUM(1)", "+1+1", "-2+3", "=cmd|' /C calc'!A0", "\t=1+1"]
    source = team.hub if way == "from the hub" else team.book("lan.xlsx")
    type_in_excel(source, *((f"Công ty {number}", "x", LAN, trick) for number, trick in enumerate(tricks)))
    team.sync(recompute=True)
    for path in (team.hub, team.book("lan.xlsx")):
        notes = {str(row["company"]): row["note"] for row in rows(path)}
        assert [str(notes[f"Công ty {number}"]).strip() for number in range(6)] == [trick.strip() for trick in tricks]
        book = openpyxl.load_workbook(path)
        sheet = book["Khách tiềm năng"]
        at = next(cell.column for cell in sheet[1] if cell.value == "note")
        assert not [row for row in range(3, sheet.max_row + 1) if sheet.cell(row, at).data_type == "f"]
