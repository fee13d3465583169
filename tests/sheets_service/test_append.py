"""Appending below a table. The sheet of these tests is the one of Google's own guide."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from sheets_service.typist import Typist


@pytest.fixture
def tables(book: Typist) -> Typist:
    """Two tables, A1:C2 and B4:D6."""
    book.type("A1:C2", [["x", "y", "z"], ["x", "y", "z"]])
    book.type("B4:D6", [["x", "y", None], [None, "y", "z"], ["x", "y", None]])
    return book


def append(book: Typist, cells: str, values: Any, **query: str) -> dict[str, Any]:
    path = f"/values/{quote(cells, safe='')}:append"
    return book.ask("POST", path, {"values": values}, **{"valueInputOption": "RAW", **query})


@pytest.mark.parametrize("cells", ["Sheet1", "B4", "C5:D5", "B2:D4", "A3:G10"])
def test_below_the_last_table_of_the_range(tables: Typist, cells: str) -> None:
    reply = append(tables, cells, [["new"]])
    assert (reply["tableRange"], reply["updates"]["updatedRange"]) == ("Sheet1!B4:D6", "Sheet1!B7")


def test_below_the_first_table_when_the_range_is_in_it(tables: Typist) -> None:
    assert append(tables, "A1", [["new"]])["updates"]["updatedRange"] == "Sheet1!A3"


@pytest.mark.parametrize("cells", ["A4", "E4"])
def test_at_the_start_of_a_range_without_a_table(tables: Typist, cells: str) -> None:
    reply = append(tables, cells, [["new"]])
    assert "tableRange" not in reply
    assert reply["updates"]["updatedRange"] == f"Sheet1!{cells}"


def test_a_gap_in_the_row_makes_its_last_part_the_table(book: Typist) -> None:
    append(book, "Sheet1", [["one", "", "three"]])
    reply = append(book, "Sheet1", [["one", "", "three"]])
    assert (reply["tableRange"], reply["updates"]["updatedRange"]) == ("Sheet1!C1", "Sheet1!C2:E2")


def test_overwriting_replaces_what_is_below(tables: Typist) -> None:
    append(tables, "A1", [["new"], ["new"]])
    assert tables.read("A1:B5") == [["x", "y"], ["x", "y"], ["new"], ["new", "x"]]


def test_inserting_moves_it_down(tables: Typist) -> None:
    append(tables, "A1", [["new"], ["new"]], insertDataOption="INSERT_ROWS")
    assert tables.read("A1:B6") == [["x", "y"], ["x", "y"], ["new"], ["new"], [], ["", "x"]]


def test_the_grid_grows_for_what_is_appended(book: Typist) -> None:
    properties = {"sheetId": 0, "gridProperties": {"rowCount": 2, "columnCount": 2}}
    book.change({"updateSheetProperties": {"properties": properties, "fields": "gridProperties(rowCount,columnCount)"}})
    append(book, "Sheet1", [["a", "b"], ["c", "d"]])
    reply = append(book, "Sheet1", [["e", "f", "g"]], includeValuesInResponse="true")
    assert reply["updates"]["updatedData"]["values"] == [["e", "f", "g"]]
    assert book.ask("GET", "")["sheets"][0]["properties"]["gridProperties"] == {"rowCount": 3, "columnCount": 3}


def test_cells_that_touch_at_a_corner_are_one_table(book: Typist) -> None:
    book.type("A1:B2", [["x"], [None, "y"]])
    assert append(book, "A1", [["new"]])["tableRange"] == "Sheet1!A1:B2"


def test_a_long_table_is_found_in_one_look(book: Typist) -> None:
    book.type("A1:A1000", [[number] for number in range(1000)])
    assert append(book, "Sheet1", [["next"]])["tableRange"] == "Sheet1!A1:A1000"
