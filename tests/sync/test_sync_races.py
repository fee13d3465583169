"""Others who are faster than a run, on the hub and at the files: what they typed stands, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any

import pytest

from sheetcrm.errors import HubBusy
from sheetcrm.errors import NotAllowed
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.identity import derive_id
from sheetcrm.sync.log import Happened
from sheetcrm.sync.ports import FileSeen
from sheetcrm.sync.ports import NumberTaken
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.ports import Unanswered
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import Restore
from tests.sync.replicas import Content
from tests.sync.replicas import ModelBook
from tests.sync.replicas import ModelHub
from tests.sync.test_execute import Company
from tests.sync.world import Killed

Do = Callable[[], object]


@dataclass
class RacedHub(ModelHub):
    """A hub whose users act just before or after a transaction, one deed each time."""

    deeds: list[tuple[Callable[[Transaction], bool], Do]] = field(default_factory=list)
    """What is done before the first transaction that is of that kind."""
    after: list[Do] = field(default_factory=list)

    def transact(self, transaction: Transaction) -> Receipt:
        for deed in [one for one in self.deeds if one[0](transaction)][:1]:
            self.deeds.remove(deed)
            deed[1]()
        receipt = super().transact(transaction)
        if self.after:
            self.after.pop(0)()
        return receipt


@dataclass
class RacedBook(ModelBook):
    """A workbook whose user acts just before or after its file is replaced, one deed each time."""

    before: list[Do] = field(default_factory=list)
    after: list[Do] = field(default_factory=list)

    def exchange(self, content: str) -> str:
        if self.before:
            self.before.pop(0)()
        displaced = super().exchange(content)
        if self.after:
            self.after.pop(0)()
        return displaced


def anything(_transaction: Transaction) -> bool:
    return True


def deleting(transaction: Transaction) -> bool:
    return any(isinstance(edit, Delete) for edit in transaction.edits)


def restoring(transaction: Transaction) -> bool:
    return any(isinstance(edit, Restore) for edit in transaction.edits)


def nothing() -> None:
    """Let one time pass."""


@pytest.fixture
def company() -> Iterator[Company]:
    company = Company(hub=RacedHub, book=RacedBook)
    for a in ("an", "binh"):
        company.type_row(company.hub.rows, a)
    company.sync()
    yield company
    company.world.close()


def type_at(company: Company, row: int, **cells: str | None) -> Do:
    """A user of the hub types."""
    return lambda: company.hub.rows[row].cells.update(cells)


def save(book: ModelBook, row: int, **cells: str | None) -> Do:
    """A workbook's user saves, with cells of one row changed."""

    def saving() -> None:
        rows = [one.copy() for one in book.content.rows]
        rows[row].cells.update(cells)
        book.put(Content(rows, book.content.stamp))

    return saving


def told(company: Company, kind: Happened) -> list[tuple[str, object]]:
    return [(entry.column, entry.old) for entry in company.world.log() if entry.kind is kind]


def everywhere(company: Company, column: str) -> list[list[object]]:
    return [company.cells(rows, column) for rows in (company.hub.rows, *(one.content.rows for one in company.books))]


# -- on the hub --------------------------------------------------------------------------------------------------------


def test_a_value_typed_in_the_second_between_reading_and_writing_comes_back(company: Company) -> None:
    company.books[0].content.rows[0].cells["c"] = "of the workbook"
    company.hub.deeds.append((anything, type_at(company, 0, c="just typed")))
    company.sync()
    assert everywhere(company, "c") == [["just typed", None]] * 3
    assert told(company, Happened.PUT_BACK) == [("c", "of the workbook")]
    assert ("c", "of the workbook") in told(company, Happened.CONFLICT), "both were typed, and both are told"


def test_who_types_once_more_before_his_value_could_come_back_is_not_written_over(company: Company) -> None:
    company.books[0].content.rows[0].cells["c"] = "of the workbook"
    company.hub.deeds.append((anything, type_at(company, 0, c="just typed")))
    company.hub.deeds.append((restoring, type_at(company, 0, c="typed again")))
    company.sync()
    assert everywhere(company, "c") == [["typed again", None]] * 3
    assert ("c", "just typed") in told(company, Happened.UNPLACED)


def test_rows_sorted_in_that_second_get_their_cells_back(company: Company) -> None:
    company.books[0].content.rows[0].cells["c"] = "of an"
    company.hub.deeds.append((anything, company.hub.rows.reverse))
    company.sync()
    assert dict(zip(*(company.cells(company.hub.rows, key) for key in ("a", "c")), strict=True)) == {
        "an": "of an",
        "binh": None,
    }


