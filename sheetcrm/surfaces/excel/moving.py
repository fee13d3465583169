"""The button *Move stage…*: asks a question at a time in Excel's own boxes, then writes the row at once."""

from __future__ import annotations

from sheetcrm.app.move_form import Question
from sheetcrm.app.move_stage import Asking
from sheetcrm.app.move_stage import Ended
from sheetcrm.app.move_stage import find_opportunity
from sheetcrm.app.move_stage import move_stage
from sheetcrm.app.move_stage import open_form
from sheetcrm.app.move_targets import Target
from sheetcrm.app.move_words import chosen
from sheetcrm.app.reading import Reading
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.domain.records import Opportunity
from sheetcrm.messages import say
from sheetcrm.surfaces.excel.click import Click
from sheetcrm.surfaces.excel.prompts import pages
from sheetcrm.surfaces.excel.screen import Screen
from sheetcrm.templates.template import PROCESS_TABLE

TURN = "0"
"""What is typed to see more of a long list."""


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
    if report.lacking:
        lacks = f"move_lacks_{report.ended.value}"
        click.screen.alert(say(lacks, click.lang, opportunity=report.opportunity, what=what))
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
        labels = tuple(one.label for one in targets)
        head = say("move_to", lang, opportunity=name)
        while (typed := _choose(screen, lang, head, labels, "1")) is not None:
            if chosen(typed, labels) in labels:
                return targets[labels.index(chosen(typed, labels))]
        return None

    def go_on(name: str, lacking: tuple[str, ...]) -> bool:
        what = "\n".join(f"• {one}" for one in lacking)
        return screen.confirm(say("move_lacks_elsewhere", lang, opportunity=name, what=what))

    def answer(name: str, question: Question) -> str | None:
        return _choose(screen, lang, _head(screen, lang, name, question), question.options, question.suggested)

    return Asking(target, go_on, answer)


def _head(screen: Screen, lang: str, name: str, question: Question) -> str:
    """Say what is asked; where there is little room, rather why again than for whom."""
    where = " · ".join(one for one in (question.place, question.label) if one)
    says = [where]
    if question.complaint:
        says.append(question.complaint)
    elif question.help and not question.options:
        says.append(question.help)
    if question.options:
        says.append(say("move_choose", lang))
    if question.may_stay_blank:
        says.append(say("move_may_stay_blank", lang))
    whole = "\n".join([name, *says])
    return whole if len(whole) < screen.room // 2 or not question.options else "\n".join(says)


def _choose(screen: Screen, lang: str, head: str, options: tuple[str, ...], suggested: str) -> str | None:
    """Ask with all that may be chosen; 0 turns the page."""
    turned = pages(head, options, say("move_more", lang), screen.room) if options else [head]
    page = 0
    while (typed := screen.ask(turned[page], suggested)) is not None:
        if len(turned) == 1 or typed.strip() != TURN:
            return typed
        page = (page + 1) % len(turned)
    return None
