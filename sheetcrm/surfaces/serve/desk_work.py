"""What the desk does for one team: shows it, takes a choice, and has it synchronised. The commands do the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sheetcrm.app.conflicts import open_conflicts
from sheetcrm.app.conflicts import resolve
from sheetcrm.app.journal_words import JournalWords
from sheetcrm.app.meanings import Meanings
from sheetcrm.app.report.compose import page_of_tables
from sheetcrm.app.report.desk import conflict_cards
from sheetcrm.app.report.desk import render_desk
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.surfaces.serve.doors import Session
from sheetcrm.surfaces.serve.teams import Team
from sheetcrm.templates.load import load_template

ACTION = "/desk"


def desk_page(session: Session, lang: str, clock: Callable[[str], datetime], told: str = "") -> str:
    """Print the desk of a session's team; `told` stands on top. Raises: what reading the hub raises."""
    team = session.team
    page = page_of_tables(
        team.knowledge.tables(), Path(team.name), period=None, templates=team.templates, clock=clock, lang=lang
    )
    with open_desk(team.configuration.path) as desk:
        cards = conflict_cards(desk, team.templates, lang)
    return render_desk(page, cards, ACTION, session.proof, told)


def take_choice(team: Team, number: int, pick: str, clock: Callable[[str], datetime]) -> bool:
    """Choose what stands in an open conflict; False when it is not open any more.

    Raises: BadRequest when a typed value is not understood.
    """
    with open_desk(team.configuration.path) as desk:
        words = JournalWords(desk, load_template(team.templates), "vi")
        clashes = [one for one in open_conflicts(desk, words.workbooks) if one.number == number]
        if clashes:
            now = clock(desk.configuration.time_zone)
            resolve(desk, clashes, pick, Meanings(desk, team.templates), now)
        return bool(clashes)


def synchronise_team(team: Team) -> int:
    """Run sync as the command does, and give the number of workbooks. Raises: SyncError, WorkbookError."""
    try:
        with open_desk(team.configuration.path) as desk:
            return len(synchronise(desk, SyncWish(templates=team.templates)).workbooks)
    finally:
        team.knowledge.renew()
