"""An .xlsx or .xlsm file as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sheetcrm.errors import WouldLoseContent
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.locks import refuse_when_open
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.package_writer import new_zip
from sheetcrm.workbooks.xlsx.patching import Patcher
from sheetcrm.workbooks.xlsx.reading import TableReader
from sheetcrm.workbooks.xlsx.replacing import FileSeen
from sheetcrm.workbooks.xlsx.replacing import look_at
from sheetcrm.workbooks.xlsx.replacing import refuse_when_changed
from sheetcrm.workbooks.xlsx.replacing import replace_file
from sheetcrm.workbooks.xlsx.tables import find_places
from sheetcrm.workbooks.xlsx.verifying import Verifier

_SIGNATURES = "_xmlsignatures/"
Known = tuple[str, Book, Mapping[str, TableData]]
"""A file's content (a digest), and what it consists of."""


def local_time() -> datetime:
    """Give the machine's wall-clock time, by which backups are named."""
    return datetime.now().astimezone()


class XlsxWorkbook:
    """A workbook file, read whole and written by patching (implements `sheetcrm.workbooks.base.Workbook`)."""

    def __init__(
        self,
        path: Path | str,
        clock: Callable[[], datetime] = local_time,
        *,
        sparing: bool = False,
        known: Known | None = None,
    ) -> None:
        """Name the file; `clock` dates the backups. A `sparing` one is not written for incidental cells alone.

        `known`: what a file of that content consists of, all its tables among it.
        """
        self._known = known
        self._sparing = sparing
        self._path = Path(path)
        self._clock = clock
        self._seen: FileSeen | None = None
        self.before = self.content = ""
        """A digest of the file as it was read; and of it, or of what was written in its place."""
        self._book: Book | None = None
        """What those bytes consist of, so that a write need not find it out once more."""

    def read(self, tables: Collection[str] | None = None) -> Mapping[str, TableData]:
        """Read tables; what is written later must be the file as it was at this moment."""
        self._seen = look_at(self._path)
        self.before = self.content = self._seen.digest.hex()
        if self._known and self._known[0] == self.content:
            _, self._book, read = self._known
            return {key: data for key, data in read.items() if tables is None or key in tables}
        self._book = book = Book(open_package(self._seen.data, str(self._path)))
        reader = TableReader(book)
        return {
            name: reader.read(place)
            for name, place in find_places(book).tables.items()
            if tables is None or name in tables
        }

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        """Patch the file: touched cells are rewritten, every untouched part keeps its very bytes."""
        refuse_when_open(self._path)
        if self._seen is None:
            self._seen = look_at(self._path)
        else:
            refuse_when_changed(self._path, self._seen)
        book = self._book or Book(open_package(self._seen.data, str(self._path)))
        patch = Patcher(book, find_places(book)).patch(edits)
        if not patch.sheets or (self._sparing and not patch.matters):
            return WriteReceipt(0, 0, 0)
        self._refuse_signed(book)
        pieces = new_zip(book.package, patch.packed(), patch.dropped)
        prove = Verifier(book.package, patch)

        def verify(data: bytes) -> None:
            prove(data)
            self.content = sha256(data).hexdigest()

        backup = replace_file(self._path, self._seen, pieces, verify, self._clock())
        self._seen, self._book = look_at(self._path), None
        return WriteReceipt(patch.cells_changed, patch.rows_inserted, patch.rows_deleted, backup)

    def close(self) -> None:
        """Forget the file's bytes."""
        self._seen = self._book = None

    def _refuse_signed(self, book: Book) -> None:
        if is_signed(book):
            raise WouldLoseContent(
                file=self._path, sheet="-", where="-", why="@xlsx_signed", remedy="@xlsx_signed_remedy"
            )


def is_signed(book: Book) -> bool:
    """Say whether somebody has signed the file: any change would break that."""
    return any(name.lower().startswith(_SIGNATURES) for name in book.package.entries)
