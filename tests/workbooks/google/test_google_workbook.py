"""A Google spreadsheet keeps every promise of a workbook: the real gspread against the stand-in of the service."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime

import pytest
from sheets_service.server import SheetsService
from sheets_service.typist import Typist

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import NotAllowed
from sheetcrm.errors import WouldLoseContent
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.google.workbook import GoogleWorkbook
from tests.workbooks.contract import LEADS
from tests.workbooks.contract import WorkbookContract
from tests.workbooks.google.sheets import FIRST_ID
from tests.workbooks.google.sheets import add
from tests.workbooks.google.sheets import cell
from tests.workbooks.google.sheets import new_spreadsheet
from tests.workbooks.google.sheets import opened


@pytest.fixture(scope="module")
def service() -> Iterator[SheetsService]:
    with SheetsService() as running:
        yield running
    assert running.defects == []


class TestGoogleWorkbook(WorkbookContract):
    @pytest.fixture(autouse=True)
    def _service(self, service: SheetsService) -> None:
        self.service = service

    def make(self, tables: Mapping[str, Mapping[str, Sequence[Raw]]], reports: Sequence[str]) -> GoogleWorkbook:
        self.typist = new_spreadsheet(self.service, tables, reports)
        return opened(self.service, self.typist)

    def shown(self, workbook: Workbook, report: str) -> Mapping[tuple[int, int], Raw]:
        return {
            (row, column): value
            for row, cells in enumerate(self.typist.read(report), start=1)
            for column, value in enumerate(cells, start=1)
            if row > 1 and value != ""
        }


def test_a_read_is_one_request_and_a_write_one_look_and_one_batch(service: SheetsService) -> None:
    book = opened(service, new_spreadsheet(service, {"leads": LEADS}))
    service.journal.clear()
    book.read()
    assert [entry.verb for entry in service.journal.entries] == ["GET"]
    edits = [UpdateRow("leads", "A1", {"company": "An"}), InsertRow("leads", {"id": "D4"}), DeleteRow("leads", "B2")]
    receipt = book.write(edits)
    assert [entry.verb for entry in service.journal.entries] == ["GET", "GET", "POST"]
    assert (receipt.rows_inserted, receipt.rows_deleted) == (1, 1)
    assert list(book.read()["leads"].columns["id"]) == ["A1", "C3", "D4"]


def test_several_rows_go_and_the_right_ones_stay(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {"leads": {"id": list("ABCDEF"), "n": [float(n) for n in range(6)]}})
    book = opened(service, typist)
    book.write(
        [
            DeleteRow("leads", "B"), DeleteRow("leads", "E"), DeleteRow("leads", "C"),
            UpdateRow("leads", "F", {"n": 9}), UpdateRow("leads", "C", {"n": 9}), InsertRow("leads", {"id": "G"}),
        ]
    )  # fmt: skip
    assert typist.read("leads!A3:B9") == [["A", 0], ["D", 3], ["F", 9], ["G"]]


def test_no_effective_edit_is_no_write(service: SheetsService) -> None:
    book = opened(service, new_spreadsheet(service, {"leads": LEADS}))
    service.journal.clear()
    book.write([])
    assert len(service.journal) == 0
    book.write([UpdateRow("leads", "A1", {"company": "Công ty An"})])
    assert service.journal.writes == []


def test_renamed_tabs_and_moved_columns_are_found_by_the_hidden_row(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {"leads": LEADS})
    typist.change(
        {"updateSheetProperties": {"properties": {"sheetId": FIRST_ID, "title": "Khách của tôi"}, "fields": "title"}},
        {"insertDimension": {"range": {"sheetId": FIRST_ID, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}}},
        {
            "moveDimension": {
                "source": {"sheetId": FIRST_ID, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 4},
                "destinationIndex": 2,
            }
        },
    )
    book = opened(service, typist)
    leads = book.read()["leads"]
    assert leads.sheet == "Khách của tôi"
    assert (leads.letters["company"], leads.letters["id"]) == ("C", "D")
    book.write([UpdateRow("leads", "B2", {"company": "Mới"}), InsertRow("leads", {"id": "D4", "company": "Bốn"})])
    assert typist.read("'Khách của tôi'!C3:D6") == [["Công ty An", "A1"], ["Mới", "B2"], ["", "C3"], ["Bốn", "D4"]]


def test_what_looks_like_a_formula_is_written_as_text_and_nothing_else(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {"leads": {"id": ["A1"], "note": [None]}})
    book = opened(service, typist)
    for text in ('=IMPORTXML("http://x.example","//a")', "@now", "+1", "-1", "\tx", "'quoted", "007", "1/2", "TRUE"):
        book.write([UpdateRow("leads", "A1", {"note": text})])
        assert typist.read("leads!B3", render="FORMULA") == [[text]]
        assert book.read()["leads"].columns["note"] == [text]
        book.write([InsertRow("leads", {"id": "N", "note": text}), DeleteRow("leads", "A1")])
        assert typist.read("leads!B3", render="FORMULA") == [[text]]
        book.write([UpdateRow("leads", "N", {"id": "A1"})])


def test_a_users_formulas_stay_and_their_values_are_read(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {"leads": {"id": ["A1", "B2"], "sum": ["=1+2", "=#REF!+1"], "n": [1.0, 2.0]}})
    book = opened(service, typist)
    assert list(book.read()["leads"].columns["sum"]) == [3.0, CellError("#REF!")]
    book.write([UpdateRow("leads", "A1", {"sum": 3, "n": 5})])
    assert typist.read("leads!B3:C3", render="FORMULA") == [["=1+2", 5]]


def test_numbers_that_are_shown_as_dates_are_dates_and_written_ones_are_shown_as_such(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {"leads": {"id": ["A1"], "on": [None], "n": [date(2026, 1, 2)]}})
    book = opened(service, typist)
    book.write([UpdateRow("leads", "A1", {"on": datetime(2026, 11, 3, 8, 30), "n": 5})])
    book.write([InsertRow("leads", {"id": "B2", "on": date(2026, 11, 4)})])
    leads = book.read()["leads"]
    assert list(leads.columns["on"]) == [datetime(2026, 11, 3, 8, 30), date(2026, 11, 4)]
    assert leads.columns["n"] == [5.0, None]


def test_what_is_expected_is_compared_with_what_stands_there_now(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {"leads": LEADS})
    book = opened(service, typist)
    book.read()
    typist.type("leads!B3", [["vừa sửa"]])
    with pytest.raises(ChangedMeanwhile):
        book.write([UpdateRow("leads", "A1", {"employees": 1}, expected={"company": "Công ty An"})])
    typist.sort("leads!A3:E5", 0, descending=True)
    book.write(
        [UpdateRow("leads", "B2", {"company": "Mới"}, row=4), UpdateRow("leads", "A1", {"active": False}, row=3)]
    )
    leads = book.read()["leads"]
    assert dict(zip(leads.columns["id"], leads.columns["company"], strict=True))["B2"] == "Mới"
    assert dict(zip(leads.columns["id"], leads.columns["active"], strict=True))["A1"] is False


def test_a_full_grid_grows_and_its_new_rows_look_and_refuse_like_the_last_one(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {"leads": {"id": [f"R{n}" for n in range(18)], "n": [1.0] * 18}})
    rule = {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "0"}]}, "strict": True}
    last = typist.area("leads!B20")
    typist.change(
        {"setDataValidation": {"range": last, "rule": rule}},
        {
            "repeatCell": {
                "range": last,
                "cell": {"userEnteredFormat": {"textFormat": {"bold": True}}},
                "fields": "userEnteredFormat.textFormat.bold",
            }
        },
    )
    book = opened(service, typist)
    book.write([InsertRow("leads", {"id": "NEW", "n": 2}), InsertRow("leads", {"id": "NEW2", "n": 3})])
    fields = "sheets(data(rowData(values(dataValidation,userEnteredFormat,effectiveValue))))"
    answer = typist.ask("GET", "", ranges="leads!B21:B22", fields=fields)
    for number, row in enumerate(answer["sheets"][0]["data"][0]["rowData"], start=2):
        assert row["values"][0]["dataValidation"]["condition"]["type"] == "NUMBER_GREATER"
        assert row["values"][0]["userEnteredFormat"]["textFormat"]["bold"] is True
        assert row["values"][0]["effectiveValue"] == {"numberValue": number}


def test_reports_take_their_looks_from_the_swatches_of_the_settings(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {}, ["today"])
    bold, late = {"textFormat": {"bold": True}}, {"textFormat": {"italic": True}}
    swatches = [[cell("style.head"), {**cell("head"), "userEnteredFormat": bold}]]
    swatches += [[cell("style.late"), {**cell("late"), "userEnteredFormat": late}]]
    add(typist, 7, "_sheetcrm", [[cell("settings.id"), cell("value")], [cell("id"), cell("value")], *swatches])
    book = opened(service, typist)
    rows = [[ReportCell("Việc", "head"), ReportCell("Ngày", "head")], [ReportCell("Gọi", "late"), ReportCell(1)]]
    service.journal.clear()
    assert book.write([ReplaceBlock("today", 2, 1, rows)]).cells_changed == 4
    assert len(service.journal) == 3
    assert looks(typist) == {"A2": bold, "B2": bold, "A3": late}
    assert book.write([ReplaceBlock("today", 2, 1, rows)]).cells_changed == 0
    assert (
        book.write([ReplaceBlock("today", 2, 1, [[ReportCell("Việc"), ReportCell("Ngày", "late")]])]).cells_changed == 3
    )
    assert looks(typist) == {"A2": bold, "B2": late}
    assert typist.read("today!A2:B9") == [["Việc", "Ngày"]]


def test_links_lead_to_cells_and_blank_rows_hide_and_neither_is_written_twice(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {"leads": LEADS}, ["today"])
    book = opened(service, typist)
    target = ReportCell("An", link="'leads'!B3")
    blocks = [ReplaceBlock("today", 2, 1, [[target], [ReportCell(None)], [ReportCell("x")]], 4, True, True)]
    service.journal.clear()
    book.write(blocks)
    assert looks(typist) == {"A2": {"textFormat": {"link": {"uri": f"#gid={FIRST_ID}&range=B3"}}}}
    assert hidden(typist) == [3, 5]
    book.write(blocks)
    assert [entry.path.rpartition(":")[2] for entry in service.journal.writes].count("batchUpdate") == 1
    book.write([ReplaceBlock("today", 2, 1, [[ReportCell("Bình")], [ReportCell("y")]], 4, True)])
    assert looks(typist)["A2"] == {"textFormat": {"link": {"uri": f"#gid={FIRST_ID}&range=B3"}}}
    assert hidden(typist) == [4, 5]
    book.write([ReplaceBlock("today", 2, 1, [[ReportCell("Bình")]], 4, linked=True)])
    assert looks(typist) == {}


def hidden(typist: Typist) -> list[int]:
    answer = typist.ask("GET", "", ranges="today", fields="sheets(data(rowMetadata(hiddenByUser)))")
    rows = answer["sheets"][0]["data"][0]["rowMetadata"]
    return [number for number, row in enumerate(rows, start=1) if row.get("hiddenByUser")]


def test_a_report_that_is_wider_or_longer_than_its_tab_gets_room(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {}, ["today"])
    book = opened(service, typist)
    book.write([ReplaceBlock("today", 2, 1, [[ReportCell(n) for n in range(30)]] + [[ReportCell("x")]] * 40)])
    assert typist.read("today!AD2:AD2") == [[29]]
    assert typist.read("today!A42:A42") == [["x"]]


def looks(typist: Typist) -> dict[str, object]:
    answer = typist.ask("GET", "", ranges="today", fields="sheets(data(rowData(values(userEnteredFormat))))")
    return {
        f"{chr(65 + column)}{row}": one["userEnteredFormat"]
        for row, cells in enumerate(answer["sheets"][0]["data"][0].get("rowData", ()), start=1)
        for column, one in enumerate(cells.get("values", ()))
        if one.get("userEnteredFormat")
    }


def test_two_tabs_that_say_they_hold_the_same_table_are_not_guessed_at(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {"leads": LEADS})
    typist.change({"duplicateSheet": {"sourceSheetId": FIRST_ID, "newSheetName": "Bản sao"}})
    with pytest.raises(LayoutBroken) as raised:
        opened(service, typist).read()
    assert "Bản sao" in raised.value.in_language("vi")


def test_cells_somebody_protected_and_texts_too_long_are_refused_before_or_whole(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {"leads": LEADS})
    book = opened(service, typist)
    with pytest.raises(WouldLoseContent):
        book.write([UpdateRow("leads", "A1", {"company": "x" * 50_001})])
    only_owner = {"range": typist.area("leads!B4"), "editors": {"users": [typist.email]}}
    typist.change({"addProtectedRange": {"protectedRange": only_owner}})
    with pytest.raises(NotAllowed) as raised:
        book.write([UpdateRow("leads", "A1", {"company": "x"}), UpdateRow("leads", "B2", {"company": "y"})])
    assert "khóa" in raised.value.in_language("vi")
    assert typist.read("leads!B3:B4") == [["Công ty An"], ["Bình & Con"]]


def test_other_tabs_and_columns_of_the_users_own_are_not_touched(service: SheetsService) -> None:
    typist = new_spreadsheet(service, {"leads": LEADS})
    typist.type("leads!G3:G4", [["ghi chú"], ["=B3"]])
    typist.type("Sheet1!A1:B2", [["của tôi", 1], [2, "=B1*2"]])
    book = opened(service, typist)
    before = typist.read("Sheet1!A1:B2", render="FORMULA")
    book.write([UpdateRow("leads", "A1", {"company": "Mới", "active": None}), InsertRow("leads", {"id": "D4"})])
    assert typist.read("Sheet1!A1:B2", render="FORMULA") == before
    assert typist.read("leads!G3:G4", render="FORMULA") == [["ghi chú"], ["=B3"]]
