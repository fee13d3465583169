"""What somebody chose stands everywhere after the next run, and replaces nothing newer than what it was taken over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.sync.choices import Choice
from sheetcrm.sync.choices import Choices
from sheetcrm.sync.choices import State
from sheetcrm.sync.choices import edits_for
from sheetcrm.sync.decisions import hold
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.sync.sheet import Update
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from tests.sync.replicas import TABLE
from tests.sync.sides import DEALS
from tests.sync.sides import X
from tests.sync.sides import row
from tests.sync.sides import sheet
from tests.sync.sides import side
from tests.sync.test_execute import Company

NOW = datetime(2026, 11, 25, 9, 0)


@pytest.fixture
def company() -> Iterator[Company]:
    company = Company()
    company.type_row(company.hub.rows, "first")
    company.sync()
    yield company
    company.world.close()


def choose(company: Company, value: object, *over: object, **more: Any) -> Choices:
    choices = Choices(company.world.databases[0])
    row_id = str(company.hub.rows[0].cells["id"])
    choices.take([Choice(TABLE, row_id, "a", value, over, **more)], NOW)
    return choices


def everywhere(company: Company) -> list[list[object]]:
    return [company.cells(rows) for rows in (company.hub.rows, *(book.content.rows for book in company.books))]


def test_a_chosen_value_goes_to_the_hub_and_all_workbooks_in_one_run(company: Company) -> None:
    choices = choose(company, "chosen", "first")
    company.sync()
    assert everywhere(company) == [["chosen"]] * 3
    assert [one.state for one in choices.all()] == [State.WRITTEN]
    company.hub.reads = company.hub.writes = 0
    company.sync()
    assert company.asked() == (1, 0)


def test_what_somebody_typed_on_the_hub_since_stands(company: Company) -> None:
    choices = choose(company, "chosen", "first")
    company.hub.rows[0].cells["a"] = "newer"
    company.sync()
    assert everywhere(company) == [["newer"]] * 3
    assert [one.state for one in choices.all()] == [State.OVERTAKEN]


def test_what_somebody_typed_in_a_workbook_since_stands(company: Company) -> None:
    choose(company, "chosen", "first")
    company.books[1].content.rows[0].cells["a"] = "newer"
    company.sync()
    assert everywhere(company) == [["newer"]] * 3


@pytest.mark.parametrize("value", ["of the hub", "of the workbook", "a third one"])
def test_a_held_conflict_is_logged_once_and_ends_with_a_choice(company: Company, value: str) -> None:
    company.hub.rows[0].cells["a"] = "of the hub"
    company.books[0].content.rows[0].cells["a"] = "of the workbook"
    database = company.world.databases[0]
    for _ in range(2):
        company.sync(prefer=hold)
        held = Log(database).entries(kinds=[Happened.HELD])
        assert [(one.source, one.old, one.new) for one in held] == [("book0", "of the hub", "of the workbook")]
        assert Disputes(database).open() == {held[0].number}
    choose(company, value, "of the hub", "of the workbook")
    company.sync(prefer=hold)
    company.sync(prefer=hold)
    assert everywhere(company) == [[value]] * 3
    assert Disputes(database).open() == set()


def test_a_workbook_that_is_open_receives_the_choice_when_it_is_closed(company: Company) -> None:
    company.books[0].locked = True
    company.hub.rows[0].cells["a"] = "of the hub"
    company.books[0].content.rows[0].cells["a"] = "of the workbook"
    company.sync(prefer=hold)
    choose(company, "a third one", "of the hub", "of the workbook")
    company.sync(prefer=hold)
    assert everywhere(company) == [["a third one"], ["of the workbook"], ["a third one"]]
    company.books[0].locked = False
    company.sync(prefer=hold)
    assert everywhere(company) == [["a third one"]] * 3


def test_a_deleted_row_comes_back_only_when_that_was_chosen(company: Company) -> None:
    row_id = str(company.hub.rows[0].cells["id"])
    company.hub.rows.clear()
    company.sync()
    choices = Choices(company.world.databases[0])
    choices.take([Choice(TABLE, row_id, "a", "first", (None,))], NOW)
    company.sync()
    assert everywhere(company) == [[], [], []]
    choices.take([Choice(TABLE, row_id, "a", "first", (None,), revives=True)], NOW)
    company.sync()
    assert everywhere(company) == [["first"]] * 3


@pytest.mark.parametrize(("cell", "formula"), [("An", True), ("An", False), (CellError("#REF!"), False)])
def test_a_formula_or_an_error_that_stands_there_is_left_alone(cell: Raw, *, formula: bool) -> None:
    formulas = frozenset({(3, "name")} if formula else ())
    hub = side(sheet({X: row(name=cell)}, formulas))
    choice = Choice("deals", X, "name", "Bình", ("An",))
    due = edits_for([choice], DEALS, hub)
    changes = cell == "An" and not formula
    assert [edit.cells for edit in due.edits if isinstance(edit, Update)] == ([{"name": "Bình"}] if changes else [])
    assert due.overtaken == ([] if changes else [choice])


@pytest.mark.parametrize("table", [DEALS, replace(DEALS, columns=DEALS.columns[1:])])
def test_a_choice_for_a_column_that_is_gone_is_overtaken(table: SyncTable) -> None:
    shown = sheet({X: row()})
    there = {key: cells for key, cells in shown.columns.items() if key != "name"}
    choice = Choice("deals", X, "name", "Bình", ("An",))
    due = edits_for([choice], table, side(replace(shown, columns=there if table is DEALS else shown.columns)))
    assert (due.edits, due.overtaken) == ([], [choice])


@settings(max_examples=60, deadline=None)
@given(
    where=st.sampled_from((0, 1, 2)),
    values=st.lists(st.sampled_from(("b", "c", "d")), min_size=1, max_size=3),
    later=st.sampled_from((None, 0, 1, 2)),
)
def test_taking_back_gives_the_former_value_unless_something_newer_stands(
    where: int, values: list[str], later: int | None
) -> None:
    company = Company()
    company.type_row(company.hub.rows, "a")
    company.sync()
    former = "a"
    for value in values:
        former = str(company.cells(company.hub.rows)[0])
        replicas = (company.hub.rows, *(book.content.rows for book in company.books))
        replicas[where][0].cells["a"] = value
        company.sync()
    choose(company, former, values[-1])
    if later is not None:
        (company.hub.rows, *(book.content.rows for book in company.books))[later][0].cells["a"] = "newer"
    company.sync()
    company.sync()
    assert everywhere(company) == [["newer" if later is not None else former]] * 3
    company.world.close()
