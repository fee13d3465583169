"""Lists what is wrong in a workbook, as people see it, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from pathlib import Path

from sheetcrm.app.judging import judge_workbook
from sheetcrm.app.reading import read_workbook
from sheetcrm.app.wording import Finding
from sheetcrm.app.wording import Wording
from sheetcrm.app.wording import find
from sheetcrm.sync.identity import new_id
from sheetcrm.workbooks.base import Workbook


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything found, in the order of sheets and rows, and the language it is said in."""

    lang: str
    findings: tuple[Finding, ...]


def check_workbook(
    workbook: Workbook,
    name: str,
    *,
    templates: Path | None,
    clock: Callable[[str], datetime],
    today: date | None = None,
    lang: str | None = None,
) -> CheckReport:
    """Check a workbook as of a day (default: the clock's), in its own language or the one asked for.

    Raises: what `read_workbook` raises.
    """
    reading = read_workbook(workbook, name, templates, new_id)
    now = clock(reading.settings.time_zone)
    judgement = judge_workbook(reading, today or now.date(), now, new_id)
    spoken = lang or reading.settings.lang
    wording = Wording(reading.template, reading.process, spoken)
    order = {table.key: position for position, table in enumerate(reading.template.tables)}
    problems = sorted(judgement.problems, key=lambda problem: (order.get(problem.table, len(order)), problem.row or 0))
    return CheckReport(spoken, tuple(find(problem, wording, reading.tables) for problem in problems))
