"""What was agreed on, in generations: a file merges against the one whose stamp it carries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest

from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.database import Database
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.sync.side import SyncTable
from tests.sync.sides import X
from tests.sync.sides import Y

TABLE = SyncTable("t", (SyncColumn("a"), SyncColumn("b")))
TABLES = (TABLE,)
NOW = datetime(2026, 11, 25, 8)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "sync.sqlite")
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> BaseStore:
    return BaseStore(database)


def advance(
    store: BaseStore, stamp: str | None, made: str | None, book: str = "book", at: datetime = NOW, **rows: object
) -> int:
    names = {"x": X, "y": Y}
    changes = {"t": {names[name]: None if cells is None else list(cells) for name, cells in rows.items()}}
    return store.advance(store.load(book, stamp, TABLES), changes, TABLES, at, made)


def rows(store: BaseStore, stamp: str | None, book: str = "book") -> dict[str, object]:
    return dict(store.load(book, stamp, TABLES).rows["t"])


def test_every_commit_is_forced_to_disk(database: Database) -> None:
    assert database.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert database.connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_what_was_agreed_on_is_there_after_the_process_is_gone(tmp_path: Path) -> None:
    first = Database(tmp_path / "a.sqlite")
    advance(BaseStore(first), None, "s1", x=("a1", NO_BASE))
    first.close()
    again = Database(tmp_path / "a.sqlite")
    assert rows(BaseStore(again), "s1") == {X: ["a1", NO_BASE]}
    again.close()


def test_a_transaction_that_fails_leaves_nothing(database: Database, store: BaseStore) -> None:
    def fail_half_way() -> None:
        with database.transaction():
            advance(store, None, "s1", x=("a1", "b1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert rows(store, "s1") == {}


def test_a_file_without_a_stamp_or_with_an_unknown_one_has_no_base(store: BaseStore) -> None:
    advance(store, None, "s1", x=("a1", "b1"))
    for stamp in (None, "unknown"):
        base = store.load("book", stamp, TABLES)
        assert not base.stamped
        assert base.rows["t"] == {}
        assert dict(base.newer["t"]) == {X: ["a1", "b1"]}


def test_an_old_copy_has_the_base_of_its_own_stamp_and_knows_newer_rows_by_sight(store: BaseStore) -> None:
    advance(store, None, "s1", x=("a1", "b1"))
    advance(store, "s1", "s2", x=("a2", "b1"), y=("a1", "b1"))
    assert rows(store, "s1") == {X: ["a1", "b1"]}
    assert rows(store, "s2") == {X: ["a2", "b1"], Y: ["a1", "b1"]}
    assert dict(store.load("book", "s1", TABLES).newer["t"]) == {Y: ["a1", "b1"]}


def test_what_was_pushed_while_the_file_was_open_counts_and_the_value_before_stays_known(store: BaseStore) -> None:
    advance(store, None, "s1", x=("a1", "b1"), y=("a1", "b1"))
    advance(store, "s1", None, x=("a2", "b1"))
    advance(store, "s1", None, x=("a3", "b1"), y=None)
    base = store.load("book", "s1", TABLES)
    assert dict(base.rows["t"]) == {X: ["a3", "b1"]}
    assert base.earlier["t"] == {X: [["a1", "b1"], ["a2", "b1"]], Y: [["a1", "b1"]]}


def test_going_on_from_an_old_copy_starts_from_its_rows(store: BaseStore) -> None:
    advance(store, None, "s1", x=("a1", "b1"))
    advance(store, "s1", "s2", x=("a2", "b1"), y=("y1", "b1"))
    advance(store, "s1", "s3", y=("y9", "b9"))
    assert rows(store, "s3") == {X: ["a1", "b1"], Y: ["y9", "b9"]}
    assert rows(store, "s2") == {X: ["a2", "b1"], Y: ["y1", "b1"]}
    advance(store, "s2", "s4")
    assert rows(store, "s4") == {X: ["a2", "b1"], Y: ["y1", "b1"]}


def test_what_was_sent_before_a_file_got_its_first_stamp_is_known(store: BaseStore) -> None:
    advance(store, None, None, x=("a1", "b1"))
    base = store.load("book", None, TABLES)
    assert dict(base.rows["t"]) == {X: ["a1", "b1"]}
    assert base.young["t"] == {X}
    store.prune(NOW - timedelta(days=1))
    assert rows(store, None) == {X: ["a1", "b1"]}


def test_of_an_old_copy_only_what_did_not_change_under_its_stamp_is_certain(store: BaseStore) -> None:
    advance(store, None, "s1", x=("a1", "b1"))
    advance(store, "s1", None, x=("a2", "b1"), y=("y1", "b1"))
    advance(store, "s1", "s2")
    base = store.load("book", "s1", TABLES)
    assert dict(base.rows["t"]) == {X: [NO_BASE, "b1"]}
    assert base.earlier["t"] == {X: [["a1", "b1"], ["a2", "b1"]], Y: [["y1", "b1"]]}
    assert base.young["t"] == set()


def test_a_new_stamp_does_not_make_an_old_copy_certain(store: BaseStore) -> None:
    advance(store, None, "s1", x=("a1", "b1"))
    advance(store, "s1", None, x=("a2", "b1"), y=("y1", "b1"))
    advance(store, "s1", "s2")
    advance(store, "s1", "s3")
    assert rows(store, "s3") == {X: [NO_BASE, "b1"]}


def test_a_stamp_that_no_file_carries_makes_no_old_copies(store: BaseStore) -> None:
    advance(store, None, "s1", x=("a1", "b1"))
    advance(store, "s1", None, x=("a2", "b1"))
    store.revoke(advance(store, "s1", "s2"))
    assert rows(store, "s1") == {X: ["a2", "b1"]}


def test_workbooks_are_apart_and_the_hub_knows_the_rows_of_all(store: BaseStore) -> None:
    advance(store, None, "s1", x=("a1", "b1"))
    advance(store, None, "t1", "other", y=("a2", "b2"))
    assert rows(store, "s1", "other") == {}
    advance(store, "t1", "t2", "other", x=("a3", "b3"))
    advance(store, "s1", "s2", y=("a4", "b4"))
    advance(store, "s2", "s3", y=None)
    assert dict(store.everywhere(TABLE)) == {X: ["a3", "b3"], Y: ["a2", "b2"]}


def test_a_column_that_is_new_in_the_template_has_no_base(store: BaseStore) -> None:
    advance(store, None, "s1", x=("a1", "b1"))
    wider = SyncTable("t", (SyncColumn("c"), SyncColumn("a")))
    assert dict(store.load("book", "s1", (wider,)).rows["t"]) == {X: [NO_BASE, "a1"]}


def test_old_generations_are_forgotten_but_never_the_last(store: BaseStore) -> None:
    for day, stamp in enumerate(("s1", "s2", "s3")):
        advance(store, f"s{day}", stamp, at=NOW + timedelta(days=day), x=(stamp, "b"))
    advance(store, "s3", None, at=NOW + timedelta(days=2), x=("s3+", "b"))
    store.prune(NOW + timedelta(days=1))
    assert (rows(store, "s1"), rows(store, "s2"), rows(store, "s3")) == ({}, {X: ["s2", "b"]}, {X: ["s3+", "b"]})
    store.prune(NOW + timedelta(days=99))
    assert (rows(store, "s2"), rows(store, "s3")) == ({}, {X: ["s3+", "b"]})
    assert store.load("book", "s3", TABLES).earlier["t"] == {X: [["s3", "b"]]}


def test_the_log_tells_when_from_where_old_and_new_and_takes_back_what_was_not_written(database: Database) -> None:
    log = Log(database)
    kept = Entry(NOW, Happened.CONFLICT, "book", "hub", "t", X, "a", 1, None)
    log.add([kept, Entry(NOW, Happened.WRITTEN, "", "book", "t", X, "a", None, "x", 7)])
    log.take_back(7)
    assert log.entries() == [kept]


def test_a_sync_is_all_runs_that_began_at_one_moment_and_the_last_one_that_changed_anything(database: Database) -> None:
    log = Log(database)
    assert log.last_sync() == []
    told = [Entry(NOW, Happened.WRITTEN, "", "book", "t", X, "a", None, value) for value in ("1", "2", "3")]
    for at, entries in ((NOW - timedelta(days=1), told[:1]), (NOW, told[1:2]), (NOW, told[2:]), (NOW, [])):
        log.begin_run(at)
        log.add(entries)
    log.begin_run(NOW + timedelta(days=1))
    assert log.last_sync() == told[1:]
    assert [entry.run for entry in log.last_sync()] == [2, 3]


def test_rows_are_known_as_they_were_last_agreed_on_though_they_are_gone(store: BaseStore) -> None:
    advance(store, None, "s1", x=("old", "b"))
    advance(store, "s1", "s2", x=("new", "b"))
    (table,) = TABLES
    assert store.last_known(table, [X, "unknown"]) == {X: ["new", "b"]}
    assert store.last_known(table, []) == {}
    assert store.workbooks() == {"book"}
