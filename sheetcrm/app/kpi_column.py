"""One KPI as a column of a breakdown table: its figure, n beside a ratio, and what it is compared with if asked for."""

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
    near: int

    def lines(self) -> Iterable[Keys]:
        """Name the lines in which anything happened, now or in the period before."""
        return [*(line.key for line in self.figures.lines), *(key for key in self.compared or () if key)]

    def heads(self, lang: str) -> Row:
        """Give the heads of its cells."""
        texts = [self.kpi.name(lang)]
        if self.kpi.has_n:
            texts.append(say("kpi_head_n", lang))
        if self.compared is not None:
            texts += [say("kpi_head_previous", lang), say("kpi_head_change", lang)]
        return tuple(ReportCell(text, "header_right") for text in texts)

    def line(self, key: Keys, lang: str) -> Row:
        """Give the cells of one line."""
        figure = self.figures.at(*key) or absent(self.kpi, self.figures)
        shown = figure_cell(figure, self.kpi.unit, lang)
        if isinstance(self.kpi.measure, Attainment):
            shown = attainment_cell(figure, lang, self.near)
        elif isinstance(self.kpi.measure, Growth) and figure.value is not None:
            shown = replace(shown, style=change_style(self.kpi, figure.value, prefix="rate_"))
        n = (n_cell(figure),) if self.kpi.has_n else ()
        return (shown, *n, *self._comparison(key, figure, lang))

    def total(self, lang: str) -> Row:
        """Give the cells of the total."""
        figure = self.figures.total
        n = (n_cell(figure, total=True),) if self.kpi.has_n else ()
        return (
            figure_cell(figure, self.kpi.unit, lang, total=True), *n, *self._comparison((), figure, lang, total=True),
        )  # fmt: skip

    def _comparison(self, key: Keys, now: Figure, lang: str, *, total: bool = False) -> Row:
        if self.compared is None:
            return ()
        before = self.compared[key].previous if key in self.compared else absent(self.kpi, self.figures)
        shown = figure_cell(before, self.kpi.unit, lang, total=total)
        return shown, change_cell(self.kpi, change(self.kpi, now, before), lang)

    def one(self, cell: ReportCell) -> Row:
        """Put a cell under the figures, and nothing under what stands beside them."""
        return (cell, *(EMPTY,) * (self.kpi.has_n + 2 * (self.compared is not None)))


def compute_column(key: str, block: Block, facts: Facts, period: Period, near: int) -> KpiColumn:
    """Compute one KPI of a block."""
    figures = compute(facts, key, block.by, period)
    return KpiColumn(CATALOGUE[key], figures, compare(facts, key, block.by, period) if block.compare else None, near)
