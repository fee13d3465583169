"""Holds every number of the dashboard against what SQL says: the tiles, and the small tables that the charts read."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracle.cells import ONE_DAY
from tests.oracle.cells import shows
from tests.oracle.compared import Spot
from tests.oracle.kpi_rules import PERCENT
from tests.oracle.kpi_rules import Rules
from tests.oracle.kpi_tabs_seen import Place
from tests.oracle.kpi_tabs_seen import names_of
from tests.oracle.kpi_tabs_seen import small_tables
from tests.oracle.kpis_in_sql import Found
from tests.oracle.kpis_in_sql import Line
from tests.oracle.raw_sheets import Sheet
from tests.oracle.spans import earlier
from tests.oracle.spans import month_of

MONTHS_SHOWN = 12
MONTHS_AHEAD = 6

Lines = Sequence[Sequence[Place]]


@dataclass(frozen=True)
class Dashboard:
    """The dashboard of one recomputed workbook, and what SQL says of it."""

    sheet: Sheet
    lang: str
    words: Mapping[str, str]
    stages: Mapping[str, int]
    rules: Rules

    def agrees(self) -> set[Spot]:
        """Compare every number; gives the cells that were compared."""
        compared, rules = set(self._tiles()), self.rules
        tables = dict(small_tables(self.sheet, self.words, self.lang))
        compared |= {(place.row, place.column) for lines in tables.values() for line in lines for place in line}
        months, stages, closing, reps, sources, reasons = tables.items()
        self._months_agree(*months)
        self._stages_agree(*stages)
        self._closing_agrees(*closing)
        self._entries_agree(*reps, self._rep_figures())
        leads = rules.lines("leads", ("source",))
        self._entries_agree(*sources, {line: (found.value,) for line, found in leads.items()})
        lost, amount = (rules.year(kpi, ("lost_reason",)) for kpi in ("lost_by_stage", "lost_amount"))
        self._entries_agree(*reasons, {line: (lost[line].value, amount[line].value) for line in lost})
        return compared

    def _rep_figures(self) -> dict[Line, tuple[Fraction | None, ...]]:
        """Give revenue and target of everybody who has any."""
        revenue = self.rules.lines("revenue", ("rep",))
        goals = self.rules.goals("revenue", ("rep",))
        return {line: (revenue.get(line, Found(Fraction(0))).value, goals.get(line)) for line in revenue | goals}

    def _tiles(self) -> Iterator[tuple[int, int]]:
        """Compare the tiles: a name, a figure below it, what changed below that."""
        sheet, names, found_any = self.sheet, names_of(self.lang), False
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

    def _months_agree(self, heads: Sequence[str], lines: Lines) -> None:
        """Compare revenue, target and win rate of each month; a rate that cannot be told leaves a gap in the chart."""
        assert heads == ("month", "revenue", self.words["goal"], "win_rate", self.words["n"])
        months = [month_of(earlier(self.rules.days.start, back)) for back in range(MONTHS_SHOWN - 1, -1, -1)]
        assert [line[0].cell for line in lines] == [f"{month.start:%m/%Y}" for month in months]
        for month, (_, revenue, goal, rate, n) in zip(months, lines, strict=True):
            rules = self.rules.of(month)
            found, wanted = rules.figure("win_rate", (), ()), rules.goal("revenue")
            assert shows(revenue.cell, rules.figure("revenue", (), ()), {}), month
            assert goal.cell is None if wanted is None else shows(goal.cell, Found(wanted), {}), month
            assert rate.cell is None if found.value is None else shows(rate.cell, found, {}), month
            assert n.cell == (found.n or 0), month

    def _stages_agree(self, heads: Sequence[str], lines: Lines) -> None:
        """Compare what is open in each stage, how many came as far within a year, and how long they stayed."""
        words, rules, days_name = self.words, self.rules, "days_in_stage"
        assert heads == ("stage", "pipeline_value", "weighted_pipeline", words["reached"], days_name, words["n"])
        assert [line[0].cell for line in lines] == list(self.stages)
        reached, days = rules.year("stage_conversion", ("stage",)), rules.year(days_name, ("stage",))
        for name, amount, weighted, came, stayed, n in lines:
            line = (str(name.cell),)
            assert shows(amount.cell, rules.figure("pipeline_value", ("stage",), line), words), line
            assert shows(weighted.cell, rules.figure("weighted_pipeline", ("stage",), line), words), line
            assert came.cell == (reached[line].n if line in reached else 0), line
            assert stayed.cell is None if line not in days else shows(stayed.cell, days[line], words), line
            assert n.cell == (days[line].n if line in days else 0), line

    def _closing_agrees(self, heads: Sequence[str], lines: Lines) -> None:
        """Compare what is open by month of expected close: before, six months, after, unknown."""
        assert heads == ("close_month", "pipeline_value", "weighted_pipeline")
        first = min(self.rules.today, self.rules.span.now.end - ONE_DAY).replace(day=1)
        months = [earlier(first, -ahead) for ahead in range(MONTHS_AHEAD)]
        names = [self.words["before"].format(first), *(f"{month:%m/%Y}" for month in months)]
        names += [self.words["after"].format(months[-1]), self.words["unassigned"]]
        assert [line[0].cell for line in lines] == names
        for at, kpi in enumerate(heads[1:], 1):
            sums = [Fraction(0)] * len(names)
            for (month,), found in self.rules.lines(kpi, ("close_month",)).items():
                sums[_place_of(month, months)] += found.value
            for line, wanted in zip(lines, sums, strict=True):
                assert shows(line[at].cell, Found(wanted), self.words), (kpi, line[0])

    def _entries_agree(
        self, heads: Sequence[str], lines: Lines, figures: Mapping[Line, tuple[Fraction | None, ...]]
    ) -> None:
        """Compare reps, sources or reasons, the largest first; those without room are added up."""
        other, unassigned = self.words[f"other_{heads[0]}"], self.words["unassigned"]
        shown = {str(name.cell): [place.cell for place in places] for name, *places in lines}
        named = {None if name == unassigned else name for name in shown if name != other}
        for name in named:
            for cell, wanted in zip(shown[name or unassigned], figures[(name,)], strict=True):
                assert cell is None if wanted is None else shows(cell, Found(wanted), {}), (heads, name)
        rest = [values for (name,), values in figures.items() if name not in named]
        assert bool(rest) == (other in shown), heads
        for place, cell in enumerate(shown.get(other, [])):
            assert shows(cell, Found(sum((values[place] or Fraction(0)) for values in rest)), {}), heads
        first = [float(values[0]) for name, values in shown.items() if name != other]
        assert first == sorted(first, reverse=True), heads


def _place_of(month: str | None, months: Sequence[date]) -> int:
    """Say in which line a month of expected close, written as 11/2026, is counted."""
    if month is None:
        return len(months) + 2
    day = date(int(month[3:]), int(month[:2]), 1)
    return 0 if day < months[0] else months.index(day) + 1 if day in months else len(months) + 1


def _signed(value: Fraction, lang: str) -> str:
    """Write a change as people of the language do."""
    mark = "▲" if value > 0 else "▼" if value < 0 else "■"
    text = f"{mark} {Decimal(value.numerator) / Decimal(value.denominator):+.1f}"
    return text.replace(".", ",") if lang == "vi" else text
