"""A workbook as functions in cells see it: read once, each part understood when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sheetcrm.app.judging import Judgement
from sheetcrm.app.judging import gather_contexts
from sheetcrm.app.judging import judge_workbook
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import Settings
from sheetcrm.app.reading import read_settings
from sheetcrm.app.reading import read_workbook
from sheetcrm.app.wording import Wording
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.schemes import Scheme
from sheetcrm.domain.stages import Context
from sheetcrm.sync.identity import new_id
from sheetcrm.templates.choosing import choose
from sheetcrm.templates.load import load_template
from sheetcrm.values import fold
from sheetcrm.workbooks.base import Workbook


@dataclass
class CellBook:
    """One state of one workbook. What it raises when asked: what `read_workbook` raises."""

    workbook: Workbook
    name: str
    """What errors call it."""
    clock: Callable[[str], datetime]
    templates: Path | None = None

    @cached_property
    def settings(self) -> Settings:
        """What the workbook says of itself; nothing else is read."""
        return read_settings(self.workbook.read(["settings"]), self.name)

    @cached_property
    def scheme(self) -> Scheme:
        """How leads are scored."""
        return choose(load_template(self.templates), self.settings.process, self.settings.scheme).scheme

    @property
    def lang(self) -> str:
        """The workbook's language."""
        return self.settings.lang

    @cached_property
    def now(self) -> datetime:
        """The time in the company's zone when it was first asked for."""
        return self.clock(self.settings.time_zone)

    @property
    def today(self) -> date:
        """The day all answers are as of."""
        return self.now.date()

    @property
    def is_of_today(self) -> bool:
        """Whether that is still the day in the company's zone: a workbook left open overnight answers anew."""
        return self.today == self.clock(self.settings.time_zone).date()

    @cached_property
    def reading(self) -> Reading:
        """All of its rows."""
        return read_workbook(self.workbook, self.name, self.templates, new_id)

    @cached_property
    def judgement(self) -> Judgement:
        """What recompute would decide."""
        return judge_workbook(self.reading, self.today, self.now, new_id)

    @cached_property
    def wording(self) -> Wording:
        """What says problems in the workbook's language."""
        return self.reading.wording()

    @cached_property
    def contexts(self) -> Callable[[Opportunity], Context]:
        """What surrounds each opportunity."""
        return gather_contexts(self.reading, self.today)[1]

    @cached_property
    def opportunities(self) -> Mapping[str, Sequence[Opportunity]]:
        """Opportunities by their id, and by their name without case and diacritics."""
        found: dict[str, list[Opportunity]] = {}
        for one in self.reading.company.opportunities:
            found.setdefault(one.id, []).append(one)
            if one.name:
                found.setdefault(fold(one.name), []).append(one)
        return found
