"""Where each side keeps its own value until somebody chooses: what is told of it, and what else it touches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sheetcrm.sync.choices import Choice
from sheetcrm.sync.choices import Choices
from sheetcrm.sync.decisions import hold
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.log import Happened
from sheetcrm.sync.roster import Roster
from tests.sync.replicas import TABLE
from tests.sync.test_execute import Company


@pytest.fixture
def company() -> Iterator[Company]:
    """Two rows everywhere; hub and first workbook each keep their own `c` of the first."""
    company = Company(prefer=hold)
    for a in ("an", "binh"):
        company.type_row(company.hub.rows, a)
    company.sync()
    differ(company, "c")
    company.sync()
    yield company
    company.world.close()


def differ(company: Company, column: str) -> None:
    company.hub.rows[0].cells[column] = f"{column} of the hub"
    company.books[0].content.rows[0].cells[column] = f"{column} of the workbook"


def told(company: Company) -> list[tuple[str, object, object]]:
    entries = [entry for entry in company.world.log() if entry.kind is Happened.HELD]
    return [(entry.column, entry.old, entry.new) for entry in entries]


def lasting(company: Company) -> int:
    return len(Disputes(company.world.databases[0]).open())


def test_a_dispute_that_lasts_is_told_once_while_others_come_and_go(company: Company) -> None:
    differ(company, "b")
    company.sync()
    assert lasting(company) == 2
    company.hub.rows[0].cells["b"] = "b of the workbook"
    company.sync()
    assert lasting(company) == 1
    assert told(company) == [(column, f"{column} of the hub", f"{column} of the workbook") for column in ("c", "b")]


def test_a_row_in_dispute_that_another_workbook_deletes_comes_back_in_the_same_run(company: Company) -> None:
    """To who keeps another value there it is an edited row: an edit wins over deleting."""
    del company.books[1].content.rows[0]
    company.hub.reads = 0
    company.sync()
    assert company.hub.reads == 2, "a second round brings it back"
    for rows in (company.hub.rows, *(book.content.rows for book in company.books)):
        assert sorted(zip(company.cells(rows), company.cells(rows, "c"), strict=True)) == [
            ("an", "c of the workbook"),
            ("binh", None),
        ]


def test_a_dispute_outlives_what_was_agreed_on(company: Company) -> None:
    """After the hub was adopted anew there is no base; then, too, each side keeps its own."""
    database = company.world.databases[0]
    Roster(database).forget()
    company.sync()
    assert company.cells(company.hub.rows, "c") == ["c of the hub", None]
    assert company.cells(company.books[0].content.rows, "c") == ["c of the workbook", None]
    assert lasting(company) == 1


def test_a_choice_settles_its_own_cell_and_leaves_others_to_the_policy(company: Company) -> None:
    differ(company, "b")
    company.sync()
    row_id = str(company.hub.rows[0].cells["id"])
    chosen = Choice(TABLE, row_id, "c", "c of the hub", ("c of the hub", "c of the workbook"))
    Choices(company.world.databases[0]).take([chosen], company.world.now)
    company.sync()
    for column, value in (("c", "c of the hub"), ("b", "b of the workbook")):
        assert company.cells(company.books[0].content.rows, column)[0] == value
    assert company.cells(company.hub.rows, "b")[0] == "b of the hub"
    assert lasting(company) == 1
