"""Rows keep their ids, lost ones are given back, copied and pasted ones are found out."""

from __future__ import annotations

from decimal import Decimal

from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Update
from tests.sync.sides import X
from tests.sync.sides import Y
from tests.sync.sides import Z
from tests.sync.sides import agreed
from tests.sync.sides import codes
from tests.sync.sides import ids
from tests.sync.sides import recognised
from tests.sync.sides import row
from tests.sync.sides import sheet

NEW = next(ids())
AN, BINH = agreed("An", "Lan", Decimal(5)), agreed("Bình", "Minh", Decimal(9), "negotiate", "0912345678")
BINH_ROW = row("Bình", "Minh", 9, "negotiate", "0912345678")


def ids_of(found: object) -> list[object]:
    return list(found.sheet.columns["id"])


def test_rows_with_sound_ids_are_left_alone() -> None:
    found = recognised(sheet({X: row(), Y: BINH_ROW}), {X: AN, Y: BINH})
    assert ids_of(found) == [X, Y]
    assert found.stamps == ()


def test_a_new_row_gets_a_new_id() -> None:
    found = recognised(sheet({X: row(), None: row("Chi", "Hà", 1, None)}), {X: AN})
    assert ids_of(found) == [X, NEW]
    (stamp,) = found.stamps
    assert isinstance(stamp, Update)
    assert (stamp.row_id, stamp.at, stamp.cells) == (NEW, 4, {"id": NEW})


def test_a_row_that_lost_its_id_gets_it_back_when_most_of_its_cells_agree() -> None:
    found = recognised(sheet({X: row(), None: row("Bình", "Minh", 10, "negotiate", "0912345678")}), {X: AN, Y: BINH})
    assert ids_of(found) == [X, Y]


def test_half_of_the_cells_is_not_most_of_them() -> None:
    found = recognised(sheet({None: row("An", "Lan", 6, "negotiate")}), {X: AN})
    assert ids_of(found) == [NEW]


def test_a_row_that_is_like_two_missing_rows_is_neither() -> None:
    found = recognised(sheet({None: row()}), {X: AN, Y: agreed("An", "Lan", Decimal(5), phone="0912345678")})
    assert ids_of(found) == [NEW]


def test_a_row_that_is_like_a_missing_row_and_its_copy_is_the_one_agreed_on_last() -> None:
    assert ids_of(recognised(sheet({None: row()}), {X: AN, Y: AN})) == [Y]
    assert ids_of(recognised(sheet({None: row()}), {Y: AN, X: AN})) == [X]


def test_a_filled_down_id_is_not_another_rows() -> None:
    down = f"{X[:-2]}{(int(X[-2:]) + 1) % 100:02d}"
    found = recognised(sheet({X: row(), down: BINH_ROW}), {X: AN, Y: BINH})
    assert ids_of(found) == [X, Y]
    assert codes(found.problems) == ["id_mistyped"]


def test_of_a_row_and_its_copy_the_one_closer_to_the_base_keeps_the_id() -> None:
    found = recognised(sheet([(X, row("An", "Lan", 6)), (X, row())]), {X: AN})
    assert ids_of(found) == [NEW, X]
    assert codes(found.problems) == ["id_copied"]


def test_of_two_rows_that_agree_in_as_many_cells_the_one_that_differs_in_fewer_keeps_the_id() -> None:
    found = recognised(sheet([(X, row(phone="0912345678")), (X, row())]), {X: agreed()})
    assert [row_id == X for row_id in found.sheet.columns["id"]] == [False, True]


def test_of_two_equal_rows_the_upper_one_keeps_the_id() -> None:
    assert ids_of(recognised(sheet([(X, row()), (X, row())]), {X: AN})) == [X, NEW]
    assert ids_of(recognised(sheet([(X, row()), (X, row())]), {})) == [X, NEW]


def test_an_id_pasted_over_another_rows_is_found_out() -> None:
    """The row that was pasted from is there too: the copy is told from it by its cells."""
    assert ids_of(recognised(sheet([(X, row()), (X, BINH_ROW)]), {X: AN, Y: BINH})) == [X, Y]


def test_a_pasted_id_is_found_out_although_its_own_row_is_gone() -> None:
    assert ids_of(recognised(sheet([(X, BINH_ROW)]), {X: AN, Y: BINH})) == [Y]


def test_two_rows_whose_ids_were_swapped_get_their_own() -> None:
    assert ids_of(recognised(sheet([(Y, row()), (X, BINH_ROW)]), {X: AN, Y: BINH})) == [X, Y]


def test_an_id_whose_row_shares_nothing_with_its_base_is_broken() -> None:
    assert ids_of(recognised(sheet([(X, row("Chi", "Hà", 1, "negotiate", "0987654321"))]), {X: AN})) == [NEW]


def test_sharing_only_what_many_rows_share_is_sharing_nothing() -> None:
    assert ids_of(recognised(sheet([(X, row("Chi", "Lan", 1, "approach", "0987654321"))]), {X: AN})) == [NEW]


def test_on_a_hub_that_others_write_to_it_is_not() -> None:
    what = sheet([(X, row("Chi", "Hà", 1, "negotiate", "0987654321"))])
    assert ids_of(recognised(what, {X: AN}, own=False)) == [X]


def test_a_row_with_a_single_cell_may_be_changed() -> None:
    only = agreed("An", None, None, None)
    assert ids_of(recognised(sheet({X: row("Chi", None, None, None)}), {X: only})) == [X]


def test_a_much_edited_row_keeps_its_id_from_a_row_that_is_like_what_it_was() -> None:
    """A copy without id of the row as it was, beside the row that still shares something with its base."""
    what = sheet([(X, row("An", "Hà", 1, "negotiate", "0987654321")), (None, row())])
    assert ids_of(recognised(what, {X: AN})) == [X, NEW]


def test_a_row_known_from_a_newer_generation_gets_its_id_back() -> None:
    assert ids_of(recognised(sheet({None: BINH_ROW}), {}, {Y: BINH})) == [Y]


def test_a_row_of_which_only_the_id_is_left_is_taken_for_deleted_and_cleared_away() -> None:
    found = recognised(sheet({X: row(None, None, " ", None), Z: row()}), {X: AN})
    assert ids_of(found) == [Z]
    (leftover,) = found.stamps
    assert isinstance(leftover, Delete)
    assert leftover.at == 3
