"""Prints what may be typed into cells as data validations, with input messages and error texts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from sheetcrm.templates.blueprint import ColumnBlueprint
from sheetcrm.templates.blueprint import DateRule
from sheetcrm.templates.blueprint import HintRule
from sheetcrm.templates.blueprint import ListRule
from sheetcrm.templates.blueprint import NumberRule
from sheetcrm.templates.blueprint import Rule

LONGEST_TITLE = 32
LONGEST_MESSAGE = 255
"""Excel's limits; XlsxWriter leaves a longer one out with a mere warning."""

Options = dict[str, object]


def print_rule(sheet: Worksheet, first: int, last: int, place: int, column: ColumnBlueprint) -> None:
    """Lay a column's rule and messages over its rows (counted from 0).

    Raises: ValueError when a text is longer than Excel shows, which would drop the whole rule.
    """
    options = rule_options(column.rule)
    if column.note:
        options |= {"input_title": _heading(column.header), "input_message": column.note}
    if column.error:
        options |= {"error_title": column.error_title or "", "error_message": column.error}
    if column.rule is None and not column.note:
        return
    for name in ("input_title", "error_title", "input_message", "error_message"):
        limit = LONGEST_TITLE if name.endswith("title") else LONGEST_MESSAGE
        if len(str(options.get(name, ""))) > limit:
            raise ValueError(f"column {column.key}: {name} is longer than {limit} characters")
    sheet.data_validation(first, place, last, place, options)


def rule_options(rule: Rule | None) -> Options:
    """Give a rule in XlsxWriter's words."""
    if rule is None:
        return {"validate": "any"}
    if isinstance(rule, HintRule):
        return {"validate": "any", "input_title": rule.title, "input_message": rule.note}
    if isinstance(rule, ListRule):
        return {"validate": "list", "source": f"={rule.named_list}", **_insistence(rule.strict)}
    if isinstance(rule, NumberRule):
        kind = "integer" if rule.whole else "decimal"
        return {"validate": kind, **_between(rule), **_insistence(rule.strict)}
    if isinstance(rule, DateRule):
        bounds = {"minimum": date.fromisoformat(rule.minimum), "maximum": date.fromisoformat(rule.maximum)}
        return {"validate": "date", "criteria": "between", **bounds, **_insistence(rule.strict)}
    return {"validate": "custom", "value": "=FALSE", "ignore_blank": False}


def _insistence(strict: bool) -> Options:
    return {} if strict else {"error_type": "warning"}


def _between(rule: NumberRule) -> Options:
    low, high = _number(rule.minimum), _number(rule.maximum)
    if low is not None and high is not None:
        return {"criteria": "between", "minimum": low, "maximum": high}
    if high is not None:
        return {"criteria": "<=", "value": high}
    return {"criteria": ">=", "value": low if low is not None else -1e15}


def _number(text: str | None) -> float | int | None:
    if text is None:
        return None
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)


def _heading(header: str) -> str:
    return header if len(header) <= LONGEST_TITLE else header[: LONGEST_TITLE - 1].rstrip() + "…"
