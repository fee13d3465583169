"""The lists sheet as rows that can be merged, one an entry, and merged rows as cells of the lists sheet.

An entry has no id of its own there: its id is made of its list and of what it says (in either language), so that the
same entry is the same row everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_tables import ENTRY
from sheetcrm.app.sync_tables import LIST
from sheetcrm.app.sync_tables import RATE
from sheetcrm.sync.identity import derive_id
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Sheet
from sheetcrm.templates.template import LISTS
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import fold
from sheetcrm.values import is_blank
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow

CURRENCY = "currency"
_MOST = 1000
"""More columns than the sheet can have."""


def lists_as_rows(data: TableData, language: SideLanguage) -> Sheet:
    """Give each entry as a row; one that stands twice in its list counts once."""
    columns: dict[str, list[Raw]] = {ID: [], LIST: [], ENTRY: [], RATE: []}
    places: list[int | None] = []
    seen: set[str] = set()
    rates = data.columns.get(RATE, ())
    for number, key in enumerate(list_names(data)):
        keys = _keys(language, key)
        for position, raw in enumerate(data.columns[key]):
            if is_blank(raw):
                continue
            row = _entry_row(keys, key, raw, rates[position] if rates else None)
            row_id = str(row[ID])
            if row_id not in seen:
                seen.add(row_id)
                for name, cell in row.items():
                    columns[name].append(cell)
                places.append(data.rows[position] * _MOST + number)
    return Sheet(LISTS, columns, places)


def entry_shown(cells: Mapping[str, Raw], key: str, language: SideLanguage) -> Mapping[str, Raw]:
    """Give the entry of one list that a row of the lists sheet holds, as `lists_as_rows` would; blanks for none."""
    raw = cells.get(key)
    if is_blank(raw):
        return dict.fromkeys((ID, LIST, ENTRY, RATE))
    return _entry_row(_keys(language, key), key, raw, cells.get(RATE))


def _entry_row(keys: Mapping[str, str], key: str, raw: Raw, rate: Raw) -> dict[str, Raw]:
    entry = keys.get(fold(str(raw)), str(raw).strip())
    return {
        ID: derive_id(LISTS, key, fold(entry)),
        LIST: key,
        ENTRY: entry,
        RATE: rate if key == CURRENCY else None,
    }


def place_of(at: int, data: TableData) -> tuple[int, str]:
    """Give the sheet row and the list of an entry's place."""
    row, number = divmod(at, _MOST)
    return row, list_names(data)[number]


def lists_edits(edits: Iterable[Edit], data: TableData, language: SideLanguage) -> list[RowEdit]:
    """Give the edits of the sheet that make the edits of its entries: new ones go into gaps, then below."""
    names = list(list_names(data))
    wishes: dict[int, dict[str, Value]] = {}
    added: list[Insert] = []
    for edit in edits:
        if isinstance(edit, Insert):
            added.append(edit)
            continue
        row, number = divmod(edit.at or 0, _MOST)
        cells = wishes.setdefault(row, {})
        if isinstance(edit, Delete):
            cells[names[number]] = None
            if names[number] == CURRENCY:
                cells[RATE] = None
        elif RATE in edit.cells and names[number] == CURRENCY:
            cells[RATE] = edit.cells[RATE]
    last = max(data.rows, default=FIRST_DATA_ROW - 1)
    below: dict[int, dict[str, Value]] = {}
    gaps = {key: list_gaps(data, key) for key in names}
    for edit in added:
        key = str(edit.cells.get(LIST))
        if key in gaps:
            row = next(gaps[key])
            cells = (wishes if row <= last else below).setdefault(row, {})
            cells[key] = list_label(language, key, edit.cells.get(ENTRY))
            if key == CURRENCY:
                cells[RATE] = edit.cells.get(RATE)
    return [
        *(UpdateRow(LISTS, None, cells, {}, row) for row, cells in sorted(wishes.items()) if cells),
        *(InsertRow(LISTS, cells) for _, cells in sorted(below.items())),
    ]


def list_names(data: TableData) -> Sequence[str]:
    """Give the lists of a lists sheet."""
    return [key for key in data.columns if key not in (ID, RATE)]


def list_gaps(data: TableData, key: str) -> Iterator[int]:
    """Give the rows in which a list has room: those in which nothing stands, then the ones below the last."""
    free = {row for row, raw in zip(data.rows, data.columns[key], strict=True) if is_blank(raw)}
    last = max(data.rows, default=FIRST_DATA_ROW - 1)
    yield from sorted(free)
    row = last
    while True:
        row += 1
        yield row


def _keys(language: SideLanguage, key: str) -> Mapping[str, str]:
    """Give what each entry that a template starts with means, by its label in any language."""
    items = [item for entries in language.template.lists if entries.key == key for item in entries.items]
    return {fold(label): item.key for item in items for label in (item.key, item.en, item.vi)}


def list_label(language: SideLanguage, key: str, entry: Value) -> Value:
    """Give what an entry is called on a side."""
    items = [item for entries in language.template.lists if entries.key == key for item in entries.items]
    return next((item.in_language(language.settings.lang) for item in items if item.key == entry), entry)
