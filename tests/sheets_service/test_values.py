"""Values read and written."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from sheets_service.typist import Refused
from sheets_service.typist import Typist


def update(book: Typist, cells: str, values: Any, **query: str) -> dict[str, Any]:
    path = f"/values/{quote(cells, safe='')}"
    return book.ask("PUT", path, {"values": values}, **{"valueInputOption": "RAW", **query})


def get(book: Typist, cells: str, **query: str) -> dict[str, Any]:
    return book.ask("GET", f"/values/{quote(cells, safe='')}", **query)


def grid(book: Typist, rows: int, columns: int) -> None:
    properties = {"sheetId": 0, "gridProperties": {"rowCount": rows, "columnCount": columns}}
    book.change({"updateSheetProperties": {"properties": properties, "fields": "gridProperties(rowCount,columnCount)"}})


def test_an_empty_range_has_no_values(book: Typist) -> None:
    assert get(book, "A1:B2") == {"range": "Sheet1!A1:B2", "majorDimension": "ROWS"}


def test_blanks_at_the_end_are_trimmed_and_those_between_kept(book: Typist) -> None:
    update(book, "A1", [["a", "", "c", ""], ["", ""], ["", "b"], [""]])
    assert get(book, "A1:D9")["values"] == [["a", "", "c"], [], ["", "b"]]
    assert get(book, "A1:D9", majorDimension="COLUMNS")["values"] == [["a"], ["", "", "b"], ["c"]]


def test_null_skips_a_cell_and_an_empty_text_clears_it(book: Typist) -> None:
    update(book, "A1:C1", [["a", "b", "c"]])
    reply = update(book, "A1:C1", [[None, "", "z"]])
    assert reply["updatedCells"] == 2
    assert book.read("A1:C1") == [["a", "", "z"]]


def test_an_open_or_too_long_range_is_cut_to_the_grid(book: Typist) -> None:
    grid(book, 5, 3)
    for asked, answered in {
        "A2:C": "Sheet1!A2:C5",
        "2:3": "Sheet1!A2:C3",
        "B:B": "Sheet1!B1:B5",
        "A1:Z99": "Sheet1!A1:C5",
        "SHEET1": "Sheet1!A1:C5",
        "C5:A1": "Sheet1!A1:C5",
        "B2:2": "Sheet1!B2:C2",
    }.items():
        assert get(book, asked)["range"] == answered


@pytest.mark.parametrize("cells", ["A6", "D1", "A6:C7", "7:8"])
def test_a_range_that_starts_outside_the_grid_is_refused(book: Typist, cells: str) -> None:
    grid(book, 5, 3)
    with pytest.raises(Refused, match=rf"Range \(Sheet1!{cells}\) exceeds grid limits. Max rows: 5, max columns: 3"):
        get(book, cells)
    with pytest.raises(Refused, match="exceeds grid limits"):
        update(book, cells, [["x"]])


@pytest.mark.parametrize(
    ("cells", "values", "message"),
    [
        ("A1:B2", [["a", "b", "c"]], r"within range \[Sheet1!A1:B2\], but tried writing to column \[C\]"),
        ("A1:B2", [["a"], ["b"], ["c"]], r"within range \[Sheet1!A1:B2\], but tried writing to row \[3\]"),
        ("C5", [["a", "b"]], r"but tried writing to column \[D\]"),
        ("A4", [["a"], ["b"], ["c"]], r"but tried writing to row \[6\]"),
        ("A4:A9", [["a"], ["b"], ["c"]], r"within range \[Sheet1!A4:A5\], but tried writing to row \[6\]"),
    ],
)
def test_nothing_is_written_outside_the_range_or_the_grid(book: Typist, cells: str, values: Any, message: str) -> None:
    grid(book, 5, 3)
    with pytest.raises(Refused, match=message):
        update(book, cells, values)
    assert book.read("Sheet1") == []


def test_a_range_that_cannot_be_read_is_named(book: Typist) -> None:
    with pytest.raises(Refused, match=r"^Unable to parse range: Nowhere!A1$"):
        get(book, "Nowhere!A1")


def test_raw_text_is_never_parsed(book: Typist) -> None:
    texts = ["=1+1", "0042", "TRUE", "2020-01-01", "'x", "+1", "@SUM", "\tx", "-5"]
    update(book, "A1", [texts])
    assert book.read("1:1") == [texts]
    assert book.read("1:1", "FORMULA") == [texts]


def test_raw_numbers_and_booleans_keep_their_kind(book: Typist) -> None:
    update(book, "A1", [[42, 1.5, True, "42"]])
    assert book.read("A1:D1") == [[42, 1.5, True, "42"]]
    assert book.read("A1:D1", "FORMATTED_VALUE") == [["42", "1.5", "TRUE", "42"]]


def test_a_number_of_more_digits_than_a_double_has_loses_the_last(book: Typist) -> None:
    update(book, "A1", [[12345678901234567891, 123456789012345]])
    assert book.read("A1:B1") == [[12345678901234567168, 123456789012345]]
    cell = {"userEnteredValue": {"numberValue": 12345678901234567891}}
    book.change({"repeatCell": {"range": book.area("A2"), "cell": cell, "fields": "*"}})
    assert book.read("A2") == [[12345678901234567168]]


def test_a_cell_formatted_as_text_keeps_what_is_typed(book: Typist) -> None:
    cell = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    book.change({"repeatCell": {"range": book.area("A1:B1"), "cell": cell, "fields": "userEnteredFormat.numberFormat"}})
    book.type("A1:B1", [["0912345678", "=1+1"]])
    assert book.read("A1:B1") == [["0912345678", "=1+1"]]


def test_dates_are_numbers_or_texts_as_asked(book: Typist) -> None:
    book.type("A1:B1", [["2020-01-01", "2020-01-01 18:00"]])
    assert book.read("A1:B1") == [[43831, 43831.75]]
    shown = get(book, "A1:B1", valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING")
    assert shown["values"] == [["2020-01-01", "2020-01-01 18:00"]]


def test_a_list_or_an_object_is_no_value(book: Typist) -> None:
    for value, kind in (([1], "list_value"), ({"a": 1}, "struct_value")):
        with pytest.raises(Refused, match=rf"Invalid values\[0\]\[1\]: {kind}"):
            update(book, "A1", [["ok", value]])
    assert book.read("A1") == []


def test_a_text_may_be_fifty_thousand_symbols_long(book: Typist) -> None:
    update(book, "A1", [["x" * 50_000]])
    with pytest.raises(Refused, match="more than the maximum of 50000 characters"):
        update(book, "A1", [["x" * 50_001]])


def test_what_was_written_may_come_back(book: Typist) -> None:
    options = {"includeValuesInResponse": "true", "responseValueRenderOption": "FORMULA"}
    reply = update(book, "A1:C1", [["=1+1", "x"]], valueInputOption="USER_ENTERED", **options)
    assert reply["updatedData"] == {"range": "Sheet1!A1:B1", "majorDimension": "ROWS", "values": [["=1+1", "x"]]}


def test_columns_are_written_as_columns(book: Typist) -> None:
    body = {"majorDimension": "COLUMNS", "values": [["a", "b"], ["c"]]}
    reply = book.ask("PUT", "/values/A1", body, valueInputOption="RAW")
    assert (reply["updatedRange"], reply["updatedCells"]) == ("Sheet1!A1:B2", 3)
    assert book.read("A1:B2") == [["a", "c"], ["b"]]


def test_several_ranges_are_written_all_or_none(book: Typist) -> None:
    data = [{"range": "A1", "values": [["x"]]}, {"range": "Nowhere!A1", "values": [["y"]]}]
    with pytest.raises(Refused, match=r"Invalid data\[1\]: Unable to parse range: Nowhere!A1"):
        book.ask("POST", "/values:batchUpdate", {"valueInputOption": "RAW", "data": data})
    assert book.read("A1") == []


def test_rows_and_columns_written_twice_count_once(book: Typist) -> None:
    data = [{"range": "A1", "values": [["x", "y"]]}, {"range": "A2:B2", "values": [["x", "y"]]}]
    reply = book.ask("POST", "/values:batchUpdate", {"valueInputOption": "RAW", "data": data})
    totals = {name: count for name, count in reply.items() if name.startswith("total")}
    expected = {"Rows": 2, "Columns": 2, "Cells": 4, "Sheets": 1}
    assert totals == {f"totalUpdated{name}": count for name, count in expected.items()}


def test_clearing_takes_values_and_leaves_formats(book: Typist) -> None:
    book.type("A1", [["12%"]])
    book.ask("POST", "/values/A1:clear", {})
    assert book.read("A1") == []
    book.type("A1", [[0.5]])
    assert book.read("A1", "FORMATTED_VALUE") == [["50%"]]


def test_the_same_range_in_the_body_is_allowed_and_another_is_not(book: Typist) -> None:
    query = {"valueInputOption": "RAW"}
    book.ask("PUT", "/values/A1", {"range": "Sheet1!A1", "values": [["x"]]}, **query)
    with pytest.raises(Refused):
        book.ask("PUT", "/values/A1", {"range": "Sheet1!B1", "values": [["y"]]}, **query)
    assert book.read("A1:B1") == [["x"]]


def test_data_filters_read_write_and_clear(book: Typist) -> None:
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    note = {"metadataKey": "row", "metadataValue": "7", "location": {"dimensionRange": span}, "visibility": "DOCUMENT"}
    book.change({"createDeveloperMetadata": {"developerMetadata": note}})
    book.insert_rows("Sheet1", 1)
    look_up = {"developerMetadataLookup": {"metadataKey": "row"}}
    data = [{"dataFilter": look_up, "majorDimension": "ROWS", "values": [["here"]]}]
    book.ask("POST", "/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data})
    assert book.read("A3") == [["here"]]
    filters = {"dataFilters": [look_up, {"gridRange": {"sheetId": 0, "startRowIndex": 2, "endRowIndex": 3}}]}
    found = book.ask("POST", "/values:batchGetByDataFilter", filters)["valueRanges"]
    assert [one["valueRange"]["values"] for one in found] == [[["here"]], [["here"]]]
    book.ask("POST", "/values:batchClearByDataFilter", {"dataFilters": [{"a1Range": "A3:B3"}]})
    assert book.read("A3") == []
