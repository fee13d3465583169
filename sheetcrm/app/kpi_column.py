"""One KPI as columns of a breakdown table: its figure, n beside a ratio, and its target or the period before."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace

from sheetcrm.app.kpi_cells import EMPTY
from sheetcrm.app.kpi_cells import attainment_cell
from sheetcrm.app.kpi_cells import change_cell
from sheetcrm.app.kpi_cells import change_style
from sheetcrm.app.kpi_cells import figure_cell
from sheetcrm.app.kpi_cells import n_cell
from sheetcrm.app.target_columns import NO_TARGETS
from sheetcrm.app.target_columns import TargetColumns
from sheetcrm.app.target_columns import target_columns
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compare
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.division import change
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Comparison
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measured import absent
from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.measures import Growth
from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.messages import say
from sheetcrm.templates.report_spec import Block
from sheetcrm.workbooks.base import ReportCell

Row = tuple[ReportCell, ...]
Keys = tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class KpiColumn:
    """One KPI of a block, computed; `compared` is None unless the block asks for the period before."""

    kpi: Kpi
    figures: Figures
    compared: Mapping[Keys, Comparison] | None
    targets: TargetColumns
    near: int

    def lines(self) -> Iterable[Keys]:
        """Name the lines in which anything happened, now or in the period before, or should have."""
        happened = [line.key for line in self.figures.lines]
        return [*happened, *(key for key in (*(self.compared or ()), *self.targets.targets) if key)]

    def heads(self, lang: str) -> Row:
        """Give the heads of its cells."""
        texts = [self.kpi.name(lang)]
        if self.kpi.has_n:
            texts.append(say("kpi_head_n", lang))
        compared = ("kpi_head_previous", "kpi_head_change") if self.compared is not None else ()
        own = (ReportCell(text, "header_right") for text in texts)
        return (*own, *self.targets.heads(lang), *(ReportCell(say(code, lang), "header_right") for code in compared))

    def line(self, key: Keys, lang: str) -> Row:
        """Give the cells of one line."""
        figure = self.figures.at(*key) or absent(self.kpi, self.figures)
        shown = figure_cell(figure, self.kpi.unit, lang)
        if isinstance(self.kpi.measure, Attainment):
            shown = attainment_cell(figure, lang, self.near)
        elif isinstance(self.kpi.measure, Growth) and figure.value is not None:
            shown = replace(shown, style=change_style(self.kpi, figure.value, prefix="rate_"))
        n = (n_cell(figure),) if self.kpi.has_n else ()
        return (shown, *n, *self.targets.cells(figure, key, lang, self.near), *self._comparison(key, figure, lang))

    def total(self, lang: str) -> Row:
        """Give the cells of the total."""
        figure = self.figures.total
        n = (n_cell(figure, total=True),) if self.kpi.has_n else ()
        return (
            figure_cell(figure, self.kpi.unit, lang, total=True),
            *n,
            *self.targets.cells(figure, (), lang, self.near),
            *self._comparison((), figure, lang, total=True),
        )

    def _comparison(self, key: Keys, now: Figure, lang: str, *, total: bool = False) -> Row:
        if self.compared is None:
            return ()
        before = self.compared[key].previous if key in self.compared else absent(self.kpi, self.figures)
        shown = figure_cell(before, self.kpi.unit, lang, total=total)
        changed = change(self.kpi, now, before)
        if total:
            return shown, figure_cell(changed, "percent", lang, total=True)
        return shown, change_cell(self.kpi, changed, lang)

    def one(self, cell: ReportCell) -> Row:
        """Put a cell under the figures, and nothing under what stands beside them."""
        return (cell, *(EMPTY,) * (self.kpi.has_n + self.targets.width + 2 * (self.compared is not None)))


def compute_column(key: str, block: Block, facts: Facts, period: Period, near: int) -> KpiColumn:
    """Compute one KPI of a block."""
    figures = compute(facts, key, block.by, period)
    compared = compare(facts, key, block.by, period) if block.compare else None
    targets = NO_TARGETS if block.compare else target_columns(key, block, facts, period)
    return KpiColumn(CATALOGUE[key], figures, compared, targets, near)
