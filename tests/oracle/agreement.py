"""Holds every number that a KPI tab shows against what SQL says of the raw sheets of the same workbook."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from functools import partial

from tests.oracle.cells import DIGITS
from tests.oracle.cells import shows
from tests.oracle.compared import Compared
from tests.oracle.compared import Spot
from tests.oracle.dashboard_agreement import Dashboard
from tests.oracle.debts_agreement import Debts
from tests.oracle.kpi_rules import BY_ORDER
from tests.oracle.kpi_rules import Rules
from tests.oracle.kpi_rules import attainment
from tests.oracle.kpi_rules import growth
from tests.oracle.kpi_tabs_seen import Place
from tests.oracle.kpi_tabs_seen import Table
from tests.oracle.kpi_tabs_seen import breakdowns
from tests.oracle.kpi_tabs_seen import months_beside
from tests.oracle.kpi_tabs_seen import scorecard
from tests.oracle.kpis_in_sql import Found
from tests.oracle.kpis_in_sql import LeftOut
from tests.oracle.kpis_in_sql import Line
from tests.oracle.quality_agreement import Quality
from tests.oracle.raw_sheets import Sheet
from tests.oracle.spans import earlier
from tests.oracle.spans import month_of
from tests.oracle.today_agreement import Today
from tests.oracle.visible_words import BREAKDOWN_TABS
from tests.oracle.visible_words import DASHBOARD
from tests.oracle.visible_words import QUALITY
from tests.oracle.visible_words import RECEIVABLES
from tests.oracle.visible_words import SCORECARD
from tests.oracle.visible_words import TODAY

WITHOUT_N = frozenset({"revenue_attainment", "revenue_growth"})
"""Ratios whose n (the orders) stands in a column of its own in the same table."""


@dataclass(frozen=True)
class Tabs:
    """The sheets of one recomputed workbook, its language and its stages, and what SQL says of it."""

    sheets: Mapping[str, Sheet]
    lang: str
    words: Mapping[str, str]
    stages: Mapping[str, int]
    rules: Rules
    compared: Compared = field(default_factory=Compared)

    def agree(self) -> None:
        """Compare every number of every tab; no tab, and no number on one, is left out."""
        for compare in self.comparisons().values():
            compare()
        self.compared.covers(self.sheets)

    def comparisons(self) -> Mapping[str, Callable[[], None]]:
        """Say how each tab is compared."""
        return {
            **{title: partial(self.breakdowns_agree, title) for title in BREAKDOWN_TABS[self.lang]},
            SCORECARD: self.scorecard_agrees,
            DASHBOARD[self.lang]: self.dashboard_agrees,
            RECEIVABLES[self.lang]: self.debts_agree,
            TODAY[self.lang]: self.today_agrees,
            QUALITY[self.lang]: self.quality_agrees,
        }

    def breakdowns_agree(self, title: str) -> None:
        """Compare every line, total and n of a breakdown tab."""
        sheet, compared = self.sheets[title], set[Spot]()
        for table in breakdowns(sheet, self.words, self.lang):
            for kpi, column in table.columns.items():
                figures = self.rules.lines(kpi, table.by)
                assert set(figures) <= set(table.lines), (title, kpi, set(figures) - set(table.lines))
                for line, cells in [*table.lines.items(), ((), table.total)]:
                    found = self.rules.figure(kpi, table.by if line else (), line)
                    place = cells[column]
                    assert shows(place.cell, found, self.words), (title, kpi, line, place, found)
                    compared.add((place.row, column))
                    if kpi in table.with_n:
                        assert cells[column + 1].cell == found.n, (title, kpi, line, found)
                        compared.add((place.row, column + 1))
                    if table.compared:
                        self._before_agrees(kpi, table.by if line else (), line, cells, column)
                        compared |= {(place.row, column + 1), (place.row, column + 2)}
            compared |= {(place.row, place.column) for place in table.overlap}
            compared |= self._goals_agree(table)
        self.compared.add(title, compared)
        self.checks_agree(title)

    def _goals_agree(self, table: Table) -> set[Spot]:
        """Compare the targets and attainments of a table: they stand there exactly when there is a target."""
        compared: set[Spot] = set()
        for kpi in table.columns:
            goals = {} if len(table.by) > 1 or table.compared else self.rules.goals(kpi, table.by)
            assert (kpi in table.goals) == bool(goals), (kpi, table.by)
            column = table.goals.get(kpi)
            for line, cells in [*table.lines.items(), ((), table.total)] if column is not None else []:
                wanted = goals.get(line) if line else self.rules.goal(kpi)
                said = cells[column].cell
                assert said is None if wanted is None else shows(said, Found(wanted), self.words), (kpi, line, wanted)
                compared.add((cells[column].row, column))
                if kpi in table.reached and wanted is not None:
                    found = self.rules.figure(kpi, table.by if line else (), line)
                    assert shows(cells[column + 1].cell, attainment(found, wanted), self.words), (kpi, line)
                    compared.add((cells[column + 1].row, column + 1))
            assert column is None or (kpi in table.reached) == (f"{kpi}_attainment" not in table.columns)
        return compared

    def _before_agrees(self, kpi: str, by: tuple[str, ...], line: Line, cells: Sequence[Place], at: int) -> None:
        """Compare the figure of the period before, and the change, that stand beside a count."""
        now, before = self.rules.figure(kpi, by, line), self.rules.figure(kpi, by, line, self.rules.span.previous())
        assert shows(cells[at + 1].cell, before, self.words), (kpi, line, before)
        assert shows(cells[at + 2].cell, growth(now, before), self.words), (kpi, line, before)

    def checks_agree(self, title: str) -> None:
        """Compare the check lines: what stands in several lines is told, and all else adds up."""
        for table in breakdowns(self.sheets[title], self.words, self.lang):
            for kpi, column in table.columns.items():
                assert table.check[column].cell == "✓", (title, kpi)
                several = self.rules.overlap(kpi, table.by)
                said = table.overlap[column].cell if table.overlap else None
                assert (said or 0) == -several, (title, kpi, table.by)
                assert not several or kpi in BY_ORDER

    def scorecard_agrees(self) -> None:
        """Compare every KPI with what it is compared with, its target, its n and its note."""
        words, rules = self.words, self.rules
        before_span, year_span = rules.span.previous(), rules.span.last_year()
        sheet, compared = self.sheets[SCORECARD], set[Spot]()
        for kpi, places, note in scorecard(sheet, words, self.lang):
            now, before, change, last_year, goal, reached, n = places
            found, wanted = rules.figure(kpi, (), ()), rules.goal(kpi)
            assert shows(now.cell, found, words), (kpi, now, found)
            assert shows(before.cell, rules.figure(kpi, (), (), before_span), words), (kpi, before)
            assert shows(last_year.cell, rules.figure(kpi, (), (), year_span), words), (kpi, last_year)
            assert _shows_change(change.cell, rules.change(kpi), words, kpi), (kpi, change, rules.change(kpi))
            if wanted is None:
                assert (goal.cell, reached.cell) == (None, None), (kpi, goal, reached)
            else:
                assert shows(goal.cell, Found(wanted), words), (kpi, goal, wanted)
                assert shows(reached.cell, attainment(found, wanted), words), (kpi, reached)
            assert n.cell == (found.n if kpi not in WITHOUT_N else None), (kpi, n, found)
            assert note == self.note_on(kpi), (kpi, note)
            compared |= {(place.row, place.column) for place in places}
        for kpi, months in months_beside(sheet, words, self.lang):
            for back, (head, place) in enumerate(reversed(months.items())):
                month = month_of(earlier(rules.days.start, back))
                found = rules.of(month).figure(kpi, (), ())
                assert head == f"{month.start:%m/%Y}"
                is_right = place.cell is None if found.value is None else shows(place.cell, found, words)
                assert is_right, (kpi, head, place, found)
                compared.add((place.row, place.column))
        self.compared.add(SCORECARD, compared)

    def note_on(self, kpi: str) -> str:
        """Say what could not be counted."""
        left = self.rules.left_out(kpi).get((), LeftOut())
        return "; ".join(self.words[why].format(count) for why, count in left.counts().items())

    def dashboard_agrees(self) -> None:
        """Compare the tiles, and the small tables that the charts read."""
        title = DASHBOARD[self.lang]
        dashboard = Dashboard(self.sheets[title], self.lang, self.words, self.stages, self.rules)
        self.compared.add(title, dashboard.agrees())

    def debts_agree(self) -> None:
        """Compare what is owed and how late it is, and what is still to be delivered."""
        title = RECEIVABLES[self.lang]
        debts = Debts(self.sheets[title], self.lang, self.words, self.rules.sql)
        self.compared.add(title, debts.agree())

    def today_agrees(self) -> None:
        """Compare what is due, for whom, since when and how much."""
        title = TODAY[self.lang]
        self.compared.add(title, Today(self.sheets[title], self.words, self.rules.sql, self.rules.today).agree())

    def quality_agrees(self) -> None:
        """Compare how much is wrong, of what kind and whose it is, and each place."""
        title = QUALITY[self.lang]
        self.compared.add(title, Quality(title, self.sheets, self.words, self.rules).agree())


def _shows_change(cell: object, found: Found, words: Mapping[str, str], kpi: str) -> bool:
    """Compare a change; the difference of two rounded numbers loses digits."""
    if found.value is None or not isinstance(cell, int | float | Decimal):
        return shows(cell, found, words)
    return abs(Fraction(cell) - found.value) <= max(abs(found.value), 100) * DIGITS
