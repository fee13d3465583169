"""Rows and columns, and what follows them when they move."""

from __future__ import annotations

from typing import Any

import pytest

from sheets_service.typist import Refused
from sheets_service.typist import Typist


def span(start: int, end: int, dimension: str = "ROWS") -> dict[str, Any]:
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def note(row: int) -> dict[str, Any]:
    location = {"dimensionRange": span(row, row + 1)}
    content = {"metadataKey": "row", "metadataValue": str(row), "location": location, "visibility": "DOCUMENT"}
    return {"createDeveloperMetadata": {"developerMetadata": content}}


def rows_of_notes(book: Typist) -> dict[str, int]:
    found = book.ask("POST", "/developerMetadata:search", {"dataFilters": [{"developerMetadataLookup": {}}]})
    notes = [one["developerMetadata"] for one in found.get("matchedDeveloperMetadata", [])]
    return {one["metadataValue"]: one["location"]["dimensionRange"]["startIndex"] for one in notes}


def sheet(book: Typist) -> dict[str, Any]:
    return book.ask("GET", "")["sheets"][0]


def test_metadata_follows_its_row(book: Typist) -> None:
    book.change(*(note(row) for row in range(4)))
    book.insert_rows("Sheet1", 2, 2)
    assert rows_of_notes(book) == {"0": 0, "1": 3, "2": 4, "3": 5}
    book.delete_rows("Sheet1", 1, 4)
    assert rows_of_notes(book) == {"2": 0, "3": 1}


def test_metadata_stays_where_it_is_when_rows_are_sorted(book: Typist) -> None:
    book.type("A1:A2", [[2], [1]])
    book.change(note(0))
    book.sort("A1:A2", 0)
    assert (book.read("A1:A2"), rows_of_notes(book)) == ([[1], [2]], {"0": 0})


def test_metadata_is_shown_with_its_row_and_goes_with_its_filter(book: Typist) -> None:
    book.change(note(1))
    mask = "sheets.data.rowMetadata.developerMetadata.metadataValue"
    rows = book.ask("GET", "", fields=mask, ranges="A1:A3")["sheets"][0]["data"][0]["rowMetadata"]
    assert rows == [{}, {"developerMetadata": [{"metadataValue": "1"}]}, {}]
    wanted = {"metadataValue": "one"}
    filters = [{"developerMetadataLookup": {"metadataKey": "row"}}]
    change = {"dataFilters": filters, "developerMetadata": wanted, "fields": "metadataValue"}
    book.change({"updateDeveloperMetadata": change})
    assert rows_of_notes(book) == {"one": 1}
    book.change({"deleteDeveloperMetadata": {"dataFilter": filters[0]}})
    assert rows_of_notes(book) == {}


