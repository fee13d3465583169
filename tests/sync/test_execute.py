"""One run, step by step: what it asks of a hub, what waits, what is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sheetcrm.errors import HubBusy
from sheetcrm.errors import HubUnreachable
from sheetcrm.errors import NotFound
from sheetcrm.errors import SideEmptied
from sheetcrm.sync.execute import Run
from sheetcrm.sync.job import Report
from sheetcrm.sync.log import Happened
from sheetcrm.sync.ports import FileSeen
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.ports import NumberTaken
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.ports import Unanswered
from sheetcrm.sync.sheet import Delete
from tests.sync.replicas import BLANK
from tests.sync.replicas import ModelBook
from tests.sync.replicas import ModelHub
from tests.sync.replicas import Row
from tests.sync.world import Setting
from tests.sync.world import World


class Company:
    """A world in which nothing happens by itself."""

    def __init__(self, **setting: Any) -> None:
        self.world = World(Setting(**setting))
        self.hub, self.books = self.world.hub, self.world.books

    def sync(self, **changed: Any) -> Report:
        return Run(replace(self.world.job(0), **changed)).synchronise()

    def type_row(self, rows: list[Row], a: str, owner: str = "Lan") -> Row:
        row = Row({**BLANK, "a": a, "b": f"b of {a}", "owner": owner})
        rows.append(row)
        return row

    def asked(self) -> tuple[int, int]:
        return self.hub.reads, self.hub.writes

    def cells(self, rows: list[Row], column: str = "a") -> list[object]:
        return [row.cells[column] for row in rows]


@pytest.fixture
def company() -> Iterator[Company]:
    company = Company()
    yield company
    company.world.close()


@pytest.fixture
def settled(company: Company) -> Company:
    """Two rows everywhere, and nothing asked yet."""
    for a in ("an", "binh"):
        company.type_row(company.hub.rows, a)
    company.sync()
    company.hub.reads = company.hub.writes = 0
    return company


def test_rows_typed_anywhere_are_everywhere_after_one_run(company: Company) -> None:
    company.type_row(company.hub.rows, "on the hub")
    company.type_row(company.books[0].content.rows, "in a workbook")
    report = company.sync()
    for rows in (company.hub.rows, *(book.content.rows for book in company.books)):
        assert sorted(map(str, company.cells(rows))) == ["in a workbook", "on the hub"]
        assert all(row.cells["id"] for row in rows)
    assert company.asked() == (1, 1)
    assert (report.hub_edits, report.workbook_edits) == (2, 3)


def test_no_change_is_one_request_and_writes_nothing(settled: Company) -> None:
    files = [book.files for book in settled.books]
    report = settled.sync()
    assert settled.asked() == (1, 0)
    assert [book.files for book in settled.books] == files
    assert report == Report()


def test_any_change_is_at_most_three_requests_for_all_workbooks(settled: Company) -> None:
    settled.books[0].content.rows[0].cells["a"] = "edited"
    del settled.books[1].content.rows[1]
    settled.type_row(settled.books[1].content.rows, "new")
    settled.sync()
    assert settled.asked() == (1, 2)
    assert settled.cells(settled.hub.rows) == ["edited", "new"]


def test_a_conflict_is_told_and_the_value_that_did_not_stand_is_kept(settled: Company) -> None:
    settled.hub.rows[0].cells["a"] = "hub"
    settled.books[0].content.rows[0].cells["a"] = "workbook"
    report = settled.sync()
    assert [(name, c.column, c.hub, c.workbook, c.stands) for name, c in report.conflicts] == [
        ("book0", "a", "hub", "workbook", 0)
    ]
    (entry,) = [entry for entry in settled.world.log() if entry.kind is Happened.CONFLICT]
    assert (entry.target, entry.old, entry.new) == ("book0", "workbook", "hub")


def test_a_file_that_is_open_sends_and_receives_when_it_is_closed(settled: Company) -> None:
    book = settled.books[0]
    book.locked = True
    book.content.rows[0].cells["a"] = "sent"
    settled.hub.rows[1].cells["a"] = "received later"
    assert settled.sync().waiting == {"book0"}
    assert settled.cells(settled.hub.rows) == ["sent", "received later"]
    settled.hub.rows[0].cells["a"] = "answered"
    book.locked = False
    assert settled.sync().conflicts == []
    assert settled.cells(book.content.rows) == ["answered", "received later"]


def test_a_new_row_in_a_file_that_is_open_waits_for_its_id(settled: Company) -> None:
    settled.books[0].locked = True
    settled.type_row(settled.books[0].content.rows, "new")
    settled.sync()
    assert settled.cells(settled.hub.rows) == ["an", "binh"]


def test_a_deleted_row_is_in_the_log_cell_by_cell(settled: Company) -> None:
    del settled.books[0].content.rows[0]
    settled.sync()
    gone = [(e.target, e.column, e.old) for e in settled.world.log() if e.kind is Happened.DELETED and e.column != "id"]
    assert gone == [
        (target, *cell) for target in ("hub", "book1") for cell in (("a", "an"), ("b", "b of an"), ("owner", "Lan"))
    ]


def test_a_row_is_deleted_only_where_it_is_still_as_read() -> None:
    """A user edits it on the hub just before the first write: it is not taken out blindly and then put back."""
    taken_out: list[str] = []

    class Watched(ModelHub):
        def apply(self, transaction: Transaction) -> Receipt:
            taken_out.extend(edit.row_id for edit in transaction.edits if isinstance(edit, Delete))
            return super().apply(transaction)

    company = Company(hub=Watched)
    for a in ("an", "binh"):
        company.type_row(company.hub.rows, a)
    company.sync()
    company.books[0].content.rows[1].cells["c"] = "edited"
    del company.books[1].content.rows[0]
    company.world.start(0, [(4, ("user", ("edit", 0, 0, 1)))])
    assert taken_out == []
    assert company.cells(company.hub.rows) == company.cells(company.books[1].content.rows[::-1]) == ["an", "binh"]
    assert company.cells(company.hub.rows, "c") == [None, "edited"]
    company.world.close()


def test_a_row_that_leaves_a_filtered_workbook_is_told_to_have_left() -> None:
    company = Company(filters=("Lan", "Minh"))
    company.type_row(company.hub.rows, "an")
    company.sync()
    company.hub.rows[0].cells["owner"] = "Minh"
    company.sync()
    assert company.books[0].content.rows == []
    assert company.cells(company.books[1].content.rows) == ["an"]
    assert {entry.kind for entry in company.world.log() if entry.target == "book0"} == {Happened.ADDED, Happened.LEFT}
    company.world.close()


def test_a_hub_that_lost_its_rows_stops_the_run_unless_that_was_meant(company: Company) -> None:
    for number in range(20):
        company.type_row(company.hub.rows, f"row {number}")
    company.sync()
    company.hub.rows.clear()
    with pytest.raises(SideEmptied, match="20 of 20"):
        company.sync()
    assert len(company.books[0].content.rows) == 20
    company.sync(emptied_on_purpose=True)
    assert company.books[0].content.rows == []


def test_a_workbook_that_cannot_be_read_does_not_hold_up_the_others() -> None:
    class Missing(ModelBook):
        def read(self) -> FileSeen:
            if self.name == "book0":
                raise NotFound(file="book0")
            return super().read()

    company = Company(book=Missing)
    company.type_row(company.books[1].content.rows, "an")
    assert list(company.sync().failed) == ["book0"]
    assert company.cells(company.hub.rows) == ["an"]
    company.world.close()


def test_a_workbook_that_another_process_is_at_is_left_to_it(settled: Company) -> None:
    settled.books[0].claimed = True
    settled.hub.rows[0].cells["a"] = "edited"
    assert settled.sync().busy == {"book0"}
    assert settled.cells(settled.books[0].content.rows) == ["an", "binh"]
    assert settled.cells(settled.books[1].content.rows) == ["edited", "binh"]


def test_traces_are_dropped_by_the_next_write_after_an_hour(settled: Company) -> None:
    (first,) = settled.hub.traces
    settled.world.now += timedelta(minutes=59)
    settled.hub.rows[0].cells["a"] = settled.books[0].content.rows[1].cells["a"] = "x"
    settled.sync()
    assert first in settled.hub.traces
    settled.world.now += timedelta(minutes=2)
    settled.books[0].content.rows[0].cells["a"] = "y"
    settled.sync()
    assert first not in settled.hub.traces


def test_a_hub_that_does_not_answer_stops_the_run_and_the_next_one_finds_out() -> None:
    class Silent(ModelHub):
        silent = True

        def transact(self, transaction: Transaction) -> Receipt:
            super().transact(transaction)
            raise Unanswered

        def fence(self, number: int, token: str) -> Receipt | None:
            if Silent.silent:
                raise Unanswered
            return super().fence(number, token)

    company = Company(hub=Silent)
    company.type_row(company.books[0].content.rows, "an")
    with pytest.raises(HubUnreachable):
        company.sync()
    Silent.silent = False
    company.sync()
    assert company.cells(company.hub.rows) == ["an"]
    assert company.hub.writes == 1
    company.world.close()


def test_a_hub_that_cannot_be_read_stops_the_run() -> None:
    class Deaf(ModelHub):
        def read(self) -> HubSeen:
            raise Unanswered

    company = Company(hub=Deaf)
    with pytest.raises(HubUnreachable):
        company.sync()
    company.world.close()


def test_a_run_gives_up_when_others_are_always_faster() -> None:
    class Busy(ModelHub):
        def transact(self, transaction: Transaction) -> Receipt:
            raise NumberTaken

    company = Company(hub=Busy)
    company.type_row(company.books[0].content.rows, "an")
    with pytest.raises(HubBusy):
        company.sync()
    assert company.cells(company.hub.rows) == []
    company.world.close()
