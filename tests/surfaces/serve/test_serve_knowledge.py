"""A check never waits for a read that only renews, and no edit gets lost between two readings."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from threading import Thread

import pytest

from sheetcrm.app.check_edit import EditChecker
from sheetcrm.app.edited_rows import EditedRow
from sheetcrm.errors import Unreachable
from sheetcrm.surfaces.serve.knowledge import ATTENDED
from sheetcrm.surfaces.serve.knowledge import FRESH
from sheetcrm.surfaces.serve.knowledge import MOVED
from sheetcrm.surfaces.serve.knowledge import USABLE
from sheetcrm.surfaces.serve.knowledge import WARM
from sheetcrm.surfaces.serve.knowledge import Knowledge
from sheetcrm.surfaces.serve.refusals import StillReading
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import TableData
from tests.app.books import TODAY
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead

Tables = dict[str, TableData]
LOOK = EditedRow("opportunities", 3, {})
"""Asks what is known of the opportunity, and so of its lead."""


class Sheet:
    """A spreadsheet that is read when the test lets it be, by a clock that stands still until it is moved."""

    def __init__(self, tables: Tables, patience: float = 20.0) -> None:
        self.tables, self.reads, self.now = tables, 0, 1000.0
        self.fails: Exception | None = None
        self._begun, self._let = Event(), Event()
        self._let.set()
        self.known = Knowledge(self._read, self._checker, lambda: self.now, patience)

    def _read(self) -> Tables:
        seen = {  # what stands there when the request arrives
            key: replace(data, columns={name: list(cells) for name, cells in data.columns.items()})
            for key, data in self.tables.items()
        }
        self.reads += 1
        self._begun.set()
        assert self._let.wait(20)
        if self.fails:
            raise self.fails
        return seen

    @staticmethod
    def _checker(tables: object) -> EditChecker:
        assert isinstance(tables, dict)
        return EditChecker(tables, "a.xlsx", None)

    def hold(self) -> None:
        """From now on a read takes until `go_on`."""
        self._begun.clear()
        self._let.clear()

    def until_begun(self) -> None:
        assert self._begun.wait(20)

    def go_on(self) -> None:
        self._let.set()

    def type(self, company: str) -> None:
        """Somebody edits the sheet, and nobody tells the server."""
        data = self.tables["leads"]
        self.tables = {**self.tables, "leads": replace(data, columns={**data.columns, "company": [company]})}

    def edit(self, contact: str | None) -> None:
        """Somebody edits the lead, and his script tells the server."""
        data = self.tables["leads"]
        self.tables = {**self.tables, "leads": replace(data, columns={**data.columns, "contact": [contact]})}
        self.known.check([EditedRow("leads", 3, {"contact": contact})], TODAY, None)

    def lacks_contact(self) -> bool:
        """Whether the opportunity, which lacks nothing else, is told to be held."""
        return self.known.check([LOOK], TODAY, None)[0][0].held


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    path: Path = tmp_path_factory.mktemp("known") / "a.xlsx"
    return dict(open_workbook(book(path, leads=[lead()], opportunities=[deal()])).read())


@pytest.fixture
def sheet(tables: Tables) -> Iterator[Sheet]:
    made = Sheet(tables)
    yield made
    made.go_on()


def eventually(fits: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not fits():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_an_edit_is_known_at_once_and_until_a_reading_holds_it(sheet: Sheet) -> None:
    assert not sheet.lacks_contact()
    sheet.edit(None)
    assert sheet.lacks_contact()
    assert sheet.reads == 1
    sheet.now += FRESH + 1
    sheet.lacks_contact()
    eventually(lambda: sheet.reads == 2)
    assert sheet.lacks_contact()


def test_an_edit_that_came_while_a_read_was_under_way_survives_it_and_no_longer(sheet: Sheet) -> None:
    sheet.lacks_contact()
    sheet.now += FRESH + 1
    sheet.hold()
    sheet.lacks_contact()
    sheet.until_begun()
    sheet.edit(None)
    sheet.go_on()
    eventually(lambda: sheet.known.tables()["leads"].columns["contact"] == ["Nguyễn Văn Bình"])
    assert sheet.lacks_contact(), "the read began before the edit and does not hold it"
    data = sheet.tables["leads"]
    sheet.tables = {**sheet.tables, "leads": replace(data, columns={**data.columns, "contact": ["Bà Lan"]})}
    sheet.now += FRESH + 1
    sheet.lacks_contact()
    eventually(lambda: sheet.reads == 3 and not sheet.lacks_contact())


def test_a_check_does_not_wait_while_it_is_read_anew(sheet: Sheet) -> None:
    sheet.lacks_contact()
    sheet.now += USABLE - 1
    sheet.hold()
    begun = time.monotonic()
    for _ in range(5):
        assert not sheet.lacks_contact()
    assert time.monotonic() - begun < 5
    sheet.until_begun()
    assert sheet.reads == 2, "one read for all who come meanwhile"


def test_what_is_too_old_to_rest_on_is_waited_for_and_one_read_serves_all(sheet: Sheet) -> None:
    sheet.lacks_contact()
    sheet.now += USABLE + 1
    sheet.type("Trường khác")
    sheet.hold()
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(sheet.lacks_contact) for _ in range(8)]
        sheet.until_begun()
        assert not any(one.done() for one in waiting)
        sheet.go_on()
        assert [one.result(20) for one in waiting] == [False] * 8
    assert sheet.reads == 2


def test_who_waits_in_vain_is_told_so_and_the_next_one_is_answered(tables: Tables) -> None:
    sheet = Sheet(tables, patience=0.0)
    sheet.hold()
    with pytest.raises(StillReading):
        sheet.lacks_contact()
    sheet.go_on()
    eventually(lambda: answered(sheet))
    assert sheet.reads == 1


def answered(sheet: Sheet) -> bool:
    try:
        return not sheet.lacks_contact()
    except StillReading:
        return False


def test_a_failed_read_is_told_and_not_repeated_at_once(sheet: Sheet) -> None:
    sheet.fails = Unreachable(file="gsheet:x")
    for _ in range(3):
        with pytest.raises(Unreachable):
            sheet.lacks_contact()
    assert sheet.reads == 1
    sheet.fails = None
    sheet.now += FRESH + 1
    assert not sheet.lacks_contact()


def test_while_google_is_away_checks_rest_on_what_is_known(sheet: Sheet) -> None:
    sheet.lacks_contact()
    sheet.fails = Unreachable(file="gsheet:x")
    sheet.now += FRESH + 1
    sheet.lacks_contact()
    eventually(lambda: sheet.reads == 2)
    sheet.edit(None)
    assert sheet.lacks_contact()
    with pytest.raises(Unreachable):
        sheet.known.tables()


def test_a_read_that_breaks_lets_nobody_wait_for_ever(sheet: Sheet) -> None:
    sheet.fails = ZeroDivisionError()
    with pytest.raises(StillReading):
        sheet.lacks_contact()


def test_whoever_wants_the_tables_sees_what_the_server_has_written(sheet: Sheet) -> None:
    sheet.known.tables()
    sheet.hold()
    sheet.now += FRESH + 1
    sheet.lacks_contact()
    sheet.until_begun()
    sheet.type("Vừa ghi")
    sheet.known.renew()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(sheet.known.tables)
        assert not sheet.lacks_contact(), "a check does not wait"
        sheet.go_on()
        assert asked.result(20)["leads"].columns["company"] == ["Vừa ghi"]
    assert sheet.reads == 3, "the read that was under way came too early"


def test_a_row_that_has_moved_has_the_sheet_read_anew_but_not_all_the_time(sheet: Sheet, tables: Tables) -> None:
    whole = {key: cells[0] for key, cells in tables["leads"].columns.items()}
    sheet.lacks_contact()
    sheet.known.check([EditedRow("leads", 9, {**whole, "contact": "Lan"})], TODAY, None)
    sheet.known.check([EditedRow("leads", 10, {**whole, "contact": "Mai"})], TODAY, None)
    assert sheet.reads == 1
    sheet.now += MOVED + 1
    sheet.known.check([EditedRow("leads", 11, {**whole, "contact": "Hoa"})], TODAY, None)
    eventually(lambda: sheet.reads == 2)


def test_it_is_kept_warm_at_the_start_and_as_long_as_somebody_asks(sheet: Sheet) -> None:
    sheet.known.keep_warm()
    eventually(lambda: sheet.reads == 1)
    sheet.known.lang()
    eventually(lambda: not sheet.lacks_contact())
    sheet.now += WARM + 1
    sheet.known.keep_warm()
    eventually(lambda: sheet.reads == 2)
    eventually(lambda: sheet.known.tables() is not None)
    sheet.now += ATTENDED + 1
    for _ in range(3):
        sheet.known.keep_warm()
    assert sheet.reads == 2


class ManyLeads(Sheet):
    """A spreadsheet with a row for each of some users, who may edit while it is read."""

    def __init__(self, tables: Tables, users: int) -> None:
        data = tables["leads"]
        columns = {key: [cells[0], *[None] * users] for key, cells in data.columns.items()}
        self.cells = columns
        super().__init__({**tables, "leads": replace(data, columns=columns, rows=[3, *range(10, 10 + users)])})

    def enter(self, user: int, source: str) -> None:
        """A user types into his row, and his script tells the server."""
        typed = {"company": f"Công ty {user}", "source": source}
        for key, cell in typed.items():
            self.cells[key][1 + user] = cell
        self.known.check([EditedRow("leads", 10 + user, typed)], TODAY, None)

    def complains(self, user: int) -> bool:
        """Whether there is something wrong with the source in his row."""
        ((told,), _) = self.known.check([EditedRow("leads", 10 + user, {})], TODAY, None)
        return "source" in {one.column_key for one in told.findings}


def test_no_edit_of_many_users_gets_lost_over_many_readings(tables: Tables) -> None:
    """The sheet is read again and again; after each edit the server knows the row as it was sent."""
    sheet, stop = ManyLeads(tables, 6), Event()

    def read_on() -> None:
        while not stop.is_set():
            sheet.known.renew()
            time.sleep(0.002)

    def use(user: int) -> list[int]:
        wrong = []
        for number in range(30):
            sheet.enter(user, "website" if number % 2 else "nguồn lạ")
            wrong += [number] if sheet.complains(user) is bool(number % 2) else []
        return wrong

    reader = Thread(target=read_on)
    reader.start()
    with ThreadPoolExecutor(6) as pool:
        wrong = list(pool.map(use, range(6)))
    stop.set()
    reader.join()
    assert wrong == [[]] * 6
    assert sheet.reads > 5
