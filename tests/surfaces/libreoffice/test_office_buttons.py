"""The buttons in a real LibreOffice without a window: dispatched as by a click, with unsaved changes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from oletools.olevba import VBA_Parser
from openpyxl import Workbook as Saved
from openpyxl import load_workbook

from sheetcrm.app.clock import local_now
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.sync.identity import derive_id
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.xlsx.build_buttons import macros
from sheetcrm.workbooks.xlsx.mending_macros import look_at_macros
from sheetcrm.workbooks.xlsx.mending_macros import mend_macros
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead
from tests.office_validator.excel_rules import Workbook
from tests.office_validator.validator import OfficeValidator
from tests.surfaces.libreoffice.office import Office

pytestmark = pytest.mark.xdist_group("buttons in LibreOffice")

DEALS = 110
"""More moves than the stage history has prepared rows for."""
HISTORY, DEALS_SHEET, TODAY_SHEET = "Lịch sử chặng", "Cơ hội", "Hôm nay"
STAGE, AMOUNT, ISSUES = "E", "G", "M"
ILLEGAL = DEALS + 3
MACROS = ("CrmRecompute", "CrmCheck", "CrmSync", "CrmMoveStage")
SPARKLINE_ID = "http://schemas.microsoft.com/office/spreadsheetml/2015/revision2:uid"
"""LibreOffice gives sparklines the ids that Excel gives them, which the validator does not know there."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    deals = [deal(id=derive_id("deal", str(n)), name=f"Sân số {n}") for n in range(DEALS)]
    jumper = deal(id=derive_id("jumper"), name="Nhảy cóc", stage="present")
    return book(tmp_path_factory.mktemp("book") / "đội 1.xlsx", leads=[lead()], opportunities=[*deals, jumper])


@pytest.fixture(scope="module")
def document(office: Office, path: Path) -> Office:
    """The workbook open in LibreOffice, one amount typed and not saved."""
    office.open(path)
    office.tell("type", DEALS_SHEET, f"{AMOUNT}3", "một ít")
    office.tell("note", DEALS_SHEET, f"{AMOUNT}{ILLEGAL}", "của tôi")
    return office


@pytest.fixture(scope="module")
def checked(document: Office) -> Mapping[str, Any]:
    """What stands there after a click on Check."""
    said = document.tell("press", "check")
    return {"said": said, "notes": document.tell("notes", DEALS_SHEET), **document.tell("state")}


