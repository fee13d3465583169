"""CRM_CHECK and CRM_NEXT: what an opportunity still lacks, and where it may go."""

from __future__ import annotations

from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.stages import missing_for
from sheetcrm.domain.stages import missing_to_leave
from sheetcrm.domain.stages import next_stages
from sheetcrm.messages import LANGUAGES
from sheetcrm.messages import say
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import fold
from sheetcrm.values import is_blank


def check(book: CellBook, opportunity: Raw, stage: Raw) -> Value:
    """Say what is missing before an opportunity may move to a stage (blank: the next one)."""
    found = _find(book, opportunity)
    if not isinstance(found, Opportunity):
        return found
    process, context = book.reading.process, book.contexts(found)
    if is_blank(stage):
        ahead = next_stages(process, found, context)
        wanted = ahead[0].key if ahead else None
    else:
        wanted = _stage(book, str(stage))
        if wanted is None:
            known = ", ".join(one.in_language(book.lang) for one in process.stages)
            return say("function_no_stage", book.lang, typed=stage, known=known)
    if wanted is None:
        problems = missing_to_leave(process, found, context)
    else:
        problems = missing_for(process, found, context, wanted)
    sentences = [book.wording.sentence(problem) for problem in problems]
    if not sentences:
        return say("function_all_there" if wanted else "function_nowhere", book.lang)
    return "\n".join(f"• {one}" for one in sentences) if len(sentences) > 1 else sentences[0]


def next_ones(book: CellBook, opportunity: Raw) -> Value:
    """Name the stages it may move to without anybody's approval."""
    found = _find(book, opportunity)
    if not isinstance(found, Opportunity):
        return found
    stages = next_stages(book.reading.process, found, book.contexts(found))
    names = ", ".join(stage.in_language(book.lang) for stage in stages)
    return names or say("function_nowhere", book.lang)


def _find(book: CellBook, typed: Raw) -> Opportunity | str:
    """Give the opportunity of that id or name, or a sentence; nothing asked, nothing said."""
    if is_blank(typed):
        return ""
    text = str(typed).strip()
    found = book.opportunities.get(text) or book.opportunities.get(fold(text)) or ()
    if len(found) == 1:
        return found[0]
    code = "function_name_twice" if found else "function_no_opportunity"
    return say(code, book.lang, typed=text, count=len(found))


def _stage(book: CellBook, typed: str) -> str | None:
    wanted = fold(typed)
    for stage in book.reading.process.stages:
        if wanted in {fold(stage.key), *(fold(stage.in_language(lang)) for lang in LANGUAGES)}:
            return stage.key
    return None
