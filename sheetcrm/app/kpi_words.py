"""Which KPI and which breakdown somebody means: by its key, or by its name on the KPI tabs in either language."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.messages import LANGUAGES
from sheetcrm.messages import say
from sheetcrm.values import fold


def kpi_called(typed: str) -> Kpi | None:
    """Give the KPI of that key, or of the name it has on the KPI tab, with or without its number."""
    wanted = fold(typed)
    for kpi in CATALOGUE.values():
        names = [kpi.name(lang) for lang in LANGUAGES]
        if wanted in {fold(kpi.key), *map(fold, names), *(fold(f"{kpi.number} {name}") for name in names)}:
            return kpi
    return None


def breakdown_called(kpi: Kpi, typed: Sequence[str]) -> tuple[str, ...] | None:
    """Give the breakdown of a KPI by the things named; None when it has no such one."""
    parts = [fold(part) for part in typed]
    for by in kpi.by:
        if len(by) == len(parts) and all(part in _called(name) for part, name in zip(parts, by, strict=True)):
            return by
    return None


def _called(dimension: str) -> set[str]:
    return {fold(dimension), *(fold(say(f"kpi_dimension_{dimension}", lang)) for lang in LANGUAGES)}
