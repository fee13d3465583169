"""Rows that the hub knows by another id: which they are, and how a workbook follows."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal

import pytest

from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.identity import derive_id
from sheetcrm.sync.renamed import renamed_on_hub
from sheetcrm.values import Raw
from tests.sync.replicas import Row
from tests.sync.sides import DEALS
from tests.sync.sides import X
from tests.sync.sides import Y
from tests.sync.sides import Z
from tests.sync.sides import agreed
from tests.sync.sides import decode
from tests.sync.sides import row
from tests.sync.sides import sheet
from tests.sync.world import Setting
from tests.sync.world import World

W = derive_id("w")
AN = agreed("An", "Lan", Decimal(5), "approach", "0912345678")
AN_ROW = row("An", "Lan", 5, "approach", "0912345678")
BINH_ROW = row("Bình", "Lan", 9, "approach", "0987654321")


def renamed(
    hub: Sequence[tuple[Raw, Sequence[Raw]]], base: Mapping[str, BaseRow] | None = None, *, exactly: bool = False
) -> Mapping[str, str]:
    reader = Reader(lambda column, raw: decode("en", column, raw))
    return renamed_on_hub(base or {X: AN}, sheet(hub), DEALS.columns, reader, exactly=exactly)


def test_a_row_that_stands_on_the_hub_as_agreed_is_itself() -> None:
    assert renamed([(X, AN_ROW), (Y, AN_ROW)]) == {}


def test_a_row_that_was_edited_on_the_hub_is_still_itself() -> None:
    assert renamed([(X, row("An", "Minh", 7, "negotiate", None)), (Y, AN_ROW)]) == {}


def test_where_its_id_is_another_rows_now_it_is_the_unknown_row_that_is_like_it() -> None:
    assert renamed([(X, BINH_ROW), (Y, AN_ROW)]) == {X: Y}
    assert renamed([(X, BINH_ROW), (Y, row("An", "Minh", 7, "negotiate", None))]) == {X: Y}


def test_a_row_replaced_on_the_hub_that_is_like_no_unknown_one_is_itself() -> None:
    assert renamed([(X, BINH_ROW)]) == {}
    assert renamed([(X, BINH_ROW), (Y, row("Chi", "Lan", 1, "approach", None))]) == {}


def test_what_many_rows_share_tells_nothing() -> None:
    assert renamed([(X, BINH_ROW), (Y, row(None, "Lan", None, "approach", None))]) == {}


def test_of_an_id_that_is_gone_it_is_only_a_row_with_one_cell_edited() -> None:
    assert renamed([(Y, AN_ROW)]) == {X: Y}
    assert renamed([(Y, row("An", "Lan", 6, "approach", "0912345678"))]) == {X: Y}
    assert renamed([(Y, row("An", "Lan", 6, "negotiate", "0912345678"))]) == {}


def test_rows_that_never_change_are_the_same_only_if_all_is_the_same() -> None:
    assert renamed([(Y, AN_ROW)], exactly=True) == {X: Y}
    assert renamed([(Y, row("An", "Lan", 6, "approach", "0912345678"))], exactly=True) == {}


def test_two_unknown_rows_alike_are_neither() -> None:
    assert renamed([(X, BINH_ROW), (Y, AN_ROW), (Z, AN_ROW)]) == {}


def test_two_known_rows_alike_are_neither() -> None:
    assert renamed([(Z, AN_ROW)], {X: AN, Y: AN}) == {}


def test_a_known_row_is_nobody_elses() -> None:
    assert renamed([(X, BINH_ROW), (Y, AN_ROW)], {X: AN, Y: AN}) == {}


def test_an_id_that_stands_twice_or_fails_its_check_says_nothing() -> None:
    assert renamed([(X, BINH_ROW), (Y, AN_ROW), (Y, AN_ROW)]) == {}
    assert renamed([(X, BINH_ROW), ("no id", AN_ROW), (None, AN_ROW)]) == {}


def test_one_telling_cell_is_too_little_to_know_a_row_by() -> None:
    assert renamed([(Y, row("An", "Lan", None, "approach"))], {X: agreed("An", "Lan", None, "approach")}) == {}


# -- how a workbook follows --------------------------------------------------------------------------------------------


@pytest.fixture
def world() -> Iterator[World]:
    """A hub and a workbook with one row, of which the hub's id is overwritten by somebody."""
    world = World(Setting(filters=(None,), stores=((0,),)))
    world.hub.rows.append(Row({"id": None, "a": "an", "b": "b", "c": "c", "owner": "Lan"}))
    world.synchronise(0)
    world.hub.rows[0].cells["id"] = W
    yield world
    world.close()


def rows(world: World, where: int) -> list[tuple[Raw, ...]]:
    return [tuple(found.cells.values()) for found in world.rows(where)]


def test_its_edits_go_to_the_row_as_the_hub_knows_it(world: World) -> None:
    world.books[0].content.rows[0].cells["c"] = "new"
    world.synchronise(0)
    assert rows(world, 0) == rows(world, 1) == [(W, "an", "b", "new", "Lan")]
    world.prove_quiet(0)


def test_a_row_that_its_user_deleted_meanwhile_comes_back(world: World) -> None:
    """The file may be from before the hub had the row by this id."""
    del world.books[0].content.rows[0]
    world.synchronise(0)
    assert rows(world, 0) == rows(world, 1) == [(W, "an", "b", "c", "Lan")]
    world.prove_quiet(0)


def test_an_id_that_stands_twice_in_the_workbook_is_looked_at_there_first(world: World) -> None:
    rows_there = world.books[0].content.rows
    copy = Row({**rows_there[0].cells, "a": "another", "b": "of another", "c": "and another"})
    rows_there.insert(0, copy)
    world.synchronise(0)
    world.synchronise(0)
    assert sorted(str(one[1]) for one in rows(world, 0)) == ["an", "another"]
    assert sorted(rows(world, 0)) == sorted(rows(world, 1))


def test_an_id_pasted_over_another_row_is_looked_at_there_first(world: World) -> None:
    world.books[0].content.rows[0].cells.update(a="another", b="of another", c="and another")
    world.synchronise(0)
    assert sorted(str(one[1]) for one in rows(world, 0)) == ["an", "another"]
    assert sorted(rows(world, 0)) == sorted(rows(world, 1))


def test_a_file_that_is_open_follows_when_it_is_closed(world: World) -> None:
    (book,) = world.books
    world.act(("open", 1, 0, 0))
    book.locked = True
    world.act(("edit", 1, 0, 2))
    world.act(("save", 1, 0, 0))
    (_, typed) = rows(world, 1)[0][2:4]
    world.synchronise(0)
    assert rows(world, 0) == [(W, "an", "b", "c", "Lan")]
    world.act(("edit", 1, 0, 1))
    world.act(("save", 1, 1, 0))
    again = rows(world, 1)[0][2]
    world.synchronise(0)
    assert rows(world, 0) == rows(world, 1) == [(W, "an", again, typed, "Lan")]
    world.prove_quiet(0)


@pytest.mark.parametrize("point", range(1, 12))
def test_a_run_that_is_killed_on_the_way_leaves_it_to_the_next_one(world: World, point: int) -> None:
    world.books[0].content.rows[0].cells["c"] = "new"
    world.start(0, [(point, ("kill", 0))])
    world.synchronise(0)
    assert rows(world, 0) == rows(world, 1) == [(W, "an", "b", "new", "Lan")]
    world.prove_quiet(0)
