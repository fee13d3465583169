"""Batch updates: all or nothing, with the answers that a sync relies on."""

from __future__ import annotations

from typing import Any

import pytest

from sheets_service.typist import Refused
from sheets_service.typist import Typist

TRANSACTION = 4711


def text_cells(*texts: str) -> list[dict[str, Any]]:
    return [{"values": [{"userEnteredValue": {"stringValue": text}} for text in texts]}]


def cells(book: Typist, sheet_id: int, row: int, column: int, *texts: str) -> dict[str, Any]:
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": text_cells(*texts), "fields": "userEnteredValue"}}


def transaction(book: Typist, title: str = "tx") -> list[dict[str, Any]]:
    """What a sync sends: a sheet of its own number, a pre-image, the change, new rows."""
    size = {"rowCount": 10, "columnCount": 26}
    sheet = {"sheetId": TRANSACTION, "title": title, "hidden": True, "gridProperties": size}
    target = {"sheetId": TRANSACTION, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 3}
    return [
        {"addSheet": {"properties": sheet}},
        {"copyPaste": {"source": book.area("Sheet1!A2:C2"), "destination": target, "pasteType": "PASTE_NORMAL"}},
        cells(book, 0, 1, 1, "ours"),
        {"appendCells": {"sheetId": 0, "rows": text_cells("new", "=1+1"), "fields": "userEnteredValue"}},
    ]


@pytest.fixture
def filled(book: Typist) -> Typist:
    """A header and two rows."""
    book.type("A1:C3", [["id", "name", "sum"], ["one", "first", "=1+1"], ["two", "second", 7]])
    return book


def test_a_transaction_answers_with_what_was_before_and_what_is_now(filled: Typist) -> None:
    body = {
        "requests": transaction(filled),
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["tx!A1:C1", "Sheet1!A1:C9"],
        "responseIncludeGridData": True,
    }
    mask = "replies,updatedSpreadsheet.sheets(properties.sheetId,data.rowData.values.effectiveValue)"
    answer = filled.ask("POST", ":batchUpdate", body, fields=mask)
    now, before = answer["updatedSpreadsheet"]["sheets"]
    assert before["properties"] == {"sheetId": TRANSACTION}
    values = [cell["effectiveValue"] for cell in before["data"][0]["rowData"][0]["values"]]
    assert values == [{"stringValue": "one"}, {"stringValue": "first"}, {"numberValue": 2}]
    assert len(now["data"][0]["rowData"]) == 4
    assert now["data"][0]["rowData"][1]["values"][1] == {"effectiveValue": {"stringValue": "ours"}}
    assert filled.read("A4:B4") == [["new", "=1+1"]]  # a text that looks like a formula stays a text


def test_the_same_transaction_a_second_time_fails_whole(filled: Typist) -> None:
    filled.change(*transaction(filled))
    before = filled.read("Sheet1")
    with pytest.raises(Refused, match=r"^Invalid requests\[0\]\.addSheet: .*4711.* already exists"):
        filled.change(*transaction(filled, "another title"))
    assert filled.read("Sheet1") == before
    with pytest.raises(Refused, match='A sheet with the name "TX" already exists'):
        filled.change({"addSheet": {"properties": {"title": "TX"}}})


def test_the_fence_fails_when_the_transaction_was_applied_and_else_keeps_it_out(filled: Typist) -> None:
    fence = {"addSheet": {"properties": {"sheetId": TRANSACTION, "title": "fence", "hidden": True}}}
    filled.change(fence)
    with pytest.raises(Refused):
        filled.change(*transaction(filled))
    assert filled.read("A2:C2") == [["one", "first", 2]]


def test_one_wrong_request_undoes_all(filled: Typist) -> None:
    requests = [*transaction(filled), {"deleteSheet": {"sheetId": 99}}]
    with pytest.raises(Refused, match=r"^Invalid requests\[4\]\.deleteSheet: No sheet with id: 99$"):
        filled.change(*requests)
    assert filled.read("B2") == [["first"]]
    assert len(filled.ask("GET", "")["sheets"]) == 1


