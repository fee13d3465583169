"""What each button does: one use case on the open workbook, and its result in the user's words."""

from __future__ import annotations

from pathlib import Path

from sheetcrm.app.check import check_workbook
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.messages import say
from sheetcrm.problems import Severity
from sheetcrm.surfaces.excel.click import Click
from sheetcrm.templates.drawing_buttons import CONFIGURATION
from sheetcrm.templates.drawing_buttons import MACRO_WORDS

MOST_SAID = 5
"""How many problems a box names; all of them stand on their cells."""


def recompute(click: Click) -> None:
    """Recompute the open workbook; a box only when a move was just refused."""
    report = recompute_workbook(click.workbook, click.name, templates=click.templates, clock=click.clock)
    counts = {"opportunities": report.opportunities, "moves": report.moves, "held": report.held}
    click.screen.say(say("button_recomputed", click.lang, at=click.at, problems=len(report.problems), **counts))
    if report.newly_held:
        sheet = click.workbook.read(["opportunities"])["opportunities"].sheet
        button = say("button_move_stage", click.lang)
        click.screen.alert(say("button_newly_held", click.lang, count=report.newly_held, sheet=sheet, button=button))


def check(click: Click) -> None:
    """Show all problems on their cells; a box names the first ones that hold something up."""
    report = check_workbook(click.workbook, click.name, templates=click.templates, clock=click.clock)
    click.screen.mark(report.findings)
    if not report.findings:
        click.screen.say(say("button_clean", click.lang, at=click.at))
        return
    click.screen.say(say("button_found", click.lang, at=click.at, count=len(report.findings)))
    errors = [one for one in report.findings if one.severity == Severity.ERROR]
    lines = [f"{one.sheet} {one.cell or ''}: {one.sentence}" for one in errors[:MOST_SAID]]
    if len(errors) > MOST_SAID:
        lines.append(say("button_found_more", click.lang, count=len(errors) - MOST_SAID))
    if lines:
        click.screen.alert("\n\n".join(lines))


def sync(click: Click) -> None:
    """Save, send what was typed to the hub, and bring what the hub has into the workbook as it is open."""
    path = click.screen.save()
    if path is None:
        click.screen.alert(say("button_not_saved", click.lang))
        return
    config = _configuration(click, path)
    if not config.is_file():
        facts = {"file": config.name, "folder": config.parent}
        click.screen.alert(say("button_no_configuration", click.lang, **facts))
        return
    from sheetcrm.surfaces.excel.syncing import sync_open  # brings much that no other button waits for

    sync_open(click, path, config)


def _configuration(click: Click, path: Path) -> Path:
    """Give the `sheetcrm.toml` that the workbook names, else the one beside it."""
    words = click.workbook.read([MACRO_WORDS]).get(MACRO_WORDS)
    if words is not None:
        named = dict(zip(words.columns["id"], words.columns["value"], strict=True)).get(CONFIGURATION)
        if isinstance(named, str) and named.strip():
            return Path(named.strip())
    return path.with_name("sheetcrm.toml")
