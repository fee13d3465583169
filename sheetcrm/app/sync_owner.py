"""Whose rows a filtered workbook holds: by the row's own owner, or by that of the opportunity it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import ShownBy
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Value
from sheetcrm.values import fold

OWNERS = ("owner", "rep")
"""Columns that name whose a row is; the first that a table has."""
DEAL = "opportunity_id"
TARGETS, TARGET_KEY = "targets", "key"


class Deals:
    """Whose each opportunity is, on one side, as it stands or is about to."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.sheet: Sheet | None = None
        self._of: dict[str, str] = {}
        self._names: dict[str, set[str]] = {}
        self._unread: Sheet | None = None

    def see(self, sheet: Sheet) -> None:
        """Take note of a sheet of opportunities; it is gone through when somebody asks."""
        if sheet is not self.sheet:
            self.sheet, self._of, self._names, self._unread = sheet, {}, {}, sheet

    def _read(self) -> None:
        sheet, self._unread = self._unread, None
        if sheet is None:
            return
        owners = sheet.columns.get("owner", [None] * len(sheet.rows))
        names = sheet.columns.get("name", [None] * len(sheet.rows))
        for at, (found, owner, name) in enumerate(zip(sheet.columns[ID], owners, names, strict=True)):
            row_id = str(found or f"row {at}")  # one that has no id yet is known by its name alone
            self._of[row_id] = fold(str(owner or ""))
            self._names.setdefault(fold(str(name or "")), set()).add(row_id)

    def owner(self, row_id: str) -> str | None:
        """Give the folded name of an opportunity's owner; None when it is not there."""
        self._read()
        return self._of.get(row_id)

    def named(self, text: str) -> Iterable[str]:
        """Give the opportunities of that id or name."""
        self._read()
        return (text,) if text in self._of else self._names.get(fold(text), ())


class Filter:
    """The rows of one owner's workbook."""

    def __init__(self, owner: str, hub: Deals, own: Deals) -> None:
        """Keep whose workbook it is, and what the hub and the workbook say of opportunities."""
        self._owner, self._hub, self._own = fold(owner), hub, own

    def shown(self, table: SyncTable, language: SideLanguage) -> ShownBy | None:
        """Give which rows of a table the workbook holds; None: all (the lists, and the colleagues' names)."""
        keys = {column.key for column in table.columns}
        if table.key == TARGETS and TARGET_KEY in keys:
            known = frozenset(language.conventions[TARGETS][TARGET_KEY].choices.values())
            return ShownBy(TARGET_KEY, lambda value: value is None or value in known or self._is_owner(value))
        column = next((key for key in OWNERS if key in keys), None)
        if column is not None:
            return ShownBy(column, self._is_owner)
        if DEAL in keys:
            return ShownBy(DEAL, self._is_of_a_deal)
        return None

    def _is_owner(self, value: Value) -> bool:
        return isinstance(value, str) and fold(value) == self._owner

    def _is_of_a_deal(self, value: Value) -> bool:
        """Say whether a row without an owner of its own belongs here: with its opportunity, or to nobody's."""
        if value is None:
            return True
        found = {*self._hub.named(str(value)), *self._own.named(str(value))}
        return bool(found) and all(self._owns(row_id) for row_id in found)

    def _owns(self, row_id: str) -> bool:
        here, hub = self._own.owner(row_id), self._hub.owner(row_id)
        if hub is None:
            return here in (self._owner, "")
        return hub == self._owner and here in (self._owner, None)
