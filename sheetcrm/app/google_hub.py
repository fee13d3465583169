"""A Google spreadsheet as the hub that sync speaks to."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable

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
from sheetcrm.templates.template import LISTS
from sheetcrm.workbooks.google.raw_values import values_of
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.google.reading import formulas
from sheetcrm.workbooks.google.reading import table_data
from sheetcrm.workbooks.google.tracing import Image as TraceImage
from sheetcrm.workbooks.google.tracing import Trace
from sheetcrm.workbooks.google.transacting import HubSheets
from sheetcrm.workbooks.google.transacting import NumberUsed
from sheetcrm.workbooks.google.transacting import Step

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
            return receipt_of(self._sheets.transact(step_of(transaction)))
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
        return receipt_of(trace) if trace else None


def _sheet(tab: Tab) -> Sheet:
    data = table_data(tab)
    return Sheet(data.table, data.columns, data.rows, frozenset(formulas(tab)))


def step_of(transaction: Transaction) -> Step:
    """Say a transaction as cells. Images of edits are numbered as the edits, those of watched rows from -1 down."""
    edits = transaction.edits
    places = {number: place for number, edit in enumerate(edits) if (place := _place(edit))}
    watched = {-number: place for number, place in enumerate(transaction.watched, start=1)}
    return Step(
        number=transaction.number,
        token=transaction.token,
        updates=[
            ((edit.table, edit.at), values_of(edit.cells))
            for edit in edits
            if isinstance(edit, Update | Restore) and edit.at is not None
        ],
        inserts=[
            (edit.table, values_of(edit.cells) if edit.table == LISTS else {**values_of(edit.cells), ID: edit.row_id})
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


def _as_kept(one: TraceImage) -> Image:
    return Image(one.before, one.after)


def receipt_of(trace: Trace, shown: Callable[[TraceImage], Image] = _as_kept) -> Receipt:
    """Give one image an edit, blank where it had no place, and one a watched row."""
    edits, _, watched = trace.note.partition("+")

    def images(numbers: Iterable[int]) -> list[Image]:
        found = (trace.images.get(number) for number in numbers)
        return [shown(one) if one else _NONE for one in found]

    return Receipt(images(range(int(edits))), images(-number for number in range(1, int(watched) + 1)))
