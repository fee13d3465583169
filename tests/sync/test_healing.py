"""What becomes of rows that a write hit by mistake, above all of ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.database import Database
from sheetcrm.sync.healing import Healer
from sheetcrm.sync.intents import Intents
from sheetcrm.sync.intents import Wound
from sheetcrm.sync.log import Log
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.recognise import recognise
from sheetcrm.sync.sheet import Restore
from sheetcrm.sync.sheet import Sheet
from sheetcrm.values import Raw
from tests.sync.sides import DEALS
from tests.sync.sides import KEYS
from tests.sync.sides import X
from tests.sync.sides import Y
from tests.sync.sides import agreed
from tests.sync.sides import row
from tests.sync.sides import sheet
from tests.sync.sides import side

NOW = datetime(2026, 11, 25, 8)


class Ward:
    """A hub in whose rows sync wrote ids that were meant for others."""

    def __init__(self, **known: BaseRow) -> None:
        self.database = Database(None)
        if known:
            store, ids = BaseStore(self.database), {"x": X, "y": Y}
            rows = {"deals": {ids[name]: cells for name, cells in known.items()}}
            store.advance(store.load("book", None, (DEALS,)), rows, (DEALS,), NOW, "s1")
        self.healer = Healer("hub", lambda _, what: side(what), self.database, (DEALS,), lambda: NOW, recognise)

    def wound(self, row_id: str, cells: list[Raw], **before: Raw) -> None:
        after = {"id": row_id, **dict(zip(KEYS, cells, strict=True))}
        Intents(self.database, "hub").wounded(Wound("deals", after, before))

    def heal(self, stands: Sheet) -> list[tuple[int, dict[str, Raw]]]:
        changes = self.healer.remedies(HubSeen(1, {"deals": stands}))
        return [(c.edit.at, dict(c.edit.cells)) for c in changes if isinstance(c.edit, Restore)]

    def wounds(self) -> int:
        return len(Intents(self.database, "hub").wounds())


@pytest.fixture
def wards() -> Iterator[list[Ward]]:
    made: list[Ward] = []
    yield made
    for ward in made:
        ward.database.close()


def test_a_new_row_keeps_the_new_id_that_was_meant_for_another(wards: list[Ward]) -> None:
    wards.append(ward := Ward())
    ward.wound(X, row(), id=None)
    assert ward.heal(sheet({X: row(), None: row("Binh")})) == []
    assert ward.wounds() == 0
    assert Log(ward.database).entries() == []


def test_what_else_was_hit_there_comes_back(wards: list[Ward]) -> None:
    wards.append(ward := Ward())
    ward.wound(X, row(amount=6), id=None, amount=5)
    assert ward.heal(sheet({X: row(amount=6)})) == [(3, {"amount": 5})]


def test_a_row_that_had_lost_its_own_id_may_not_keep_a_new_one(wards: list[Ward]) -> None:
    wards.append(ward := Ward(y=agreed()))
    ward.wound(X, row(), id=None)
    assert ward.heal(sheet({X: row()})) == [(3, {"id": None})]


def test_an_id_that_was_given_back_to_the_wrong_row_is_taken_away(wards: list[Ward]) -> None:
    wards.append(ward := Ward(x=agreed("Binh", "Minh", None, "negotiate", "0912345678")))
    ward.wound(X, row(), id=None)
    assert ward.heal(sheet({X: row()})) == [(3, {"id": None})]


def test_a_row_gets_its_own_id_back(wards: list[Ward]) -> None:
    wards.append(ward := Ward())
    ward.wound(X, row(), id=Y)
    assert ward.heal(sheet({X: row()})) == [(3, {"id": Y})]


def test_a_row_without_content_does_not_keep_an_id(wards: list[Ward]) -> None:
    wards.append(ward := Ward())
    nothing: list[Raw] = [None] * len(KEYS)
    ward.wound(X, nothing, id=None)
    assert ward.heal(sheet({X: nothing})) == [(3, {"id": None})]


def test_of_a_row_and_its_copy_none_keeps_it(wards: list[Ward]) -> None:
    wards.append(ward := Ward())
    ward.wound(X, row(), id=None)
    assert ward.heal(sheet([(X, row()), (X, row("Binh"))])) == [(3, {"id": None})]


def test_an_id_that_another_row_wants_back_does_not_stay_where_it_went_astray(wards: list[Ward]) -> None:
    wards.append(ward := Ward())
    ward.wound(Y, row("Binh"), id=X)
    ward.wound(X, row(), id=None)
    assert ward.heal(sheet([(X, row()), (Y, row("Binh"))])) == [(3, {"id": None}), (4, {"id": X})]


def test_of_two_wounds_in_a_row_the_last_is_healed_first(wards: list[Ward]) -> None:
    wards.append(ward := Ward())
    ward.wound(X, row(amount=6), amount=5)
    ward.wound(X, row(amount=7), amount=6)
    assert ward.heal(sheet({X: row(amount=7)})) == [(3, {"amount": 6})]
    assert ward.wounds() == 2
