"""The target of a KPI and how far it is reached, as two columns beside the KPI's own in a breakdown table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sheetcrm.app.kpi_cells import attainment_cell
from sheetcrm.app.kpi_cells import figure_cell
from sheetcrm.app.kpi_cells import number_cell
from sheetcrm.app.target_notes import targeted
from sheetcrm.domain.kpis.aggregate import Keys
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.division import attainment
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.kpi import Unit
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.targets import targets_for
from sheetcrm.messages import say
from sheetcrm.templates.report_spec import Block
from sheetcrm.workbooks.base import ReportCell


@dataclass(frozen=True, slots=True)
class TargetColumns:
    """The targets of one KPI of a block; no columns at all when it has none in the period."""

    unit: Unit
    targets: Mapping[Keys, Decimal]
    """The target of each line that has one; the company's under the empty key."""
    has_attainment: bool
    """Whether the attainment stands beside it: not when a KPI of the block is just that."""

    def heads(self, lang: str) -> tuple[ReportCell, ...]:
        """Give the heads of the columns."""
        names = ("target", "attainment") if self.has_attainment else ("target",)
        return tuple(ReportCell(say(f"kpi_head_{name}", lang), "header_right") for name in names if self.targets)

    def cells(self, figure: Figure, key: Keys, lang: str, near: int) -> tuple[ReportCell, ...]:
        """Give the cells of a line; the total has the empty key. From `near` percent on an attainment is no alarm."""
        if not self.targets:
            return ()
        target, total = self.targets.get(key), not key
        cells = [number_cell(target, self.unit, total=total)]
        if self.has_attainment and target is None:
            cells.append(number_cell(None, "percent", total=total))
        elif self.has_attainment:
            reached = attainment(figure, target)
            cells.append(
                figure_cell(reached, "percent", lang, total=True) if total else attainment_cell(reached, lang, near)
            )
        return tuple(cells)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return (1 + self.has_attainment) if self.targets else 0


NO_TARGETS = TargetColumns("count", {}, has_attainment=False)
"""Beside a KPI that is compared with the period before instead."""


def target_columns(key: str, block: Block, facts: Facts, period: Period) -> TargetColumns:
    """Find the targets of one KPI of a block."""
    kpi = CATALOGUE[key]
    targets = targets_for(facts, kpi, block.by, period)
    if targets:
        targets |= targets_for(facts, kpi, (), period)
    attained = {targeted(CATALOGUE[other]).key for other in block.kpis if other != key}
    return TargetColumns(kpi.unit, targets, key not in attained)