def test_ranges_grow_shrink_and_vanish_with_their_rows(book: Typist) -> None:
    rule = {"ranges": [book.area("A2:A9")], "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}}}
    book.change(
        {"mergeCells": {"range": book.area("B3:B4")}},
        {"addNamedRange": {"namedRange": {"name": "Stages", "range": book.area("C3:C4")}}},
        {"addProtectedRange": {"protectedRange": {"range": book.area("D3:D4")}}},
        {"addConditionalFormatRule": {"rule": rule}},
        {"setBasicFilter": {"filter": {"range": book.area("A3:E4")}}},
    )
    book.insert_rows("Sheet1", 4)  # inside all of them
    shown = book.ask("GET", "")
    assert shown["namedRanges"][0]["range"] == book.area("C3:C5")
    assert shown["sheets"][0]["merges"] == [book.area("B3:B5")]
    assert shown["sheets"][0]["protectedRanges"][0]["range"] == book.area("D3:D5")
    assert shown["sheets"][0]["conditionalFormats"][0]["ranges"] == [book.area("A2:A10")]
    assert shown["sheets"][0]["basicFilter"]["range"] == book.area("A3:E5")
    book.delete_rows("Sheet1", 3, 3)
    shown = book.ask("GET", "")
    assert "namedRanges" not in shown
    assert not {"merges", "protectedRanges", "basicFilter"} & set(shown["sheets"][0])
    assert shown["sheets"][0]["conditionalFormats"][0]["ranges"] == [book.area("A2:A7")]


def test_an_inserted_row_has_the_look_of_a_neighbour_but_not_its_content(book: Typist) -> None:
    book.type("A1:A2", [["12%"], [7]])
    book.change({"insertDimension": {"range": span(1, 2), "inheritFromBefore": True}})
    book.type("A2", [[0.5]])
    assert book.read("A1:A3", "FORMATTED_VALUE") == [["12%"], ["50%"], ["7"]]


REFUSED = [
    ({"insertDimension": {"range": span(1000, 1001)}}, r"startIndex\[1000\] must be less than the grid size \(1000\)"),
    ({"insertDimension": {"range": span(3, 3)}}, "endIndex must be greater than"),
    ({"insertDimension": {"range": span(0, 1), "inheritFromBefore": True}}, "inheritFromBefore cannot be true"),
    ({"deleteDimension": {"range": span(1000, 1001)}}, "Cannot delete a row that doesn't exist"),
    ({"deleteDimension": {"range": span(0, 1000)}}, "can't delete all the rows"),
    ({"deleteDimension": {"range": span(0, 26, "COLUMNS")}}, "can't delete all the columns"),
    ({"deleteDimensionGroup": {"range": span(0, 3)}}, "does not exist"),
    ({"appendDimension": {"sheetId": 0, "dimension": "ROWS"}}, "length must be greater than 0"),
    ({"insertDimension": {"range": {"sheetId": 0, "startIndex": 1, "endIndex": 2}}}, "No dimension specified"),
]


@pytest.mark.parametrize(("request_", "message"), REFUSED)
def test_what_cannot_be_done_to_rows_is_refused(book: Typist, request_: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        book.change(request_)


def test_the_last_row_that_is_not_frozen_stays(book: Typist) -> None:
    properties = {"sheetId": 0, "gridProperties": {"frozenRowCount": 2}}
    book.change({"updateSheetProperties": {"properties": properties, "fields": "gridProperties.frozenRowCount"}})
    with pytest.raises(Refused, match="not possible to delete all non-frozen rows"):
        book.change({"deleteDimension": {"range": span(2, 1000)}})
    book.change({"deleteDimension": {"range": span(1, 2)}})
    assert sheet(book)["properties"]["gridProperties"]["frozenRowCount"] == 1


def test_rows_and_columns_move_before_another_place(book: Typist) -> None:
    book.type("A1:D4", [[f"{column}{row}" for column in "ABCD"] for row in range(1, 5)])
    book.change({"moveDimension": {"source": span(0, 2), "destinationIndex": 3}})
    assert [row[0] for row in book.read("A1:A4")] == ["A3", "A1", "A2", "A4"]
    book.change({"moveDimension": {"source": span(3, 4, "COLUMNS"), "destinationIndex": 0}})
    assert book.read("A1:D1") == [["D3", "A3", "B3", "C3"]]


def test_sizes_and_hiding_follow_their_rows(book: Typist) -> None:
    properties = {"pixelSize": 40, "hiddenByUser": True}
    book.change({"updateDimensionProperties": {"range": span(1, 2), "properties": properties, "fields": "*"}})
    book.insert_rows("Sheet1", 1)
    rows = book.ask("GET", "", fields="sheets.data.rowMetadata", ranges="A1:A4")["sheets"][0]["data"][0]["rowMetadata"]
    assert rows == [{"pixelSize": 21}, {"pixelSize": 21}, properties, {"pixelSize": 21}]


def test_groups_nest(book: Typist) -> None:
    book.change({"addDimensionGroup": {"range": span(0, 6)}})
    reply = book.change({"addDimensionGroup": {"range": span(2, 4)}})[0]["addDimensionGroup"]["dimensionGroups"]
    assert [(one["range"]["startIndex"], one["range"]["endIndex"], one["depth"]) for one in reply] == [
        (0, 6, 1),
        (2, 4, 2),
    ]
    book.change({"deleteDimensionGroup": {"range": span(0, 6)}})
    assert [one["range"]["startIndex"] for one in sheet(book)["rowGroups"]] == [2]


def test_a_shorter_grid_forgets_what_was_outside(book: Typist) -> None:
    book.type("A5:C5", [["x", "y", "z"]])
    for columns, rows in ((2, 1000), (26, 1000)):
        properties = {"sheetId": 0, "gridProperties": {"rowCount": rows, "columnCount": columns}}
        fields = "gridProperties(rowCount,columnCount)"
        book.change({"updateSheetProperties": {"properties": properties, "fields": fields}})
    assert book.read("A5:C5") == [["x", "y"]]


def test_cells_shift_where_a_range_is_inserted_or_deleted(book: Typist) -> None:
    book.type("A1:B3", [["a", 1], ["b", 2], ["c", 3]])
    book.change({"insertRange": {"range": book.area("A1"), "shiftDimension": "ROWS"}})
    assert book.read("A1:B4") == [["", 1], ["a", 2], ["b", 3], ["c"]]
    book.change({"deleteRange": {"range": book.area("A1"), "shiftDimension": "ROWS"}})
    assert book.read("A1:B3") == [["a", 1], ["b", 2], ["c", 3]]
    book.change({"deleteRange": {"range": book.area("A1"), "shiftDimension": "COLUMNS"}})
    assert book.read("A1:B1") == [[1]]


def test_doubles_and_needless_blanks_go(book: Typist) -> None:
    book.type("A1:B4", [["  a  b ", 1], ["a b", 1], ["a b", 2], ["a b", 1]])
    assert book.change({"trimWhitespace": {"range": book.area("A1:B4")}}) == [
        {"trimWhitespace": {"cellsChangedCount": 1}}
    ]
    reply = book.change({"deleteDuplicates": {"range": book.area("A1:B4")}})
    assert reply == [{"deleteDuplicates": {"duplicatesRemovedCount": 2}}]
    assert book.read("A1:B4") == [["a b", 1], ["a b", 2]]


def test_a_merge_keeps_the_first_value_and_is_taken_apart_whole(book: Typist) -> None:
    book.type("A1:B2", [["keep", "lose"], ["lose", "lose"]])
    book.change({"mergeCells": {"range": book.area("A1:B2")}})
    assert book.read("A1:B2") == [["keep"]]
    with pytest.raises(Refused, match="You must select all cells in a merged range"):
        book.change({"unmergeCells": {"range": book.area("A1:A2")}})
    with pytest.raises(Refused, match="can't sort a range with vertical merges"):
        book.sort("A1:B2", 0)
    book.change({"unmergeCells": {"range": book.area("A1:C3")}})
    assert "merges" not in sheet(book)
