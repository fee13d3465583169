"""Merging one table: who changed what, what travels, what is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import SideEmptied
from sheetcrm.problems import Problem
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.canon import alike
from sheetcrm.sync.decisions import Conflict
from sheetcrm.sync.decisions import Plan
from sheetcrm.sync.decisions import Prefer
from sheetcrm.sync.decisions import changes_of
from sheetcrm.sync.decisions import hold
from sheetcrm.sync.decisions import prefer_hub
from sheetcrm.sync.decisions import prefer_workbook
from sheetcrm.sync.identity import derive_id
from sheetcrm.sync.plan import plan_table
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update
from sheetcrm.sync.sheet import apply_edits
from sheetcrm.sync.side import Side
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Value
from tests.sync.sides import DEALS
from tests.sync.sides import KEYS
from tests.sync.sides import X
from tests.sync.sides import Y
from tests.sync.sides import agreed
from tests.sync.sides import codes
from tests.sync.sides import row
from tests.sync.sides import sheet
from tests.sync.sides import side

BASE = {X: agreed()}


def plan(
    base: Mapping[str, BaseRow],
    hub: Side | Mapping[str, list[Raw]],
    book: Side | Mapping[str, list[Raw]],
    prefer: Prefer = prefer_hub,
) -> Plan:
    hub = hub if isinstance(hub, Side) else side(hub)
    book = book if isinstance(book, Side) else side(book, "book")
    return plan_table(DEALS, base, hub, book, prefer)


def told(edits: object) -> list[tuple[str, str, object]]:
    return [(type(e).__name__, e.row_id, None if isinstance(e, Delete) else dict(e.cells)) for e in edits]


def test_what_one_side_changed_goes_to_the_other() -> None:
    found = plan(BASE, {X: row(amount=6)}, {X: row(phone="0912345678")})
    assert told(found.hub_edits) == [("Update", X, {"phone": "0912345678"})]
    assert told(found.workbook_edits) == [("Update", X, {"amount": Decimal(6)})]
    assert found.conflicts == []


def test_nothing_is_planned_when_nothing_changed_between_a_vietnamese_and_an_english_sheet() -> None:
    found = plan(BASE, {X: row(stage="Approach")}, side({X: row(stage="Tiếp cận", amount=5.0)}, "book", "vi"))
    assert (found.hub_edits, found.workbook_edits, found.agreed) == ([], [], {})


def test_a_stage_travels_as_its_key() -> None:
    found = plan(BASE, {X: row()}, side({X: row(stage="Đàm phán")}, "book", "vi"))
    assert told(found.hub_edits) == [("Update", X, {"stage": "negotiate"})]


@pytest.mark.parametrize(
    ("prefer", "stands", "hub_edits", "book_edits"),
    [
        (prefer_hub, 0, [], [{"amount": Decimal(6)}]),
        (prefer_workbook, 1, [{"amount": Decimal(7)}], []),
        (hold, None, [], []),
    ],
)
def test_a_conflict_is_settled_by_policy_and_always_told(
    prefer: Prefer, stands: int | None, hub_edits: list[object], book_edits: list[object]
) -> None:
    found = plan(BASE, {X: row(amount=6)}, {X: row(amount=7)}, prefer)
    assert found.conflicts == [Conflict("deals", X, "amount", Decimal(6), Decimal(7), stands)]
    assert [cells for _, _, cells in told(found.hub_edits)] == hub_edits
    assert [cells for _, _, cells in told(found.workbook_edits)] == book_edits


def test_both_sides_typing_the_same_is_agreed_on_without_writing() -> None:
    found = plan(BASE, {X: row(amount=6)}, {X: row(amount=6.0)})
    assert found.agreed == {X: {"amount": Decimal(6)}}
    assert not found.hub_edits
    assert not found.workbook_edits


def test_without_a_base_a_filled_cell_wins_over_a_blank_one() -> None:
    found = plan({}, {X: row(phone=None)}, {X: row(phone="0912345678", amount=6)})
    assert told(found.hub_edits) == [("Update", X, {"phone": "0912345678"})]
    assert [conflict.column for conflict in found.conflicts] == ["amount"]


def test_a_row_deleted_on_one_side_and_untouched_on_the_other_goes() -> None:
    assert told(plan(BASE, {}, {X: row()}).workbook_edits) == [("Delete", X, None)]
    assert told(plan(BASE, {X: row()}, {}).hub_edits) == [("Delete", X, None)]


def test_a_row_deleted_on_one_side_and_edited_on_the_other_comes_back() -> None:
    found = plan(BASE, {}, {X: row(amount=6)})
    assert [name for name, _, _ in told(found.hub_edits)] == ["Insert"]
    assert codes(found.held) == ["sync_row_revived"]


def test_a_cell_that_was_only_cleared_brings_no_deleted_row_back() -> None:
    assert told(plan(BASE, {}, {X: row(amount=None)}).workbook_edits) == [("Delete", X, None)]
    assert told(plan(BASE, {X: row(amount=None)}, {}).hub_edits) == [("Delete", X, None)]


@pytest.mark.parametrize("sides", [({}, {X: row()}), ({X: row()}, {})])
def test_a_row_of_history_that_vanished_comes_back(sides: tuple[dict[str, list[Raw]], dict[str, list[Raw]]]) -> None:
    hub, book = sides
    found = plan_table(replace(DEALS, append_only=True), BASE, side(hub), side(book, "book"))
    assert [name for name, *_ in told([*found.hub_edits, *found.workbook_edits])] == ["Insert"]


def test_a_row_gone_from_both_sides_is_forgotten() -> None:
    assert plan(BASE, {}, {}).forgotten == {X}


def test_a_row_of_which_each_side_cleared_a_part_goes_when_nothing_is_left() -> None:
    base = {X: agreed("An", None, None, None, "0912345678")}
    found = plan(base, {X: row(None, None, None, None, "0912345678")}, {X: row("An", None, None, None, None)})
    assert [name for name, *_ in told([*found.hub_edits, *found.workbook_edits])] == ["Delete", "Delete"]


def test_a_cell_in_dispute_does_not_stay_blank_where_it_would_be_the_last_one() -> None:
    """Cleared in a workbook and edited on the hub, all other cells cleared on the hub: there an edit wins, too."""
    base = {X: agreed("An", None, Decimal(5), None, None)}
    cleared, edited = row(None, None, 5, None, None), row("Anh", None, None, None, None)
    found = plan(base, {X: edited}, {X: cleared}, hold)
    assert told(found.workbook_edits) == [("Update", X, {"amount": None, "name": "Anh"})]
    assert [(conflict.column, conflict.stands) for conflict in found.conflicts] == [("name", 0)]
    mirrored = plan(base, {X: cleared}, {X: edited}, hold)
    assert told(mirrored.hub_edits) == told(found.workbook_edits)
    assert [(conflict.column, conflict.stands) for conflict in mirrored.conflicts] == [("name", 1)]


def test_an_error_is_neither_copied_nor_overwritten() -> None:
    for hub, book in ((row(amount=CellError("#REF!")), row()), (row(amount=CellError("#REF!")), row(amount=6))):
        found = plan(BASE, {X: hub}, {X: book})
        assert not found.hub_edits
        assert not found.workbook_edits
        assert codes(found.held) == ["cell_error"]


def test_an_error_does_not_keep_a_row_from_being_deleted_but_a_held_value_does() -> None:
    assert told(plan(BASE, {X: row(amount=CellError("#REF!"))}, {}).hub_edits) == [("Delete", X, None)]
    assert [name for name, *_ in told(plan(BASE, {X: row(amount="sáu")}, {}).workbook_edits)] == ["Insert"]


def test_a_cell_that_is_not_understood_is_held_and_the_rest_of_its_row_travels() -> None:
    found = plan(BASE, {X: row()}, {X: row(amount="sáu", phone="0912345678")})
    assert told(found.hub_edits) == [("Update", X, {"phone": "0912345678"})]
    assert [(problem.column, problem.row_id, problem.params["side"]) for problem in found.held] == [
        ("amount", X, "book")
    ]


def test_a_new_row_travels_without_its_held_cell_and_the_cell_follows_once_it_is_right() -> None:
    found = plan({}, {}, {X: row(amount="sáu")})
    ((_, _, cells),) = told(found.hub_edits)
    assert "amount" not in cells
    base = changes_of(DEALS, {}, {}, found.hub_edits)
    later = plan({X: base[X] or []}, {X: row(amount=None)}, {X: row(amount=6)})
    assert told(later.hub_edits) == [("Update", X, {"amount": Decimal(6)})]


def test_a_row_of_which_nothing_is_understood_waits() -> None:
    assert not plan({}, {}, {X: row(None, None, "sáu", None)}).hub_edits


def test_an_illegal_stage_move_is_held_where_it_was_typed() -> None:
    def judge(row_id: str, cells: Mapping[str, Value]) -> Mapping[str, Problem]:
        return (
            {"stage": Problem("choice_unknown", "deals", row_id, "stage")} if cells.get("stage") == "negotiate" else {}
        )

    found = plan(BASE, {X: row()}, side({X: row(amount=6, stage="negotiate")}, "book", judge=judge))
    assert told(found.hub_edits) == [("Update", X, {"amount": Decimal(6)})]
    assert codes(found.held) == ["choice_unknown"]


def test_a_phone_that_lost_its_zero_is_not_an_edit_and_the_other_sides_new_one_travels() -> None:
    base = {X: agreed("0123", phone="0912345678")}
    found = plan(base, {X: row(123, phone=912345678)}, {X: row("0123", phone="0987654321")})
    assert told(found.hub_edits) == [("Update", X, {"phone": "0987654321"})]
    assert not found.workbook_edits


def test_without_a_base_a_code_without_its_zeros_is_the_same_code() -> None:
    assert plan({}, {X: row("0123")}, {X: row(123)}).conflicts == []
    assert plan({}, {X: row(123)}, {X: row("0123")}).agreed[X]["name"] == "0123"


def test_a_formula_is_never_overwritten_but_its_value_travels() -> None:
    typed = sheet({X: row(amount=5)}, frozenset([(3, "amount")]))
    found = plan(BASE, {X: row(amount=6)}, side(typed, "book"))
    assert not found.workbook_edits
    assert [(conflict.formula, conflict.stands) for conflict in found.conflicts] == [(True, None)]
    found = plan(BASE, {X: row(amount=5)}, side(sheet({X: row(amount=7)}, frozenset([(3, "amount")])), "book"))
    assert told(found.hub_edits) == [("Update", X, {"amount": Decimal(7)})]


def test_an_old_agreed_value_is_not_an_edit_of_the_side_that_may_still_hold_it() -> None:
    earlier = {X: [agreed(amount=Decimal(4))]}
    found = plan(BASE, {X: row()}, side({X: row(amount=4)}, "book", earlier=earlier))
    assert told(found.workbook_edits) == [("Update", X, {"amount": Decimal(5)})]
    found = plan(BASE, {X: row(amount=6)}, side({X: row(amount=4)}, "book", earlier=earlier))
    assert told(found.workbook_edits) == [("Update", X, {"amount": Decimal(6)})]
    assert not found.conflicts


def test_a_row_deleted_since_an_old_copy_was_made_does_not_come_back() -> None:
    found = plan({}, {}, side({X: row()}, "book", earlier={X: [agreed()]}))
    assert told(found.workbook_edits) == [("Delete", X, None)]


class TestFiltered:
    def test_only_its_rows_come_to_a_reps_workbook(self) -> None:
        found = plan({}, {X: row(owner="Lan"), Y: row(owner="Minh")}, side({}, "book", owner="Lan"))
        assert [row_id for _, row_id, _ in told(found.workbook_edits)] == [X]

    def test_a_row_handed_over_on_the_hub_leaves_after_its_edits_are_saved(self) -> None:
        found = plan(BASE, {X: row(owner="Minh")}, side({X: row(amount=6)}, "book", owner="Lan"))
        assert told(found.hub_edits) == [("Update", X, {"amount": Decimal(6)})]
        (edit,) = found.workbook_edits
        assert isinstance(edit, Delete)
        assert edit.leaves

    def test_a_row_its_rep_hands_over_goes_to_the_hub_and_leaves(self) -> None:
        found = plan(BASE, {X: row()}, side({X: row(owner="Minh")}, "book", owner="Lan"))
        assert told(found.hub_edits) == [("Update", X, {"owner": "Minh"})]
        assert told(found.workbook_edits) == [("Delete", X, None)]

    def test_a_new_row_typed_for_a_colleague_goes_to_the_hub_and_leaves(self) -> None:
        found = plan({}, {}, side({X: row(owner="Minh")}, "book", owner="Lan"))
        assert [name for name, *_ in told(found.hub_edits)] == ["Insert"]
        assert [name for name, *_ in told(found.workbook_edits)] == ["Delete"]

    def test_a_row_without_an_owner_stays_with_whom_typed_it(self) -> None:
        found = plan({}, {}, side({X: row(owner=None)}, "book", owner="Lan"))
        assert [name for name, *_ in told(found.hub_edits)] == ["Insert"]
        assert not found.workbook_edits

    @pytest.mark.parametrize("owner", ["Minh", None])
    def test_the_absence_of_a_row_that_is_not_his_is_no_deletion(self, owner: str | None) -> None:
        base = {X: agreed(owner=owner)}
        found = plan(base, {X: row(owner=owner)}, side({}, "book", owner="Lan"))
        assert not found.hub_edits
        assert found.forgotten == {X}

    def test_when_the_filter_of_a_workbook_changes_its_former_rows_leave(self) -> None:
        found = plan(BASE, {X: row()}, side({X: row()}, "book", owner="Minh"))
        assert told(found.workbook_edits) == [("Delete", X, None)]
        assert not found.hub_edits


class TestStops:
    @pytest.mark.parametrize("missing", ["id", "name"])
    def test_a_vanished_key_column_stops_everything(self, missing: str) -> None:
        whole = sheet({X: row()})
        broken = replace(whole, columns={key: cells for key, cells in whole.columns.items() if key != missing})
        with pytest.raises(LayoutBroken, match=missing):
            plan(BASE, side(broken), {X: row()})
        with pytest.raises(LayoutBroken, match=missing):
            plan(BASE, {X: row()}, side(broken, "book"))

    def test_a_vanished_optional_column_takes_no_part(self) -> None:
        whole = sheet({X: row(amount=6)})
        less = replace(whole, columns={key: cells for key, cells in whole.columns.items() if key != "phone"})
        found = plan({X: agreed(phone="0912345678")}, {X: row(phone="0987654321")}, side(less, "book"))
        assert told(found.hub_edits) == [("Update", X, {"amount": Decimal(6)})]
        assert not found.workbook_edits

    def test_a_side_that_lost_most_of_its_rows_stops_the_run(self) -> None:
        many = {derive_id(str(number)): row() for number in range(20)}
        base = {row_id: agreed() for row_id in many}
        few = dict(list(many.items())[:9])
        for hub, book in ((few, many), (many, few)):
            with pytest.raises(SideEmptied, match="11 of 20"):
                plan(base, hub, book)
            confirmed = plan_table(DEALS, base, side(hub), side(book, "book"), emptied_on_purpose=True)
            assert len(confirmed.hub_edits) + len(confirmed.workbook_edits) == 11

    def test_half_of_the_rows_or_a_small_table_may_go(self) -> None:
        for count, left in ((20, 10), (19, 0)):
            many = {derive_id(str(number)): row() for number in range(count)}
            found = plan({row_id: agreed() for row_id in many}, many, dict(list(many.items())[:left]))
            assert len(found.hub_edits) == count - left


# -- laws --------------------------------------------------------------------------------------------------------------

Rows = Mapping[str, BaseRow]
Raws = Mapping[str, list[Raw]]
IDS = [derive_id(str(number)) for number in range(4)]
CELLS = {
    "name": st.sampled_from(["An", "Bình", None]),
    "owner": st.sampled_from(["Lan", "Minh", None]),
    "amount": st.sampled_from([5, 6.0, Decimal("0.5"), None, "sáu", CellError("#REF!")]),
    "stage": st.sampled_from(["approach", "Negotiate", None]),
    "phone": st.sampled_from(["0912345678", 912345678, None]),
}
ROWS = st.tuples(*CELLS.values()).map(list).filter(lambda cells: any(cell is not None for cell in cells))
SIDES = st.dictionaries(st.sampled_from(IDS), ROWS)
GOOD = {
    **CELLS,
    "amount": st.sampled_from([Decimal(5), Decimal(6), None]),
    "phone": st.sampled_from(["0912345678", None]),
    "stage": st.sampled_from(["approach", None]),
}
BASES = st.dictionaries(st.sampled_from(IDS), st.tuples(*GOOD.values()).map(list))
PREFER = st.sampled_from([prefer_hub, prefer_workbook, hold])
OWNER = st.sampled_from([None, "Lan"])
MIRRORED = {prefer_hub: prefer_workbook, prefer_workbook: prefer_hub, hold: hold}


def by_row(edits: object) -> list[tuple[str, str, object]]:
    return sorted(told(edits), key=lambda edit: edit[1])


@given(BASES, SIDES, SIDES, PREFER, OWNER, BASES)
def test_with_the_sides_swapped_the_plan_is_mirrored(
    base: Rows, hub: Raws, book: Raws, prefer: Prefer, owner: str | None, old: Rows
) -> None:
    earlier = {row_id: [cells] for row_id, cells in old.items()}
    left, right = side(hub), side(book, "book", owner=owner, earlier=earlier)
    plain, mirrored = plan(base, left, right, prefer), plan(base, right, left, MIRRORED[prefer])
    assert by_row(plain.hub_edits) == by_row(mirrored.workbook_edits)
    assert by_row(plain.workbook_edits) == by_row(mirrored.hub_edits)
    assert plain.agreed == mirrored.agreed
    assert plain.forgotten == mirrored.forgotten
    swapped = [
        replace(c, hub=c.workbook, workbook=c.hub, stands=None if c.stands is None else 1 - c.stands)
        for c in mirrored.conflicts
    ]
    assert sorted(plain.conflicts, key=str) == sorted(swapped, key=str)


def after(base: Mapping[str, BaseRow], found: Plan) -> dict[str, BaseRow]:
    edits: list[Edit] = [*found.hub_edits, *found.workbook_edits]
    changes = {**dict.fromkeys(found.forgotten), **changes_of(DEALS, base, found.agreed, edits)}
    return {row_id: cells for row_id, cells in {**base, **changes}.items() if cells is not None}


@given(BASES, SIDES, SIDES, PREFER, OWNER)
def test_planning_again_after_the_plan_was_made_true_gives_nothing(
    base: Rows, hub: Raws, book: Raws, prefer: Prefer, owner: str | None
) -> None:
    left, right = side(hub), side(book, "book", owner=owner)
    first = plan(base, left, right, prefer)
    left = replace(left, sheet=apply_edits(left.sheet, first.hub_edits))
    right = replace(right, sheet=apply_edits(right.sheet, first.workbook_edits))
    again = plan(after(base, first), left, right, prefer)
    assert (again.hub_edits, again.workbook_edits, again.agreed, again.forgotten) == ([], [], {}, set())


def cells_of(what: Sheet) -> dict[tuple[str, str], Raw]:
    return {
        (str(row_id), key): what.columns[key][index] for index, row_id in enumerate(what.columns["id"]) for key in KEYS
    }


@given(BASES, SIDES, SIDES, PREFER)
def test_the_base_advances_only_where_both_sides_are_equal(base: Rows, hub: Raws, book: Raws, prefer: Prefer) -> None:
    left, right = side(hub), side(book, "book")
    found = plan(base, left, right, prefer)
    new = after(base, found)
    here = cells_of(apply_edits(left.sheet, found.hub_edits))
    there = cells_of(apply_edits(right.sheet, found.workbook_edits))
    for row_id, cells in new.items():
        for column, value in zip(DEALS.columns, cells, strict=True):
            if row_id in base and alike(base[row_id][KEYS.index(column.key)], value):
                continue
            for side_, raws in ((left, here), (right, there)):
                reading = side_.reader.read(column, raws[row_id, column.key])
                assert value.__class__.__name__ == "NoBase" or alike(value, reading)


@given(BASES, SIDES, SIDES, PREFER)
def test_a_changed_value_is_on_both_sides_or_in_a_conflict_or_deleted_or_held(
    base: Rows, hub: Raws, book: Raws, prefer: Prefer
) -> None:
    left, right = side(hub), side(book, "book")
    found = plan(base, left, right, prefer)
    here = cells_of(apply_edits(left.sheet, found.hub_edits))
    there = cells_of(apply_edits(right.sheet, found.workbook_edits))
    told_of = {(c.row_id, c.column) for c in found.conflicts} | {(p.row_id, p.column) for p in found.held}
    for typed, other in ((cells_of(left.sheet), there), (cells_of(right.sheet), here)):
        for place, raw in typed.items():
            row_id, key = place
            column = DEALS.columns[KEYS.index(key)]
            before = base[row_id][KEYS.index(key)] if row_id in base else None
            if (
                raw is None
                or isinstance(raw, CellError)
                or place in told_of
                or (row_id in base and alike(before, left.reader.read(column, raw)))
            ):
                continue
            now = left.reader.read(column, other.get(place))
            assert alike(left.reader.read(column, raw), now) or key == "phone"


def test_edits_apply_to_rows_that_the_same_plan_appended() -> None:
    what = apply_edits(
        sheet({X: row()}),
        [Insert("deals", Y, {"name": "Bình"}), Update("deals", Y, None, {"amount": 2}, {}), Delete("deals", X, 3, {})],
    )
    assert (list(what.columns["id"]), list(what.columns["name"]), list(what.columns["amount"]), list(what.rows)) == (
        [Y],
        ["Bình"],
        [2],
        [None],
    )
