"""Methods of the real gspread that read and write values, rows and columns, each with the effect it promises."""

from __future__ import annotations

from typing import Any

import pytest
from gspread.utils import ValueRenderOption

from sheets_service.seen import Do
from sheets_service.seen import Sheet
from sheets_service.seen import Write
from sheets_service.seen import cell
from sheets_service.seen import properties
from sheets_service.seen import ranged
from sheets_service.seen import sizes

READS: list[tuple[str, Do, Any]] = [
    ("acell", lambda s: s.acell("C2").value, "6"),
    ("acell", lambda s: s.acell("C2", ValueRenderOption.formula).value, "=2*3"),
    ("cell", lambda s: s.cell(3, 2).value, "Bình"),
    ("range", lambda s: [one.value for one in s.range("A2:B3")], ["1", "An", "2", "Bình"]),
    ("get", lambda s: s.get("A1:B2"), [["id", "name"], ["1", "An"]]),
    ("get", lambda s: s.get("A1:B2").first(), "id"),
    ("get_values", lambda s: s.get_values("A4:C5"), [["3", "An"]]),
    ("get_all_values", lambda s: s.get_all_values()[2], ["2", "Bình", "7"]),
    ("get_all_records", lambda s: s.get_all_records()[0], {"id": 1, "name": "An", "value": 6}),
    ("get_all_cells", lambda s: len(s.get_all_cells()), 26_000),
    ("row_values", lambda s: s.row_values(2), ["1", "An", "6"]),
    ("col_values", lambda s: s.col_values(2), ["name", "An", "Bình", "An"]),
    ("batch_get", lambda s: s.batch_get(["A1", "B2:B3"]), [[["id"]], [["An"], ["Bình"]]]),
    ("find", lambda s: s.find("Bình").address, "B3"),
    ("findall", lambda s: [one.address for one in s.findall("An")], ["B2", "B4"]),
    ("row_count", lambda s: (s.row_count, s.col_count, s.frozen_row_count, s.frozen_col_count), (1000, 26, 0, 0)),
    ("title", lambda s: (s.title, s.index, s.isSheetHidden, s.is_gridlines_hidden), ("Sheet1", 0, False, False)),
    ("get_notes", lambda s: (s.clear(), s.get_notes())[1], [[]]),
]


@pytest.mark.parametrize(("name", "read", "expected"), READS, ids=[f"{row[0]}-{at}" for at, row in enumerate(READS)])
def test_a_method_that_reads(sheet: Sheet, name: str, read: Do, expected: Any) -> None:
    assert read(sheet) == expected


def two_cells(sheet: Sheet) -> None:
    cells = sheet.range("A2:A3")
    cells[0].value, cells[1].value = "10", "20"
    sheet.update_cells(cells)


WRITES: list[Write] = [
    ("update_acell", lambda s: s.update_acell("B2", "0042"), lambda s: s.acell("B2").value, "42"),
    ("update_cell", lambda s: s.update_cell(2, 2, "Lan"), lambda s: s.acell("B2").value, "Lan"),
    ("update_cells", two_cells, lambda s: s.col_values(1), ["id", "10", "20", "3"]),
    ("update", lambda s: s.update([["x"], ["=1+1"]], "B3"), lambda s: ranged(s, "B3:B4"), [["x"], ["=1+1"]]),
    (
        "batch_update",
        lambda s: s.batch_update([{"range": "A2", "values": [["a"]]}, {"range": "C4:C4", "values": [["c"]]}]),
        lambda s: (s.acell("A2").value, s.acell("C4").value),
        ("a", "c"),
    ),
    (
        "format",
        lambda s: s.format("A1:B1", {"textFormat": {"bold": True}, "backgroundColor": {"red": 0.5}}),
        lambda s: cell(s, "B1")["userEnteredFormat"],
        {
            "textFormat": {"bold": True},
            "backgroundColor": {"red": 0.5},
            "backgroundColorStyle": {"rgbColor": {"red": 0.5}},
        },
    ),
    (
        "batch_format",
        lambda s: s.batch_format([{"range": "C2", "format": {"numberFormat": {"type": "NUMBER", "pattern": "0.00"}}}]),
        lambda s: s.acell("C2").value,
        "6.00",
    ),
    ("resize", lambda s: s.resize(5, 3), lambda s: (s.row_count, s.col_count, len(s.get_all_values())), (5, 3, 4)),
    ("sort", lambda s: s.sort((1, "des"), range="A2:C4"), lambda s: s.col_values(1), ["id", "3", "2", "1"]),
    (
        "update_title",
        lambda s: s.update_title("It's"),
        lambda s: (s.get("A1"), properties(s)["title"]),
        ([["id"]], "It's"),
    ),
    ("update_tab_color", lambda s: s.update_tab_color("#ff0000"), lambda s: s.get_tab_color(), "#FF0000"),
    (
        "clear_tab_color",
        lambda s: (s.update_tab_color("#ff0000"), s.clear_tab_color()),
        lambda s: (s.get_tab_color(), "tabColor" in properties(s)),
        (None, False),
    ),
    (
        "columns_auto_resize",
        lambda s: (s.update_acell("A1", "A" * 100), s.columns_auto_resize(0, 1)),
        lambda s: sizes(s, "columnMetadata")[0]["pixelSize"] > 500,
        True,
    ),
    ("rows_auto_resize", lambda s: s.rows_auto_resize(0, 1), lambda s: sizes(s, "rowMetadata")[0]["pixelSize"], 21),
    ("add_rows", lambda s: s.add_rows(5), lambda s: properties(s)["gridProperties"]["rowCount"], 1005),
    ("add_cols", lambda s: s.add_cols(2), lambda s: properties(s)["gridProperties"]["columnCount"], 28),
    ("append_row", lambda s: s.append_row(["4", "Chi"]), lambda s: ranged(s, "A5:B5"), [["4", "Chi"]]),
    (
        "append_rows",
        lambda s: s.append_rows([["4"], ["5"]], table_range="A1:C1"),
        lambda s: ranged(s, "A5:A6"),
        [["4"], ["5"]],
    ),
    ("insert_row", lambda s: s.insert_row(["x"], 2), lambda s: s.col_values(1)[:3], ["id", "x", "1"]),
    (
        "insert_rows",
        lambda s: s.insert_rows([["x"], ["y"]], 3),
        lambda s: s.col_values(1)[:5],
        ["id", "1", "x", "y", "2"],
    ),
    (
        "insert_cols",
        lambda s: s.insert_cols([["x", "y"]], 2),
        lambda s: ranged(s, "A1:C2"),
        [["id", "x", "name"], ["1", "y", "An"]],
    ),
    ("delete_rows", lambda s: s.delete_rows(2, 3), lambda s: s.col_values(1), ["id", "3"]),
    ("delete_columns", lambda s: s.delete_columns(1), lambda s: ranged(s, "A1:B1"), [["name", "value"]]),
    ("clear", lambda s: s.clear(), lambda s: s.get_all_values(), [[]]),
    (
        "batch_clear",
        lambda s: s.batch_clear(["A2:B3", "C1"]),
        lambda s: ranged(s),
        [["id", "name"], ["", "", "6"], ["", "", "7"], ["3", "An"]],
    ),
]


@pytest.mark.parametrize(
    ("name", "write", "read", "expected"), WRITES, ids=[f"{row[0]}-{at}" for at, row in enumerate(WRITES)]
)
def test_a_method_that_writes(sheet: Sheet, name: str, write: Do, read: Do, expected: Any) -> None:
    write(sheet)
    assert read(sheet) == expected
