"""Builders: a side of a small table, from rows written down as tuples."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from itertools import count

from sheetcrm.problems import Problem
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import Reading
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.identity import derive_id
from sheetcrm.sync.matching import Acquaintance
from sheetcrm.sync.recognise import Recognised
from sheetcrm.sync.recognise import recognise
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import ShownBy
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.sync.side import nothing_held
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import decode_number
from sheetcrm.values import decode_phone
from sheetcrm.values import decode_text
from sheetcrm.values import fold
from sheetcrm.values.cells import refuse

STAGES = {
    "vi": {"tiếp cận": "approach", "đàm phán": "negotiate"},
    "en": {"approach": "approach", "negotiate": "negotiate"},
}
DEALS = SyncTable(
    "deals",
    (
        SyncColumn("name", required=True, text=True),
        SyncColumn("owner", text=True, shared=True),
        SyncColumn("amount"),
        SyncColumn("stage", shared=True),
        SyncColumn("phone", text=True),
    ),
)
KEYS = [column.key for column in DEALS.columns]
X, Y, Z = (derive_id(letter) for letter in "xyz")


def decode(lang: str, column: str, raw: Raw) -> Reading:
    if column == "amount":
        return decode_number(raw, lang)
    if column == "phone":
        return decode_phone(raw)
    if column == "stage":
        labels = {fold(label): key for label, key in (STAGES[lang] | STAGES["en"]).items()}
        text = decode_text(raw)
        return labels.get(fold(text), refuse("choice_unknown", text)) if isinstance(text, str) else text
    return decode_text(raw)


def row(name: Raw = "An", owner: Raw = "Lan", amount: Raw = 5, stage: Raw = "approach", phone: Raw = None) -> list[Raw]:
    return [name, owner, amount, stage, phone]


def agreed(
    name: Value = "An", owner: Value = "Lan", amount: Value = Decimal(5), stage: Value = "approach", phone: Value = None
) -> BaseRow:
    return [name, owner, amount, stage, phone]


def sheet(
    rows: Mapping[str | None, Sequence[Raw]] | Sequence[tuple[Raw, Sequence[Raw]]],
    formulas: frozenset[tuple[int, str]] = frozenset(),
) -> Sheet:
    pairs = list(rows.items()) if isinstance(rows, Mapping) else list(rows)
    columns: dict[str, list[Raw]] = {"id": [row_id for row_id, _ in pairs]}
    for number, key in enumerate(KEYS):
        columns[key] = [cells[number] for _, cells in pairs]
    return Sheet("deals", columns, range(3, 3 + len(pairs)), formulas)


def side(
    rows: Mapping[str | None, Sequence[Raw]] | Sheet,
    name: str = "hub",
    lang: str = "en",
    owner: str | None = None,
    **more: object,
) -> Side:
    shown = ShownBy("owner", lambda value: value == owner) if owner else None
    what = rows if isinstance(rows, Sheet) else sheet(rows)
    judge = more.get("judge", nothing_held)
    earlier = more.get("earlier", {})
    return Side(name, what, Reader(lambda column, raw: decode(lang, column, raw)), shown, judge, earlier)


def ids() -> Iterator[str]:
    return (derive_id("new", str(number)) for number in count())


def recognised(
    what: Sheet, base: Mapping[str, BaseRow], newer: Mapping[str, BaseRow] | None = None, *, own: bool = True
) -> Recognised:
    reader = Reader(lambda column, raw: decode("en", column, raw))
    return recognise(what, Acquaintance(base, newer or {}, own=own), DEALS.columns, reader, ids().__next__)


def codes(problems: Sequence[Problem]) -> list[str]:
    return [problem.code for problem in problems]
