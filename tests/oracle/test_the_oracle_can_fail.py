"""The oracle is worth something: it notices any number that is wrong, any that it does not know, and mistaken rules."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from datetime import timedelta
from decimal import Decimal
from functools import cache

import pytest

from tests.oracle.agreement import Tabs
from tests.oracle.cells import numbers
from tests.oracle.compared import NOT_COMPARED
from tests.oracle.compared import Compared
from tests.oracle.compared import is_report
from tests.oracle.generated_rows import TODAY
from tests.oracle.generated_rows import Row
from tests.oracle.generated_rows import Rows
from tests.oracle.generated_rows import make_rows
from tests.oracle.memory_books import recomputed
from tests.oracle.raw_sheets import Cell
from tests.oracle.raw_sheets import Sheet

SPOILED_A_TAB = 10
"""So many numbers of each tab, spread over it, are made wrong, one at a time."""
REPORTS = ("today", "dashboard", "kpi", "kpi_rep", "kpi_product", "kpi_source", "kpi_other", "pipeline", "stage_time",
           "receivables", "quality")  # fmt: skip


@cache
def rows() -> Rows:
    return make_rows(24, 100, 20, "USD")


@cache
def honest() -> Tabs:
    return recomputed(rows(), lang="en", currency="USD").tabs()


def with_sheets(sheets: Mapping[str, Sheet]) -> Tabs:
    return replace(honest(), sheets={**honest().sheets, **sheets}, compared=Compared())


def is_noticed(tabs: Tabs, title: str) -> bool:
    try:
        tabs.comparisons()[title]()
    except (AssertionError, KeyError, IndexError):
        return True
    return False


def title_of(report: str) -> str:
    return next(title for title, sheet in honest().sheets.items() if str(sheet[0][0]) == f"report.{report}")


def spoiled(sheet: Sheet, spot: tuple[int, int], cell: Cell) -> Sheet:
    row, column = spot
    cells = [*sheet[row], *(None,) * (column + 1 - len(sheet[row]))]
    return [*sheet[:row], (*cells[:column], cell, *cells[column + 1 :]), *sheet[row + 1 :]]


def other(cell: Cell) -> Cell:
    assert isinstance(cell, int | float | Decimal | date)
    return cell + timedelta(days=1) if isinstance(cell, date) else cell + 1


def test_every_report_tab_of_the_template_is_looked_at() -> None:
    tabs = honest()
    assert {str(sheet[0][0]) for sheet in tabs.sheets.values() if is_report(sheet)} == {
        f"report.{report}" for report in REPORTS
    }
    tabs.agree()
    assert set(tabs.compared.spots) == {title_of(report) for report in REPORTS}
    assert not NOT_COMPARED
    assert all(len(numbers(tabs.sheets[title])) >= SPOILED_A_TAB for title in tabs.compared.spots)


@pytest.mark.parametrize("report", REPORTS)
def test_any_wrong_number_of_any_tab_is_noticed(report: str) -> None:
    title = title_of(report)
    sheet = honest().sheets[title]
    spots = sorted(numbers(sheet))
    for spot in spots[:: max(len(spots) // SPOILED_A_TAB, 1)]:
        wrong = spoiled(sheet, spot, other(sheet[spot[0]][spot[1]]))
        assert is_noticed(with_sheets({title: wrong}), title), (title, spot)


@pytest.mark.parametrize("report", REPORTS)
def test_a_number_that_nobody_knows_is_noticed(report: str) -> None:
    title = title_of(report)
    sheet = honest().sheets[title]
    tabs = with_sheets({title: [*sheet, (None,), ("Something new", 7)]})
    with pytest.raises(AssertionError, match=title):
        tabs.agree()


def test_a_tab_that_nobody_looks_at_is_noticed() -> None:
    tabs = with_sheets({"Brand new": [("report.brand_new",), ("Brand new", 7)]})
    with pytest.raises(AssertionError, match="nobody looked at Brand new"):
        tabs.agree()


def without(*columns: str) -> Callable[[Row], Row]:
    return lambda row: {**row, **dict.fromkeys(columns)}


def only(column: str, entry: str, change: Row) -> Callable[[Row], Row]:
    return lambda row: {**row, **change} if row.get(column) == entry else row


MISTAKES: Mapping[str, tuple[str, Callable[[Row], Row], str]] = {
    "merged leads count each": ("leads", without("merged_into"), "kpi"),
    "a missing exchange rate is 1": ("orders", only("currency", "THB", {"currency": "USD"}), "kpi"),
    "cancelled orders count on": ("orders", only("status", "cancelled", {"status": "signed"}), "kpi_rep"),
    "unknown costs are nothing": ("orders", lambda row: {**row, "cost": row["cost"] or Decimal(0)}, "kpi_product"),
    "nobody answered, and it counts": ("activities", only("outcome", "no_answer", {"outcome": "done"}), "kpi_other"),
    "pauses count as time in a stage": (
        "stage_moves",
        only("to_status", "paused", {"to_status": "open"}),
        "stage_time",
    ),
    "the past is forgotten": ("stage_moves", without("from_stage", "from_status"), "pipeline"),
    "targets count whole for who left": ("reps", without("start_on", "end_on"), "kpi_rep"),
    "costs have no source": ("costs", without("source"), "kpi_source"),
    "targets are not read": ("targets", without("value"), "dashboard"),
    "what is paid is owed on": ("orders", without("paid"), "receivables"),
    "what is delivered is due on": ("orders", without("delivered_on", "quantity_delivered"), "receivables"),
    "a paused deal is not taken up again": ("opportunities", without("resume_on"), "today"),
    "days to come are no trouble": ("activities", lambda row: {**row, "at": None}, "quality"),
}
"""A mistaken rule, as what the program would see through it, and a tab on which it must be noticed."""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistaken_rule_is_noticed(mistake: str) -> None:
    """The tabs of a program that sees its rows through a mistake stand beside the rows as they are."""
    table, change, report = MISTAKES[mistake]
    seen = {**rows(), table: [change(row) for row in rows()[table]]}
    mistaken = recomputed(seen, lang="en", currency="USD").tabs().sheets
    title = title_of(report)
    assert not is_noticed(with_sheets({}), title)
    assert is_noticed(with_sheets({title: mistaken[title]}), title)


def test_a_day_too_late_is_noticed_on_every_tab_that_runs_with_the_days() -> None:
    book = recomputed(rows(), lang="en", currency="USD", today=TODAY + timedelta(days=1))
    late = book.tabs().sheets
    noticed = {report for report in REPORTS if is_noticed(with_sheets({title_of(report): late[title_of(report)]}),
                                                          title_of(report))}  # fmt: skip
    assert {"today", "receivables", "stage_time", "pipeline"} <= noticed
