"""What a workbook template may say about report tabs: which KPIs stand where, broken down by what.

The names of KPIs and breakdowns are those of `sheetcrm.domain.kpis.catalogue`; an unknown one is refused by name.
"""

from __future__ import annotations

from typing import Literal
from typing import Self

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field
from pydantic import model_validator

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.templates.spec import Named

Layout = Literal["today", "dashboard", "scorecard", "breakdown"]


class Block(BaseModel):
    """One table of a report tab: some KPIs, in lines by some dimensions (none: the whole company)."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)
    kpis: tuple[str, ...] = Field(min_length=1)
    by: tuple[str, ...] = ()

    def in_language(self, lang: str) -> str:
        """Give the block's title in the language asked for."""
        return self.vi if lang == "vi" else self.en

    @model_validator(mode="after")
    def _know_what_is_named(self) -> Self:
        for key in self.kpis:
            if key not in CATALOGUE:
                raise ValueError(f"there is no KPI {key!r}")
            if self.by and self.by not in CATALOGUE[key].by:
                raise ValueError(f"KPI {key!r} is not broken down by {' x '.join(self.by)}")
        return self


class Report(Named):
    """One report tab. Dashboard blocks are its tiles; its charts read small tables on the tab itself."""

    layout: Layout
    blocks: tuple[Block, ...] = ()
    tab_colour: str | None = Field(default=None, pattern=r"^[0-9A-F]{6}$")
