"""The dashboard: tiles, and the small tables at fixed places that its charts read."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcrm.app.kpi_cells import EMPTY
from sheetcrm.app.kpi_cells import figure_cell
from sheetcrm.app.kpi_cells import n_cell
from sheetcrm.app.kpi_cells import number_cell
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compare
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.measured import nothing
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import months_until
from sheetcrm.domain.kpis.targets import targets_for
from sheetcrm.messages import say
from sheetcrm.templates.dashboard_layout import MONTHS_SHOWN
from sheetcrm.templates.dashboard_layout import RIGHT_HALF
from sheetcrm.templates.dashboard_layout import TILES_ROW
from sheetcrm.templates.dashboard_layout import Place
from sheetcrm.templates.dashboard_layout import Places
from sheetcrm.templates.report_spec import Report
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell

Row = tuple[ReportCell, ...]


class Dashboard:
    """Draws the dashboard's blocks for one period."""

    def __init__(self, report: Report, facts: Facts, labels: KpiLabels, lang: str, period: Period) -> None:
        """Keep what every block reads."""
        self._report = report
        self._facts = facts
        self._labels = labels
        self._lang = lang
        self._period = period
        self._months = months_until(period.last_day, MONTHS_SHOWN)

    def blocks(self, stages: Sequence[str], places: Places) -> list[ReplaceBlock]:
        """Give the tiles and the small tables."""
        tiles = self._tiles()
        return [
            ReplaceBlock(self._report.key, TILES_ROW, 1, tiles, len(tiles)),
            self._table(places.months, "revenue", self._revenue()),
            self._table(places.stages, "stages", self._stages(stages)),
            self._table(places.trend, "win_rate", self._trend()),
            self._table(places.sources, "sources", self._sources(places.sources.lines)),
        ]

    def _tiles(self) -> list[Row]:
        names, figures, changes = [], [], []
        for key in (key for block in self._report.blocks for key in block.kpis):
            kpi = CATALOGUE[key]
            comparison = compare(self._facts, key, (), self._period)[()]
            names.append(ReportCell(kpi.name(self._lang), "header"))
            figures.append(figure_cell(comparison.now, kpi.unit, self._lang, total=True))
            change = comparison.change
            code = "kpi_tile_points" if kpi.unit == "percent" else "kpi_tile_change"
            text = say(code, self._lang, change=self._number(change.value)) if change.value is not None else None
            changes.append(ReportCell(text or say(change.reason or "kpi_blank_nothing_before", self._lang), "muted"))
        return [_with_gap(row) for row in (names, figures, changes)]

    def _number(self, value: Number) -> str:
        text = f"{value:+.1f}"
        return text.replace(".", ",") if self._lang == "vi" else text

    def _table(self, place: Place, chart: str, lines: Sequence[Row]) -> ReplaceBlock:
        heads = {
            "revenue": (self._head("month"), self._name("revenue"), self._head("target")),
            "stages": (self._labels.dimension("stage"), self._name("pipeline_value"), self._name("weighted_pipeline")),
            "win_rate": (self._head("month"), self._name("win_rate"), self._head("n")),
            "sources": (self._labels.dimension("source"), self._name("leads")),
        }[chart]
        title: Row = (ReportCell(say(f"kpi_chart_{chart}", self._lang), "section"),)
        first, *rest = heads
        head = (ReportCell(first, "header"), *(ReportCell(text, "header_right") for text in rest))
        title += (EMPTY,) * (len(heads) - 1)
        blank = (EMPTY,) * len(heads)
        filled = [*lines, *(blank for _ in range(place.lines - len(lines)))]
        return ReplaceBlock(self._report.key, place.row, place.column, [title, head, *filled], place.lines + 2)

    def _head(self, key: str) -> str:
        return say(f"kpi_head_{key}", self._lang)

    def _name(self, key: str) -> str:
        return CATALOGUE[key].name(self._lang)

    def _revenue(self) -> list[Row]:
        rows: list[Row] = []
        for month in self._months:
            revenue = compute(self._facts, "revenue", (), month).total
            target = targets_for(self._facts, CATALOGUE["revenue"], (), month).get(())
            rows.append((self._month(month), number_cell(revenue.value, "money"), number_cell(target, "money")))
        return rows

    def _trend(self) -> list[Row]:
        rows: list[Row] = []
        for month in self._months:
            rate = compute(self._facts, "win_rate", (), month).total
            rows.append((self._month(month), number_cell(rate.value, "percent"), n_cell(rate)))
        return rows

    def _month(self, month: Period) -> ReportCell:
        return ReportCell(f"{month.start:%m/%Y}", "label")

    def _stages(self, stages: Sequence[str]) -> list[Row]:
        keys = ("pipeline_value", "weighted_pipeline")
        computed = [compute(self._facts, key, ("stage",), self._period) for key in keys]
        return [
            (
                ReportCell(self._labels.entry("stage", stage), "label"),
                *(number_cell(_at(figures, stage), "money") for figures in computed),
            )
            for stage in stages
        ]

    def _sources(self, room: int) -> list[Row]:
        """Give the sources most leads came from; those that have no room are added up in the last line."""
        lines = compute(self._facts, "leads", ("source",), self._period).lines
        counts = sorted(((int(line.figure.value or 0), line.key[0]) for line in lines), key=lambda one: -one[0])
        shown = counts if len(counts) <= room else counts[: room - 1]
        rows: list[Row] = [
            (ReportCell(self._labels.entry("source", key), "label"), number_cell(count, "count"))
            for count, key in shown
        ]
        if len(counts) > room:
            other = sum(count for count, _ in counts[room - 1 :])
            rows.append((ReportCell(say("kpi_other_sources", self._lang), "label"), number_cell(other, "count")))
        return rows


def _with_gap(tiles: Sequence[ReportCell]) -> Row:
    """Leave the narrow column between the two halves free."""
    return (*tiles[: RIGHT_HALF - 2], EMPTY, *tiles[RIGHT_HALF - 2 :])


def _at(figures: Figures, key: str) -> Number | None:
    return (figures.at(key) or nothing(CATALOGUE[figures.kpi])).value