def test_a_row_that_is_edited_just_before_it_is_deleted_comes_back(company: Company) -> None:
    del company.books[0].content.rows[0]
    company.hub.deeds.append((deleting, type_at(company, 0, c="still needed")))
    company.sync()
    assert sorted(company.cells(company.hub.rows)) == ["an", "binh"]
    for values in everywhere(company, "c"):
        assert sorted(map(str, values)) == ["None", "still needed"]


def test_of_a_row_that_goes_before_a_value_could_come_back_the_log_has_it(company: Company) -> None:
    def goes() -> None:
        del company.hub.rows[0]

    company.books[0].content.rows[0].cells["c"] = "of the workbook"
    company.hub.deeds.append((anything, type_at(company, 0, c="just typed")))
    company.hub.after.append(goes)
    company.sync()
    assert told(company, Happened.UNPLACED) == [("c", "just typed")]
    company.sync()
    assert told(company, Happened.UNPLACED) == [("c", "just typed")], "told once"


def test_a_hub_on_which_others_always_write_first_ends_the_repair_with_a_sentence(company: Company) -> None:
    """Nothing is forgotten: the next run goes on with it."""
    company.books[0].content.rows[0].cells["c"] = "of the workbook"
    company.hub.deeds.append((anything, type_at(company, 0, c="just typed")))
    always = [(restoring, refuse)] * 8
    company.hub.deeds += always
    with pytest.raises(HubBusy):
        company.sync()
    assert company.cells(company.hub.rows, "c") == ["of the workbook", None]
    company.sync()
    assert everywhere(company, "c") == [["just typed", None]] * 3


def refuse() -> None:
    raise NumberTaken


def test_a_repair_that_succeeds_at_the_last_attempt_is_no_failure(company: Company) -> None:
    company.books[0].content.rows[0].cells["c"] = "of the workbook"
    company.hub.deeds.append((anything, type_at(company, 0, c="just typed")))
    company.hub.deeds += [(restoring, refuse)] * 7
    company.sync()
    assert everywhere(company, "c") == [["just typed", None]] * 3


def test_a_transaction_whose_conclusions_another_process_has_drawn_is_not_counted_twice(company: Company) -> None:
    """That process found it open, and asked the hub what had become of it."""
    company.books[0].content.rows[0].cells["c"] = "of the workbook"
    company.hub.after.append(company.sync)
    company.sync()
    assert everywhere(company, "c") == [["of the workbook", None]] * 3
    written = [entry for entry in company.world.log() if (entry.kind, entry.column) == (Happened.WRITTEN, "c")]
    assert [(entry.target, entry.new) for entry in written if entry.target == "hub"] == [("hub", "of the workbook")]


def test_an_edit_of_a_file_whose_stamp_nobody_knows_here_is_sent_though_nothing_can_be_agreed_on(
    company: Company,
) -> None:
    """It was written for a generation of another machine's memory, and is open: it cannot get a stamp of this one's."""
    book, own = company.books[0], company.books[0].content
    store = BaseStore(company.world.databases[0])
    before = store.load(book.name, own.stamp, company.world.job(0).tables)
    rows = [row.copy() for row in own.rows]
    company.type_row(rows, "cuong").cells["id"] = derive_id("cuong")
    book.put(Content(rows, "of another machine"))
    book.locked = True
    company.sync()
    assert company.cells(company.hub.rows) == ["an", "binh", "cuong"]
    assert store.load(book.name, own.stamp, company.world.job(0).tables) == before
    book.locked = False
    company.sync()
    assert everywhere(company, "a") == [["an", "binh", "cuong"]] * 3


# -- at the files ------------------------------------------------------------------------------------------------------


def test_a_user_who_saves_just_before_his_file_is_replaced_keeps_what_he_saved(company: Company) -> None:
    book = company.books[0]
    company.hub.rows[1].cells["c"] = "of the hub"
    book.before.append(save(book, 0, c="just saved"))
    company.sync()
    assert everywhere(company, "c") == [["just saved", "of the hub"]] * 3


def test_a_user_who_saves_again_while_his_file_comes_back_keeps_the_newest(company: Company) -> None:
    book = company.books[0]
    company.hub.rows[1].cells["c"] = "of the hub"
    book.before += [save(book, 0, c="just saved"), save(book, 0, c="saved again")]
    company.sync()
    assert everywhere(company, "c") == [["saved again", "of the hub"]] * 3


def test_a_file_that_is_opened_before_what_it_displaced_could_come_back_waits_and_loses_nothing(
    company: Company,
) -> None:
    """Its user sees what sync wrote; what he had saved lies beside, and comes back once he has closed it."""
    book = company.books[0]

    def opens() -> None:
        book.locked = True

    company.hub.rows[1].cells["c"] = "of the hub"
    book.before.append(save(book, 0, c="just saved"))
    book.after.append(opens)
    company.sync()
    assert company.cells(book.content.rows, "c") == [None, "of the hub"]
    book.locked = False
    company.sync()
    assert everywhere(company, "c") == [["just saved", "of the hub"]] * 3


