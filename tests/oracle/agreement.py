"""Holds every number that a KPI tab shows against what SQL says of the raw sheets of the same workbook."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tests.oracle.kpi_rules import BY_ORDER
from tests.oracle.kpi_rules import PERCENT
from tests.oracle.kpi_rules import Rules
from tests.oracle.kpi_rules import attainment
from tests.oracle.kpi_tabs_seen import Place
from tests.oracle.kpi_tabs_seen import breakdowns
from tests.oracle.kpi_tabs_seen import names_of
from tests.oracle.kpi_tabs_seen import scorecard
from tests.oracle.kpi_tabs_seen import small_tables
from tests.oracle.kpis_in_sql import Found
from tests.oracle.kpis_in_sql import LeftOut
from tests.oracle.raw_sheets import Sheet
from tests.oracle.spans import earlier
from tests.oracle.spans import month_of
from tests.oracle.visible_words import BREAKDOWN_TABS
from tests.oracle.visible_words import DASHBOARD
from tests.oracle.visible_words import SCORECARD

WITHOUT_N = frozenset({"revenue_attainment", "revenue_growth"})
"""Ratios whose n (the orders) stands in a column of its own in the same table."""
DIGITS = Fraction(1, 10**14)
"""A cell keeps 15 digits."""
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Tabs:
    """The sheets of one recomputed workbook, its language and its stages, and what SQL says of it."""

    sheets: Mapping[str, Sheet]
    lang: str
    words: Mapping[str, str]
    stages: Mapping[str, int]
    rules: Rules

    def agree(self) -> None:
        """Compare every number of every tab."""
        for title in BREAKDOWN_TABS[self.lang]:
            self.breakdowns_agree(title)
            self.checks_agree(title)
        self.scorecard_agrees()
        self.dashboard_agrees()

    def breakdowns_agree(self, title: str) -> None:
        """Compare every line, total and n of a breakdown tab; no number stands there that is not compared."""
        sheet, compared = self.sheets[title], set()
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
            compared |= {(place.row, place.column) for place in table.overlap}
        assert not numbers(sheet) - compared, title

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
        sheet, compared = self.sheets[SCORECARD], set()
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
        assert not numbers(sheet) - compared

    def note_on(self, kpi: str) -> str:
        """Say what could not be counted."""
        left = self.rules.left_out(kpi).get((), LeftOut())
        return "; ".join(self.words[why].format(count) for why, count in left.counts().items())

    def dashboard_agrees(self) -> None:
        """Compare the tiles, and the small tables that the charts read."""
        sheet = self.sheets[DASHBOARD[self.lang]]
        compared = set(self._tiles(sheet))
        tables = dict(small_tables(sheet, self.words, self.lang))
        months = [month_of(earlier(self.rules.days.start, back)) for back in range(MONTHS_SHOWN - 1, -1, -1)]
        for heads, lines in tables.items():
            assert lines or heads[0] == "source", heads
            compared |= {(place.row, place.column) for line in lines for place in line}
            if heads[0] == "month":
                assert [line[0].cell for line in lines] == [f"{month.start:%m/%Y}" for month in months]
                for month, line in zip(months, lines, strict=True):
                    self._month_agrees(self.rules.of(month), heads[1], line)
            elif heads[0] == "stage":
                assert [line[0].cell for line in lines] == list(self.stages)
                for name, *cells in lines:
                    for kpi, place in zip(heads[1:], cells, strict=True):
                        assert shows(place.cell, self.rules.figure(kpi, ("stage",), (str(name.cell),)), self.words)
            else:
                self._sources_agree(lines)
        assert len(tables) == 4
        assert not numbers(sheet) - compared

    def _tiles(self, sheet: Sheet) -> Iterator[tuple[int, int]]:
        """Compare the tiles: a name, a figure below it, what changed below that."""
        names, found_any = names_of(self.lang), False
        heads = next(row for row, cells in enumerate(sheet) if row > 2 and cells[0] in names)
        for column, cell in enumerate(sheet[heads]):
            if cell is None:
                continue
            kpi, found_any = names[str(cell)], True
            assert shows(sheet[heads + 1][column], self.rules.figure(kpi, (), ()), self.words), kpi
            change = self.rules.change(kpi)
            sentence = self.words["points_change" if kpi in PERCENT else "percent_change"]
            known = change.value is not None
            text = sentence.format(_signed(change.value, self.lang)) if known else self.words[change.why]
            assert sheet[heads + 2][column] == text, kpi
            yield heads + 1, column
        assert found_any

    def _month_agrees(self, rules: Rules, kpi: str, line: list[Place]) -> None:
        """Compare one month of a chart's table; a rate that cannot be told leaves a gap in the chart."""
        found, (_, figure, beside) = rules.figure(kpi, (), ()), line
        is_right = figure.cell is None if found.value is None else shows(figure.cell, found, {})
        assert is_right, (rules.days, kpi, figure, found)
        wanted = rules.goal("revenue") if kpi == "revenue" else Fraction(found.n or 0)
        is_right = beside.cell is None if wanted is None else shows(beside.cell, Found(wanted), {})
        assert is_right, (rules.days, kpi, beside)

    def _sources_agree(self, lines: list[list[Place]]) -> None:
        """Compare the leads of each source; those without room are added up."""
        figures = self.rules.lines("leads", ("source",))
        other = self.words["other_sources"]
        shown = {str(name.cell): place.cell for name, place in lines}
        named = {None if name == self.words["unassigned"] else name for name in shown if name != other}
        for name in named:
            assert figures[(name,)].value == shown[name or self.words["unassigned"]]
        rest = sum(found.value for (name,), found in figures.items() if name not in named)
        assert rest == (shown.get(other) or 0)
        assert list(shown.values())[: len(named)] == sorted(list(shown.values())[: len(named)], reverse=True)


def shows(cell: object, found: Found, words: Mapping[str, str]) -> bool:
    """Say whether a cell shows a figure to its last digit, or the reason why there is none."""
    if found.value is None:
        return cell == words[found.why]
    if not isinstance(cell, int | float | Decimal):
        return False
    return abs(Fraction(cell) - found.value) <= abs(found.value) * DIGITS


def numbers(sheet: Sheet) -> set[tuple[int, int]]:
    """Find every cell that holds a number."""
    return {
        (row, column)
        for row, cells in enumerate(sheet)
        for column, cell in enumerate(cells)
        if isinstance(cell, int | float | Decimal)
    }


def _shows_change(cell: object, found: Found, words: Mapping[str, str], kpi: str) -> bool:
    """Compare a change; the difference of two rounded numbers loses digits."""
    if found.value is None or not isinstance(cell, int | float | Decimal):
        return shows(cell, found, words)
    return abs(Fraction(cell) - found.value) <= max(abs(found.value), 100) * DIGITS


def _signed(value: Fraction, lang: str) -> str:
    """Write a change as people of the language do."""
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):+.1f}"
    return text.replace(".", ",") if lang == "vi" else text
