"""What a workbook template may say about report tabs: which KPIs stand where, broken down by what.

The names of KPIs and breakdowns are those of `sheetcrm.domain.kpis.catalogue`; an unknown one is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from typing import Annotated
from typing import Literal

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.templates.spec import Named
from sheetcrm.templates.spec import TabColour
from sheetcrm.templates.spec import Titled
from sheetcrm.templates.spec import Within

Layout = Literal["today", "dashboard", "scorecard", "breakdown", "receivables", "quality"]
WITH_BLOCKS = frozenset({"dashboard", "scorecard", "breakdown"})
"""Layouts that show KPIs of one's choice; the others know themselves what stands on them."""

THE_REST = "*"
"""In a block of the scorecard: every KPI of the catalogue that no block names."""


@dataclass(frozen=True, kw_only=True)
class Block(Titled):
    """One table of a report tab: some KPIs, in lines by some dimensions (none: the whole company)."""

    kpis: Annotated[tuple[str, ...], Within(min_length=1)]
    by: tuple[str, ...] = ()
    compare: bool = False
    """In a breakdown: the period before and the change stand beside each figure (a scorecard always has them)."""

    def __post_init__(self) -> None:
        """Refuse KPIs and breakdowns that there are not. Raises: ValueError."""
        for key in self.kpis:
            if key == THE_REST and not self.by:
                continue
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
    hidden: bool = False
    """Built hidden; it is computed all the same, so that it is up to date when somebody shows it."""
    lines: Annotated[int, Within(ge=10, le=5000)] = 500
    """How long the lists of the layouts `receivables` and `quality` may become."""
    near: Annotated[int, Within(ge=1, le=100)] = 80
    """From how many percent of a target on it is painted as near; all of it is painted as reached."""
    ages: tuple[int, ...] = (30, 60, 90)
    """For `receivables`: the last day of each age of what is overdue; a last age, without end, follows."""
    columns: tuple[str, ...] = ()
    """For `quality`: columns (`leads.owner`) whose blanks are counted although nobody must fill them in."""

    def __post_init__(self) -> None:
        """Refuse what does not fit the layout. Raises: ValueError."""
        if bool(self.blocks) != (self.layout in WITH_BLOCKS):
            raise ValueError(f"layout {self.layout!r} {'has no' if self.blocks else 'needs'} blocks")
        for block in self.blocks:
            if bool(block.by) != (self.layout == "breakdown"):
                raise ValueError(f"a block of layout {self.layout!r} {'has no' if block.by else 'needs'} by")
        if not self.ages or self.ages[0] < 1 or list(self.ages) != sorted(set(self.ages)):
            raise ValueError("ages must be days, each greater than the one before")
        if self.layout != "scorecard" and any(THE_REST in block.kpis for block in self.blocks):
            raise ValueError(f"only a scorecard may show the KPIs that no block names ({THE_REST!r})")


def with_the_rest(report: Report, reports: Iterable[Report]) -> Report:
    """Give a report with the KPIs that no block of any report names in the place of `*`; an empty block falls away."""
    named = {key for one in reports for block in one.blocks for key in block.kpis}
    rest = [key for key in CATALOGUE if key not in named]

    def filled(block: Block) -> Block:
        kpis = [key for named_key in block.kpis for key in (rest if named_key == THE_REST else [named_key])]
        return replace(block, kpis=tuple(kpis))

    return replace(report, blocks=tuple(block for block in map(filled, report.blocks) if block.kpis))
