"""An .xlsx or .xlsm file as a workbook."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.reading import TableReader
from sheetcrm.workbooks.xlsx.replacing import FileSeen
from sheetcrm.workbooks.xlsx.replacing import look_at
from sheetcrm.workbooks.xlsx.tables import find_places


class XlsxWorkbook:
    """A workbook file, read whole and written by patching (implements `sheetcrm.workbooks.base.Workbook`)."""

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._seen: FileSeen | None = None

    def read(self, tables: Collection[str] | None = None) -> Mapping[str, TableData]:
        """Read tables; what is written later must be the file as it was at this moment."""
        self._seen = look_at(self._path)
        book = Book(open_package(self._seen.data, str(self._path)))
        reader = TableReader(book)
        return {
            name: reader.read(place)
            for name, place in find_places(book).tables.items()
            if tables is None or name in tables
        }

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        """Patch the file."""
        raise NotImplementedError

    def close(self) -> None:
        """Forget the file's bytes."""
        self._seen = None
