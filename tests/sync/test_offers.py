"""Ids that were about to be written into a file are remembered until it has them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.database import Database
from sheetcrm.sync.offers import Offers
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Update
from tests.sync.sides import DEALS
from tests.sync.sides import KEYS
from tests.sync.sides import X
from tests.sync.sides import Y
from tests.sync.sides import agreed
from tests.sync.sides import decode
from tests.sync.sides import row
from tests.sync.world import Setting
from tests.sync.world import World

READER = Reader(lambda column, raw: decode("en", column, raw))
SEEN = {"id": None, **dict(zip(KEYS, row(), strict=True))}


@pytest.fixture
def offers() -> Iterator[Offers]:
    database = Database(None)
    yield Offers(database)
    database.close()


def test_an_id_is_known_with_what_stood_in_its_row(offers: Offers) -> None:
    offers.make("book", [Update("deals", X, 3, {"id": X}, SEEN), Delete("deals", Y, 4, SEEN)], (DEALS,))
    assert offers.of("book", DEALS, READER) == {X: agreed()}
    assert offers.of("another", DEALS, READER) == {}


def test_a_cell_that_is_not_understood_tells_nothing(offers: Offers) -> None:
    offers.make("book", [Update("deals", X, 3, {"id": X}, {**SEEN, "amount": "five"})], (DEALS,))
    assert offers.of("book", DEALS, READER)[X][KEYS.index("amount")] is NO_BASE


def test_what_a_file_has_is_forgotten(offers: Offers) -> None:
    offers.make("book", [Update("deals", X, 3, {"id": X}, SEEN)], (DEALS,))
    offers.taken("another")
    assert offers.of("book", DEALS, READER)
    offers.taken("book")
    assert offers.of("book", DEALS, READER) == {}


def test_a_row_that_is_edited_while_it_gets_its_id_gets_the_same_one() -> None:
    world = World(Setting(filters=(None,), stores=((0,),)))
    world.act(("insert", 1, 2, 0))
    world.start(0, [(3, ("user", ("edit", 1, 0, 2)))])
    (book,) = world.books
    offered = {one.cells["id"] for content in book.contents.values() for one in content.rows} - {None}
    assert [one.cells["id"] for one in world.rows(0)] == [one.cells["id"] for one in world.rows(1)] == list(offered)
    world.close()
