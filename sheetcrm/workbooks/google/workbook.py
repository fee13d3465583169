"""A Google spreadsheet as a workbook."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.google.address import GOOGLE
from sheetcrm.workbooks.google.address import require_google_id
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.connecting import connect
from sheetcrm.workbooks.google.reading import read_spreadsheet
from sheetcrm.workbooks.google.reading import table_data
from sheetcrm.workbooks.google.sure_writing import write_surely
from sheetcrm.workbooks.google.transacting import HubSheets


class GoogleWorkbook:
    """A shared spreadsheet (implements `sheetcrm.workbooks.base.Workbook`).

    A read is one request. A write looks once more, so that what edits expect is compared with what stands there now,
    and is then one atomic batch; reports cost one more look, at the looks of their cells.
    """

    def __init__(self, place: str, client: PatientClient | None = None, *, credentials: Path | None = None) -> None:
        """Name the spreadsheet by id or address; without a client, one signs in when it is first needed.

        Raises: BadRequest when `place` names no spreadsheet.
        """
        self._spreadsheet = require_google_id(place)
        self._name = f"{GOOGLE}{self._spreadsheet}"
        self._given = client
        self._credentials = credentials

    @cached_property
    def client(self) -> PatientClient:
        """Sign in. Raises: NoCredentials."""
        return self._given or connect(self._name, self._credentials)

    def read(self, tables: Collection[str] | None = None) -> Mapping[str, TableData]:
        """Read tables with one request."""
        seen = read_spreadsheet(self.client, self._spreadsheet, self._name)
        return {key: table_data(tab) for key, tab in seen.tables.items() if tables is None or key in tables}

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        """Make all edits in one batch; only the cells that differ travel, and text is never read as anything else."""
        if not edits:
            return WriteReceipt(0, 0, 0)
        sheets = HubSheets(self.client, self._spreadsheet, self._name)
        sheets.read()
        return write_surely(sheets, edits, self._name)

    def close(self) -> None:
        """Let go of the connection."""
        if self._given is None and "client" in self.__dict__:
            self.client.session.close()
