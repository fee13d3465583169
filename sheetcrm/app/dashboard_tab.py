"""The dashboard: tiles, and the small tables at fixed places that its charts read."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcrm.app.dashboard_tables import DashboardTables
from sheetcrm.app.dashboard_tables import SmallTable
from sheetcrm.app.kpi_cells import EMPTY
from sheetcrm.app.kpi_cells import change_style
from sheetcrm.app.kpi_cells import tile_cell
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compare
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.messages import say
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
        self._lang = lang
        self._period = period
        self._tables = DashboardTables(facts, labels, lang, period)

    def blocks(self, stages: Sequence[str], places: Places) -> list[ReplaceBlock]:
        """Give the tiles and the small tables."""
        tiles, tables = self._tiles(), self._tables
        return [
            ReplaceBlock(self._report.key, TILES_ROW, 1, tiles, len(tiles), optional=True),
            self._block(places.months, tables.months()),
            self._block(places.stages, tables.stages(stages)),
            self._block(places.closing, tables.closing()),
            self._block(places.reps, tables.reps(places.reps.lines)),
            self._block(places.sources, tables.sources(places.sources.lines)),
            self._block(places.reasons, tables.reasons(places.reasons.lines)),
        ]

    def _tiles(self) -> list[Row]:
        names, figures, changes = [], [], []
        for key in (key for block in self._report.blocks for key in block.kpis):
            kpi = CATALOGUE[key]
            comparison = compare(self._facts, key, (), self._period)[()]
            names.append(ReportCell(kpi.name(self._lang), "tile_name"))
            figures.append(tile_cell(comparison.now, kpi.unit, self._lang))
            change = comparison.change
            code = "kpi_tile_points" if kpi.unit == "percent" else "kpi_tile_change"
            text = say(code, self._lang, change=self._signed(change.value)) if change.value is not None else None
            style = change_style(kpi, change.value, prefix="tile_")
            changes.append(ReportCell(text or say(change.reason or "kpi_blank_nothing_before", self._lang), style))
        return [tuple(names), tuple(figures), tuple(changes)]

    def _signed(self, value: Number) -> str:
        text = f"{'▲' if value > 0 else '▼' if value < 0 else '■'} {value:+.1f}"
        return text.replace(".", ",") if self._lang == "vi" else text

    def _block(self, place: Place, table: SmallTable) -> ReplaceBlock:
        """Put a small table into its place; lines without content are hidden, so that no chart shows them."""
        first, *rest = table.heads
        width = len(table.heads)
        title: Row = (ReportCell(table.title, "section"), *(EMPTY,) * (width - 1))
        head = (ReportCell(first, "header"), *(ReportCell(text, "header_right") for text in rest))
        blank = ((EMPTY,) * width,) * (place.lines - len(table.lines))
        rows = [title, head, *table.lines, *blank]
        return ReplaceBlock(
            self._report.key, place.row, place.column, rows, place.lines + 2, hide_blank=True, optional=True
        )
