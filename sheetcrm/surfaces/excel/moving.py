"""The button *Move stage…*: asks a question at a time in Excel's own boxes, then writes the row at once."""

from __future__ import annotations

from sheetcrm.app.move_form import Question
from sheetcrm.app.move_form import Target
from sheetcrm.app.move_stage import Asking
from sheetcrm.app.move_stage import Ended
from sheetcrm.app.move_stage import find_opportunity
from sheetcrm.app.move_stage import move_stage
from sheetcrm.app.move_stage import open_form
from sheetcrm.app.reading import Reading
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.domain.records import Opportunity
from sheetcrm.messages import say
from sheetcrm.surfaces.excel.click import Click
from sheetcrm.surfaces.excel.screen import Screen
from sheetcrm.templates.template import PROCESS_TABLE


def move(click: Click) -> None:
    """Move the opportunity that the user points at; cancelling writes nothing."""
    reading, form_of = open_form(click.workbook, click.name, templates=click.templates, clock=click.clock)
    opportunity = _pointed_at(click, reading)
    if opportunity is None:
        return
    report = move_stage(click.workbook, form_of(opportunity), _asking(click.screen, click.lang))
    what = "\n".join(f"• {one}" for one in report.lacking)
    if report.ended is Ended.NOWHERE:
        click.screen.alert(say("move_nowhere", click.lang, opportunity=report.opportunity))
        return
    if report.ended is not Ended.CANCELLED:
        recompute_workbook(click.workbook, click.name, templates=click.templates, clock=click.clock)
    elif report.lacking:
        click.screen.alert(say("move_lacks_only_elsewhere", click.lang, opportunity=report.opportunity, what=what))
    told = {"at": click.at, "opportunity": report.opportunity, "target": report.target}
    click.screen.say(say(f"move_{report.ended.value}", click.lang, **told))


def _pointed_at(click: Click, reading: Reading) -> Opportunity | None:
    """Give the opportunity in the selected row, or the one whose name is typed when asked."""
    pointed = click.screen.pointed_at()
    found = find_opportunity(reading, *pointed)
    if found is None:
        sheet = reading.tables[PROCESS_TABLE].sheet
        typed = click.screen.ask(say("move_which", click.lang, sheet=sheet))
        if typed is None:
            return None
        found = find_opportunity(reading, "", 0, (typed,))
        if found is None:
            click.screen.alert(say("move_no_such", click.lang, typed=typed))
    return found


def _asking(screen: Screen, lang: str) -> Asking:
    def target(name: str, targets: tuple[Target, ...]) -> Target | None:
        listed = _numbered(tuple(one.label for one in targets))
        while (typed := screen.ask(f"{say('move_to', lang, opportunity=name)}\n{listed}", "1")) is not None:
            if typed.strip().isdigit() and 0 < int(typed) <= len(targets):
                return targets[int(typed) - 1]
        return None

    def go_on(name: str, lacking: tuple[str, ...]) -> bool:
        what = "\n".join(f"• {one}" for one in lacking)
        return screen.confirm(say("move_lacks_elsewhere", lang, opportunity=name, what=what))

    def answer(name: str, question: Question) -> str | None:
        head = f"{name}\n{question.label}"
        lines = [head, *([question.complaint] if question.complaint else [])]
        if question.options:
            lines += [say("move_choose", lang), _numbered(question.options)]
        elif question.help and not question.complaint:
            lines.append(question.help)
        return screen.ask("\n".join(lines))

    return Asking(target, go_on, answer)


def _numbered(options: tuple[str, ...]) -> str:
    return "\n".join(f"{number} {option}" for number, option in enumerate(options, 1))
