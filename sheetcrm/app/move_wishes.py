"""What a need asks of people, cell by cell: which cells, what they may hold, what to offer; from the template, pure."""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from datetime import time

from sheetcrm.app.move_answers import Answers
from sheetcrm.app.move_answers import Draft
from sheetcrm.app.move_answers import Spot
from sheetcrm.app.move_answers import draft_row
from sheetcrm.app.reading import Reading
from sheetcrm.domain.approvals import Level
from sheetcrm.domain.context import LEADS
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.remedies import AddRow
from sheetcrm.domain.remedies import FillCell
from sheetcrm.domain.remedies import FillRow
from sheetcrm.domain.remedies import Remedy
from sheetcrm.domain.stages import Context
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.values import Value

_LEADS = LEADS.removesuffix(".")
_DECIDED = frozenset(("stage", "status"))
"""Cells of the opportunity that the form itself writes."""
_SURE = frozenset(("list", "text", "currency", "reference"))
"""Kinds of cells that a new row takes over from its opportunity unasked, where both have such a column."""
_LIKELY = _SURE | {"date", "money"}
"""Kinds that are offered as the answer."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One cell that somebody is to be asked for."""

    spot: Spot
    column: Column
    entries: tuple[str, ...] = ()
    approval: Level | None = None
    optional: bool = False
    offered: Value = None
    """What to offer as the answer."""
    currency: str | None = None
    """That of the amounts in its row, when it is told."""


class Wishes:
    """Finds the cells that one opportunity's needs ask for."""

    def __init__(self, reading: Reading, one: Opportunity, context: Context, answers: Answers) -> None:
        """Look at an opportunity as it would stand with these answers."""
        self._reading, self._one, self._context, self._answers = reading, one, context, answers

    def can(self, remedy: Remedy) -> bool:
        """Say whether people can be asked for it."""
        if isinstance(remedy, AddRow):
            table = self._table(remedy.table)
            return table is not None and all(_column(table, key) for key, _ in remedy.needed)
        if isinstance(remedy, FillRow):
            return bool(list(self.of(remedy)))
        table, column = self._place(remedy)
        if column is None:
            return False
        return not column.engine or any(self._letters(table))

    def of(self, remedy: Remedy, number: int = 0) -> Iterator[Wish]:
        """Give the cells to ask for; `number` is that of the draft when a row is added."""
        if isinstance(remedy, FillCell):
            yield from self._of_cell(remedy)
        elif isinstance(remedy, FillRow):
            yield from self._of_row(remedy)
        else:
            yield from self._of_draft(remedy, number)

    def own(self, key: str) -> Wish | None:
        """Ask for a cell of the opportunity's own row, whatever stands there."""
        return next(self._of_cell(FillCell(key)), None)

    def draft(self, remedy: AddRow, need: Hashable) -> Draft:
        """Begin a row that is to be added."""
        table = self._reading.template.table(remedy.table)
        needed = dict(remedy.needed)
        sure = {key: entries[0] for key, entries in remedy.needed if len(entries) == 1}
        asked = tuple(key for key in (*table.asked, *needed) if key not in sure and _column(table, key))
        known = {
            column.key: value
            for column in table.columns
            if column.key not in asked and not column.engine and (value := self._same(column, _SURE)) is not None
        }
        return Draft(table.key, need, {**known, **sure}, tuple(dict.fromkeys(asked)))

    def _of_cell(self, remedy: FillCell) -> Iterator[Wish]:
        table, column = self._place(remedy)
        if column is None or table is None:
            return
        row = self._one.id if table.key == PROCESS_TABLE else self._one.lead_id or ""
        if table.key == _LEADS and self._context.lead is None:
            return
        if column.engine:
            yield from (Wish(Spot(table.key, row, letter.key), letter) for letter in self._letters(table))
            return
        spot = Spot(table.key, row, column.key)
        cells = self._one.cells if table.key == PROCESS_TABLE else self._context.lead or {}
        offered, currency = cells.get(column.key), _currency(table, cells)
        yield Wish(spot, column, remedy.entries, remedy.approval, offered=offered, currency=currency)

    def _letters(self, table: Table | None) -> Iterator[Column]:
        """Give the letters of which a lead's score consists and that say nothing yet."""
        if table is None or table.key != _LEADS:
            return
        lead = self._context.lead or {}
        for letter in self._reading.scheme.letters:
            column = _column(table, letter.column)
            if column is not None and all(lead.get(place.column) is None for place in letter.places):
                yield column

    def _of_row(self, remedy: FillRow) -> Iterator[Wish]:
        table, parsed = self._table(remedy.table), self._reading.parsed.get(remedy.table)
        if table is None or parsed is None or remedy.row_id not in parsed.values["id"]:
            return
        row = parsed.values["id"].index(remedy.row_id)
        currency = _currency(table, {key: values[row] for key, values in parsed.values.items()})
        for key in (*remedy.besides, *remedy.needed):
            column, optional = _column(table, key), key in remedy.besides
            if column is not None and not (optional and parsed.values[key][row] is not None):
                offered = parsed.values[key][row] or self._today(column)
                spot = Spot(table.key, remedy.row_id, key)
                yield Wish(spot, column, optional=optional, offered=offered, currency=currency)

    def _of_draft(self, remedy: AddRow, number: int) -> Iterator[Wish]:
        table, needed = self._reading.template.table(remedy.table), dict(remedy.needed)
        draft = self._answers.drafts[number]
        currency = _currency(table, {**draft.known, **self._answers.of(table.key, draft_row(number))})
        for key in draft.asked:
            column = table.column(key)
            optional = not column.required and key not in needed
            offered = self._same(column, _LIKELY)
            if offered is None and not optional:
                offered = self._today(column)
            spot = Spot(table.key, draft_row(number), key)
            yield Wish(spot, column, needed.get(key, ()), None, optional, offered, currency)

    def _same(self, column: Column, kinds: frozenset[str]) -> Value:
        """Give what a new row has from its opportunity: which it is, whose, and cells of these kinds that both have."""
        if column.refers_to == PROCESS_TABLE:
            return self._one.id
        if column.kind == "rep":
            return self._one.owner
        own = _column(self._reading.template.table(PROCESS_TABLE), column.key)
        alike = own is not None and own.kind == column.kind and own.kind in kinds
        return self._one.cells.get(column.key) if alike else None

    def _today(self, column: Column) -> Value:
        day = self._context.today
        if column.kind == "datetime":
            return datetime.combine(day, time())
        return day if column.kind == "date" else None

    def _table(self, key: str) -> Table | None:
        return next((table for table in self._reading.template.tables if table.key == key), None)

    def _place(self, remedy: FillCell) -> tuple[Table | None, Column | None]:
        """Find where a need's cell stands; None for a column that nobody can be asked for."""
        key = remedy.column.removeprefix(LEADS)
        table = self._table(PROCESS_TABLE if key == remedy.column else _LEADS)
        column = None if table is None else _column(table, key)
        if column is None or column.kind == "id" or (table and table.key == PROCESS_TABLE and key in _DECIDED):
            return table, None
        return table, column


def _currency(table: Table, cells: Mapping[str, Value]) -> str | None:
    """Give the currency that a row says its amounts are in."""
    key = next((column.key for column in table.columns if column.kind == "currency"), None)
    said = cells.get(key) if key else None
    return said if isinstance(said, str) else None


def _column(table: Table, key: str) -> Column | None:
    return next((column for column in table.columns if column.key == key), None)
