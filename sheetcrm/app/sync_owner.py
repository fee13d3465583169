"""Whose rows a filtered workbook holds: by the row's own owner, or by that of the opportunity it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.app.near_names import near_names
from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import ShownBy
from sheetcrm.sync.side import SyncTable
from sheetcrm.templates.references import REP_NAME
from sheetcrm.templates.references import REPS
from sheetcrm.values import Names
from sheetcrm.values import Value
from sheetcrm.values import fold
from sheetcrm.values import is_blank
from sheetcrm.values import spelt
from sheetcrm.workbooks.base import TableData

OWNERS = ("owner", "rep")
"""Columns that name whose a row is; the first that a table has."""
DEAL = "opportunity_id"
TARGETS, TARGET_KEY = "targets", "key"


_NOBODY = Names(())


class People:
    """Who there is: the hub's list of colleagues, and whoever a workbook is configured for besides."""

    def __init__(self, hub: Callable[[], Mapping[str, TableData]], owners: Iterable[str]) -> None:
        """Keep where the hub's tables are, as they were read last."""
        self._hub, self._owners = hub, tuple(owners)
        self._seen: Mapping[str, TableData] | None = None
        self._listed = self._names = _NOBODY

    @property
    def listed(self) -> Sequence[str]:
        """Give the names on the hub's list."""
        reps = self._hub().get(REPS)
        return [str(name) for name in reps.columns.get(REP_NAME, ()) if not is_blank(name)] if reps else []

    def names(self) -> Names:
        """Give all of them; two who differ by a mark only are two."""
        if self._seen is not self._hub():
            self._seen, listed = self._hub(), self.listed
            self._listed = Names(listed)
            self._names = Names([*listed, *(owner for owner in self._owners if self._listed.find(owner) is None)])
        return self._names

    def instead_of(self, owner: str) -> Sequence[str] | None:
        """Give the names that come near when the hub lists colleagues, but not a workbook's owner; else None."""
        self.names()
        listed = self.listed
        return near_names(owner, listed) if listed and self._listed.find(owner) is None else None


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
            self._of[row_id] = str(owner or "")
            self._names.setdefault(fold(str(name or "")), set()).add(row_id)

    def owner(self, row_id: str) -> str | None:
        """Give the name of an opportunity's owner as it is typed; None when it is not there."""
        self._read()
        return self._of.get(row_id)

    def named(self, text: str) -> Iterable[str]:
        """Give the opportunities of that id or name."""
        self._read()
        return (text,) if text in self._of else self._names.get(fold(text), ())


class Filter:
    """The rows of one owner's workbook."""

    def __init__(self, owner: str, hub: Deals, own: Deals, people: Callable[[], Names] = lambda: _NOBODY) -> None:
        """Keep whose workbook it is, what the hub and the workbook say of opportunities, and who there is."""
        self._owner, self._hub, self._own, self._people = owner, hub, own, people
        self._known, self._meant = _NOBODY, dict[str, bool]()

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
        if not isinstance(value, str):
            return False
        people = self._people()
        if people is not self._known:
            self._known, self._meant = people, {}
        if value not in self._meant:
            self._meant[value] = spelt(people.find(value) or value) == spelt(people.find(self._owner) or self._owner)
        return self._meant[value]

    def _is_of_a_deal(self, value: Value) -> bool:
        """Say whether a row without an owner of its own belongs here: with its opportunity, or to nobody's."""
        if value is None:
            return True
        found = {*self._hub.named(str(value)), *self._own.named(str(value))}
        return bool(found) and all(self._owns(row_id) for row_id in found)

    def _owns(self, row_id: str) -> bool:
        here, hub = self._own.owner(row_id), self._hub.owner(row_id)
        if hub is None:
            return here == "" or self._is_owner(here)
        return self._is_owner(hub) and (here is None or self._is_owner(here))
