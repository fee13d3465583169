"""Close months, or take the last lock off again: decided from one reading, written with the recompute in one write."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sheetcrm.app.closings import can_close
from sheetcrm.app.closings import closing_edits
from sheetcrm.app.closings import read_closings
from sheetcrm.app.closings import reopening_edit
from sheetcrm.app.judging import Judgement
from sheetcrm.app.judging import judge_workbook
from sheetcrm.app.judging import with_facts
from sheetcrm.app.kpi_locks import month_words
from sheetcrm.app.kpi_locks import reps_of
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import read_workbook
from sheetcrm.app.recompute import plan_edits
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.closing import keeps
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.integers import Keys
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.locking import close_through
from sheetcrm.domain.kpis.locking import last_month_to_close
from sheetcrm.domain.kpis.locking import with_closings
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import parse_period
from sheetcrm.domain.kpis.snapshot import Closings
from sheetcrm.errors import BadRequest
from sheetcrm.errors import LayoutBroken
from sheetcrm.sync.identity import new_id as random_id
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.base import WriteReceipt


class Move(NamedTuple):
    """A KPI whose total changes; equal when only lines of its breakdowns do."""

    kpi: Kpi
    before: Figure
    after: Figure


@dataclass(frozen=True, slots=True)
class ClosingReport:
    """What closing or reopening did."""

    lang: str
    months: tuple[date, ...]
    """Closed, the earliest first; or the one that was reopened."""
    open_from: date
    adjusted: tuple[tuple[Kpi, Figure], ...]
    """Totals of the first closed month that took in adjustments."""
    moves: tuple[Move, ...]
    """What reopening changes in the month."""
    receipt: WriteReceipt


class _Sitting(NamedTuple):
    """One reading, judged."""

    reading: Reading
    judgement: Judgement
    today: date
    now: datetime

    def edits(self, facts: Facts) -> list[Edit]:
        """Give what a recompute writes, with other closed months."""
        return plan_edits(self.reading, with_facts(self.judgement, facts), self.today, self.now)


def close_month(
    workbook: Workbook,
    name: str,
    month: str,
    *,
    by: str | None = None,
    templates: Path | None,
    clock: Callable[[str], datetime],
    today: date | None = None,
    new_id: Callable[[], str] = random_id,
) -> ClosingReport:
    """Close a month and every open one before it, and recompute. `by` is who says so.

    Raises: BadRequest when the month is not over or closed already; LayoutBroken when the workbook has no place for it;
    and what `read_workbook` and `Workbook.write` raise. Then nothing was written.
    """
    sitting = _sit(workbook, name, templates, clock, today, new_id)
    facts, company = sitting.judgement.facts, sitting.judgement.company
    last = _closable(_month(month), facts, sitting.today)
    snapshots = close_through(facts, last, lambda period: reps_of(company, Closings(), period))
    closed = with_closings(facts, Closings((*facts.closings.snapshots, *snapshots)))
    rows = closing_edits(snapshots, sitting.reading, sitting.now, by, new_id)
    receipt = workbook.write([*sitting.edits(closed), *rows])
    months = tuple(snapshot.month for snapshot in snapshots)
    adjusted = tuple(_adjusted(closed, months[0]))
    return ClosingReport(sitting.reading.settings.lang, months, closed.closings.until, adjusted, (), receipt)


def reopen_month(
    workbook: Workbook,
    name: str,
    month: str,
    *,
    by: str | None = None,
    templates: Path | None,
    clock: Callable[[str], datetime],
    today: date | None = None,
    new_id: Callable[[], str] = random_id,
) -> ClosingReport:
    """Take the lock from the last closed month, recompute, and tell what moves.

    Raises: BadRequest when the month is not the last closed one, and what `close_month` raises.
    """
    sitting = _sit(workbook, name, templates, clock, today, new_id)
    facts, first = sitting.judgement.facts, _month(month)
    snapshots = read_closings(sitting.reading)[0].snapshots
    if not snapshots or first > snapshots[-1].month:
        raise BadRequest(what=month, why="@month_not_closed", month=month_words(first))
    if first < snapshots[-1].month:
        raise BadRequest(what=month, why="@month_not_last_closed", last=month_words(snapshots[-1].month))
    unlocked = with_closings(facts, Closings(snapshots[:-1]))
    edit = reopening_edit(sitting.reading, first, sitting.now, by)
    receipt = workbook.write([*sitting.edits(unlocked), edit])
    moves = tuple(_moves(facts, unlocked, first))
    return ClosingReport(sitting.reading.settings.lang, (first,), first, (), moves, receipt)


def _sit(
    workbook: Workbook,
    name: str,
    templates: Path | None,
    clock: Callable[[str], datetime],
    today: date | None,
    new_id: Callable[[], str],
) -> _Sitting:
    reading = read_workbook(workbook, name, templates, new_id)
    if not can_close(reading):
        raise LayoutBroken(file=name, what="@closing_not_possible", remedy="@make_anew_and_import")
    now = clock(reading.settings.time_zone)
    as_of = today or now.date()
    return _Sitting(reading, judge_workbook(reading, as_of, now, new_id), as_of, now)


def _month(text: str) -> date:
    period = parse_period(text)
    if period is None or period.whole_months != 1:
        raise BadRequest(what=text, why="@month_unreadable")
    return period.start


def _closable(month: date, facts: Facts, today: date) -> date:
    said, last = month_words(month), last_month_to_close(today)
    if month > last:
        raise BadRequest(what=said, why="@month_not_over", month=said, last=month_words(last))
    if month < facts.closings.until:
        closing = facts.closings.at(month)
        if closing is None:
            raise BadRequest(what=said, why="@month_before_closed", month=said)
        raise BadRequest(what=said, why="@month_closed_already", month=said, day=f"{closing.closed_on:%d/%m/%Y}")
    return month


def _adjusted(facts: Facts, month: date) -> Iterator[tuple[Kpi, Figure]]:
    for kpi in CATALOGUE.values():
        figure = compute(facts, kpi.key, (), month_of(month)).total
        if figure.adjustments:
            yield kpi, figure


def _moves(before: Facts, after: Facts, month: date) -> Iterator[Move]:
    """Compare a month's figures, line by line; the KPIs that never stood still are left out."""
    period = month_of(month)
    for kpi in CATALOGUE.values():
        if keeps(kpi):
            was, now = ([compute(facts, kpi.key, by, period) for by in ((), *kpi.by)] for facts in (before, after))
            if [(one.total.value, _values(one)) for one in was] != [(one.total.value, _values(one)) for one in now]:
                yield Move(kpi, was[0].total, now[0].total)


def _values(figures: Figures) -> dict[Keys, Number | None]:
    return {line.key: line.figure.value for line in figures.lines}
