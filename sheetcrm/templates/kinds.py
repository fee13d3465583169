"""What kinds of columns there are: how their cells are understood, and how their values are shown.

A kind is one entry in `KINDS`. `Conventions` are what a column's cells mean in one workbook: its language, currency,
and the choices that may stand in it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from datetime import tzinfo
from decimal import Decimal
from typing import Protocol

from sheetcrm.domain.process import Process
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import ListEntries
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import currency_digits
from sheetcrm.values import decode_currency
from sheetcrm.values import decode_date
from sheetcrm.values import decode_datetime
from sheetcrm.values import decode_email
from sheetcrm.values import decode_integer
from sheetcrm.values import decode_link
from sheetcrm.values import decode_long_text
from sheetcrm.values import decode_money
from sheetcrm.values import decode_month
from sheetcrm.values import decode_number
from sheetcrm.values import decode_percent
from sheetcrm.values import decode_phone
from sheetcrm.values import decode_tax_code
from sheetcrm.values import decode_text
from sheetcrm.values import doubt_tax_code
from sheetcrm.values import fold
from sheetcrm.values.cells import refuse

HIGHEST_LETTER = 3


@dataclass(frozen=True, slots=True)
class Conventions:
    """What the cells of one column mean in one workbook."""

    lang: str
    currency_digits: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    """Folded label or key → key."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Key → label in the workbook's language."""
    currency: str | None = None
    """The currency of an amount; another one's sign beside it is refused. None: any sign goes."""
    zone: tzinfo | None = None
    """The company's time zone, for times that name another; None refuses them."""
    keeps_unknown: bool = False
    """A text that names no choice stays as it is: the engine's record of a stage the process has lost since."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of column. Law: `decode(encode(value)) == value`, for every value that decode gives."""

    name: str
    python_type: type
    decode: Callable[[Raw, Conventions], Value | Undecodable]
    encode: Callable[[Value, Conventions], Value]
    style: str
    """The name of the blueprint style of its cells."""
    doubt: Callable[[Raw, Value], Undecodable | None] | None = None
    """Why somebody should look at a cell that was understood (a warning), if anything."""


class HasLists(Protocol):
    """The part of a template that conventions are made from."""

    @property
    def lists(self) -> Sequence[ListEntries]:
        """The dropdown lists, with the entries they start with."""
        ...


class Labelled(Protocol):
    """A choice, a list's default entry or a stage."""

    @property
    def key(self) -> str:
        """Its name for programs."""
        ...

    @property
    def vi(self) -> str:
        """Its Vietnamese label."""
        ...

    @property
    def en(self) -> str:
        """Its English label."""
        ...


def conventions_for(
    column: Column,
    template: HasLists,
    process: Process,
    lang: str,
    base_currency: str,
    list_entries: Mapping[str, Sequence[str]],
    zone: tzinfo | None = None,
) -> Conventions:
    """Give what a column's cells mean. `list_entries`: list key → its entries as they stand on the lists sheet."""
    offered = _offered(column, template, process)
    lists = _lists_of(column)
    own = tuple(entry for key in lists for entry in list_entries.get(key, ()))
    choices = _choices(offered, own, lang)
    labels = {}
    for choice in offered:
        label = choice.vi if lang == "vi" else choice.en
        labels[choice.key] = label if choices[fold(label)] == choice.key else choice.key
    record = column.kind == "stage" and column.engine
    return Conventions(lang, currency_digits(base_currency), choices, labels, base_currency, zone, record)


def _offered(column: Column, template: HasLists, process: Process) -> Sequence[Labelled]:
    if column.kind == "stage":
        return process.stages
    lists = _lists_of(column)
    if lists:
        return tuple(item for entries in template.lists if entries.key in lists for item in entries.items)
    return column.choices


def _lists_of(column: Column) -> tuple[str, ...]:
    if column.kind == "entry":
        return column.lists
    return (column.list,) if column.kind == "list" and column.list is not None else ()


def _choices(offered: Sequence[Labelled], own: Sequence[str], lang: str) -> Mapping[str, str]:
    """Say which folded text means which key. What the workbook shows comes first: a label never means another."""
    shown = [(choice.vi if lang == "vi" else choice.en, choice.key) for choice in offered]
    other = [(choice.en if lang == "vi" else choice.vi, choice.key) for choice in offered]
    keys = [(choice.key, choice.key) for choice in offered]
    choices: dict[str, str] = {}
    for text, key in (*shown, *((entry, entry) for entry in own), *keys, *other):
        choices.setdefault(fold(text), key)
    return choices