@pytest.fixture(scope="module")
def recomputed(document: Office, checked: Mapping[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """The document saved after the typed amount was put right and Recompute was clicked."""
    document.tell("type", DEALS_SHEET, f"{AMOUNT}3", 2_000_000_000)
    document.tell("go", TODAY_SHEET, "A1")
    said = document.tell("press", "recompute")
    assert f"đã tính lại {DEALS + 1} cơ hội, nhận {DEALS} lượt chuyển chặng, giữ lại 1" in said
    assert "1 cơ hội vừa chuyển chặng nhưng chưa đủ điều kiện" in said
    document.tell("press", "check")
    document.tell("go", TODAY_SHEET, "A1")
    document.tell("press", "recompute")
    saved = tmp_path_factory.mktemp("saved") / "đã tính.xlsx"
    document.tell("save", saved.as_uri())
    return load_workbook(saved)


@pytest.fixture(scope="module")
def before(path: Path) -> Saved:
    return load_workbook(path)


def test_check_finds_what_is_typed_and_not_saved_and_marks_the_cell(checked: Mapping[str, Any]) -> None:
    assert "điểm cần sửa; các ô đã được tô màu" in checked["said"]
    note, fill = checked["notes"]["3,7"]
    assert note.startswith("Giá trị: không đọc được “một ít”")
    assert note.endswith("\n— sheetcrm –")
    assert fill == 0xF9DEDC


def test_a_note_of_the_users_own_is_left_alone(document: Office, recomputed: Saved) -> None:
    assert document.tell("notes", DEALS_SHEET)[f"{ILLEGAL},7"][0] == "của tôi"


def test_what_was_put_right_is_not_marked_any_longer(document: Office, recomputed: Saved) -> None:
    notes = document.tell("notes", DEALS_SHEET)
    assert "3,7" not in notes
    assert document.tell("look", DEALS_SHEET, f"{AMOUNT}3", "CellBackColor") == -1
    assert "không được nhảy thẳng" in notes[f"{ILLEGAL},5"][0]


def test_recompute_says_the_same_as_on_the_saved_file(path: Path, recomputed: Saved, tmp_path: Path) -> None:
    """The other way round: the same file, the same amount, recomputed by the file backend."""
    other = tmp_path / path.name
    shutil.copy(path, other)
    file = open_workbook(other)
    first = str(file.read(["opportunities"])["opportunities"].columns["id"][0])
    file.write([UpdateRow("opportunities", first, {"amount": 2_000_000_000})])
    recompute_workbook(open_workbook(other), path.name, templates=None, clock=local_now)
    expected = load_workbook(other)
    for title in expected.sheetnames:
        assert _figures(recomputed[title]) == _figures(expected[title]), title


def test_an_illegal_stage_is_held_and_says_why(document: Office, recomputed: Saved) -> None:
    assert document.tell("shown", DEALS_SHEET, f"{STAGE}{ILLEGAL}") == "Trình bày giải pháp"
    assert "không được nhảy thẳng" in document.tell("shown", DEALS_SHEET, f"{ISSUES}{ILLEGAL}")


def test_rows_beyond_the_prepared_ones_look_like_the_others_and_belong_to_the_table(
    recomputed: Saved,
) -> None:
    sheet = recomputed[HISTORY]
    assert sheet.max_row >= DEALS + 2
    assert [cell.number_format for cell in sheet[DEALS + 2]] == [cell.number_format for cell in sheet[3]]
    (table,) = sheet.tables.values()
    assert int(table.ref.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) >= DEALS + 2


def test_a_click_is_one_step_to_undo_and_sheets_stay_protected(
    document: Office, recomputed: Saved, before: Saved
) -> None:
    state = document.tell("state")
    assert state["undo"][0] == "Recompute"
    assert (state["locked"], state["automatic"]) == (False, True)
    protected = {sheet.title for sheet in before if sheet.protection.sheet}
    assert set(state["protected"]) == protected
    kept, was = recomputed[TODAY_SHEET].protection, before[TODAY_SHEET].protection
    assert (kept.autoFilter, kept.sort, kept.formatColumns) == (was.autoFilter, was.sort, was.formatColumns)


def test_how_it_went_stands_on_the_sheet_and_links_lead_to_the_rows(document: Office, recomputed: Saved) -> None:
    assert document.tell("shown", TODAY_SHEET, "A4").startswith("▸ ")
    links = document.tell("links", "Chất lượng dữ liệu", "A1:H60")
    assert f"#'{DEALS_SHEET}'!{STAGE}{ILLEGAL}" in [link.replace("$", "") for link in links]


def test_the_documents_of_libreoffice_itself_work_too(document: Office, recomputed: Saved, tmp_path: Path) -> None:
    own = tmp_path / "đội 1.ods"
    document.tell("save", own.as_uri(), "calc8")
    document.tell("close")
    document.open(own)
    assert "nhận 0 lượt chuyển chặng, giữ lại 1" in document.tell("press", "recompute")
    document.tell("undo")
    assert document.tell("state")["undo"] == []


def test_a_sheet_with_somebodys_password_stops_the_click_and_all_is_put_back(
    document: Office, recomputed: Saved
) -> None:
    document.tell("type", DEALS_SHEET, f"{AMOUNT}3", 3_000_000_000)
    document.tell("protect", "KPI", "của tôi")
    before, undo = document.tell("cells", DEALS_SHEET, "A3:Z9"), document.tell("state")["undo"]
    assert "KPI is protected with a password" in document.tell("press", "recompute")
    assert document.tell("cells", DEALS_SHEET, "A3:Z9") == before
    state = document.tell("state")
    assert (state["undo"], state["locked"], state["automatic"]) == (undo, False, True)


def test_a_document_that_is_not_ours_is_refused_with_a_sentence(document: Office, recomputed: Saved) -> None:
    document.tell("close")
    document.tell("open", "private:factory/scalc")
    assert "not a sheetcrm workbook" in document.tell("press", "recompute")
    assert document.tell("state")["undo"] == []


def test_a_macro_workbook_that_libreoffice_saved_is_mended_for_excel(
    document: Office, recomputed: Saved, tmp_path: Path, validator: OfficeValidator
) -> None:
    """LibreOffice keeps buttons, lists and tables, and breaks the macros; then everything is as Excel wants it."""
    path = book(tmp_path / "Đội 2.xlsm", leads=[lead()], opportunities=[deal()])
    document.tell("close")
    document.open(path)
    assert "nhận 1 lượt chuyển chặng" in document.tell("press", "recompute")
    document.tell("save", path.as_uri(), "Calc MS Excel 2007 VBA XML")
    document.tell("close")
    broken = modules(path)
    assert broken.keys() >= modules_of(macros()).keys(), "all are there"
    assert "Option ClassModule" in broken["Dictionary"], "which is no VBA"
    assert look_at_macros(path).are_broken
    assert mend_macros(path)
    assert modules(path) == modules_of(macros())
    controls = b"".join(ZipFile(path).read(name) for name in ZipFile(path).namelist() if "vmlDrawing" in name)
    assert {f"SheetcrmButtons.{one}" for one in MACROS} <= set(re.findall(r"FmlaMacro>([^<]+)<", controls.decode()))
    faults = [one for one in validator.faults(path) if SPARKLINE_ID not in one.what]
    assert [*faults, *Workbook(path).faults()] == []
    assert open_workbook(path).read(["opportunities"])["opportunities"].columns["accepted_stage"] == [
        "Chuẩn bị tiếp cận"
    ]


def modules(path: Path) -> Mapping[str, str]:
    return modules_of(ZipFile(path).read("xl/vbaProject.bin"))


def modules_of(project: bytes) -> Mapping[str, str]:
    """The texts of all modules, as olevba reads them."""
    parser = VBA_Parser("vbaProject.bin", data=project)
    return {str(name).partition(".")[0]: text for _, _, name, text in parser.extract_macros()}


def test_uninstalled_it_leaves_nothing_behind(office: Office, document: Office, recomputed: Saved) -> None:
    office.stop()
    office.uninstall()
    office.start()
    office.tell("open", "private:factory/scalc")
    assert office.tell("press", "recompute") == ""


def _figures(sheet: Any) -> list[list[object]]:
    """All values but the clock's, blank ends left out."""
    rows = [[_value(cell.value) for cell in row] for row in sheet.iter_rows(max_col=54)]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _value(value: object) -> object:
    said = str(value or "")
    if said.startswith("▸"):
        return ""
    return "…" if re.search(r"[Tt]ính lúc|lần tính|^\d{4}-\d\d-\d\d \d\d:", said) else "" if value is None else value
