"""A hub that lives twice: as sync's model of one, and as a spreadsheet on the stand-in reached through real gspread.

What users do to the model is put into the spreadsheet before each request; what sync asks is asked of both, and both
must answer and stand alike. So every schedule that is played on the model is played on the real adapter too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from typing import ClassVar

from sheets_service.cell import EMPTY
from sheets_service.cell import Cell
from sheets_service.cell import Formula
from sheets_service.grid import Grid
from sheets_service.server import SheetsService
from sheets_service.typist import Typist

from sheetcrm.app.google_hub import GoogleHub
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.ports import NumberTaken
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.ports import Unanswered
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Restore
from sheetcrm.sync.sheet import Update
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.workbooks.google.transacting import HubSheets
from tests.sync.replicas import COLUMNS
from tests.sync.replicas import TABLE
from tests.sync.replicas import ModelHub
from tests.sync.replicas import Trace
from tests.workbooks.google.sheets import FIRST_ID
from tests.workbooks.google.sheets import new_spreadsheet
from tests.workbooks.google.sheets import signed_in

HEAD = 2
ERROR = Formula("=#REF!")


class TwinHub(ModelHub):
    """Both hubs; `service` is set for the whole of a test run."""

    service: ClassVar[SheetsService]

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        tables = {TABLE: dict.fromkeys(COLUMNS, ()), "settings": {"id": ["lang"], "value": ["vi"]}}
        self.typist: Typist = new_spreadsheet(self.service, tables)
        self.typist.change({"appendDimension": {"sheetId": FIRST_ID, "dimension": "ROWS", "length": 300}})
        self.google = GoogleHub(HubSheets(signed_in(self.service), self.typist.book_id, "hub"), "hub")
        self.google.read()

    @property
    def grid(self) -> Grid:
        return self.service.world.files[self.typist.book_id].book.sheet(FIRST_ID).grid

    def put(self) -> None:
        """Bring the spreadsheet to where the model's users have brought it."""
        while self.rows and all(cell is None for cell in self.rows[-1].cells.values()):
            self.rows.pop()
        self.grid.rows[HEAD:] = [tuple(as_cell(row.cells[key]) for key in COLUMNS) for row in self.rows]

    def read(self) -> HubSeen:
        model = ModelHub.read(self)
        self.put()
        seen = self.google.read()
        assert seen.number == model.number
        assert dict(seen.sheets[TABLE].columns) == dict(model.sheets[TABLE].columns)
        assert list(seen.sheets[TABLE].rows) == list(model.sheets[TABLE].rows)
        return seen

    def apply(self, transaction: Transaction) -> Receipt:
        self.put()
        try:
            receipt = self.google.transact(transaction)
        except NumberTaken:
            assert transaction.number in self.traces, "refused, and nobody had used the number"
            raise
        model = ModelHub.apply(self, transaction)
        self.forget_errors()
        compare(transaction.edits, receipt, model)
        self.traces[transaction.number].receipt = receipt
        standing = [[said(self.grid.cell(at, column)) for column in range(len(COLUMNS))] for at in self.filled()]
        rows = [[row.cells[key] for key in COLUMNS] for row in self.rows]
        assert standing == [row for row in rows if any(row)]
        return receipt

    def filled(self) -> list[int]:
        rows = self.grid.rows
        return [at for at in range(HEAD, len(rows)) if any(cell.value is not None for cell in rows[at])]

    def forget_errors(self) -> None:
        """An error was given by a formula: as a value it cannot be put back into another row."""
        for at, row in enumerate(self.rows, HEAD):
            for column, key in enumerate(COLUMNS):
                if isinstance(row.cells[key], CellError) and self.grid.cell(at, column).value is None:
                    row.cells[key] = None

    def fence(self, number: int, token: str) -> Receipt | None:
        fault = self.point("hub.fence")
        if fault in ("lost", "late"):
            raise Unanswered
        found = self.google.fence(number, token)
        trace = self.traces.setdefault(number, Trace("", None, self.clock()))
        model = trace.receipt if trace.token == token else None
        assert found == model
        if fault in ("answer lost", "twice"):
            raise Unanswered
        return found


def compare(edits: Sequence[HubEdit], receipt: Receipt, model: Receipt) -> None:
    """What stands in a new row nobody asks."""
    assert len(receipt.images) == len(model.images)
    for edit, one, other in zip(edits, receipt.images, model.images, strict=True):
        if isinstance(edit, Update | Restore | Delete):
            assert (dict(one.before), without_errors(one.after)) == (dict(other.before), without_errors(other.after))
    assert [dict(image.before) for image in receipt.watched] == [dict(image.before) for image in model.watched]


def without_errors(row: object) -> dict[str, Raw]:
    assert isinstance(row, dict)
    return {key: None if isinstance(cell, CellError) else cell for key, cell in row.items()}


def as_cell(raw: Raw) -> Cell:
    if raw is None:
        return EMPTY
    return Cell(ERROR if isinstance(raw, CellError) else raw)


def said(cell: Cell) -> Raw:
    if cell.value == ERROR:
        return CellError("#REF!")
    return cell.value
