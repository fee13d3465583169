"""Whether a memory has anything to do: two runs that find the same one decide the same."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from datetime import datetime

import pytest

from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.choices import Choice
from sheetcrm.sync.choices import Choices
from sheetcrm.sync.choices import State
from sheetcrm.sync.database import Database
from sheetcrm.sync.decisions import Conflict
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.intents import Intent
from sheetcrm.sync.intents import Intents
from sheetcrm.sync.intents import Wound
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.sync.roster import Attendance
from sheetcrm.sync.roster import Roster
from sheetcrm.sync.standstill import standstill
from sheetcrm.sync.swapping import Swapper
from tests.sync.sides import DEALS
from tests.sync.sides import X
from tests.sync.sides import agreed

NOW = datetime(2026, 11, 25, 8)
OWN = "left"

Step = Callable[[Database], object]


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database(None)
    Roster(database)
    yield database
    database.close()


def agree(database: Database) -> int:
    store = BaseStore(database)
    return store.advance(store.load("an", None, [DEALS]), {"deals": {X: agreed()}}, [DEALS], NOW, "s1")


def log(database: Database) -> None:
    Log(database).add([Entry(NOW, Happened.WRITTEN, "an", "hub", "deals", X, "name", "An", "An 2")])


def dispute(database: Database) -> None:
    Disputes(database).keep("an", "hub", [Conflict("deals", X, "name", "An 1", "An 2", None)], NOW)


def choose(state: State) -> Step:
    return lambda database: Choices(database).take([Choice("deals", X, "name", "An 3", (), state=state)], NOW)


def swap_half(database: Database) -> None:
    with database.transaction() as sql:
        sql.execute("INSERT INTO exchange VALUES ('draft', 'an', 'draft', 'before')")


UNDER_WAY: dict[str, Step] = {
    "a transaction of which nobody knows what became": lambda d: Intents(d, "hub").begin(Intent(1, "token", ()), NOW),
    "a row that was hit by mistake": lambda d: Intents(d, "hub").wounded(Wound("deals", {"id": X}, {"name": "An"})),
    "a file that is being swapped": swap_half,
    "a generation without a file": lambda d: Swapper(d).expect("an", agree(d)),
    "a choice that waits": choose(State.PENDING),
}
KNOWN: dict[str, Step] = {
    "another generation": agree,
    "an entry of the log": log,
    "a dispute": dispute,
    "a choice that was carried": choose(State.WRITTEN),
    "a fact about the hub": lambda d: Roster(d).learn("hub_number", "7"),
    "a workbook that waits": lambda d: Roster(d).note(Attendance("an", "an.xlsx", waiting=True)),
    "what a workbook was when it was recomputed": lambda d: Roster(d).note(Attendance("an", "an.xlsx", content="b")),
}


@pytest.mark.parametrize("what", UNDER_WAY)
def test_nothing_stands_still_while_something_is_under_way(database: Database, what: str) -> None:
    assert standstill(database, OWN) is not None
    UNDER_WAY[what](database)
    assert standstill(database, OWN) is None


@pytest.mark.parametrize("what", KNOWN)
def test_whatever_else_is_remembered_makes_another_memory(database: Database, what: str) -> None:
    before = standstill(database, OWN)
    KNOWN[what](database)
    assert standstill(database, OWN) not in (None, before)


def test_what_is_left_out_and_when_a_workbook_was_last_here_make_no_difference(database: Database) -> None:
    roster = Roster(database)
    roster.note(Attendance("an", "an.xlsx", at=NOW))
    before = standstill(database, OWN)
    roster.learn(OWN, "what the last run left")
    roster.note(Attendance("an", "an.xlsx", at=NOW.replace(hour=9)))
    Log(database).begin_run(NOW)
    assert standstill(database, OWN) == before is not None
