"""Moves one opportunity on: finds it, asks for what its gate lacks, writes everything at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sheetcrm.app.move_answers import Surroundings
from sheetcrm.app.move_edits import edits_of
from sheetcrm.app.move_form import MoveForm
from sheetcrm.app.move_form import Question
from sheetcrm.app.move_targets import Target
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import read_workbook
from sheetcrm.domain.records import Opportunity
from sheetcrm.sync.identity import new_id
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.values import fold
from sheetcrm.workbooks.base import Workbook


class Ended(StrEnum):
    """How a form ended."""

    MOVED = "moved"
    FILLED = "filled"
    """What was answered was written; something still lacks, so the stage stays."""
    CANCELLED = "cancelled"
    """Nothing was written."""
    NOWHERE = "nowhere"
    """There is no stage to go to."""


@dataclass(frozen=True, slots=True)
class MoveReport:
    """What became of it."""

    ended: Ended
    lang: str
    opportunity: str
    target: str = ""
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """Who answers the form. Each answers None to cancel."""

    target: Callable[[str, tuple[Target, ...]], Target | None]
    go_on: Callable[[str, tuple[str, ...]], bool]
    """Told what lacks that nobody can be asked for: shall the rest be filled in all the same?"""
    answer: Callable[[str, Question], str | None]


def open_form(
    workbook: Workbook, name: str, *, templates: Path | None, clock: Callable[[str], datetime]
) -> tuple[Reading, Callable[[Opportunity], MoveForm]]:
    """Read the workbook, and give what makes the form of an opportunity. Raises: what `read_workbook` raises."""
    reading = read_workbook(workbook, name, templates, new_id)
    surroundings = Surroundings(reading, clock(reading.settings.time_zone).date())
    return reading, lambda opportunity: MoveForm(surroundings, opportunity)


def find_opportunity(reading: Reading, sheet: str, row: int, texts: tuple[str, ...]) -> Opportunity | None:
    """Find the opportunity a person points at: its row in its table, else the first name among the row's texts.

    A name that two opportunities have points at neither.
    """
    data = reading.tables[PROCESS_TABLE]
    opportunities = reading.company.opportunities
    if sheet == data.sheet:
        return next((one for one in opportunities if data.rows[one.row] == row), None)
    for text in texts:
        named = [one for one in opportunities if one.name and fold(one.name) == fold(text)]
        if len(named) == 1:
            return named[0]
    return None


def move_stage(workbook: Workbook, form: MoveForm, asking: Asking) -> MoveReport:
    """Let somebody answer the form, then write all of it at once. Raises: what `Workbook.write` raises."""
    lang, name = form.lang, form.opportunity.name or form.opportunity.id
    targets = form.targets()
    if not targets:
        return MoveReport(Ended.NOWHERE, lang, name)
    target = asking.target(name, targets)
    if target is None:
        return MoveReport(Ended.CANCELLED, lang, name)
    form = form.towards(target)
    lacking = form.lacking()
    if lacking and not (form.question() and asking.go_on(name, lacking)):
        return MoveReport(Ended.CANCELLED, lang, name, target.label, lacking)
    while (question := form.question()) is not None:
        typed = asking.answer(name, question)
        if typed is None:
            return MoveReport(Ended.CANCELLED, lang, name, target.label)
        form = form.answered(question, typed)
    lacking = form.lacking()
    edits = edits_of(form, new_id)
    if not edits:
        return MoveReport(Ended.CANCELLED, lang, name, target.label, lacking)
    workbook.write(edits)
    return MoveReport(Ended.MOVED if form.is_allowed() else Ended.FILLED, lang, name, target.label, lacking)
