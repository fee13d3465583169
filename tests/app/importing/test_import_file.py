"""A whole import into a real workbook: what goes in, what is held back and told, and that a second one adds nothing."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from datetime import datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from sheetcrm.app.build import new_workbook
from sheetcrm.app.importing.import_file import import_file
from sheetcrm.app.importing.progress import Silent
from sheetcrm.app.importing.report import ImportReport
from sheetcrm.app.importing.work import ImportOrder
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import read_workbook
from sheetcrm.errors import BadRequest
from sheetcrm.errors import ImportFailed
from sheetcrm.errors import SheetCrmError
from sheetcrm.sync.identity import derive_id
from sheetcrm.values import Value
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook

NOW = datetime(2026, 3, 10, 9, 30)
_fresh = count()


def fresh_id() -> str:
    return derive_id("fresh", str(next(_fresh)))


class Desk:
    """A folder with a workbook and sources to import."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        self.path = folder / "pipeline.xlsx"
        shutil.copy(template, self.path)

    def put(self, name: str, text: str, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    def bring(self, source: Path, table: str = "leads", **options: Any) -> ImportReport:
        order = ImportOrder(source, table, **options)
        workbook = XlsxWorkbook(self.path)
        return import_file(workbook, "pipeline.xlsx", order, clock=lambda _: NOW, new_id=fresh_id, progress=Silent())

    def read(self) -> Reading:
        return read_workbook(XlsxWorkbook(self.path), "pipeline.xlsx", None, fresh_id)

    def rows(self, table: str = "leads") -> list[Mapping[str, Value]]:
        parsed = self.read().parsed[table]
        return [{key: cells[place] for key, cells in parsed.values.items()} for place in range(parsed.count)]

    def column(self, column: str, table: str = "leads") -> list[Value]:
        return [row[column] for row in self.rows(table)]

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir() if path.is_file()}


@pytest.fixture(scope="session")
def empty_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "pipeline.xlsx"
    new_workbook(path, lang="vi", process="standard", scheme="bant", currency="VND", templates=None)
    return path


@pytest.fixture
def desk(tmp_path: Path, empty_workbook: Path) -> Desk:
    return Desk(tmp_path, empty_workbook)


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.new, report.known, report.refused


LEADS = """BÁO CÁO KHÁCH HÀNG;;;;;
;;;;;
Tên công ty;SĐT;Emial;Ngày tạo;Phụ trách;Nguồn;Website;Doanh thu năm
Công ty A;0912345678;a@b.vn;1/3/2026;Nguyễn An;Hội chợ;a.vn;1,2 tỷ
Công ty B;0912345679;sai;31/2/2026;Nguyễn An;Facebook;;350tr

=cmd|' /C calc'!A0;+84 912 345 680;;2/3/2026;Trần Bình;hội chợ;;
"""


def test_good_rows_go_in_and_the_others_are_told_with_their_row_number(desk: Desk) -> None:
    report = desk.bring(desk.put("leads.csv", LEADS))
    assert counts(report) == (2, 0, 1)
    assert report.header_row == 3
    assert desk.column("company") == ["Công ty A", "=cmd|' /C calc'!A0"]
    assert desk.column("phone") == ["0912345678", "0912345680"]
    assert desk.column("created_on") == [date(2026, 3, 1), date(2026, 3, 2)]
    assert desk.column("annual_revenue") == [Decimal(1_200_000_000), None]
    errors = (desk.folder / "leads.errors.csv").read_text("utf-8-sig").splitlines()
    assert errors[0].startswith("Dòng trong tệp gốc;Lý do chưa nhập;Tên công ty;SĐT")
    assert errors[1].startswith("5;")
    assert "31/2/2026" in errors[1]
    assert "sai" in errors[1]
    assert len(errors) == 2


def test_people_and_list_entries_that_are_new_join_their_sheets(desk: Desk) -> None:
    report = desk.bring(desk.put("leads.csv", LEADS))
    assert report.new_reps == ["Nguyễn An", "Trần Bình"]
    assert desk.column("name", "reps") == ["Nguyễn An", "Trần Bình"]
    assert report.new_entries == {"Nguồn": ["Hội chợ"]}
    assert desk.column("source") == ["Hội chợ", "Hội chợ"]
    assert [problem for problem in desk.read().problems if problem.column in ("source", "owner")] == []


