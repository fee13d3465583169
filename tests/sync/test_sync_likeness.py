"""How rows are compared where a sheet has no such column, a cell shows an error, or a dispute is all that is left."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sheetcrm.sync.compare import differences
from sheetcrm.sync.decisions import WORKBOOK
from sheetcrm.sync.decisions import hold
from sheetcrm.sync.plan import plan_table
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Sheet
from sheetcrm.values import CellError
from tests.sync.sides import DEALS
from tests.sync.sides import KEYS
from tests.sync.sides import X
from tests.sync.sides import Y
from tests.sync.sides import Z
from tests.sync.sides import agreed
from tests.sync.sides import recognised
from tests.sync.sides import row
from tests.sync.sides import sheet
from tests.sync.sides import side

BINH = agreed("Bình", "Minh", Decimal(9), "negotiate", "0912345678")


def without(column: str, what: Sheet) -> Sheet:
    return replace(what, columns={key: cells for key, cells in what.columns.items() if key != column})


def test_a_row_is_known_by_the_columns_that_its_sheet_has() -> None:
    """Its user took the column of phone numbers out; two cells of three agree."""
    lost = without("phone", without("stage", sheet({None: row("Bình", "Minh", 10)})))
    (stamp,) = recognised(lost, {Y: BINH}).stamps
    assert stamp.row_id == Y


def test_a_cell_that_shows_an_error_speaks_neither_for_a_row_nor_against_it() -> None:
    error = CellError("#REF!")
    (stamp,) = recognised(sheet({None: row("Bình", error, error, error, None)}), {Y: BINH}).stamps
    assert stamp.row_id != Y, "one cell of two agrees: the phone number is gone"
    (stamp,) = recognised(sheet({None: row("Bình", error, error, error, "0912345678")}), {Y: BINH}).stamps
    assert stamp.row_id == Y


def test_what_many_rows_say_alike_is_compared_alike() -> None:
    """The same label against the same agreed stage, in one row after another."""
    here = side({X: row(stage="tiếp cận"), Y: row(stage="đàm phán"), Z: row(stage="đàm phán")}, lang="vi")
    base = dict.fromkeys((X, Y, Z), agreed())
    found = differences(base, {X: 0, Y: 1, Z: 2}, here.sheet, DEALS.columns, here.reader)
    assert found == {Y: {KEYS.index("stage"): "negotiate"}, Z: {KEYS.index("stage"): "negotiate"}}


def test_a_row_comes_to_a_side_that_lacks_a_column_with_all_its_other_cells() -> None:
    hub, workbook = without("phone", sheet({})), sheet({X: row(phone="0912345678")})
    plan = plan_table(DEALS, {}, side(hub), side(workbook, "book"))
    assert plan.hub_edits == [
        Insert("deals", X, {"name": "An", "owner": "Lan", "amount": Decimal(5), "stage": "approach"})
    ]


def test_of_all_disputes_only_that_of_an_emptied_row_is_settled() -> None:
    """The hub would be left without any value in a row, so the workbook's comes to it; the other row keeps its two."""
    base = {Y: agreed("Bình"), X: agreed("An", None, None, None, "0912345678")}
    hub = side({Y: row("Bình 2"), X: row("An", None, None, None, None)})
    workbook = side({Y: row("Bình 3"), X: row(None, None, None, None, "0987654321")}, "book")
    plan = plan_table(DEALS, base, hub, workbook, hold)
    assert {conflict.row_id: conflict.stands for conflict in plan.conflicts} == {Y: None, X: WORKBOOK}
    (edit,) = plan.hub_edits
    assert (edit.row_id, edit.cells) == (X, {"name": None, "phone": "0987654321"})
    assert plan.workbook_edits == []
