"""What people type: a seeded list of raw cells laid over the clean rows, each with what `check` must say of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.evidence import MILLION
from sheetcrm.app.demo.words import DirtWords
from sheetcrm.app.demo.words import Words
from sheetcrm.app.demo.words import words as shipped_words
from sheetcrm.values import Value

Row = Mapping[str, Value]
ID = "id"


@dataclass(frozen=True, slots=True)
class Dirt:
    """One cell as somebody typed it. A stage or status is given as its key; the sheet shows the label."""

    table: str
    row_id: str
    column: str
    raw: Value
    why: str
    check: str
    """`silent`: understood as meant; `warn`: understood, but told; `hold`: the cell or move does not count."""
    code: str | None = None
    """The code of the problem that `check` reports."""


class Spot(NamedTuple):
    """The clean cell that becomes dirty, and what stands around it."""

    value: Value
    above: Row
    """The row above it in the table."""
    dice: Dice
    stages: Sequence[str]


class NotHere(Exception):
    """A clean value has no such dirty form: the next cell is tried."""


def dirt(rows: Mapping[str, Sequence[Row]], seed: int, kinds: Sequence[DirtWords] | None = None) -> list[Dirt]:
    """Choose the dirty cells for these clean rows (default: of all kinds); no row gets two kinds of dirt."""
    words = shipped_words()
    dice = Dice(seed, "dirt")
    found: list[Dirt] = []
    used: set[Value] = set()
    for kind in words.dirt.dirt if kinds is None else kinds:
        for cells in islice(_candidates(rows[kind.table], kind, used, dice, words), kind.times):
            found += cells
    return found


def _candidates(
    rows: Sequence[Row], kind: DirtWords, used: set[Value], dice: Dice, words: Words
) -> Iterator[list[Dirt]]:
    """Give dirty cells of one kind, row by row in a random order; the first row of a table stays as it is."""
    for place in dice.shuffled(range(1, len(rows))):
        row, above = rows[place], rows[place - 1]
        touched = {row["id"], above["id"]} if kind.column == ID else {row["id"]}
        if touched & used or not _fits(row, kind):
            continue
        try:
            cells = list(_soil(row, above, kind, dice, words))
        except NotHere:
            continue
        used |= touched
        yield cells


def _fits(row: Row, kind: DirtWords) -> bool:
    """Say whether a row may become dirty this way."""
    right = all(row.get(column) == entry for column, entry in kind.where.items())
    return right and all(row.get(column) is not None for column in (*kind.filled, *kind.with_, kind.column))


def _soil(row: Row, above: Row, kind: DirtWords, dice: Dice, words: Words) -> Iterator[Dirt]:
    stages = [stage.key for stage in words.journeys.stages]
    for column in (kind.column, *kind.with_):
        raw = HOW[kind.how](Spot(row[column], above, dice, stages))
        yield Dirt(kind.table, str(row["id"]), column, raw, kind.why, kind.check, kind.code)


def _day(spot: Spot) -> date:
    if not isinstance(spot.value, date):
        raise NotHere
    return spot.value


def _moment(spot: Spot) -> datetime:
    if not isinstance(spot.value, datetime):
        raise NotHere
    return spot.value


def _amount(spot: Spot) -> int:
    if not isinstance(spot.value, Decimal) or spot.value % 1:
        raise NotHere
    return int(spot.value)


def _in_words(spot: Spot) -> str:
    """Write `1,2 tỷ` or `350 triệu`, where that says the amount exactly."""
    millions, rest = divmod(_amount(spot), MILLION)
    if rest or (millions >= 1000 and millions % 100):
        raise NotHere
    return f"{millions} triệu" if millions < 1000 else f"{millions / 1000:g} tỷ".replace(".", ",")


def _short_millions(spot: Spot) -> str:
    millions, rest = divmod(_amount(spot), MILLION)
    if rest or millions >= 1000:
        raise NotHere
    return f"{millions}tr"


def _other_last_digit(spot: Spot) -> str:
    text = str(spot.value)
    return text[:-1] + str((int(text[-1]) + 1) % 10)


def _following(spot: Spot) -> str:
    text = str(spot.value)
    return text[:-2] + f"{(int(text[-2:]) + 1) % 100:02d}"


def _stage_after(steps: int) -> Callable[[Spot], Value]:
    return lambda spot: spot.stages[spot.stages.index(str(spot.value)) + steps]


def _always(raw: Value) -> Callable[[Spot], Value]:
    return lambda _: raw


HOW: Mapping[str, Callable[[Spot], Value]] = {
    "day_month_year": lambda spot: f"{_day(spot):%d/%m/%Y}",
    "day_with_dots": lambda spot: f"{_day(spot):%d.%m.%Y}",
    "day_month_year_time": lambda spot: f"{_moment(spot):%d/%m/%Y %H:%M}",
    "two_digit_year": lambda spot: f"{_day(spot):%d/%m/%y}",
    "impossible_day": lambda spot: f"31/02/{_day(spot):%Y}",
    "years_ahead": lambda spot: _moment(spot).replace(year=_moment(spot).year + 2, day=1),
    "in_words": _in_words,
    "short_millions": _short_millions,
    "grouped_with_sign": lambda spot: f"{_amount(spot):,} ₫".replace(",", "."),
    "as_text": lambda spot: f"{spot.value} ",
    "plus_84": lambda spot: f"+84 {str(spot.value)[1:4]} {str(spot.value)[4:7]} {str(spot.value)[7:]}",
    "without_zero": lambda spot: Decimal(str(spot.value)),
    "with_dots": lambda spot: f"{str(spot.value)[:4]}.{str(spot.value)[4:7]}.{str(spot.value)[7:]}",
    "two_numbers": lambda spot: f"{spot.value} / 0{spot.dice.whole(902_000_000, 909_999_999)}",
    "comma_for_dot": lambda spot: str(spot.value).replace(".vn.", ",vn,"),
    "decomposed": lambda spot: unicodedata.normalize("NFD", str(spot.value)),
    "spaces_around": lambda spot: f"\u00a0{spot.value}  ",
    "formula_like": _always('=HYPERLINK("https://example.com/bao-gia","Xem báo giá")'),
    "blank": _always(None),
    "not_known": _always("chưa rõ"),
    "reference_error": _always("#REF!"),
    "lookup_error": _always("#N/A"),
    "unknown_entry": _always("Hội chợ xuân"),
    "other_last_digit": _other_last_digit,
    "id_of_another": lambda spot: str(spot.above["id"]),
    "filled_down": _following,
    "next_stage": _stage_after(1),
    "far_stage": _stage_after(4),
    "lost": _always("lost"),
}
"""How a clean cell becomes dirty: the names that `data/dirt.toml` uses."""


def soiled(rows: Mapping[str, Sequence[Row]], found: Sequence[Dirt]) -> dict[str, list[dict[str, Value]]]:
    """Lay the dirty cells over the clean rows; the clean ones stay as they are."""
    cells: dict[tuple[str, Value], dict[str, Value]] = {}
    for one in found:
        cells.setdefault((one.table, one.row_id), {})[one.column] = one.raw
    return {table: [{**row, **cells.get((table, row["id"]), {})} for row in kept] for table, kept in rows.items()}
