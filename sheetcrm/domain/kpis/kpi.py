"""What one entry of the KPI catalogue says."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Distinct
from sheetcrm.domain.kpis.measures import Growth
from sheetcrm.domain.kpis.measures import Measure
from sheetcrm.domain.kpis.measures import Sum

Unit = Literal["count", "money", "percent", "days"]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI: what it is called, how it is measured, by what it is broken down."""

    key: str
    number: str
    """Its place in the list of `K1` … `K13`; blank for what is not in it."""
    vi: str
    en: str
    unit: Unit
    formula_vi: str
    formula_en: str
    measure: Measure
    by: tuple[tuple[str, ...], ...] = ()
    as_of: bool = False
    """A state on the last day of the period rather than something that happened in it."""

    only_today: bool = False
    """A state nobody kept for earlier days: earlier periods are blank."""

    good: Literal["more", "less", "neither"] = "more"
    """Which way a change is welcome, for its colour."""
    matures: bool = False
    """Speaks of what began in the period and ends later: it goes on changing when the month is closed."""

    @property
    def has_n(self) -> bool:
        """Whether it rests on a number of things that should stand beside it."""
        return not isinstance(self.measure, Count | Sum | Distinct | Growth | Attainment)

    def name(self, lang: str) -> str:
        """Give the name in the language asked for."""
        return self.vi if lang == "vi" else self.en

    def formula(self, lang: str) -> str:
        """Give the formula in words, in the language asked for."""
        return self.formula_vi if lang == "vi" else self.formula_en


def catalogue(kpis: Iterable[Kpi]) -> Mapping[str, Kpi]:
    """Put KPIs into a catalogue by key; a key that stands twice is refused."""
    by_key: dict[str, Kpi] = {}
    for kpi in kpis:
        if kpi.key in by_key:
            raise ValueError(f"the KPI {kpi.key!r} stands twice in the catalogue")
        by_key[kpi.key] = kpi
    return MappingProxyType(by_key)