OUTSIDE = [
    (
        {"start": {"rowIndex": 1000}, "rows": text_cells("x")},
        r"GridCoordinate.rowIndex\[1000\] is after last row in grid\[1000\]",
    ),
    (
        {"start": {"rowIndex": 999}, "rows": text_cells("x") * 2},
        "Attempting to write row: 1000, beyond the last requested row of: 999",
    ),
    (
        {"start": {"columnIndex": 25}, "rows": text_cells("x", "y")},
        "Attempting to write column: 26, beyond the last requested column of: 25",
    ),
    (
        {"range": {"endRowIndex": 1, "endColumnIndex": 1}, "rows": text_cells("x", "y")},
        "Attempting to write column: 1, beyond the last requested column of: 0",
    ),
    ({"start": {"sheetId": 8}, "rows": text_cells("x")}, "No grid with id: 8"),
]


@pytest.mark.parametrize(("body", "message"), OUTSIDE)
def test_cells_are_not_written_outside_the_grid(book: Typist, body: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=rf"^Invalid requests\[0\]\.updateCells: {message}$"):
        book.change({"updateCells": {**body, "fields": "userEnteredValue"}})


def test_appended_cells_go_below_the_last_value_and_the_grid_grows_down_only(book: Typist) -> None:
    properties = {"sheetId": 0, "gridProperties": {"rowCount": 2, "columnCount": 2}}
    book.change({"updateSheetProperties": {"properties": properties, "fields": "gridProperties(rowCount,columnCount)"}})
    book.type("B2", [["last"]])
    book.change({"appendCells": {"rows": text_cells("a", "b"), "fields": "userEnteredValue"}})
    assert book.read("A3:B3") == [["a", "b"]]
    with pytest.raises(Refused, match="Attempting to write column: 2, beyond the last requested column of: 1"):
        book.change({"appendCells": {"rows": text_cells("a", "b", "c"), "fields": "userEnteredValue"}})


def test_only_the_masked_parts_of_a_cell_change(book: Typist) -> None:
    whole = {"userEnteredValue": {"numberValue": 0.5}, "userEnteredFormat": {"textFormat": {"bold": True}}, "note": "n"}
    start = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    book.change({"updateCells": {"start": start, "rows": [{"values": [whole]}], "fields": "*"}})
    book.change({"updateCells": {"start": start, "rows": [{"values": [{}]}], "fields": "note"}})
    mask = "sheets.data.rowData.values(userEnteredValue,userEnteredFormat,note,formattedValue)"
    cell = book.ask("GET", "", fields=mask)["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell == {
        "userEnteredValue": {"numberValue": 0.5},
        "formattedValue": "0.5",
        "userEnteredFormat": {"textFormat": {"bold": True}},
    }


def test_rows_that_a_range_has_too_many_are_cleared(filled: Typist) -> None:
    area = filled.area("A2:B3")
    filled.change({"updateCells": {"range": area, "rows": text_cells("x"), "fields": "userEnteredValue"}})
    assert filled.read("A2:C3") == [["x", "", 2], ["", "", 7]]


@pytest.mark.parametrize("fields", ["", "value", "userEnteredValue.texts"])
def test_a_mask_must_name_fields_that_are_there(book: Typist, fields: str) -> None:
    start = {"sheetId": 0}
    with pytest.raises(Refused, match=r"^Invalid requests\[0\]\.updateCells: (At least one|Invalid) field"):
        book.change({"updateCells": {"start": start, "rows": text_cells("x"), "fields": fields}})


