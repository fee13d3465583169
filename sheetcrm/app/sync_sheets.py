"""Tables as a backend reads them and sheets as sync merges them; edits of sheets and edits of rows."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from collections.abc import Set
from typing import cast

from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_lists import lists_as_rows
from sheetcrm.app.sync_lists import lists_edits
from sheetcrm.errors import LayoutBroken
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Restore
from sheetcrm.sync.sheet import Revive
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import SyncTable
from sheetcrm.templates.template import LISTS
from sheetcrm.values import Value
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow

Formulas = Mapping[str, Set[tuple[int, str]]]


def as_sheets(
    tables: Sequence[SyncTable],
    read: Mapping[str, TableData],
    formulas: Formulas,
    language: SideLanguage,
    name: str,
) -> dict[str, Sheet]:
    """Give the columns that travel, and the ids. Raises: LayoutBroken when a sheet or the id column is gone."""
    sheets = {}
    for table in tables:
        data = read.get(table.key)
        if table.key == LISTS and data is not None:
            sheets[table.key] = lists_as_rows(data, language)
            continue
        if data is None or ID not in data.columns:
            title = language.template.table(table.key).in_language(language.settings.lang)
            raise LayoutBroken(file=name, what="@sheet_missing", remedy="@put_back_from_backup", sheet=title)
        keys = [ID, *(column.key for column in table.columns if column.key in data.columns)]
        columns = {key: data.columns[key] for key in keys}
        sheets[table.key] = Sheet(table.key, columns, data.rows, frozenset(formulas.get(table.key, ())))
    return sheets


def as_row_edits(edits: Sequence[HubEdit], read: Mapping[str, TableData], language: SideLanguage) -> list[RowEdit]:
    """Give the edits as a backend makes them on the very file that was read: rows are addressed by their place."""
    listed = [cast("Edit", edit) for edit in edits if edit.table == LISTS]
    found = lists_edits(listed, read[LISTS], language) if listed else []
    return [*found, *(_row_edit(edit, language) for edit in edits if edit.table != LISTS)]


def _row_edit(edit: HubEdit, language: SideLanguage) -> RowEdit:
    match edit:
        case Delete():
            return DeleteRow(edit.table, None, {}, edit.at)
        case Insert():
            return InsertRow(edit.table, {ID: edit.row_id, **language.encode(edit.table, edit.cells)})
        case Revive():
            return InsertRow(edit.table, cast("Mapping[str, Value]", edit.cells))
        case Restore():
            return UpdateRow(edit.table, None, cast("Mapping[str, Value]", edit.cells), {}, edit.at)
    return UpdateRow(edit.table, None, language.encode(edit.table, edit.cells), {}, edit.at)
