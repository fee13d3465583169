"""Bare values say to judges what a whole reading says, and weigh a fraction of it."""

from __future__ import annotations

from datetime import date
from datetime import datetime

import pytest
from sheets_service.server import SheetsService
from sheets_service.typist import Typist

from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import SpreadsheetNotFound
from sheetcrm.values import CellError
from sheetcrm.values import decode_datetime
from sheetcrm.workbooks.google.bare_reading import BareReader
from tests.workbooks.google.sheets import add
from tests.workbooks.google.sheets import cell
from tests.workbooks.google.sheets import new_spreadsheet
from tests.workbooks.google.sheets import opened
from tests.workbooks.google.sheets import signed_in

TABLES = {
    "leads": {
        "id": ["L1", "L2", None, "L3"],
        "company": ["An", None, None, "  "],
        "at": [date(2026, 11, 3), datetime(2026, 11, 3, 9, 30), None, None],
        "worth": [1.5, 2, None, "=1/0"],
        "hot": [True, False, None, None],
    },
    "deals": {"id": [], "name": []},
}


def reader(service: SheetsService, typist: Typist) -> BareReader:
    return BareReader(signed_in(service), typist.book_id, "gsheet:x")


@pytest.fixture
def typist(sheets_service: SheetsService) -> Typist:
    made = new_spreadsheet(sheets_service, TABLES, reports=["today"])
    add(made, 2001, "Ghi chú của tôi", [[cell("leads")], [cell("abc")]])
    sheets_service.journal.clear()
    return made


def test_it_gives_the_tables_of_a_whole_reading(sheets_service: SheetsService, typist: Typist) -> None:
    whole, bare = opened(sheets_service, typist).read(), reader(sheets_service, typist).read()
    assert bare.keys() == whole.keys()
    for key, data in whole.items():
        assert (bare[key].sheet, bare[key].rows, bare[key].letters, bare[key].headers) == (
            data.sheet, data.rows, data.letters, data.headers,
        )  # fmt: skip
        same = {name: cells for name, cells in data.columns.items() if name != "at"}
        assert {name: cells for name, cells in bare[key].columns.items() if name != "at"} == same
    assert bare["leads"].columns["worth"][-1] == CellError("#DIV/0!")
    assert [decode_datetime(raw) for raw in bare["leads"].columns["at"]] == [
        decode_datetime(raw) for raw in whole["leads"].columns["at"]
    ]


def test_it_looks_for_tabs_once_and_then_reads_those_with_tables_alone(
    sheets_service: SheetsService, typist: Typist
) -> None:
    read = reader(sheets_service, typist)
    read.read()
    assert [entry.path.rpartition("/")[2] for entry in sheets_service.journal.entries] == [
        typist.book_id, "values:batchGetByDataFilter",
    ]  # fmt: skip
    sheets_service.journal.clear()
    typist.type("'leads'!B4", [["Bình"]])
    sheets_service.journal.clear()
    assert read.read()["leads"].columns["company"][1] == "Bình"
    assert len(sheets_service.journal) == 1


def test_a_tab_that_is_renamed_is_still_read_with_one_request(sheets_service: SheetsService, typist: Typist) -> None:
    read = reader(sheets_service, typist)
    read.read()
    said = {"sheetId": 1001, "title": "Khách's & bạn!"}
    typist.change({"updateSheetProperties": {"properties": said, "fields": "title"}})
    sheets_service.journal.clear()
    assert read.read()["leads"].sheet == "Khách's & bạn!"
    assert len(sheets_service.journal) == 1


def test_a_tab_that_is_taken_away_and_put_back_elsewhere_is_found_again(
    sheets_service: SheetsService, typist: Typist
) -> None:
    read = reader(sheets_service, typist)
    read.read()
    typist.change({"deleteSheet": {"sheetId": 1002}})
    assert read.read().keys() == {"leads"}
    add(typist, 3001, "Cơ hội", [[cell("deals.id"), cell("name")], [cell("Mã"), cell("Tên")], [cell("D1")]])
    assert read.read()["deals"].columns["id"] == ["D1"]
    sheets_service.journal.clear()
    read.read()
    assert len(sheets_service.journal) == 1


def test_a_tab_whose_key_row_is_gone_holds_no_table_any_more(sheets_service: SheetsService, typist: Typist) -> None:
    read = reader(sheets_service, typist)
    read.read()
    typist.type("'deals'!A1:B1", [["", ""]])
    assert read.read().keys() == {"leads"}


def test_two_tabs_that_say_they_hold_one_table_are_refused(sheets_service: SheetsService, typist: Typist) -> None:
    add(typist, 3001, "Bản sao", [[cell("leads.id")]])
    with pytest.raises(LayoutBroken):
        reader(sheets_service, typist).read()


def test_a_spreadsheet_that_is_not_there_is_told(sheets_service: SheetsService) -> None:
    with pytest.raises(SpreadsheetNotFound):
        BareReader(signed_in(sheets_service), "x" * 44, "gsheet:x").read()