def test_a_formula_is_repeated_as_if_copied(book: Typist) -> None:
    book.type("A1:A3", [[1], [2], [3]])
    cell = {"userEnteredValue": {"formulaValue": "=A1*2"}}
    book.change({"repeatCell": {"range": book.area("B1:B3"), "cell": cell, "fields": "userEnteredValue"}})
    assert book.read("B1:B3") == [[2], [4], [6]]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("PASTE_NORMAL", [["=C2", "n"]]),
        ("PASTE_VALUES", [["", "n"]]),
        ("PASTE_FORMULA", [["=C2", "n"]]),
        ("PASTE_FORMAT", [["old", "old"]]),
        ("PASTE_DATA_VALIDATION", [["old", "old"]]),
    ],
)
def test_a_paste_takes_what_its_kind_says(book: Typist, kind: str, expected: list[list[Any]]) -> None:
    book.type("A1:B1", [["=B1", "n"]])
    book.type("B2:C2", [["old", "old"]])
    book.type("B1", [["n"]])
    paste = {"source": book.area("A1:B1"), "destination": book.area("B2:C2"), "pasteType": kind}
    if kind == "PASTE_VALUES":
        book.type("A1", [["=Z9"]])
    book.change({"copyPaste": paste})
    shown = book.read("B2:C2", "FORMULA")
    assert shown == expected


def test_a_paste_fills_a_larger_destination_and_may_be_turned(book: Typist) -> None:
    book.type("A1:B1", [["x", "y"]])
    book.change({"copyPaste": {"source": book.area("A1:B1"), "destination": book.area("A3:D4")}})
    assert book.read("A3:D4") == [["x", "y", "x", "y"]] * 2
    turned = {"pasteOrientation": "TRANSPOSE", "source": book.area("A1:B1"), "destination": book.area("F1")}
    book.change({"copyPaste": turned})
    assert book.read("F1:F2") == [["x"], ["y"]]


def test_find_and_replace_tells_what_it_did(filled: Typist) -> None:
    body = {"find": "(s)(e)?", "replacement": "$1_", "searchByRegex": True, "matchCase": True, "sheetId": 0}
    reply = filled.change({"findReplace": body})[0]["findReplace"]
    assert reply == {"valuesChanged": 3, "rowsChanged": 3, "sheetsChanged": 1, "occurrencesChanged": 3}
    assert filled.read("B1:B3") == [["name"], ["firs_t"], ["s_cond"]]


def test_a_sort_takes_numbers_before_texts_and_blanks_last(book: Typist) -> None:
    book.type("A1:B7", [["b", 1], [10, 2], [None, 3], ["A", 4], [True, 5], [2, 6], ["b", 7]])
    book.sort("A1:B7", 0)
    assert book.read("B1:B7") == [[6], [2], [4], [1], [7], [5], [3]]
    book.sort("A1:B7", 0, descending=True)
    assert book.read("B1:B7") == [[5], [1], [7], [4], [2], [6], [3]]


def test_hidden_sheets_come_after_visible_ones_only_for_ranges_without_a_sheet(filled: Typist) -> None:
    filled.change({"addSheet": {"properties": {"title": "front", "index": 0, "hidden": True}}})
    assert filled.read("A1") == [["id"]]
    assert [sheet["properties"]["title"] for sheet in filled.ask("GET", "")["sheets"]] == ["front", "Sheet1"]
    hide = {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}
    with pytest.raises(Refused, match="hide all the sheets"):
        filled.change({"updateSheetProperties": hide})
    with pytest.raises(Refused, match="remove all the visible sheets"):
        filled.change({"deleteSheet": {"sheetId": 0}})


def test_a_sheet_moves_to_an_index_counted_before_it_leaves(book: Typist) -> None:
    for number, title in enumerate(["two", "three", "four"], 2):
        book.change({"addSheet": {"properties": {"sheetId": number, "title": title}}})
    book.change({"updateSheetProperties": {"properties": {"sheetId": 0, "index": 2}, "fields": "index"}})
    assert [sheet["properties"]["sheetId"] for sheet in book.ask("GET", "")["sheets"]] == [2, 0, 3, 4]


def test_ten_million_cells_are_the_limit(book: Typist) -> None:
    properties = {"sheetId": 0, "gridProperties": {"rowCount": 400_000, "columnCount": 26}}
    with pytest.raises(Refused, match="above the limit of 10000000 cells"):
        book.change({"updateSheetProperties": {"properties": properties, "fields": "gridProperties.rowCount"}})
