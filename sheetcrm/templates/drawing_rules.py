"""What may be typed into a column, what its input message says, and what is said when something else is typed."""

from __future__ import annotations

from typing import NamedTuple

from sheetcrm.domain.schemes import Scheme
from sheetcrm.messages import say
from sheetcrm.templates.blueprint import DateRule
from sheetcrm.templates.blueprint import EngineRule
from sheetcrm.templates.blueprint import ListRule
from sheetcrm.templates.blueprint import NumberRule
from sheetcrm.templates.blueprint import Rule
from sheetcrm.templates.kinds import HIGHEST_LETTER
from sheetcrm.templates.spec import LONGEST_HELP
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.templates.template import LISTS
from sheetcrm.templates.template import Template

STAGES_NAME = "choice_stages"
CURRENCIES_NAME = f"{LISTS}_currency"
_WHOLE_NUMBERS = frozenset({"integer", "letter"})


class Typing(NamedTuple):
    """Everything about typing into a column."""

    rule: Rule | None
    note: str | None
    error: str | None
    error_title: str | None


def list_name(key: str) -> str:
    """Name the range of a list's entries."""
    return f"{LISTS}_{key}"


def rows_name(table: str) -> str:
    """Name the range of a table's labels."""
    return f"rows_{table}"


def choices_name(table: str, column: str) -> str:
    """Name the range of a choice column's entries."""
    return f"choice_{table}_{column}"


def draw_typing(column: Column, table: Table, template: Template, scheme: Scheme, lang: str) -> Typing:
    """Give a column's rule with its texts in the workbook's language."""
    rule = draw_rule(column, table, template)
    code = _code(rule)
    note = anchors_note(column, scheme, lang) or column.help(lang) or _general_note(column, rule, lang)
    if rule is None or code is None:
        return Typing(rule, note, None, None)
    blanks = {"header": column.in_language(lang), "source": _source(column, template, lang), **_bounds(rule)}
    return Typing(rule, note, say(f"refuse_{code}", lang, **blanks), say(f"refuse_{code}_title", lang))


def draw_rule(column: Column, table: Table, template: Template) -> Rule | None:
    """Give what may be typed into a column."""
    if column.engine or table.protected:
        return EngineRule()
    if column.kind in ("date", "datetime", "month"):
        return DateRule(with_time=column.kind == "datetime", strict=False)
    if column.kind == "letter":
        return NumberRule("0", str(HIGHEST_LETTER), whole=True)
    if column.kind in ("integer", "number", "money", "percent"):
        return NumberRule(_bound(column.min), _bound(column.max), column.kind == "integer", column.kind != "money")
    return _dropdown(column, table, template)


def _dropdown(column: Column, table: Table, template: Template) -> ListRule | None:
    if column.kind == "choice":
        return ListRule(choices_name(table.key, column.key))
    if column.kind == "stage":
        return ListRule(STAGES_NAME)
    if column.kind == "list":
        return ListRule(list_name(str(column.list)))
    if column.kind == "currency":
        return ListRule(CURRENCIES_NAME)
    if column.kind == "rep":
        return ListRule(rows_name("reps"))
    target = column.refers_to or column.suggest
    labelled = target is not None and template.table(target).label_column is not None
    return ListRule(rows_name(str(target)), strict=False) if labelled else None


def anchors_note(column: Column, scheme: Scheme, lang: str) -> str | None:
    """Say what 0, 1, 2 and 3 mean for a letter of the scheme, within what Excel shows."""
    for letter in scheme.letters:
        if column.key in {place.column for place in letter.places}:
            anchors = letter.anchors(lang)
            room = LONGEST_HELP
            while True:
                text = "\n".join(f"{level} = {shorten(anchor, room)}" for level, anchor in enumerate(anchors))
                if len(text) <= LONGEST_HELP:
                    return text
                room = min(room, max(map(len, anchors))) - 1
    return None


def shorten(text: str, room: int) -> str:
    """Cut a text to fit, showing that it was cut."""
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def _general_note(column: Column, rule: Rule | None, lang: str) -> str | None:
    if isinstance(rule, DateRule):
        return say("hint_month" if column.kind == "month" else "hint_date", lang)
    return say("hint_money", lang) if column.kind == "money" and isinstance(rule, NumberRule) else None


def _code(rule: Rule | None) -> str | None:
    if isinstance(rule, ListRule):
        return "list" if rule.strict else "label"
    if isinstance(rule, DateRule):
        return "date"
    if isinstance(rule, NumberRule):
        if not rule.strict:
            return "money"
        return {(True, True): "range", (True, False): "minimum"}.get(
            (rule.minimum is not None, rule.maximum is not None), "number"
        )
    return "engine" if rule is not None else None


def _bounds(rule: Rule) -> dict[str, object]:
    if isinstance(rule, NumberRule):
        return {"minimum": rule.minimum, "maximum": rule.maximum}
    return {}


def _bound(limit: float | None) -> str | None:
    return None if limit is None else f"{limit:.15g}"


def _source(column: Column, template: Template, lang: str) -> str:
    """Name the sheet that a dropdown's entries stand on."""
    target = column.refers_to or column.suggest or {"rep": "reps"}.get(column.kind, LISTS)
    return template.table(target).in_language(lang)
