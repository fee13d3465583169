"""What travels along with a merge: what follows from it, what the hub will say of it, what there was no room for."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence

import pytest

from sheetcrm.sync.decisions import hold
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.identity import new_id
from sheetcrm.sync.log import Happened
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Update
from tests.sync.replicas import FIRST
from tests.sync.replicas import TABLE
from tests.sync.test_execute import Company


@pytest.fixture
def company() -> Iterator[Company]:
    """Two rows everywhere, and nothing asked yet."""
    company = Company()
    for a in ("an", "binh"):
        company.type_row(company.hub.rows, a)
    company.sync()
    company.hub.reads = company.hub.writes = 0
    yield company
    company.world.close()


def test_what_follows_from_a_merge_is_written_with_it_and_comes_to_the_workbooks_in_the_same_run(
    company: Company,
) -> None:
    """An accepted stage in a row that stands there, and a line of its history, which is a new row."""
    asked: list[Sequence[Edit]] = []
    move = new_id()

    def conclude(edits: Sequence[Edit]) -> Sequence[Edit]:
        asked.append(edits)
        row_id = str(company.hub.rows[1].cells["id"])
        accepted = Update(TABLE, row_id, FIRST + 1, {"c": "accepted"}, {})
        return [accepted, Insert(TABLE, move, {"a": "a move", "owner": "Lan"})] if edits else []

    company.books[0].content.rows[1].cells["b"] = "moved on"
    company.sync(conclude=conclude)
    assert [[edit.cells for edit in edits] for edits in asked] == [[{"b": "moved on"}]]
    assert company.asked() == (1, 1)
    for rows in (company.hub.rows, *(book.content.rows for book in company.books)):
        assert company.cells(rows) == ["an", "binh", "a move"]
        assert company.cells(rows, "b")[1] == "moved on"
        assert company.cells(rows, "c") == [None, "accepted", None]
        assert company.cells(rows, "id")[2] == move


def test_what_follows_for_a_row_that_waits_for_another_run_is_written_on_the_hub_only() -> None:
    """No workbook of this run shows the row, so that it has no id yet."""
    company = Company(filters=("Lan",), stores=((0,),))
    company.type_row(company.hub.rows, "an")
    company.type_row(company.hub.rows, "của Minh", owner="Minh")
    company.sync(conclude=lambda _: [Update(TABLE, "", FIRST + 1, {"c": "figured"}, {})] if not done(company) else [])
    assert company.cells(company.hub.rows, "c") == [None, "figured"]
    assert company.cells(company.hub.rows, "id")[1] is None
    assert company.cells(company.books[0].content.rows) == ["an"]
    company.world.close()


def done(company: Company) -> bool:
    return "figured" in company.cells(company.hub.rows, "c")


def test_what_there_was_no_room_for_is_sent_by_transactions_of_its_own(company: Company) -> None:
    """With rows to delete, or with nothing else to do."""
    owed = [True, True, True]

    def owes() -> bool:
        return bool(owed) and owed.pop()

    company.sync(owes=owes)
    assert company.asked() == (1, 3)
    owed += [True]
    del company.books[0].content.rows[0]
    company.sync(owes=owes)
    assert company.cells(company.hub.rows) == ["binh"]


class Seer:
    """Looks at the memory as a run will leave it, and again when its last transaction is about to be sent."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.foreseen: list[tuple[str, str]] = []
        self.disputes = 0
        self.kept: list[tuple[str, str]] = []
        self.writes = 0

    def __call__(self) -> Callable[[], None]:
        self.foreseen = self.told()
        self.disputes = len(Disputes(self.company.world.databases[0]).open())
        return self.carry

    def carry(self) -> None:
        self.kept, self.writes = self.told(), self.company.hub.writes

    def told(self) -> list[tuple[str, str]]:
        entries = [entry for entry in self.company.world.log() if entry.column == "a" and entry.run == self.run]
        return [(entry.kind, entry.target) for entry in entries]

    @property
    def run(self) -> int | None:
        return self.company.world.databases[0].run


def test_what_a_run_will_have_told_is_known_before_its_last_transaction_and_kept_only_after_it(
    company: Company,
) -> None:
    """So the hub's lines of conflicts go along with the deletions; if the run is stopped there, nothing was told."""
    seer = Seer(company)
    del company.books[0].content.rows[0]
    company.hub.rows[1].cells["a"] = "hub"
    company.books[0].content.rows[0].cells["a"] = "workbook"
    company.books[1].content.rows[1].cells["b"] = "sent before the deletion"
    company.sync(foretell=seer, prefer=hold)
    ended = seer.told()
    assert sorted(seer.foreseen) == sorted(ended)
    assert (Happened.DELETED, "hub") in ended
    assert (Happened.DELETED, "book1") in ended
    assert (Happened.HELD, "hub") in ended
    assert seer.disputes == 1
    assert seer.kept == []
    assert (seer.writes, company.hub.writes) == (1, 2)


def test_of_a_workbook_that_is_open_nothing_is_foretold_to_be_written(company: Company) -> None:
    seer = Seer(company)
    company.books[1].locked = True
    del company.books[0].content.rows[0]
    company.sync(foretell=seer)
    assert seer.foreseen == seer.told() == [(Happened.DELETED, "hub")]


def test_where_no_further_transaction_is_sent_nothing_is_foretold(company: Company) -> None:
    seer = Seer(company)
    company.books[0].content.rows[0].cells["a"] = "edited"
    company.sync(foretell=seer)
    assert company.hub.writes == 1
    assert seer.foreseen == seer.kept == []
