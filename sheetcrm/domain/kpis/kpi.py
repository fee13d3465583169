"""What one entry of the KPI catalogue says, and the catalogue itself: a visible register."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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

    ahead: bool = False
    """Looks forward: a running period is not cut after today."""

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


class Catalogue(Mapping[str, Kpi]):
    """KPIs by key, in the order they were registered; a key that stands twice is refused."""

    def __init__(self, kpis: Iterable[Kpi] = ()) -> None:
        """Begin with some KPIs. Raises: ValueError."""
        self._kpis: dict[str, Kpi] = {}
        self.register(*kpis)

    def register(self, *kpis: Kpi) -> None:
        """Add KPIs, all or none. Raises: ValueError when a key is taken."""
        by_key = dict(self._kpis)
        for kpi in kpis:
            if kpi.key in by_key:
                raise ValueError(f"the KPI {kpi.key!r} stands twice in the catalogue")
            by_key[kpi.key] = kpi
        self._kpis = by_key

    @contextmanager
    def extended(self, *kpis: Kpi) -> Iterator[None]:
        """Let more KPIs stand in the catalogue for a while. Raises: ValueError when a key is taken."""
        before = self._kpis
        self.register(*kpis)
        try:
            yield
        finally:
            self._kpis = before

    def __getitem__(self, key: str) -> Kpi:
        return self._kpis[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kpis)

    def __len__(self) -> int:
        return len(self._kpis)
