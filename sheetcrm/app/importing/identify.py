"""Ids for imported rows, derived from what the row is, so that a second import meets the rows of the first.

In order: the other program's id (a header mapped to `id`; a sheetcrm id stays as it is), the map's `key` columns, else
the whole row as understood, with a count for rows that are alike. Values filled in by the map's defaults do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sheetcrm.sync.identity import derive_id
from sheetcrm.sync.identity import is_valid_id
from sheetcrm.values import Value


def external_id(table: str, source: str, text: str) -> str:
    """Give the row id for another program's id; references to the same id meet it."""
    if is_valid_id(text):
        return text
    return derive_id(table, source, text) if source else derive_id(table, text)


def identify_rows(
    table: str,
    source: str,
    external: Sequence[str | None],
    values: Mapping[str, Sequence[Value]],
    key: Sequence[str],
) -> list[str]:
    """Give every row its id."""
    columns = sorted(values)
    alike: Counter[tuple[str, ...]] = Counter()
    ids: list[str] = []
    for place, text in enumerate(external):
        keyed = [spell(values[column][place]) if column in values else "" for column in key]
        if text is not None:
            ids.append(external_id(table, source, text))
        elif key and all(keyed):
            ids.append(derive_id(table, source, "key", *keyed))
        else:
            row = tuple(
                f"{column}={spell(values[column][place])}" for column in columns if values[column][place] is not None
            )
            alike[row] += 1
            ids.append(derive_id(table, source, "row", *row, str(alike[row])))
    return ids


def spell(value: Value) -> str:
    """Write a canonical value in the one way that ids are derived from."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
