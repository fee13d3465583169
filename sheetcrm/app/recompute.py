"""The main job: read everything, judge it, and renew engine columns, history, Today and KPI tabs in one write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from functools import partial
from pathlib import Path

from sheetcrm.app.asked_period import asked_period
from sheetcrm.app.engine_columns import engine_edits
from sheetcrm.app.judging import Judgement
from sheetcrm.app.judging import judge_workbook
from sheetcrm.app.kpi_tabs import report_edits
from sheetcrm.app.quality_tab import quality_blocks
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import read_workbook
from sheetcrm.app.sync_tables import RECORDS
from sheetcrm.app.today_tab import today_block
from sheetcrm.problems import Problem
from sheetcrm.sync.identity import new_id as random_id
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.base import WriteReceipt


@dataclass(frozen=True, slots=True)
class RecomputeReport:
    """What a recompute did, for one sentence to the user."""

    lang: str
    leads: int
    opportunities: int
    moves: int
    held: int
    """Opportunities whose typed stage or status was not accepted."""
    newly_held: int
    """Those of them that the last recompute had not held yet."""
    records: int
    """Cells and rows that others must hear of: ids, moves, what was accepted."""
    problems: tuple[Problem, ...]
    receipt: WriteReceipt


def recompute_workbook(
    workbook: Workbook,
    name: str,
    *,
    templates: Path | None,
    clock: Callable[[str], datetime],
    today: date | None = None,
    new_id: Callable[[], str] = random_id,
) -> RecomputeReport:
    """Recompute a workbook. `clock` gives the time in a named zone; `today` (default: of that clock) is the as-of day.

    Raises: what `read_workbook` and `Workbook.write` raise; then nothing was written.
    """
    reading = read_workbook(workbook, name, templates, new_id)
    now = clock(reading.settings.time_zone)
    as_of = today or now.date()
    judgement = judge_workbook(reading, as_of, now, new_id)
    report = partial(
        RecomputeReport,
        lang=reading.settings.lang,
        leads=len(judgement.scores),
        opportunities=len(judgement.verdicts),
        moves=len(judgement.new_moves),
        held=sum(1 for verdict in judgement.verdicts if verdict.stage_requested is not None),
        newly_held=_newly_held(reading, judgement),
        problems=judgement.problems,
    )
    edits = plan_edits(reading, judgement, as_of, now)
    records = len(reading.stamps) + sum(1 for edit in edits if _is_record(edit))
    del reading, judgement  # all that was read: a fifth of the memory at the peak, which is the writing
    return report(records=records, receipt=workbook.write(edits))


def _newly_held(reading: Reading, judgement: Judgement) -> int:
    both = zip(reading.company.opportunities, judgement.verdicts, strict=True)
    return sum(1 for one, verdict in both if verdict.stage_requested is not None and one.stage_requested is None)


def _is_record(edit: Edit) -> bool:
    return isinstance(edit, InsertRow) or (
        isinstance(edit, UpdateRow) and not RECORDS.get(edit.table, frozenset()).isdisjoint(edit.cells)
    )


def plan_edits(reading: Reading, judgement: Judgement, today: date, now: datetime) -> list[Edit]:
    """Give everything that should be written, as values."""
    lang = reading.settings.lang
    edits: list[Edit] = [*reading.stamps, *engine_edits(reading, judgement)]
    edits.append(today_block(judgement.review.today, reading.process, lang, today, now))
    asked = asked_period(reading.tables, today)
    edits += report_edits(
        judgement.facts,
        judgement.company,
        reading.template,
        reading.process,
        judgement.review.probabilities,
        lang,
        asked.period,
        now,
        asked.problem,
    )
    edits += quality_blocks(reading, judgement.problems, now)
    edits += _computed_at(today, now)
    return edits


def _computed_at(today: date, now: datetime) -> list[UpdateRow]:
    return [
        UpdateRow("settings", "computed_at", {"value": f"{now:%Y-%m-%d %H:%M:%S}"}, incidental=True),
        UpdateRow("settings", "data_until", {"value": f"{today:%Y-%m-%d}"}),
    ]
