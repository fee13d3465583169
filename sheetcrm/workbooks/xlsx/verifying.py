"""Proof, before a new file takes the old one's place, that it holds what it should and nothing else has changed."""

from __future__ import annotations

from collections.abc import Mapping
from pyexpat import ExpatError
from pyexpat import ParserCreate

from sheetcrm.errors import WorkbookError
from sheetcrm.errors import WouldLoseContent
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.book import Sheet
from sheetcrm.workbooks.xlsx.package import Package
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.patching import Patch
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft
from sheetcrm.workbooks.xlsx.sheet_draft import Wanted


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
        except WorkbookError as error:
            raise self._refusal("") from error

    def _compare_members(self, new: Package) -> None:
        if set(new.entries) != set(self._old.entries) - self._patch.dropped:
            raise self._refusal("")
        old_bytes, new_bytes = memoryview(self._old.data), memoryview(new.data)
        for name, entry in new.entries.items():
            if name in self._patch.changed:
                self._parse(new.inflate(name), name)
                continue
            old = self._old.entries[name]
            if new_bytes[entry.start : entry.end] != old_bytes[old.start : old.end]:
                raise self._refusal(name)

    def _parse(self, content: bytes, name: str) -> None:
        try:
            ParserCreate().Parse(content, True)
        except ExpatError as error:
            raise self._refusal(name) from error

    def _read_back(self, book: Book, sheet: Sheet, written: Mapping[int, Mapping[int, Wanted]]) -> None:
        draft = SheetDraft(book, sheet)
        for number, wishes in written.items():
            for column, wanted in wishes.items():
                stored = draft.stored(draft.cell(number, column))
                if not holds(stored, wanted.value, epoch_1904=book.epoch_1904):
                    raise self._refusal(sheet.title)

    def _refusal(self, where: str) -> WouldLoseContent:
        return WouldLoseContent(
            file=self._old.file, sheet=where, where="-", why="@xlsx_not_as_meant", remedy="@xlsx_not_as_meant_remedy"
        )
