"""Writes the Today tab: what is due, counted by rep, then listed with what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from itertools import groupby

from sheetcrm.domain.process import Process
from sheetcrm.domain.today import TodayItem
from sheetcrm.messages import say
from sheetcrm.templates.today_layout import TODAY_COLUMNS
from sheetcrm.templates.today_layout import TODAY_TOP
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell

REPORT = "today"
_RIGHT = frozenset({"due_on", "days_late", "amount"})
_BLANK_ROW: tuple[ReportCell, ...] = ()

Row = Sequence[ReportCell]


def today_block(
    items: Sequence[TodayItem], process: Process, lang: str, today: date, computed_at: datetime
) -> ReplaceBlock:
    """Draw the whole tab; `items` come sorted by rep."""
    rows: list[Row] = [
        (ReportCell(say("today_title", lang, day=f"{today:%d/%m/%Y}"), "title"),),
        (ReportCell(say("today_computed_at", lang, at=f"{computed_at:%d/%m/%Y %H:%M}"), "subtitle", incidental=True),),
        _BLANK_ROW,
    ]
    if items:
        rows += [*_counts(items, lang), _BLANK_ROW, *_list(items, process, lang)]
    else:
        rows.append((ReportCell(say("today_nothing_due", lang), "good"),))
    return ReplaceBlock(REPORT, TODAY_TOP, 1, tuple(rows), optional=True)


def _counts(items: Iterable[TodayItem], lang: str) -> list[Row]:
    """Give one line a rep: how much there is to do, and of what."""
    rows: list[Row] = [
        (ReportCell(say("today_section_counts", lang), "section"),),
        tuple(ReportCell(say(f"today_count_{key}", lang), "header") for key in ("rep", "total", "kinds")),
    ]
    for rep, group in groupby(items, key=lambda item: item.rep):
        due = list(group)
        late = sum(1 for item in due if item.days_late)
        rows.append(
            (
                ReportCell(_rep(rep, lang), "label"),
                ReportCell(say("today_total", lang, total=len(due), late=late), "text"),
                ReportCell(_kinds(due, lang), "text"),
            )
        )
    return rows


def _kinds(items: Sequence[TodayItem], lang: str) -> str:
    """Count by kind, in the order in which they are listed (the most urgent first)."""
    counts = [(kind, len(list(group))) for kind, group in groupby(item.kind for item in items)]
    return " · ".join(f"{say(f'today_{kind}', lang)}: {count}" for kind, count in counts)


def _list(items: Iterable[TodayItem], process: Process, lang: str) -> list[Row]:
    stages = {stage.key: stage.in_language(lang) for stage in process.stages}
    heads = ((key, "header_right" if key in _RIGHT else "header") for key in TODAY_COLUMNS)
    return [
        (ReportCell(say("today_section_list", lang), "section"),),
        tuple(ReportCell(say(f"today_column_{key}", lang), style) for key, style in heads),
        *(_row(item, stages.get(item.stage or "", item.stage), lang) for item in items),
    ]


def _row(item: TodayItem, stage: str | None, lang: str) -> Row:
    """Give one cell a column, in the order of `TODAY_COLUMNS`."""
    return (
        ReportCell(_rep(item.rep, lang), "label" if item.rep else "muted"),
        ReportCell(say(f"today_{item.kind}", lang), "bad" if item.days_late else "text"),
        ReportCell(item.customer, "text"),
        ReportCell(item.subject, "text"),
        ReportCell(stage, "text"),
        ReportCell(item.due_on, "date"),
        ReportCell(item.days_late, "count"),
        ReportCell(item.amount, "money"),
        ReportCell(say(f"today_{item.kind}_do", lang, step=(item.next_step or "").rstrip(" .")), "text"),
    )


def _rep(rep: str | None, lang: str) -> str:
    return rep or say("today_unassigned", lang)
