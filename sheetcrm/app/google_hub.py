"""A Google spreadsheet as the hub that sync speaks to."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from datetime import time
from datetime import timedelta
from decimal import Decimal

from sheetcrm.errors import WriteUncertain
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.ports import NumberTaken
from sheetcrm.sync.ports import Place
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.ports import Unanswered
from sheetcrm.sync.repair import Image
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Restore
from sheetcrm.sync.sheet import Revive
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.google.reading import formulas
from sheetcrm.workbooks.google.reading import table_data
from sheetcrm.workbooks.google.tracing import Trace
from sheetcrm.workbooks.google.transacting import HubSheets
from sheetcrm.workbooks.google.transacting import NumberUsed
from sheetcrm.workbooks.google.transacting import Step

_DAY = timedelta(days=1)
_NONE = Image({}, {})


class GoogleHub:
    """A shared spreadsheet (implements `sheetcrm.sync.ports.HubPort`).

    When Google cannot be reached at all, or refuses, that is told as it is: the transaction was not carried out, and
    its intent is looked after by the next run.
    """

    def __init__(self, sheets: HubSheets, name: str) -> None:
        """Keep the spreadsheet, and what people know it by."""
        self._sheets = sheets
        self._name = name

    @property
    def name(self) -> str:
        """What people know it by."""
        return self._name

    def read(self) -> HubSeen:
        """Read all tables with one request. Raises: LayoutBroken; WorkbookError when Google does not answer."""
        read = self._sheets.read()
        return HubSeen(read.number, {key: _sheet(tab) for key, tab in read.seen.tables.items()})

    def transact(self, transaction: Transaction) -> Receipt:
        """Apply a transaction with one request. Raises: NumberTaken, Unanswered; WorkbookError."""
        try:
            return _receipt(self._sheets.transact(_step(transaction)))
        except NumberUsed as error:
            raise NumberTaken from error
        except WriteUncertain as error:
            raise Unanswered from error

    def fence(self, number: int, token: str) -> Receipt | None:
        """Make sure that a transaction which was not applied never will be; give its receipt if it was.

        Raises: Unanswered; WorkbookError.
        """
        try:
            trace = self._sheets.fence(number, token)
        except WriteUncertain as error:
            raise Unanswered from error
        return _receipt(trace) if trace else None


def _sheet(tab: Tab) -> Sheet:
    data = table_data(tab)
    return Sheet(data.table, data.columns, data.rows, frozenset(formulas(tab)))


def _step(transaction: Transaction) -> Step:
    """Say a transaction as cells. Images of edits are numbered as the edits, those of watched rows from -1 down."""
    edits = transaction.edits
    places = {number: place for number, edit in enumerate(edits) if (place := _place(edit))}
    watched = {-number: place for number, place in enumerate(transaction.watched, start=1)}
    return Step(
        number=transaction.number,
        token=transaction.token,
        updates=[
            ((edit.table, edit.at), _values(edit.cells))
            for edit in edits
            if isinstance(edit, Update | Restore) and edit.at is not None
        ],
        inserts=[
            (edit.table, {**_values(edit.cells), "id": edit.row_id})
            for edit in edits
            if isinstance(edit, Insert | Revive)
        ],
        deletes=[place for edit in edits if isinstance(edit, Delete) and (place := _place(edit))],
        images={**places, **watched},
        drop=transaction.drop,
        note=f"{len(edits)}+{len(transaction.watched)}",
    )


def _place(edit: HubEdit) -> Place | None:
    if isinstance(edit, Insert | Revive) or edit.at is None:
        return None
    return edit.table, edit.at


def _new_row(edit: Insert | Revive) -> Mapping[str, Value]:
    cells = _values(edit.cells)
    return {**cells, ID: edit.row_id} if isinstance(edit, Insert) else cells


def _values(cells: Mapping[str, Raw] | Mapping[str, Value]) -> Mapping[str, Value]:
    """Give cells as they are written; an error is what a formula gave, and cannot be put back as a value."""
    return {key: _value(raw) for key, raw in cells.items() if not isinstance(raw, CellError)}


def _value(raw: Raw) -> Value:
    if isinstance(raw, float):
        return Decimal(raw)
    if isinstance(raw, time):
        seconds = raw.hour * 3600 + raw.minute * 60 + raw.second
        return Decimal((seconds + raw.microsecond / 1e6) / _DAY.total_seconds())
    if isinstance(raw, timedelta):
        return Decimal(raw / _DAY)
    assert not isinstance(raw, CellError)
    return raw


def _receipt(trace: Trace) -> Receipt:
    """Give one image an edit, blank where it had no place, and one a watched row."""
    edits, _, watched = trace.note.partition("+")

    def images(numbers: Iterable[int]) -> list[Image]:
        found = (trace.images.get(number) for number in numbers)
        return [Image(one.before, one.after) if one else _NONE for one in found]

    return Receipt(images(range(int(edits))), images(-number for number in range(1, int(watched) + 1)))