def test_a_guess_is_told_and_written_to_a_map_that_can_be_used(desk: Desk) -> None:
    source = desk.put("leads.csv", LEADS)
    report = desk.bring(source)
    assert [(match.header, labels) for match, labels in report.guesses] == [("Emial", "Email")]
    assert [(left.match.header, left.cells) for left, _ in report.unplaced] == [("Website", 1)]
    assert report.map_file == desk.folder / "leads.map.toml"
    again = desk.bring(source, map_file=report.map_file)
    assert counts(again) == (0, 2, 1)
    assert again.guesses == []
    assert again.map_file is None


def test_a_second_import_adds_nothing_and_changes_no_byte(desk: Desk) -> None:
    source = desk.put("leads.csv", LEADS)
    desk.bring(source)
    before, files = desk.path.read_bytes(), desk.files()
    assert counts(desk.bring(source)) == (0, 2, 1)
    assert desk.path.read_bytes() == before
    assert desk.files() == files


def test_the_same_rows_are_known_in_whatever_file_they_come(desk: Desk) -> None:
    desk.bring(desk.put("leads.csv", LEADS))
    assert counts(desk.bring(desk.put("leads2.csv", LEADS.replace(";", "\t"), "utf-16"))) == (0, 2, 1)
    path = desk.folder / "leads.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Bìa").write(0, 0, "Danh sách khách hàng")
        sheet = book.add_worksheet("Khách")
        sheet.write_row(0, 0, ["Ngày tạo", "Tên công ty", "SĐT", "Email", "Phụ trách", "Nguồn", "Doanh thu năm"])
        sheet.write_datetime(1, 0, datetime(2026, 3, 1), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_row(1, 1, ["Công ty A", "0912 345 678", "a@b.vn", "Nguyễn An", "Hội chợ", 1_200_000_000])
    report = desk.bring(path)
    assert counts(report) == (0, 1, 0)
    assert (report.sheet, report.other_sheets) == ("Khách", ["Bìa"])


def test_a_corrected_errors_file_goes_in_as_it_is(desk: Desk) -> None:
    source = desk.put("leads.csv", "Công ty,Điện thoại,Ghi chú\nA,sai,=1+1\nB,0912345679,\n")
    assert counts(desk.bring(source)) == (1, 0, 1)
    errors = desk.folder / "leads.errors.csv"
    assert ",'=1+1" in errors.read_text("utf-8-sig")
    errors.write_bytes(errors.read_bytes().replace(b",sai,", b",0912345678,"))
    report = desk.bring(errors)
    assert counts(report) == (1, 0, 0)
    assert report.unplaced == []
    assert desk.column("note") == [None, "=1+1"]


def test_columns_without_a_header_are_not_passed_over_in_silence(desk: Desk) -> None:
    report = desk.bring(desk.put("leads.csv", "Công ty,,SĐT,\nA,ghi chú,0912345678,\nB,,,x\n"))
    assert counts(report) == (2, 0, 0)
    told = [(left.match.header, left.cells) for left, _ in report.unplaced]
    assert told == [("cột B, không có tiêu đề", 1), ("cột D, không có tiêu đề", 1)]
    path = desk.folder / "more.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ["Công ty", "C"])
        sheet.write(1, 2, "thừa")
    report = desk.bring(path)
    assert counts(report) == (1, 0, 0)
    assert [left.match.header for left, _ in report.unplaced] == ["cột C, không có tiêu đề"]


def test_a_row_with_a_cell_too_many_and_a_row_without_a_name_are_held(desk: Desk) -> None:
    report = desk.bring(desk.put("leads.csv", "Công ty,SĐT\nA,B,0912345678\n,0912345678\nC\n"))
    assert counts(report) == (1, 0, 2)
    reasons = (desk.folder / "leads.errors.csv").read_text("utf-8-sig")
    assert "nhiều ô hơn dòng tiêu đề" in reasons
    assert "“Công ty” đang trống" in reasons


def test_month_first_dates_are_held_until_the_map_says_so(desk: Desk) -> None:
    source = desk.put("leads.csv", "Company,Created\nA,1/5/2026\nB,1/15/2026\n")
    report = desk.bring(source)
    assert counts(report) == (0, 0, 2)
    assert report.map_file is not None
    text = report.map_file.read_text("utf-8")
    assert '# created_on = "m/d/Y"' in text
    imap = desk.put("map.toml", text.replace("# created_on", "created_on"))
    assert counts(desk.bring(source, map_file=imap)) == (2, 0, 0)
    assert desk.column("created_on") == [date(2026, 1, 5), date(2026, 1, 15)]


def test_unknown_words_are_offered_in_the_map_to_be_said(desk: Desk) -> None:
    source = desk.put("leads.csv", "Company,Status\nA,Open deal\nB,open  deal\nC,New\n")
    report = desk.bring(source)
    assert counts(report) == (1, 0, 2)
    assert report.map_file is not None
    text = report.map_file.read_text("utf-8")
    imap = desk.put("map.toml", text.replace('# "Open deal" = ""', '"Open deal" = "working"'))
    assert counts(desk.bring(source, map_file=imap)) == (2, 1, 0)
    assert desk.column("status") == ["new", "working", "working"]


def test_numbers_of_another_language_and_times_of_another_zone_are_understood(desk: Desk) -> None:
    desk.bring(desk.put("l.csv", "Record ID,Company\n1,A\n"))
    source = desk.put(
        "acts.csv", 'Activity ID,Lead ID,Type,Timestamp,Duration\n7,1,Call,2026-03-01T20:30:00Z,"1,200"\n'
    )
    assert counts(desk.bring(source, "activities", map_file=desk.put("m.toml", 'numbers = "en"'))) == (1, 0, 0)
    (row,) = desk.rows("activities")
    assert (row["at"], row["minutes"]) == (datetime(2026, 3, 2, 3, 30), 1200)
    assert row["lead_id"] == derive_id("leads", "1")


DEALS = """Record ID,Contact ID,Deal Name,Deal Stage,Close Date,Amount,Deal owner,Create Date
d1,1,Sân A,closedwon,2026-02-10,1.200.000.000,Nguyễn An,2026-01-05
d2,Công ty B,Sân B,closedlost,2026-02-11,500tr,nguyễn an,2026-01-06
d3,1,Sân C,proposal,2026-05-01,300tr,Nguyễn An,2026-01-07
d4,99,Sân D,proposal,,300tr,Nguyễn An,2026-01-08
d5,1,Sân E,closedwon,,300tr,Nguyễn An,2026-01-09
"""
DEAL_MAP = """
[columns]
"Deal Stage" = ["stage", "status"]
[values.stage]
closedwon = "close"
closedlost = "negotiate"
proposal = "Trình bày giải pháp"
[values.status]
closedwon = "won"
closedlost = "lost"
"*" = "open"
"""


def test_opportunities_keep_the_stage_they_come_with_and_their_history_says_so(desk: Desk) -> None:
    desk.bring(desk.put("leads.csv", "Record ID,Company\n1,Công ty A\n2,Công ty B\n"))
    report = desk.bring(desk.put("deals.csv", DEALS), "opportunities", map_file=desk.put("m.toml", DEAL_MAP))
    assert counts(report) == (3, 0, 2)
    won, lost, running = desk.rows("opportunities")
    assert [row["lead_id"] for row in (won, lost)] == [derive_id("leads", "1"), derive_id("leads", "2")]
    assert (won["accepted_stage"], won["accepted_status"], won["accepted_on"]) == ("close", "won", date(2026, 2, 10))
    assert (won["signed_on"], won["lost_on"], won["expected_close_on"]) == (date(2026, 2, 10), None, None)
    assert (lost["status"], lost["lost_on"], lost["signed_on"]) == ("lost", date(2026, 2, 11), None)
    assert (running["accepted_stage"], running["expected_close_on"]) == ("present", date(2026, 5, 1))
    assert lost["owner"] == "Nguyễn An"
    moves = desk.rows("stage_moves")
    assert [
        (move["opportunity_id"], move["from_stage"], move["to_stage"], move["to_status"], move["at"]) for move in moves
    ] == [
        (won["id"], None, "close", "won", date(2026, 2, 10)),
        (lost["id"], None, "negotiate", "lost", date(2026, 2, 11)),
        (running["id"], None, "present", "open", date(2026, 1, 7)),
    ]
    assert {move["reason"] for move in moves} == {"Số dư đầu kỳ: nhập từ deals.csv"}
    reasons = (desk.folder / "deals.errors.csv").read_text("utf-8-sig")
    assert "không có “99” trong Khách tiềm năng" in reasons
    assert "“Ngày ký” đang trống" in reasons


def test_with_judged_stages_opportunities_bring_no_opening_balance(desk: Desk) -> None:
    desk.bring(desk.put("leads.csv", "Record ID,Company\n1,Công ty A\n2,Công ty B\n"))
    imap = desk.put("m.toml", DEAL_MAP)
    report = desk.bring(desk.put("deals.csv", DEALS), "opportunities", map_file=imap, judge_stages=True)
    assert counts(report) == (4, 0, 1)
    assert set(desk.column("accepted_stage", "opportunities")) == {None}
    assert desk.rows("stage_moves") == []


def test_leads_merged_into_each_other_hold_together_or_are_all_held(desk: Desk) -> None:
    imap = desk.put("m.toml", '[columns]\n"Into" = "merged_into"')
    text = "Record ID,Company,Into,Email\n1,A,,\n2,B,1,\n3,C,4,\n4,D,5,\n5,E,,wrong\n6,F,B,\n"
    report = desk.bring(desk.put("leads.csv", text), map_file=imap)
    assert counts(report) == (3, 0, 3)
    assert desk.column("merged_into") == [None, derive_id("leads", "1"), derive_id("leads", "2")]


def test_the_same_id_with_other_content_is_held(desk: Desk) -> None:
    report = desk.bring(desk.put("leads.csv", "Record ID,Company\n1,A\n1,B\n1,A\n"))
    assert counts(report) == (1, 1, 1)
    assert "Mã này đã có ở dòng 2" in (desk.folder / "leads.errors.csv").read_text("utf-8-sig")


def test_what_sheetcrm_computes_is_told_and_left_behind(desk: Desk) -> None:
    report = desk.bring(desk.put("leads.csv", "Company,Score\nA,99\n"))
    assert [(left.match.header, left.match.how) for left, _ in report.unplaced] == [("Score", "engine")]
    assert desk.column("score") == [None]


def test_a_dry_run_counts_and_writes_nothing(desk: Desk) -> None:
    source = desk.put("leads.csv", LEADS)
    before, files = desk.path.read_bytes(), desk.files()
    assert counts(desk.bring(source, dry_run=True)) == (2, 0, 1)
    assert (desk.path.read_bytes(), desk.files()) == (before, files)


def test_a_map_is_written_where_it_was_asked_for_and_nothing_is_overwritten(desk: Desk) -> None:
    source = desk.put("leads.csv", LEADS)
    wanted = desk.folder / "mine.toml"
    assert desk.bring(source, dry_run=True, write_map=wanted).map_file == wanted
    with pytest.raises(ImportFailed, match="already exists"):
        desk.bring(source, write_map=wanted)
    desk.put("leads.map.toml", "# my own")
    assert desk.bring(source).map_file == desk.folder / "leads.map.2.toml"


def test_a_file_that_fits_no_column_gives_a_map_to_fill_in(desk: Desk) -> None:
    source = desk.put("leads.csv", "xyz,qrs\n1,2\n")
    with pytest.raises(ImportFailed, match="no header fits any column"):
        desk.bring(source)
    assert '"xyz" = ""' in (desk.folder / "leads.map.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("table", "text", "told"),
    [
        ("stage_moves", "a\n", "there is no such table"),
        ("lists", "a\n", "there is no such table"),
        ("deals", "a\n", "There are: leads, opportunities"),
        ("leads", "", "nothing in it"),
        ("leads", "; ;\n;​;\n", "no row of headers"),
    ],
)
def test_what_cannot_be_imported_is_told_and_nothing_is_written(desk: Desk, table: str, text: str, told: str) -> None:
    source = desk.put("a.csv", text)
    before, files = desk.path.read_bytes(), desk.files()
    with pytest.raises((ImportFailed, BadRequest), match=told):
        desk.bring(source, table)
    assert (desk.path.read_bytes(), desk.files()) == (before, files)


def test_a_default_fills_blanks_but_does_not_make_a_row_another_one(desk: Desk) -> None:
    source = desk.put("leads.csv", "Company,Status\nA,\nB,New\n")
    desk.bring(source, map_file=desk.put("m.toml", '[defaults]\nstatus = "qualified"\nsource = "Hội thảo"'))
    assert desk.column("status") == ["qualified", "new"]
    assert desk.column("source") == ["Hội thảo", "Hội thảo"]
    assert counts(desk.bring(source, map_file=desk.put("m.toml", '[defaults]\nstatus = "new"'))) == (0, 2, 0)


def test_a_default_that_means_nothing_stops_the_import(desk: Desk) -> None:
    with pytest.raises(ImportFailed, match="the default for “status”"):
        desk.bring(desk.put("leads.csv", "Company\nA\n"), map_file=desk.put("m.toml", '[defaults]\nstatus = "nope"'))


def test_amounts_are_read_in_the_currency_that_the_map_gives(desk: Desk) -> None:
    imap = desk.put("m.toml", 'numbers = "en"\n[defaults]\ncurrency = "USD"')
    desk.bring(
        desk.put("deals.csv", "Deal Name,Amount,Currency\nA,1200.50,\nB,1200000,VND\n"), "opportunities", map_file=imap
    )
    assert desk.column("amount", "opportunities") == [Decimal("1200.5"), Decimal(1_200_000)]
    assert desk.column("currency", "opportunities") == ["USD", "VND"]


def test_when_the_workbook_cannot_be_written_nothing_is_left_beside_it(desk: Desk) -> None:
    source = desk.put("leads.csv", LEADS)
    (desk.folder / "~$pipeline.xlsx").write_bytes(b"locked by Excel")
    before, files = desk.path.read_bytes(), desk.files()
    with pytest.raises(SheetCrmError):
        desk.bring(source)
    assert (desk.path.read_bytes(), desk.files()) == (before, files)


def test_a_name_that_several_rows_have_refers_to_none_of_them(desk: Desk) -> None:
    desk.bring(desk.put("leads.csv", "Record ID,Company\n1,A\n2,A\n3,B\n"))
    report = desk.bring(desk.put("acts.csv", "Lead,Type,Date\nA,Call,1/3/2026\nB,Call,1/3/2026\n"), "activities")
    assert counts(report) == (1, 0, 1)
    assert "có 2 dòng tên “A”" in (desk.folder / "acts.errors.csv").read_text("utf-8-sig")


def test_a_default_may_refer_to_a_row(desk: Desk) -> None:
    desk.bring(desk.put("leads.csv", "Record ID,Company\n1,A\n"))
    imap = desk.put("m.toml", '[defaults]\nlead_id = "1"')
    assert counts(desk.bring(desk.put("acts.csv", "Type,Date\nCall,1/3/2026\n"), "activities", map_file=imap)) == (
        1,
        0,
        0,
    )
    assert desk.column("lead_id", "activities") == [derive_id("leads", "1")]


def test_people_are_called_what_the_reps_sheet_calls_them_even_by_the_id_they_came_with(desk: Desk) -> None:
    report = desk.bring(desk.put("reps.csv", "User ID,Name,Manager\nu1,Trần Bình,\nu2,Nguyễn An,trần bình\n"), "reps")
    assert (counts(report), report.new_reps) == ((2, 0, 0), [])
    report = desk.bring(desk.put("leads.csv", "Company,Owner\nA,u2\nB,NGUYỄN AN\nC,Lê Chi\n"))
    assert desk.column("owner") == ["Nguyễn An", "Nguyễn An", "Lê Chi"]
    assert report.new_reps == ["Lê Chi"]


def test_more_new_entries_than_the_lists_sheet_has_rows_make_it_longer(desk: Desk) -> None:
    sources = [f"Nguồn số {number}" for number in range(60)]
    text = "Company,Source\n" + "".join(f"Công ty {source},{source}\n" for source in sources)
    assert counts(desk.bring(desk.put("leads.csv", text))) == (60, 0, 0)
    assert desk.column("source") == sources
    assert [problem for problem in desk.read().problems if problem.column == "source"] == []


def test_an_error_cell_is_never_an_id(desk: Desk) -> None:
    path = desk.folder / "leads.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Record ID", "Company", None])
        sheet.write_formula(1, 0, "=NA()", None, "#N/A")
        sheet.write(1, 1, "A")
    assert counts(desk.bring(path)) == (0, 0, 1)


def test_our_own_sheet_comes_back_with_its_ids(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, empty_workbook: Path
) -> None:
    desk.bring(desk.put("leads.csv", LEADS))
    other = Desk(tmp_path_factory.mktemp("other"), empty_workbook)
    assert counts(other.bring(desk.path, sheet="Khách tiềm năng")) == (2, 0, 0)
    assert other.column("id") == desk.column("id")
    assert counts(desk.bring(other.path, sheet="Khách tiềm năng")) == (0, 2, 0)
