"""The conflict desk: the report page with the open conflicts above it, each with its two values to choose between."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sheetcrm.app.conflicts import Clash
from sheetcrm.app.conflicts import open_conflicts
from sheetcrm.app.journal import lines_of
from sheetcrm.app.journal_words import JournalWords
from sheetcrm.app.report.page import Page
from sheetcrm.app.report.render import render
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.messages import say
from sheetcrm.templates.load import load_template


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two values: what choosing it is called, where it stands, and what it is."""

    pick: Literal["hub", "workbook"]
    place: str
    value: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One conflict as people see it."""

    number: int
    when: str
    table: str
    row: str
    column: str
    sides: tuple[Side, Side]


def conflict_cards(desk: SyncDesk, templates: Path | None, lang: str) -> tuple[Card, ...]:
    """Give the open conflicts in words, oldest first. Raises: TemplateError."""
    words = JournalWords(desk, load_template(templates), lang)
    clashes = open_conflicts(desk, words.workbooks)
    words.learn([clash.entry for clash in clashes])
    lines = lines_of((clash.entry for clash in clashes), words, desk.configuration.time_zone)
    return tuple(
        Card(
            clash.number,
            f"{line.at:%d/%m/%Y %H:%M}",
            line.table,
            line.row or line.row_id,
            line.column,
            _sides(clash, words),
        )
        for clash, line in zip(clashes, lines, strict=True)
    )


def _sides(clash: Clash, words: JournalWords) -> tuple[Side, Side]:
    cell, blank = (clash.entry.table, clash.entry.column), say("journal_blank", words.lang)
    hub = words.value(*cell, clash.hub_value) or blank
    workbook = words.value(*cell, clash.workbook_value) or blank
    return (
        Side("hub", words.place(""), hub, clash.stands == "hub"),
        Side("workbook", words.place(clash.workbook), workbook, clash.stands == "workbook"),
    )


def render_desk(page: Page, cards: tuple[Card, ...], action: str, proof: str, told: str) -> str:
    """Print the desk. `action` is where choices go, with `proof` of coming from this page; `told` stands on top."""
    return render(page, "desk", "'self'", cards=cards, action=action, proof=proof, told=told)