def test_a_file_that_is_opened_just_before_it_is_replaced_waits(company: Company) -> None:
    book = company.books[0]

    def opens() -> None:
        book.locked = True

    company.hub.rows[1].cells["c"] = "of the hub"
    book.before.append(opens)
    report = company.sync()
    assert report.waiting == {"book0"}
    assert company.cells(book.content.rows, "c") == [None, None]
    book.locked = False
    assert company.sync().conflicts == []
    assert everywhere(company, "c") == [[None, "of the hub"]] * 3


def test_a_file_that_is_opened_just_before_its_new_rows_get_ids_sends_all_else(company: Company) -> None:
    book = company.books[0]

    def opens() -> None:
        book.locked = True

    company.type_row(book.content.rows, "cuong")
    book.content.rows[0].cells["c"] = "sent"
    book.before.append(opens)
    company.sync()
    assert company.cells(company.hub.rows, "c") == ["sent", None]
    assert company.cells(company.hub.rows) == ["an", "binh"], "a row without a durable id is shown to nobody"
    book.locked = False
    company.sync()
    assert everywhere(company, "a") == [["an", "binh", "cuong"]] * 3


def test_who_always_saves_before_his_new_rows_get_ids_ends_the_run_with_a_sentence(company: Company) -> None:
    book = company.books[0]
    company.type_row(book.content.rows, "cuong")
    book.before += [step for number in range(8) for step in (save(book, 0, c=f"{number}"), nothing)]
    with pytest.raises(HubBusy):
        company.sync()
    company.sync()
    assert everywhere(company, "a") == [["an", "binh", "cuong"]] * 3
    assert everywhere(company, "c") == [["7", None, None]] * 3


@pytest.mark.parametrize("moment", ["displaced", "about to come back", "come back"])
def test_a_file_displaced_by_a_run_that_was_killed_comes_back_with_the_next_one(company: Company, moment: str) -> None:
    book = company.books[0]

    def dies() -> None:
        raise Killed

    company.hub.rows[1].cells["c"] = "of the hub"
    book.before.append(save(book, 0, c="just saved"))
    if moment == "displaced":
        book.after.append(dies)
    elif moment == "about to come back":
        book.before.append(dies)
    else:
        book.after += [nothing, dies]
    with pytest.raises(Killed):
        company.sync()
    assert ("just saved" in company.cells(book.content.rows, "c")) == (moment == "come back")
    company.sync()
    assert everywhere(company, "c") == [["just saved", "of the hub"]] * 3


def test_what_a_killed_run_displaced_waits_while_the_file_is_open(company: Company) -> None:
    book = company.books[0]

    def dies() -> None:
        raise Killed

    company.hub.rows[1].cells["c"] = "of the hub"
    book.before.append(save(book, 0, c="just saved"))
    book.after.append(dies)
    with pytest.raises(Killed):
        company.sync()
    book.locked = True
    company.sync()
    assert company.cells(book.content.rows, "c") == [None, "of the hub"]
    book.locked = False
    company.sync()
    assert everywhere(company, "c") == [["just saved", "of the hub"]] * 3


def test_a_file_that_cannot_be_written_is_told_and_gets_what_it_lacks_later() -> None:
    class Full(ModelBook):
        def draft(self, seen: FileSeen, edits: Sequence[Edit], stamp: str | None) -> str:
            if full and self.name == "book0":
                raise NotAllowed(file=self.name, why="@xlsx_disk_full")
            return super().draft(seen, edits, stamp)

    full: list[Any] = []
    company = Company(book=Full)
    company.type_row(company.hub.rows, "an")
    company.sync()
    company.hub.rows[0].cells["c"] = "of the hub"
    company.books[0].content.rows[0].cells["b"] = "of the workbook"
    full.append(True)
    report = company.sync()
    assert list(report.failed) == ["book0"]
    assert (company.cells(company.hub.rows, "b"), company.cells(company.books[1].content.rows, "c")) == (
        ["of the workbook"],
        ["of the hub"],
    )
    full.clear()
    assert company.sync().conflicts == []
    assert company.cells(company.books[0].content.rows, "c") == ["of the hub"]
    company.world.close()


def test_a_fence_that_gets_no_answer_is_asked_again(company: Company) -> None:
    silent = [True, True]

    class Deaf(RacedHub):
        def fence(self, number: int, token: str) -> Receipt | None:
            if silent:
                silent.pop()
                raise Unanswered
            return super().fence(number, token)

        def transact(self, transaction: Transaction) -> Receipt:
            super().transact(transaction)
            raise Unanswered

    other = Company(hub=Deaf)
    other.type_row(other.books[0].content.rows, "an")
    other.sync()
    assert other.cells(other.hub.rows) == ["an"]
    assert silent == []
    other.world.close()
