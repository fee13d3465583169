"""Edits of many workbooks become at most one edit a row of the hub."""

from __future__ import annotations

from sheetcrm.sync.folding import Folded
from sheetcrm.sync.folding import fold
from sheetcrm.sync.folding import portions
from sheetcrm.sync.intents import Part
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Update
from sheetcrm.values import Value
from tests.sync.sides import X
from tests.sync.sides import Y
from tests.sync.sides import row
from tests.sync.sides import sheet

HUB = {"deals": sheet([(X, row()), (None, row("Bình"))])}
SEEN = HUB["deals"].row(0)
VIRTUAL = {**SEEN, "name": "as an earlier workbook of the run wrote it"}


def update(row_id: str, at: int | None, **cells: Value) -> Update:
    return Update("deals", row_id, at, cells, VIRTUAL)


def folded(*edits: Edit) -> Folded:
    return fold([(edit, Part(f"book{n}", "s", None)) for n, edit in enumerate(edits)], HUB)


def written(found: Folded) -> list[Edit]:
    return [change.edit for change in found.writes]


def test_two_workbooks_edits_of_a_row_are_one_compared_with_what_was_really_read() -> None:
    found = folded(update(X, 3, name="An 2"), update(X, 3, amount=6))
    assert written(found) == [Update("deals", X, 3, {"name": "An 2", "amount": 6}, SEEN)]
    assert [part.workbook for part in found.writes[0].parts] == ["book0", "book1"]


def test_a_later_workbooks_value_replaces_an_earlier_ones() -> None:
    assert written(folded(update(X, 3, name="first"), update(X, 3, name="second")))[0].cells == {"name": "second"}


def test_an_edit_of_a_row_that_is_appended_goes_into_it() -> None:
    found = folded(Insert("deals", Y, {"name": "Chi"}), update(Y, None, amount=6))
    assert written(found) == [Insert("deals", Y, {"name": "Chi", "amount": 6})]


def test_a_row_appended_and_taken_back_is_not_written() -> None:
    found = folded(Insert("deals", Y, {"name": "Chi"}), Delete("deals", Y, None, {}))
    assert (found.writes, found.deletes, found.deferred) == ([], {}, False)


def test_an_edit_of_a_row_that_was_taken_back_is_for_the_next_round() -> None:
    found = folded(Insert("deals", Y, {"name": "Chi"}), Delete("deals", Y, None, {}), update(Y, None, amount=6))
    assert (found.writes, found.deletes, found.deferred) == ([], {}, True)


def test_a_row_that_one_deletes_and_another_needs_stays_with_the_others_cells() -> None:
    found = folded(Delete("deals", X, 3, SEEN), Insert("deals", X, {"name": "An 2"}), update(X, None, amount=6))
    assert written(found) == [Update("deals", X, 3, {"name": "An 2", "amount": 6}, SEEN)]
    assert found.deletes == {}
    assert [part.workbook for part in found.writes[0].parts] == ["book1", "book2"]


def test_such_a_row_keeps_the_id_it_was_just_given_back() -> None:
    stamp = Update("deals", Y, 4, {"id": Y}, {})
    found = folded(stamp, Delete("deals", Y, 4, {}), Insert("deals", Y, {"name": "Bình 2"}))
    assert written(found) == [Update("deals", Y, 4, {"id": Y, "name": "Bình 2"}, HUB["deals"].row(1))]


def test_a_row_that_only_got_its_id_is_deleted_right_away() -> None:
    found = folded(Update("deals", Y, 4, {"id": Y}, {}), Delete("deals", Y, 4, {}))
    assert found.writes == []
    assert list(found.deletes) == [("deals", 4)]


def test_a_row_that_gets_values_is_deleted_in_the_next_round_if_at_all() -> None:
    found = folded(update(X, 3, amount=6), Delete("deals", X, 3, SEEN))
    assert found.deferred
    assert found.deletes == {}


def test_changes_go_in_order_in_pieces_that_have_room_for_them() -> None:
    changes = folded(*(Insert("deals", f"{n}", {"name": n}) for n in range(7))).writes
    weights = {"0": 0.5, "1": 0.5, "2": 0.1, "3": 3.0, "4": 0.4, "5": 0.4, "6": 0.4}
    pieces = list(portions(changes, lambda edit: weights[edit.row_id]))
    assert [[change.edit.row_id for change in piece] for piece in pieces] == [
        ["0", "1"],
        ["2"],
        ["3"],
        ["4", "5"],
        ["6"],
    ]
    assert list(portions([], lambda _: 1)) == []


def test_a_row_kept_from_being_deleted_takes_what_others_write_into_it_and_nobody_elses() -> None:
    both = {"deals": sheet([(X, row()), (Y, row("Bình"))])}
    kept = [Delete("deals", X, 3, both["deals"].row(0)), Insert("deals", X, {"name": "An 2"})]
    others = [update(Y, 4, amount=7), Update("deals", X, None, {"amount": 6}, {})]
    found = fold([(edit, Part("book", "s", None)) for edit in (*others[:1], *kept, *others[1:])], both)
    cells = {change.edit.row_id: change.edit.cells for change in found.writes}
    assert cells == {Y: {"amount": 7}, X: {"name": "An 2", "amount": 6}}
