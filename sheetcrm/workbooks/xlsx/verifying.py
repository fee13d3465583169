"""Proof, before a new file takes the old one's place, that it holds what it should and nothing else has changed."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from pyexpat import ExpatError
from pyexpat import ParserCreate

from sheetcrm.errors import WorkbookError
from sheetcrm.errors import WouldLoseContent
from sheetcrm.values import Value
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.book import Sheet
from sheetcrm.workbooks.xlsx.dialect import UnusualXml
from sheetcrm.workbooks.xlsx.package import Package
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.patch import Patch
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft
from sheetcrm.workbooks.xlsx.sheet_xml import rows_at


class Verifier:
    """Compares a new file with the old package and the patch made of it."""

    def __init__(self, old: Package, patch: Patch) -> None:
        self._old = old
        self._patch = patch

    def __call__(self, data: bytes) -> None:
        """Look at the new file's bytes. Raises: WouldLoseContent."""
        try:
            new = open_package(data, self._old.file)
            self._compare_members(new)
            book = Book(new)
            for sheet in book.sheets:
                if sheet.part in self._patch.written:
                    self._read_back(book, sheet, self._patch.written[sheet.part])
        except WouldLoseContent:
            raise
        except (WorkbookError, UnusualXml) as error:
            raise self._refusal("") from error

    def _compare_members(self, new: Package) -> None:
        if set(new.entries) != set(self._old.entries) - self._patch.dropped:
            raise self._refusal("")
        old_bytes, new_bytes = memoryview(self._old.data), memoryview(new.data)
        for name, entry in new.entries.items():
            if name in self._patch.changed:
                self._parse([new.inflate(name)], name)
            if name in self._patch.changed or name in self._patch.sheets:
                continue
            old = self._old.entries[name]
            if new_bytes[entry.start : entry.end] != old_bytes[old.start : old.end]:
                raise self._refusal(name)

    def _parse(self, pieces: Iterable[bytes | memoryview], name: str) -> None:
        parser = ParserCreate()
        try:
            for piece in pieces:
                parser.Parse(piece)
            parser.Parse(b"", True)
        except ExpatError as error:
            raise self._refusal(name) from error

    def _read_back(self, book: Book, sheet: Sheet, written: Mapping[int, Mapping[int, Value]]) -> None:
        """Parse what is not copied (rows written, all before and after the rows) and compare what was written."""
        places = self._patch.places.get(sheet.part)
        draft = SheetDraft(book, sheet, rows_at(book.package.xml(sheet.part), places) if places else None)
        view = memoryview(draft.xml.data)
        rows = (draft.rows[number] for number in written)
        self._parse((draft.head, *(view[row.start : row.end] for row in rows), draft.tail), sheet.part)
        for number, wishes in written.items():
            cells = draft.cells(number, frozenset(wishes))
            for column, value in wishes.items():
                if not holds(draft.stored(cells.get(column)), value, epoch_1904=book.epoch_1904):
                    raise self._refusal(sheet.title)

    def _refusal(self, where: str) -> WouldLoseContent:
        return WouldLoseContent(
            file=self._old.file, sheet=where, where="-", why="@xlsx_not_as_meant", remedy="@xlsx_not_as_meant_remedy"
        )
