"""What a workbook template may say about report tabs: which KPIs stand where, broken down by what.

The names of KPIs and breakdowns are those of `sheetcrm.domain.kpis.catalogue`; an unknown one is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from typing import Literal

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.templates.spec import Named
from sheetcrm.templates.spec import TabColour
from sheetcrm.templates.spec import Titled
from sheetcrm.templates.spec import Within

Layout = Literal["today", "dashboard", "scorecard", "breakdown"]


@dataclass(frozen=True, kw_only=True)
class Block(Titled):
    """One table of a report tab: some KPIs, in lines by some dimensions (none: the whole company)."""

    kpis: Annotated[tuple[str, ...], Within(min_length=1)]
    by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse KPIs and breakdowns that there are not. Raises: ValueError."""
        for key in self.kpis:
            if key not in CATALOGUE:
                raise ValueError(f"there is no KPI {key!r}")
            if self.by and self.by not in CATALOGUE[key].by:
                raise ValueError(f"KPI {key!r} is not broken down by {' x '.join(self.by)}")


@dataclass(frozen=True, kw_only=True)
class Report(Named):
    """One report tab. Dashboard blocks are its tiles; its charts read small tables on the tab itself."""

    layout: Layout
    blocks: tuple[Block, ...] = ()
    tab_colour: TabColour = None
