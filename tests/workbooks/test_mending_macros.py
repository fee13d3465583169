"""A macro workbook as LibreOffice leaves it, mended: our macros and who is who in them, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetcrm.errors import Locked
from sheetcrm.workbooks.xlsx.build_buttons import macros
from sheetcrm.workbooks.xlsx.mending_macros import Macros
from sheetcrm.workbooks.xlsx.mending_macros import look_at_macros
from sheetcrm.workbooks.xlsx.mending_macros import mend_macros
from sheetcrm.workbooks.xlsx.replacing import BACKUPS
from tests.app.books import book
from tests.app.books import lead
from tests.workbooks.saved_by_libreoffice import by_libreoffice
from tests.workbooks.saved_by_libreoffice import members


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return book(tmp_path / "Đặng.xlsm", leads=[lead()])


def test_macros_that_libreoffice_wrote_are_put_back_and_nothing_else_changes(path: Path) -> None:
    whole = members(path)
    by_libreoffice(path, macros().replace(b"Class=Dictionary\r\n", b"Class=Dictionary\n\n"))
    before = members(path)
    assert before.keys() == whole.keys()
    assert look_at_macros(path) == Macros(are_broken=True)
    assert mend_macros(path)
    after = members(path)
    assert after["xl/vbaProject.bin"] == macros()
    assert b'codeName="ThisWorkbook"' in after["xl/workbook.xml"]
    sheets = [name for name in whole if name.startswith("xl/worksheets/sheet")]
    assert all(after[name].count(b"<sheetPr codeName=") == 1 for name in sheets)
    named = {name: after[name].partition(b'codeName="')[2].partition(b'"')[0] for name in sheets}
    assert named == {name: whole[name].partition(b'codeName="')[2].partition(b'"')[0] for name in sheets}
    same = after.keys() - {"xl/vbaProject.bin", "xl/workbook.xml", *sheets}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    (backup,) = (path.parent / BACKUPS).iterdir()
    assert members(backup) == before
    assert not mend_macros(path), "once is enough"


def test_macros_of_the_users_own_are_told_and_left_alone(path: Path) -> None:
    by_libreoffice(path, macros().replace(b"Module=xlwings_udfs\r\n", b"Module=BaoCaoThang\r\n"))
    before = path.read_bytes()
    assert look_at_macros(path) == Macros(are_broken=True, strangers=("BaoCaoThang",))
    assert not mend_macros(path)
    assert path.read_bytes() == before


def test_what_excel_saved_or_has_no_macros_or_is_no_workbook_is_not_broken(path: Path, tmp_path: Path) -> None:
    (tmp_path / "a.xlsm").write_bytes(b"no workbook")
    for other in (path, book(tmp_path / "b.xlsx"), tmp_path / "a.xlsm", tmp_path / "gone.xlsm"):
        assert not look_at_macros(other).are_broken
    assert not mend_macros(path)


def test_a_workbook_that_is_open_is_not_mended(path: Path) -> None:
    by_libreoffice(path, b"no project")
    path.with_name(f".~lock.{path.name}#").write_text("Mai,mai,pc,23.11.2026 08:30,file:///;", "utf-8")
    with pytest.raises(Locked):
        mend_macros(path)
