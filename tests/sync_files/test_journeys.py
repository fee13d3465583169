"""Two reps and their team's workbook on a shared drive, day by day, with real files."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sheetcrm.errors import HubOutdated
from sheetcrm.errors import Locked
from sheetcrm.errors import NotFound
from sheetcrm.errors import SideEmptied
from sheetcrm.errors import WrongHub
from sheetcrm.sync.log import Happened
from sheetcrm.workbooks.xlsx.replacing import BACKUPS
from tests.sync_files.teams import LAN
from tests.sync_files.teams import MINH
from tests.sync_files.teams import Team
from tests.sync_files.teams import column
from tests.sync_files.teams import copy
from tests.sync_files.teams import delete
from tests.sync_files.teams import edit
from tests.sync_files.teams import in_a_program
from tests.sync_files.teams import lead
from tests.sync_files.teams import lock
from tests.sync_files.teams import make_file
from tests.sync_files.teams import parts
from tests.sync_files.teams import rows
from tests.sync_files.teams import snapshot
from tests.sync_files.teams import sort_by_company
from tests.sync_files.teams import type_row
from tests.workbooks.rewriting import change_sheets


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path, {"lan.xlsx": None, "minh.xlsx": None}, {"minh.xlsx": "en"})


@pytest.fixture
def settled(team: Team) -> Team:
    """Three leads everywhere."""
    for company in ("An", "Bình", "Cường"):
        type_row(team.hub, **lead(company))
    team.sync()
    return team


def everywhere(team: Team) -> list[list[object]]:
    return [sorted(map(str, column(path, "company"))) for path in (team.hub, *map(team.book, team.owners))]


def test_rows_typed_anywhere_are_everywhere_in_each_ones_language(team: Team) -> None:
    type_row(team.hub, **lead("An", status="Đang tìm hiểu"))
    type_row(team.book("lan.xlsx"), **lead("Bình", phone="0912345678"))
    type_row(team.book("minh.xlsx"), **lead("Cường", status="Qualified", annual_revenue=1_200_000_000))
    report = team.sync()
    assert everywhere(team) == [["An", "Bình", "Cường"]] * 3
    assert report.exit_code == 0
    by_company = {row["company"]: row for row in rows(team.hub)}
    assert by_company["Cường"]["status"] == "Đạt"
    assert by_company["Cường"]["annual_revenue"] == 1_200_000_000
    assert by_company["Bình"]["phone"] == "0912345678"
    english = {row["company"]: row for row in rows(team.book("minh.xlsx"))}
    assert english["An"]["status"] == "Working"
    assert english["An"]["created_on"] == date(2026, 11, 2)
    assert {row["id"] for row in by_company.values()} == {row["id"] for row in english.values()}


def test_a_value_typed_back_is_an_edit_like_any_other(settled: Team) -> None:
    lan = settled.book("lan.xlsx")
    edit(lan, "Bình", contact="Anh Tú")
    settled.sync()
    for contact in ("Chị Hoa", "Anh Tú", "Chị Hoa"):
        edit(lan, "Bình", contact=contact)
        settled.sync()
        for path in (settled.hub, lan, settled.book("minh.xlsx")):
            assert next(row for row in rows(path) if row["company"] == "Bình")["contact"] == contact


def test_no_change_writes_nothing(settled: Team) -> None:
    settled.sync()
    before = snapshot(settled.folder)
    report = settled.sync()
    assert snapshot(settled.folder) == before
    assert not any(one.sent or one.received for one in report.workbooks)


def test_with_recompute_a_second_run_writes_nothing_either(settled: Team) -> None:
    settled.sync(recompute=True)
    before = snapshot(settled.folder)
    report = settled.sync(recompute=True)
    assert snapshot(settled.folder) == before
    assert report.exit_code == 0
    assert all(share is not None for share in column(settled.book("minh.xlsx"), "completeness"))


def test_edits_inserts_deletions_and_a_sort_of_one_day_meet(settled: Team) -> None:
    edit(settled.book("lan.xlsx"), "An", phone="0987654321")
    edit(settled.hub, "An", note="gọi lại thứ hai")
    delete(settled.book("minh.xlsx"), "Bình")
    type_row(settled.book("minh.xlsx"), **lead("Dũng"))
    in_a_program(settled.book("lan.xlsx"), sort_by_company)
    report = settled.sync()
    assert everywhere(settled) == [["An", "Cường", "Dũng"]] * 3
    for path in (settled.hub, settled.book("lan.xlsx"), settled.book("minh.xlsx")):
        an = next(row for row in rows(path) if row["company"] == "An")
        assert (an["phone"], an["note"]) == ("0987654321", "gọi lại thứ hai")
    lan, minh = (settled.report(report, name) for name in settled.owners)
    assert (lan.sent.cells, lan.received.deleted, lan.received.rows) == (1, 1, 1)
    assert (minh.sent.rows, minh.sent.deleted, minh.received.cells) == (1, 1, 2)
    gone = {entry.old for entry in settled.log() if entry.kind is Happened.DELETED}
    assert "người của Bình" in gone


def test_renamed_reordered_and_own_columns_and_a_renamed_sheet_change_nothing(settled: Team) -> None:
    def rearrange(sheet: Worksheet) -> None:
        keys = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(2, keys["company"]).value = "Tên khách"
        a, b = keys["contact"], keys["phone"]
        for row in range(1, sheet.max_row + 1):
            sheet.cell(row, a).value, sheet.cell(row, b).value = sheet.cell(row, b).value, sheet.cell(row, a).value
        own = sheet.max_column + 1
        sheet.cell(2, own).value = "Riêng"
        sheet.cell(3, own).value = "của Lan"
        sheet.title = "Khách của Lan"

    in_a_program(settled.book("lan.xlsx"), rearrange)
    edit(settled.hub, "An", phone="0911111111", contact="chị Hoa")
    settled.sync()
    an = next(row for row in rows(settled.book("lan.xlsx")) if row["company"] == "An")
    assert (an["phone"], an["contact"]) == ("0911111111", "chị Hoa")
    sheet = openpyxl.load_workbook(settled.book("lan.xlsx"))["Khách của Lan"]
    assert "của Lan" in [cell.value for cell in sheet[3]]
    assert everywhere(settled) == [["An", "Bình", "Cường"]] * 3


def test_the_hub_may_be_rearranged_too(settled: Team) -> None:
    in_a_program(settled.hub, lambda sheet: setattr(sheet, "title", "Leads chung"))
    in_a_program(settled.hub, sort_by_company, "Leads chung")
    edit(settled.book("lan.xlsx"), "Bình", phone="0922222222")
    settled.sync()
    assert {row["company"]: row["phone"] for row in rows(settled.hub)} == {
        "An": None, "Bình": "0922222222", "Cường": None,
    }  # fmt: skip


def test_a_conflict_is_told_with_both_values_and_by_policy_one_stands(settled: Team) -> None:
    edit(settled.hub, "An", phone="0900000001")
    edit(settled.book("lan.xlsx"), "An", phone="0900000002")
    report = settled.sync()
    (one,) = settled.report(report, "lan.xlsx").conflicts
    assert (one.sheet, one.column, one.hub, one.workbook) == (
        "Khách tiềm năng",
        "Điện thoại",
        "0900000001",
        "0900000002",
    )
    assert report.exit_code == 1
    assert column(settled.book("lan.xlsx"), "phone")[0] == "0900000001"
    assert "0900000002" in {entry.old for entry in settled.log() if entry.kind is Happened.CONFLICT}


@pytest.mark.parametrize(("prefer", "hub", "workbook"), [("workbook", "b", "b"), ("hold", "a", "b")])
def test_another_policy_may_be_asked_for(settled: Team, prefer: str, hub: str, workbook: str) -> None:
    edit(settled.hub, "An", note="a")
    edit(settled.book("lan.xlsx"), "An", note="b")
    settled.sync(prefer=prefer)
    assert column(settled.hub, "note")[0] == hub
    assert column(settled.book("lan.xlsx"), "note")[0] == workbook


def test_a_workbook_that_is_open_sends_and_receives_once_it_is_closed(settled: Team) -> None:
    mark = lock(settled.book("lan.xlsx"))
    edit_open = settled.book("lan.xlsx")
    mark.unlink()
    edit(edit_open, "An", note="gõ khi đang mở")
    mark = lock(edit_open)
    edit(settled.hub, "Bình", note="từ trưởng phòng")
    before = edit_open.read_bytes()
    report = settled.sync()
    assert settled.report(report, "lan.xlsx").waiting
    assert report.exit_code == 1
    assert edit_open.read_bytes() == before
    assert "gõ khi đang mở" in column(settled.hub, "note")
    mark.unlink()
    assert settled.sync().exit_code == 0
    assert "từ trưởng phòng" in column(edit_open, "note")


def test_a_hub_that_is_open_stops_the_run_before_anything_is_written(settled: Team) -> None:
    edit(settled.book("lan.xlsx"), "An", note="x")
    before = snapshot(settled.folder)
    lock(settled.hub)
    with pytest.raises(Locked, match="Lan"):
        settled.sync()
    assert snapshot(settled.folder) == before


def test_a_file_that_is_replaced_is_kept_as_a_dated_backup(settled: Team) -> None:
    before = settled.book("lan.xlsx").read_bytes()
    edit(settled.hub, "An", note="mới")
    settled.sync()
    kept = [path.read_bytes() for path in (settled.folder / BACKUPS).glob("lan *.xlsx")]
    assert before in kept
    assert not list(settled.folder.glob(".*.sync"))


def test_only_cells_that_changed_are_written(settled: Team) -> None:
    before = parts(settled.book("lan.xlsx"))
    edit(settled.hub, "An", note="mới")
    settled.sync()
    after = parts(settled.book("lan.xlsx"))
    changed = {name for name in after if after[name] != before.get(name)}
    assert len(changed) <= 4, changed  # the sheet of leads, the settings, the workbook (calculate on opening)
    assert "xl/styles.xml" not in changed


def test_a_side_that_lost_most_of_its_rows_stops_until_that_is_confirmed(team: Team) -> None:
    for number in range(22):
        type_row(team.hub, **lead(f"Công ty {number:02}"))
    team.sync()
    book = team.book("lan.xlsx")
    for number in range(20):
        delete(book, f"Công ty {number:02}")
    report = team.sync()
    assert isinstance(team.report(report, "lan.xlsx").failure, SideEmptied)
    assert report.exit_code == 2
    assert len(rows(team.hub)) == len(rows(team.book("minh.xlsx"))) == 22
    team.sync(emptied_on_purpose=True)
    assert len(rows(team.hub)) == len(rows(team.book("minh.xlsx"))) == 2


def test_an_emptied_hub_stops_the_run(team: Team) -> None:
    for number in range(22):
        type_row(team.hub, **lead(f"Công ty {number:02}"))
    team.sync()
    for number in range(22):
        delete(team.hub, f"Công ty {number:02}")
    before = snapshot(team.folder)
    with pytest.raises(SideEmptied, match="Khách tiềm năng"):
        team.sync()
    assert snapshot(team.folder) == before


def test_another_hub_in_its_place_is_refused_until_it_is_adopted(settled: Team) -> None:
    make_file(settled.folder / "other.xlsx").replace(settled.hub)
    type_row(settled.hub, **lead("Dũng"))
    before = snapshot(settled.folder)
    with pytest.raises(WrongHub):
        settled.sync()
    assert snapshot(settled.folder) == before
    settled.sync(adopt_hub=True)
    assert everywhere(settled) == [["An", "Bình", "Cường", "Dũng"]] * 3


def test_an_older_copy_of_the_hub_is_refused_until_it_is_adopted(settled: Team) -> None:
    old = copy(settled.hub, settled.folder / "old.bak")
    type_row(settled.book("lan.xlsx"), **lead("Dũng"))
    settled.sync()
    old.replace(settled.hub)
    with pytest.raises(HubOutdated):
        settled.sync()
    settled.sync(adopt_hub=True)
    assert everywhere(settled) == [["An", "Bình", "Cường", "Dũng"]] * 3


def test_a_hub_from_before_a_stage_move_was_recorded_is_an_older_one_too(settled: Team) -> None:
    """Else the move would be recorded a second time."""
    deal = {"account": "An", "owner": LAN, "created_on": date(2026, 11, 3), "name": "Sân", "status": "Đang mở"}
    type_row(settled.hub, "opportunities", **deal, stage="Tìm kiếm & phân loại")
    settled.sync(recompute=True)
    edit(settled.hub, "Sân", "opportunities", "name", status="Thua", lost_reason="Giá cao")
    old = copy(settled.hub, settled.folder / "old.bak")
    settled.sync(recompute=True)
    assert len(column(settled.hub, "id", "stage_moves")) == 1
    before = snapshot(settled.folder)
    settled.sync(recompute=True)
    assert snapshot(settled.folder) == before, "at rest"
    old.replace(settled.hub)
    with pytest.raises(HubOutdated):
        settled.sync(recompute=True)


def test_an_old_copy_of_a_workbook_brings_no_old_values_back(settled: Team) -> None:
    book = settled.book("lan.xlsx")
    edit(settled.hub, "An", note="cũ")
    settled.sync()
    old = copy(book, settled.folder / "old.bak")
    edit(settled.hub, "An", note="mới")
    settled.sync()
    old.replace(book)
    edit(book, "Bình", note="sửa trên bản cũ")
    settled.sync()
    assert {row["company"]: row["note"] for row in rows(settled.hub)} == {
        "An": "mới", "Bình": "sửa trên bản cũ", "Cường": None,
    }  # fmt: skip
    assert column(book, "note") == column(settled.hub, "note")


def test_a_missing_hub_is_said_and_a_missing_workbook_stops_nobody_else(settled: Team) -> None:
    settled.book("lan.xlsx").unlink()
    edit(settled.book("minh.xlsx"), "An", note="vẫn chạy")
    report = settled.sync()
    assert isinstance(settled.report(report, "lan.xlsx").failure, NotFound)
    assert "vẫn chạy" in column(settled.hub, "note")
    settled.hub.unlink()
    with pytest.raises(NotFound):
        settled.sync()


def test_a_workbook_made_by_copying_another_one_gets_an_id_of_its_own(settled: Team) -> None:
    copy(settled.book("lan.xlsx"), settled.folder / "hoa.xlsx")
    settled.owners = {**settled.owners, "hoa.xlsx": None}
    settled.configure()
    edit(settled.book("hoa.xlsx"), "An", note="của Hoa")
    delete(settled.book("lan.xlsx"), "Cường")
    settled.sync()
    assert everywhere(settled) == [["An", "Bình"]] * 4 or everywhere(settled) == [["An", "Bình", "Cường"]] * 4
    assert "của Hoa" in column(settled.book("minh.xlsx"), "note")
    settled.sync()
    settings = {row["id"]: row["value"] for row in rows(settled.book("hoa.xlsx"), "settings")}
    other = {row["id"]: row["value"] for row in rows(settled.book("lan.xlsx"), "settings")}
    assert settings["workbook_id"] != other["workbook_id"]


def test_entries_of_lists_and_rates_meet_too(settled: Team) -> None:
    type_list(settled.book("lan.xlsx"), "sources", "Hội chợ Cần Thơ")
    edit(settled.book("lan.xlsx"), "An", source="Hội chợ Cần Thơ")
    edit(settled.hub, "USD", "lists", "currency", rate=26000)
    report = settled.sync()
    assert report.exit_code == 0, report
    assert "Hội chợ Cần Thơ" in column(settled.book("minh.xlsx"), "sources", "lists")
    assert "Hội chợ Cần Thơ" in column(settled.book("minh.xlsx"), "source")
    english = {row["currency"]: row["rate"] for row in rows(settled.book("minh.xlsx"), "lists")}
    assert english["USD"] == 26000
    assert settled.sync().exit_code == 0
    assert column(settled.hub, "sources", "lists").count("Hội chợ Cần Thơ") == 1


def type_list(path: Path, key: str, entry: str) -> None:
    def below(sheet: Worksheet) -> None:
        at = next(cell.column for cell in sheet[1] if str(cell.value).rsplit(".", 1)[-1] == key)
        row = next(number for number in range(3, 500) if sheet.cell(number, at).value is None)
        sheet.cell(row, at).value = entry

    in_a_program(path, below, "Danh mục")


def test_text_that_looks_like_a_formula_travels_as_text(settled: Team) -> None:
    tricks = ['=IMPORTXML("http://x","//a")', "@SUM(A1)", "+1+1", "-2+3", "\t=1+1", "=cmd|' /C calc'!A0"]
    for number, trick in enumerate(tricks):
        type_row(settled.book("lan.xlsx"), **lead(f"Công ty {number}", note=trick))
    settled.sync()
    for name in ("team.xlsx", "minh.xlsx"):
        notes = {row["company"]: row["note"] for row in rows(settled.book(name))}
        assert [str(notes[f"Công ty {number}"]).strip() for number in range(6)] == [trick.strip() for trick in tricks]
        sheet = openpyxl.load_workbook(settled.book(name))[{"team.xlsx": "Khách tiềm năng", "minh.xlsx": "Leads"}[name]]
        at = next(cell.column for cell in sheet[1] if cell.value == "note")
        assert not any(sheet.cell(row, at).data_type == "f" for row in range(3, sheet.max_row + 1))


def test_a_formula_that_a_user_typed_stays_and_its_value_travels(settled: Team) -> None:
    def put(sheet: Worksheet) -> None:
        at = next(cell.column for cell in sheet[1] if cell.value == "annual_revenue")
        sheet.cell(3, at).value = "=1000*3"

    in_a_program(settled.book("lan.xlsx"), put)
    calculate(settled.book("lan.xlsx"), "1000*3", "3000")
    edit(settled.hub, "An", annual_revenue=5)
    report = settled.sync()
    sheet = openpyxl.load_workbook(settled.book("lan.xlsx"))["Khách tiềm năng"]
    at = next(cell.column for cell in sheet[1] if cell.value == "annual_revenue")
    assert sheet.cell(3, at).value == "=1000*3"
    assert [one.of.formula for one in settled.report(report, "lan.xlsx").conflicts] == [True]


def test_a_formula_that_nobody_has_calculated_yet_is_no_cleared_cell(settled: Team) -> None:
    def put(sheet: Worksheet) -> None:
        at = next(cell.column for cell in sheet[1] if cell.value == "contact")
        sheet.cell(3, at).value = '="c"&"An"'

    in_a_program(settled.book("lan.xlsx"), put)
    before = column(settled.hub, "contact")
    report = settled.sync()
    assert column(settled.hub, "contact") == before
    assert [one.column for one in settled.report(report, "lan.xlsx").held] == ["Người liên hệ"]
    calculate(settled.book("lan.xlsx"), '"c"&amp;"An"', "chị An", ' t="str"')
    settled.sync()
    assert "chị An" in column(settled.hub, "contact")


def calculate(path: Path, formula: str, result: str, kind: str = "") -> None:
    """Fill in the result of a formula, as a program does that calculates."""
    told = re.compile(rf"<c ([^>]*?)>(<f>{re.escape(formula)}</f>)<v\s*(?:/>|></v>)".encode())
    filled = rf"<c \1{kind}>\2<v>{result}</v>".encode()
    change_sheets(path, lambda sheet: told.sub(filled, sheet))


def test_an_illegal_stage_move_stays_where_it_was_typed_and_is_told(team: Team) -> None:
    type_row(
        team.book("lan.xlsx"),
        "opportunities",
        name="Sân trường A",
        owner=LAN,
        stage="Chốt & bàn giao",
        status="Đang theo",
    )
    report = team.sync(recompute=True)
    held = team.report(report, "lan.xlsx").held
    assert [one.column for one in held if one.column in ("Chặng", "Stage")]
    assert report.exit_code == 1
    (there,) = rows(team.hub, "opportunities")
    assert (there["name"], there["stage"]) == ("Sân trường A", None)
    (own,) = rows(team.book("lan.xlsx"), "opportunities")
    assert own["stage"] == "Chốt & bàn giao"


def test_a_legal_stage_move_is_accepted_on_both_sides_and_recorded_once(team: Team) -> None:
    deal = {"name": "Sân trường B", "owner": LAN, "stage": None, "status": "Đang theo"}
    type_row(team.book("lan.xlsx"), "opportunities", **deal)
    team.sync(recompute=True)
    paused = {"status": "Tạm dừng", "paused_reason": "chờ ngân sách", "resume_on": date(2026, 12, 15)}
    edit(team.book("lan.xlsx"), "Sân trường B", "opportunities", "name", **paused)
    team.sync(recompute=True)
    for name in ("team.xlsx", "lan.xlsx", "minh.xlsx"):
        (there,) = rows(team.book(name), "opportunities")
        assert there["accepted_status"] == {"minh.xlsx": "Paused"}.get(name, "Tạm dừng"), name
        assert len(rows(team.book(name), "stage_moves")) == 1, name
    before = snapshot(team.folder)
    team.sync(recompute=True)
    assert snapshot(team.folder) == before


def test_history_that_somebody_deletes_comes_back(team: Team) -> None:
    move = {"from_stage": "Tiếp cận", "to_stage": "Khảo sát nhu cầu"}
    type_row(team.hub, "stage_moves", opportunity_id="x", **move)
    team.sync()
    book = team.book("lan.xlsx")
    delete(book, "x", "stage_moves", "opportunity_id")
    team.sync()
    assert column(book, "opportunity_id", "stage_moves") == column(team.hub, "opportunity_id", "stage_moves") == ["x"]


def test_a_filtered_workbook_holds_no_byte_of_anothers_rows(tmp_path: Path) -> None:
    team = Team(tmp_path, {"lan.xlsx": LAN, "minh.xlsx": MINH})
    type_row(team.hub, **lead("Của Lan", LAN))
    type_row(team.hub, **lead("Bí mật của Minh", MINH, note="mật-000"))
    type_row(team.hub, "opportunities", name="Cơ hội mật-111", owner=MINH)
    type_row(team.hub, "objections", opportunity_id="Cơ hội mật-111", response="mật-222")
    type_row(team.book("minh.xlsx"), **lead("Minh tự gõ mật-333", MINH))
    team.sync(recompute=True)
    assert column(team.book("lan.xlsx"), "company") == ["Của Lan"]
    assert sorted(map(str, column(team.book("minh.xlsx"), "company"))) == ["Bí mật của Minh", "Minh tự gõ mật-333"]
    assert len(rows(team.book("minh.xlsx"), "objections")) == 1
    assert rows(team.book("lan.xlsx"), "objections") == []
    assert_no_byte(team.book("lan.xlsx"), "mật")


def test_a_row_that_is_handed_over_leaves_with_its_history_and_no_byte_stays(tmp_path: Path) -> None:
    team = Team(tmp_path, {"lan.xlsx": LAN, "minh.xlsx": MINH})
    type_row(team.book("lan.xlsx"), **lead("Bàn giao mật-1", LAN))
    type_row(team.book("lan.xlsx"), "opportunities", name="Cơ hội mật-2", owner=LAN)
    type_row(team.book("lan.xlsx"), "objections", opportunity_id="Cơ hội mật-2", response="mật-3")
    team.sync()
    edit(team.hub, "Bàn giao mật-1", owner=MINH)
    edit(team.hub, "Cơ hội mật-2", "opportunities", "name", owner=MINH)
    report = team.sync()
    assert team.report(report, "lan.xlsx").received.left == 3
    for table in ("leads", "opportunities", "objections"):
        assert len(rows(team.book("minh.xlsx"), table)) == len(rows(team.hub, table)) == 1
        assert rows(team.book("lan.xlsx"), table) == []
    assert_no_byte(team.book("lan.xlsx"), "mật")
    before = snapshot(team.folder)
    team.sync()
    assert snapshot(team.folder) == before


def assert_no_byte(path: Path, word: str) -> None:
    for name, content in parts(path).items():
        for spelling in (word.encode(), word.encode("utf-16-le")):
            assert spelling not in content, name
