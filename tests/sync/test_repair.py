"""Whether a transaction hit what it was planned for, and how what it hit by mistake comes back."""

from __future__ import annotations

from sheetcrm.sync.intents import Wound
from sheetcrm.sync.repair import Image
from sheetcrm.sync.repair import Remedy
from sheetcrm.sync.repair import judge_image
from sheetcrm.sync.repair import remedy_for
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Restore
from sheetcrm.sync.sheet import Revive
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update
from sheetcrm.values import Raw
from tests.sync.sides import X
from tests.sync.sides import Y


def line(row_id: Raw, a: Raw, b: Raw = "b") -> dict[str, Raw]:
    return {"id": row_id, "a": a, "b": b}


def sheet(*rows: dict[str, Raw]) -> Sheet:
    return Sheet("t", {key: [row[key] for row in rows] for key in ("id", "a", "b")}, range(3, 3 + len(rows)))


UPDATE = Update("t", X, 3, {"a": "new"}, line(X, "old"))


def test_a_row_that_stood_as_read_was_hit() -> None:
    verdict = judge_image(UPDATE, Image(line(X, "old"), line(X, "new")))
    assert (verdict.hit, verdict.same_row, verdict.wound) == ({"a"}, True, None)


def test_an_edit_of_another_cell_of_the_row_does_no_harm() -> None:
    assert judge_image(UPDATE, Image(line(X, "old", "typed"), line(X, "new", "typed"))).wound is None


def test_a_value_typed_in_the_cell_in_between_must_come_back() -> None:
    verdict = judge_image(UPDATE, Image(line(X, "typed"), line(X, "new")))
    assert verdict.hit == frozenset()
    assert verdict.wound == Wound("t", line(X, "new"), {"a": "typed"})


def test_another_row_that_was_hit_must_get_its_cells_back() -> None:
    verdict = judge_image(UPDATE, Image(line(Y, "y"), line(Y, "new")))
    assert not verdict.same_row
    assert verdict.wound == Wound("t", line(Y, "new"), {"a": "y"})


def test_an_id_is_only_right_where_the_whole_row_is_as_read() -> None:
    stamp = Update("t", X, 3, {"id": X}, line(None, "old"))
    assert judge_image(stamp, Image(line(None, "old"), line(X, "old"))).wound is None
    assert judge_image(stamp, Image(line(None, "typed"), line(X, "typed"))).wound == Wound(
        "t", line(X, "typed"), {"id": None}
    )


def test_a_deleted_row_that_was_not_as_read_must_come_back() -> None:
    delete = Delete("t", X, 3, line(X, "old"))
    assert judge_image(delete, Image(line(X, "old"), {})).wound is None
    assert judge_image(delete, Image(line(None, None, None), {})).wound is None
    typed = line(X, "typed")
    assert judge_image(delete, Image(typed, {})).wound == Wound("t", typed, typed, gone=True)


def test_a_row_appended_cannot_miss() -> None:
    assert judge_image(Insert("t", X, {"a": "new"}), Image({}, line(X, "new"))).hit == {"a"}


def test_a_repair_of_a_row_without_an_id_hits_it_although_its_user_goes_on_typing_there() -> None:
    seen = {"id": None, "a": "wrong", "b": "b", "c": "c", "d": "d"}
    restore = Restore("t", "", 3, {"a": "right"}, seen)
    typed = {**seen, "b": "typed"}
    assert judge_image(restore, Image(typed, {**typed, "a": "right"})).hit == {"a"}
    other = {**typed, "c": "other"}
    assert judge_image(restore, Image(other, other)).hit == frozenset()


WOUND = Wound("t", line(Y, "new"), {"a": "y"})


def test_a_wound_is_healed_where_its_row_stands_now() -> None:
    now = line(Y, "new", "edited")
    assert remedy_for(WOUND, sheet(line(X, "old"), now)) == Remedy(Restore("t", Y, 4, {"a": "y"}, now), {}, 4)


def test_a_cell_that_its_user_typed_again_is_left_and_what_stood_there_is_told() -> None:
    assert remedy_for(WOUND, sheet(line(Y, "again"))) == Remedy(None, {"a": "y"}, 3)
    assert remedy_for(WOUND, sheet(line(Y, "y"))) == Remedy(None, {}, 3)


def test_what_stood_in_a_row_that_is_gone_is_told() -> None:
    assert remedy_for(WOUND, sheet(line(X, "old"))) == Remedy(None, {"a": "y"})


def test_a_row_without_an_id_is_found_by_its_cells() -> None:
    wound = Wound("t", line(None, "new"), {"a": "typed"})
    now = line(None, "new")
    assert remedy_for(wound, sheet(line(X, "new", "c"), now)).edit == Restore("t", "", 4, {"a": "typed"}, now)
    assert remedy_for(wound, sheet(now, now)).edit is None


def test_a_row_that_got_or_lost_an_id_meanwhile_is_found_by_its_cells() -> None:
    wound = Wound("t", line(None, "new"), {"a": "typed"})
    pasted = line(X, "new")
    assert remedy_for(wound, sheet(line(X, "other", "row"), pasted)).edit == Restore("t", X, 4, {"a": "typed"}, pasted)
    blanked = line(None, "new")
    assert remedy_for(WOUND, sheet(line(X, "old", "c"), blanked)).edit == Restore("t", "", 4, {"a": "y"}, blanked)


def test_of_two_rows_with_its_id_the_wounded_one_is_known_by_its_cells() -> None:
    found = remedy_for(WOUND, sheet(line(Y, "y", "c"), line(Y, "new"))).edit
    assert isinstance(found, Restore)
    assert found.at == 4


def test_a_copy_that_got_an_id_of_its_own_meanwhile_is_known_by_standing_as_the_write_left_it() -> None:
    copy = line(X, "new")
    assert remedy_for(WOUND, sheet(line(Y, "y"), copy)) == Remedy(Restore("t", X, 4, {"a": "y"}, copy), {}, 4)
    assert remedy_for(WOUND, sheet(line(Y, "y"), copy, copy)).edit is None


def test_a_row_that_was_taken_out_comes_back_once() -> None:
    typed = line(X, "typed")
    wound = Wound("t", typed, typed, gone=True)
    assert remedy_for(wound, sheet(line(Y, "y"))) == Remedy(Revive("t", X, typed), {})
    assert remedy_for(wound, sheet(typed)) == Remedy(None, {}, 3)
    assert remedy_for(wound, sheet(line(X, "typed", "again"))) == Remedy(None, {"b": "b"}, 3)
    assert remedy_for(wound, sheet(line(X, "another", "row's"))) == Remedy(Revive("t", X, typed), {})