def _decode_choice(code: str) -> Callable[[Raw, Conventions], Value | Undecodable]:
    def decode(raw: Raw, conventions: Conventions) -> Value | Undecodable:
        if isinstance(raw, bool):
            raw = "yes" if raw else "no"
        text = decode_text(raw)
        if not isinstance(text, str):
            return text
        key = conventions.choices.get(fold(text))
        if key is None and not conventions.keeps_unknown:
            return refuse(code, text, allowed=", ".join(conventions.labels.values()))
        return text if key is None else key

    return decode


def _decode_entry(raw: Raw, conventions: Conventions) -> Value | Undecodable:
    """Understand an entry of some list as its key, and anything else (a name) as the text it is."""
    text = decode_text(raw)
    return conventions.choices.get(fold(text), text) if isinstance(text, str) else text


def _decode_letter(raw: Raw, conventions: Conventions) -> Value | Undecodable:
    number = decode_integer(raw, conventions.lang)
    if isinstance(number, int) and 0 <= number <= HIGHEST_LETTER:
        return number
    wrong = number is not None and not (isinstance(number, Undecodable) and number.code == "cell_error")
    return refuse("letter_wrong", raw, highest=HIGHEST_LETTER) if wrong else number


def _doubt_percent(raw: Raw, value: Value) -> Undecodable | None:
    """Say that a bare 0.1 may have been typed as 10%: a cell without the percent format then keeps 0.1."""
    if isinstance(raw, float | Decimal) and isinstance(value, Decimal) and 0 < abs(value) < 1:
        return refuse("percent_small", raw, meant=value * 100)
    return None


def _as_it_is(value: Value, conventions: Conventions) -> Value:
    del conventions
    return value


def _as_label(value: Value, conventions: Conventions) -> Value:
    return conventions.labels.get(value, value) if isinstance(value, str) else value


_ALL: tuple[Kind, ...] = (
    Kind("id", str, lambda raw, _: decode_text(raw), _as_it_is, "text"),
    Kind("text", str, lambda raw, _: decode_text(raw), _as_it_is, "text"),
    Kind("long_text", str, lambda raw, _: decode_long_text(raw), _as_it_is, "long_text"),
    Kind("integer", int, lambda raw, so: decode_integer(raw, so.lang), _as_it_is, "integer"),
    Kind("number", Decimal, lambda raw, so: decode_number(raw, so.lang), _as_it_is, "number"),
    Kind(
        "money",
        Decimal,
        lambda raw, so: decode_money(raw, so.lang, so.currency_digits, so.currency),
        _as_it_is,
        "money",
    ),
    Kind("percent", Decimal, lambda raw, so: decode_percent(raw, so.lang), _as_it_is, "percent", _doubt_percent),
    Kind("date", date, lambda raw, so: decode_date(raw, so.zone), _as_it_is, "date"),
    Kind("datetime", datetime, lambda raw, so: decode_datetime(raw, so.zone), _as_it_is, "datetime"),
    Kind("month", date, lambda raw, so: decode_month(raw, so.zone), _as_it_is, "month"),
    Kind("choice", str, _decode_choice("choice_unknown"), _as_label, "text"),
    Kind("list", str, _decode_choice("list_unknown"), _as_label, "text"),
    Kind("entry", str, _decode_entry, _as_label, "text"),
    Kind("stage", str, _decode_choice("stage_not_in_process"), _as_label, "text"),
    Kind("reference", str, lambda raw, _: decode_text(raw), _as_it_is, "text"),
    Kind("rep", str, lambda raw, _: decode_text(raw), _as_it_is, "text"),
    Kind("phone", str, lambda raw, _: decode_phone(raw), _as_it_is, "text"),
    Kind("email", str, lambda raw, _: decode_email(raw), _as_it_is, "text"),
    Kind("tax_code", str, lambda raw, _: decode_tax_code(raw), _as_it_is, "text", doubt_tax_code),
    Kind("link", str, lambda raw, _: decode_link(raw), _as_it_is, "text"),
    Kind("letter", int, _decode_letter, _as_it_is, "letter"),
    Kind("currency", str, lambda raw, _: decode_currency(raw), _as_it_is, "text"),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}
