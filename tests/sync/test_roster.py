"""What is known of each workbook besides its cells, from one run to the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.database import Database
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.sync.roster import Attendance
from sheetcrm.sync.roster import Roster
from sheetcrm.sync.side import SyncTable
from tests.sync.sides import X

TABLES = (SyncTable("t", (SyncColumn("a"),)),)
NOW = datetime(2026, 11, 25, 8)
AN = Attendance("W1", "reps/an.xlsx", "An", NOW, "bytes", conflicts=2, held=1, waiting=True, failure="locked")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sync.sqlite"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    database = Database(file)
    yield database
    database.close()


def agree(database: Database, workbook: str) -> None:
    store = BaseStore(database)
    store.advance(store.load(workbook, None, TABLES), {"t": {X: ["An"]}}, TABLES, NOW, f"stamp of {workbook}")


def agreed(database: Database, workbook: str) -> object:
    return BaseStore(database).load(workbook, f"stamp of {workbook}", TABLES).rows["t"].get(X)


def test_how_a_workbook_was_left_is_known_to_the_next_process(file: Path) -> None:
    first = Database(file)
    Roster(first).note(AN)
    first.close()
    second = Database(file)
    assert Roster(second).attendance() == {"W1": AN}
    second.close()


def test_a_workbook_is_noted_once_and_as_it_was_left_last(database: Database) -> None:
    roster, new = Roster(database), Attendance("W1", "reps/an moved.xlsx")
    roster.note(AN)
    roster.note(new)
    assert roster.attendance() == {"W1": new}


def test_workbooks_come_by_where_they_lie(database: Database) -> None:
    roster = Roster(database)
    for workbook, path in (("W1", "z.xlsx"), ("W2", "a.xlsx")):
        roster.note(Attendance(workbook, path))
    assert list(roster.attendance()) == ["W2", "W1"]


def test_a_fact_of_the_hub_is_the_last_that_was_learnt(database: Database) -> None:
    roster = Roster(database)
    assert roster.fact("hub") is None
    roster.learn("hub", "H1")
    roster.learn("hub", "H2")
    assert roster.fact("hub") == "H2"


def test_what_is_kept_together_is_kept_whole_or_not_at_all(database: Database) -> None:
    roster = Roster(database)

    def break_off() -> None:
        with roster.together():
            roster.note(AN)
            roster.learn("hub", "H1")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        break_off()
    assert (roster.attendance(), roster.fact("hub")) == ({}, None)


def test_a_forgotten_workbook_has_agreed_on_nothing_and_the_others_have(database: Database) -> None:
    roster = Roster(database)
    for workbook in ("W1", "W2"):
        agree(database, workbook)
    roster.forget("W1")
    assert agreed(database, "W1") is None
    assert agreed(database, "W2") == ["An"]


def test_another_hub_is_a_new_beginning_for_all(database: Database) -> None:
    roster = Roster(database)
    roster.learn("hub", "H1")
    for workbook in ("W1", "W2"):
        agree(database, workbook)
    roster.adopt()
    assert roster.fact("hub") is None
    assert [agreed(database, workbook) for workbook in ("W1", "W2")] == [None, None]


def test_log_entries_are_found_by_their_run_and_their_row(database: Database) -> None:
    log = Log(database)
    for run, row_id in enumerate((X, "other")):
        log.begin_run(NOW)
        log.add([Entry(NOW, Happened.WRITTEN, "hub", "W1", "t", row_id, "a", run, run + 1)])
    first, second = log.entries()
    assert log.entries(run=first.run) == [first]
    assert log.entries(row_id="other") == [second]
    assert log.entries(run=first.run, row_id="other") == []
