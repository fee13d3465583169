"""What the dashboard's charts read: small tables by month, stage, rep, source and reason."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sheetcrm.app.kpi_cells import n_cell
from sheetcrm.app.kpi_cells import number_cell
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.kpi import Unit
from sheetcrm.domain.kpis.measured import nothing
from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import cut_at
from sheetcrm.domain.kpis.periods import months_until
from sheetcrm.domain.kpis.periods import shift_months
from sheetcrm.domain.kpis.targets import targets_for
from sheetcrm.messages import say
from sheetcrm.templates.dashboard_heads import heads_of
from sheetcrm.templates.dashboard_layout import CLOSING_SHOWN
from sheetcrm.templates.dashboard_layout import MONTHS_SHOWN
from sheetcrm.workbooks.base import ReportCell

Row = tuple[ReportCell, ...]
Entries = Mapping[Key, tuple[Number | None, ...]]
_OPEN = ("pipeline_value", "weighted_pipeline")
_LOST = ("lost_by_stage", "lost_amount")
_AROUND = 3
"""Lines of the months of expected close that are no single month: before, after, unknown."""


class SmallTable(NamedTuple):
    """A title, heads, and lines."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[Row, ...]


class DashboardTables:
    """Computes the small tables for one period, or for the year that ends with it."""

    def __init__(self, facts: Facts, labels: KpiLabels, lang: str, period: Period) -> None:
        """Keep what every table reads."""
        self._facts, self._labels, self._lang, self._period = facts, labels, lang, period
        self._months = months_until(period.last_day, MONTHS_SHOWN)
        self._year = Period(self._months[0].start, self._months[-1].end)

    def months(self) -> SmallTable:
        """Give revenue, target and win rate of the last months; a rate that cannot be told leaves a gap."""
        lines: list[Row] = []
        for month in self._months:
            revenue, rate = (compute(self._facts, key, (), month).total for key in ("revenue", "win_rate"))
            target = targets_for(self._facts, CATALOGUE["revenue"], (), month).get(())
            figures = (number_cell(revenue.value, "money"), number_cell(target, "money"))
            lines.append((_label(f"{month.start:%m/%Y}"), *figures, number_cell(rate.value, "percent"), n_cell(rate)))
        heads = (self._head("month"), *self._heads("months"), self._head("n"))
        return SmallTable(self._title("months"), heads, tuple(lines))

    def stages(self, stages: Sequence[str]) -> SmallTable:
        """Give each stage's open amounts, and how many reached it and how long they stayed within the year."""
        now = [compute(self._facts, key, ("stage",), self._period) for key in _OPEN]
        reached, days = (
            compute(self._facts, key, ("stage",), self._year) for key in ("stage_conversion", "days_in_stage")
        )
        lines = [
            (
                _label(self._labels.entry("stage", stage)),
                *(number_cell(_at(figures, stage).value, "money") for figures in now),
                number_cell(_at(reached, stage).n or 0, "count"),
                number_cell(_at(days, stage).value, "days"),
                n_cell(_at(days, stage)),
            )
            for stage in stages
        ]
        heads = (self._labels.dimension("stage"), *self._heads("stages"), self._head("n"))
        return SmallTable(self._title("by_stage"), heads, tuple(lines))

    def closing(self) -> SmallTable:
        """Give what is open by month of expected close: past, the months from now on, later, unknown."""
        last_day = cut_at(self._period, self._facts.today).now.last_day
        months = [shift_months(last_day.replace(day=1), ahead) for ahead in range(CLOSING_SHOWN - _AROUND)]
        keys = [f"{month:%Y-%m}" for month in months]
        sums = [_around(compute(self._facts, key, ("close_month",), self._period), keys) for key in _OPEN]
        names = [
            say("kpi_closing_before", self._lang, month=f"{months[0]:%m/%Y}"),
            *(f"{month:%m/%Y}" for month in months),
            say("kpi_closing_after", self._lang, month=f"{months[-1]:%m/%Y}"),
            self._labels.entry("close_month", None),
        ]
        lines = [
            (_label(name), *(number_cell(one[place], "money") for one in sums)) for place, name in enumerate(names)
        ]
        heads = (self._labels.dimension("close_month"), *self._heads("closing"))
        return SmallTable(self._title("closing"), heads, tuple(lines))

    def reps(self, room: int) -> SmallTable:
        """Give revenue and target of the period by rep."""
        lines = compute(self._facts, "revenue", ("rep",), self._period).lines
        revenue = {line.key[0]: line.figure.value for line in lines}
        goals = targets_for(self._facts, CATALOGUE["revenue"], ("rep",), self._period)
        targets = {key[0]: value for key, value in goals.items()}
        keys = dict.fromkeys([*revenue, *targets])
        figures: dict[Key, tuple[Number | None, ...]] = {key: (revenue.get(key) or 0, targets.get(key)) for key in keys}
        heads = (self._labels.dimension("rep"), *self._heads("reps"))
        return SmallTable(self._title("reps"), heads, self._top("rep", figures, room, ("money", "money")))

    def sources(self, room: int) -> SmallTable:
        """Give the sources most leads of the period came from."""
        lines = compute(self._facts, "leads", ("source",), self._period).lines
        figures: dict[Key, tuple[Number | None, ...]] = {line.key[0]: (line.figure.value,) for line in lines}
        heads = (self._labels.dimension("source"), *self._heads("sources"))
        return SmallTable(self._title("sources"), heads, self._top("source", figures, room, ("count",)))

    def reasons(self, room: int) -> SmallTable:
        """Give why opportunities were lost within the year: how many, and how much money."""
        count, amount = (compute(self._facts, key, ("lost_reason",), self._year) for key in _LOST)
        figures: dict[Key, tuple[Number | None, ...]] = {
            line.key[0]: (line.figure.value, (amount.at(*line.key) or Figure(0)).value) for line in count.lines
        }
        heads = (self._labels.dimension("lost_reason"), *self._heads("reasons"))
        return SmallTable(self._title("reasons"), heads, self._top("lost_reason", figures, room, ("count", "money")))

    def _top(self, dimension: str, figures: Entries, room: int, units: Sequence[Unit]) -> tuple[Row, ...]:
        """Give the entries with the largest first figure; those without room are added up in the last line."""
        ordered = sorted(figures, key=lambda key: (-(figures[key][0] or 0), key is None, key or ""))
        shown = ordered if len(ordered) <= room else ordered[: room - 1]
        named = [(self._labels.entry(dimension, key), figures[key]) for key in shown]
        if len(shown) < len(ordered):
            rest = [figures[key] for key in ordered[len(shown) :]]
            named.append((say(f"kpi_other_{dimension}", self._lang), tuple(map(_sum, zip(*rest, strict=True)))))
        return tuple(
            (_label(name), *(number_cell(value, unit) for value, unit in zip(values, units, strict=True)))
            for name, values in named
        )

    def _head(self, key: str) -> str:
        return say(f"kpi_head_{key}", self._lang)

    def _heads(self, table: str) -> tuple[str, ...]:
        return heads_of(table, self._lang)

    def _title(self, key: str) -> str:
        return say(f"kpi_table_{key}", self._lang)


def _label(text: str) -> ReportCell:
    return ReportCell(text, "label")


def _at(figures: Figures, key: str) -> Figure:
    return figures.at(key) or nothing(CATALOGUE[figures.kpi])


def _sum(values: Iterable[Number | None]) -> Number | None:
    """Add up what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None


def _around(figures: Figures, months: Sequence[str]) -> list[Number]:
    """Add up, by month of expected close: before, each month, after, unknown."""
    sums: list[Number] = [0] * (len(months) + _AROUND)
    for line in figures.lines:
        (month,) = line.key
        if month is None:
            place = len(months) + 2
        elif month < months[0]:
            place = 0
        else:
            place = 1 + months.index(month) if month in months else len(months) + 1
        sums[place] += line.figure.value or 0
    return sums
