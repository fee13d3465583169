"""Methods of the real gspread for looks, notes, merges, groups and copies, each with the effect it promises."""

from __future__ import annotations

from typing import Any

import pytest
from gspread.utils import MergeType
from gspread.utils import PasteType
from gspread.utils import ValidationConditionType
from gspread.utils import ValueRenderOption

from sheets_service.seen import Do
from sheets_service.seen import Sheet
from sheets_service.seen import Write
from sheets_service.seen import cell
from sheets_service.seen import properties
from sheets_service.seen import ranged
from sheets_service.seen import sizes
from sheets_service.seen import whole


def insert_a_note(sheet: Sheet) -> None:
    sheet.insert_note("B2", "look")


def rows_hidden(sheet: Sheet) -> list[bool]:
    return [row.get("hiddenByUser", False) for row in sizes(sheet, "rowMetadata")[:3]]


WRITES: list[Write] = [
    (
        "freeze",
        lambda s: s.freeze(1, 2),
        lambda s: (s.frozen_row_count, properties(s)["gridProperties"]["frozenColumnCount"]),
        (1, 2),
    ),
    (
        "set_basic_filter",
        lambda s: s.set_basic_filter("A1:C4"),
        lambda s: whole(s)["basicFilter"]["range"],
        {"startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 3},
    ),
    (
        "clear_basic_filter",
        lambda s: (s.set_basic_filter(), s.clear_basic_filter()),
        lambda s: "basicFilter" in whole(s),
        False,
    ),
    ("merge_cells", lambda s: s.merge_cells("A1:B2", MergeType.merge_rows), lambda s: len(whole(s)["merges"]), 2),
    (
        "merge_cells",
        lambda s: s.merge_cells("A2:B2"),
        lambda s: s.get_values("A2:C2", combine_merged_cells=True),
        [["1", "1", "6"]],
    ),
    (
        "unmerge_cells",
        lambda s: (s.merge_cells("A1:B2"), s.unmerge_cells("A1:C3")),
        lambda s: "merges" in whole(s),
        False,
    ),
    (
        "batch_merge",
        lambda s: s.batch_merge([{"range": "A1:B1"}, {"range": "A2:B3", "mergeType": MergeType.merge_columns}]),
        lambda s: len(whole(s)["merges"]),
        3,
    ),
    ("insert_note", insert_a_note, lambda s: s.get_note("B2"), "look"),
    ("update_note", lambda s: (insert_a_note(s), s.update_note("B2", "again")), lambda s: s.get_note("B2"), "again"),
    ("clear_note", lambda s: (insert_a_note(s), s.clear_note("B2")), lambda s: s.get_note("B2"), ""),
    (
        "insert_notes",
        lambda s: (s.clear(), s.insert_notes({"A1": "a", "B3": "b"})),
        lambda s: s.get_notes(),
        [["a"], [], ["", "b"]],
    ),
    (
        "clear_notes",
        lambda s: (s.clear(), s.insert_notes({"A1": "a", "B3": "b"}), s.clear_notes(["A1"])),
        lambda s: s.get_notes(),
        [[], [], ["", "b"]],
    ),
    ("define_named_range", lambda s: s.define_named_range("A1:A2", "Ids"), lambda s: s.get("Ids"), [["id"], ["1"]]),
    (
        "add_dimension_group_rows",
        lambda s: s.add_dimension_group_rows(1, 3),
        lambda s: len(s.list_dimension_group_rows()),
        1,
    ),
    (
        "add_dimension_group_columns",
        lambda s: s.add_dimension_group_columns(1, 3),
        lambda s: len(s.list_dimension_group_columns()),
        1,
    ),
    (
        "delete_dimension_group_rows",
        lambda s: (s.add_dimension_group_rows(1, 3), s.delete_dimension_group_rows(1, 3)),
        lambda s: s.list_dimension_group_rows(),
        [],
    ),
    (
        "delete_dimension_group_columns",
        lambda s: (s.add_dimension_group_columns(1, 3), s.delete_dimension_group_columns(1, 3)),
        lambda s: s.list_dimension_group_columns(),
        [],
    ),
    ("hide_rows", lambda s: s.hide_rows(0, 2), rows_hidden, [True, True, False]),
    ("unhide_rows", lambda s: (s.hide_rows(0, 2), s.unhide_rows(0, 1)), rows_hidden, [False, True, False]),
    ("hide_columns", lambda s: s.hide_columns(1, 2), lambda s: "hiddenByUser" in sizes(s, "columnMetadata")[1], True),
    (
        "unhide_columns",
        lambda s: (s.hide_columns(1, 2), s.unhide_columns(1, 2)),
        lambda s: "hiddenByUser" in sizes(s, "columnMetadata")[1],
        False,
    ),
    ("hide_gridlines", lambda s: s.hide_gridlines(), lambda s: properties(s)["gridProperties"]["hideGridlines"], True),
    (
        "show_gridlines",
        lambda s: (s.hide_gridlines(), s.show_gridlines()),
        lambda s: "hideGridlines" in properties(s)["gridProperties"],
        False,
    ),
    ("copy_range", lambda s: s.copy_range("A1:B2", "E5"), lambda s: ranged(s, "E5:F6"), [["id", "name"], ["1", "An"]]),
    (
        "copy_range",
        lambda s: s.copy_range("C2", "E5", PasteType.values),
        lambda s: s.get("E5", value_render_option=ValueRenderOption.formula),
        [[6]],
    ),
    (
        "cut_range",
        lambda s: s.cut_range("A1:B2", "E5"),
        lambda s: (ranged(s, "E5:F6"), ranged(s, "A1:B2")),
        ([["id", "name"], ["1", "An"]], [[]]),
    ),
    (
        "add_validation",
        lambda s: s.add_validation(
            "A2", ValidationConditionType.one_of_list, ["1", "2"], strict=True, showCustomUi=True
        ),
        lambda s: cell(s, "A2")["dataValidation"],
        {
            "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "1"}, {"userEnteredValue": "2"}]},
            "showCustomUi": True,
            "strict": True,
        },
    ),
    (
        "update_index",
        lambda s: (s.spreadsheet.add_worksheet("two", 2, 2), s.update_index(2)),
        lambda s: properties(s)["index"],
        1,
    ),
    ("expand", lambda _: None, lambda s: s.expand(top_left_range_name="A1")[0], ["id", "name", "value"]),
]


@pytest.mark.parametrize(
    ("name", "write", "read", "expected"), WRITES, ids=[f"{row[0]}-{at}" for at, row in enumerate(WRITES)]
)
def test_a_method_that_writes(sheet: Sheet, name: str, write: Do, read: Do, expected: Any) -> None:
    write(sheet)
    assert read(sheet) == expected
