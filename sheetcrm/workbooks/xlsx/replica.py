"""A workbook file that sync reads and swaps with a new one which lies beside it.

A *draft* lies beside the file as `.NAME.DRAFT.EXPECTED.sync`, named by its own content and by that of the file it was
made from. After the swap what was displaced lies there. So the names alone tell, after any interruption, what is what.
"""

from __future__ import annotations

import glob
import shutil
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import Locked
from sheetcrm.errors import NotFound
from sheetcrm.errors import WouldLoseContent
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.claiming import Claim
from sheetcrm.workbooks.xlsx.locks import refuse_when_open
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.package_writer import new_zip
from sheetcrm.workbooks.xlsx.patching import Patcher
from sheetcrm.workbooks.xlsx.reading import TableReader
from sheetcrm.workbooks.xlsx.replacing import BACKUPS
from sheetcrm.workbooks.xlsx.replacing import force_folder
from sheetcrm.workbooks.xlsx.replacing import force_write
from sheetcrm.workbooks.xlsx.replacing import forget_old_backups
from sheetcrm.workbooks.xlsx.replacing import in_our_words
from sheetcrm.workbooks.xlsx.replacing import look_at
from sheetcrm.workbooks.xlsx.swapping import ASIDE
from sheetcrm.workbooks.xlsx.swapping import finish_swap
from sheetcrm.workbooks.xlsx.swapping import swap
from sheetcrm.workbooks.xlsx.tables import find_places
from sheetcrm.workbooks.xlsx.typed_formulas import typed_formulas
from sheetcrm.workbooks.xlsx.verifying import Verifier
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from sheetcrm.workbooks.xlsx.workbook import is_signed

_SHORT = 20
"""Hexadecimal digits of a content that a file's name holds: two contents never share them."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A workbook file as it was read."""

    content: str
    """A digest of all its bytes."""
    tables: Mapping[str, TableData]
    formulas: Mapping[str, frozenset[tuple[int, str]]]
    """Table → (sheet row, column key) of each formula in it."""
    locked: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that lies beside the workbook: a draft, or what it displaced."""

    path: Path
    draft: str
    """The beginning of the draft's content."""
    expected: str
    """The beginning of the content that the draft was made from."""
    content: str
    """What lies there now."""

    @property
    def is_draft(self) -> bool:
        """Say whether it was not swapped."""
        return self.content.startswith(self.draft)

    @property
    def as_expected(self) -> bool:
        """Say whether it is what the draft was made from."""
        return self.content.startswith(self.expected)


@dataclass
class XlsxReplica:
    """One workbook file on its way through a sync."""

    path: Path
    swapping: Callable[[Path, Path], None] = swap
    """Lets two files change places."""
    found: str | None = None
    """What the file was when it was looked at first."""
    left: str | None = None
    """What the file is once all that was read of it is dealt with; None while that is not known."""
    _book: Book | None = None
    _content: str = ""
    _looked: Looked | None = None
    _claim: Claim = field(init=False)

    def __post_init__(self) -> None:
        self.path = self.path.resolve()
        self._claim = Claim(self.path)

    def claim(self) -> bool:
        """Keep other sync processes off the file. Raises: NotAllowed."""
        return self._claim.take()

    def unclaim(self) -> None:
        """Let others have it, and go on from what was read."""
        self._claim.drop()

    def as_workbook(self, clock: Callable[[], datetime]) -> XlsxWorkbook:
        """Give the file to be recomputed; if it is still as it was looked at last, it is not taken apart again."""
        known = (self._content, self._book, self._looked.tables) if self._book and self._looked else None
        return XlsxWorkbook(self.path, clock, sparing=True, known=known)

    def release(self) -> None:
        """Let others have it, and forget what was read."""
        self._claim.drop()
        self._book = self._looked = None

    def look(self, tables: Collection[str] | None = None) -> Looked:
        """Read tables of the file, or give them again if it is as it was when read last. Raises: WorkbookError."""
        if not self.path.exists():
            self._finish_swaps()
        seen = look_at(self.path)
        self.found = self.found or seen.digest.hex()
        if self._looked and tables is None and self._book and seen.digest.hex() == self._content:
            return replace(self._looked, locked=self.is_open)
        book = Book(open_package(seen.data, str(self.path)))
        places = {key: place for key, place in find_places(book).tables.items() if tables is None or key in tables}
        reader = TableReader(book)
        read = {key: reader.read(place) for key, place in places.items()}
        formulas = {key: typed_formulas(book, place) for key, place in places.items()}
        self._book, self._content = book, seen.digest.hex()
        looked = Looked(self._content, read, formulas, self.is_open)
        self._looked = looked if tables is None else None
        return looked

    @property
    def is_open(self) -> bool:
        """Say whether a spreadsheet program has marked the file as open."""
        try:
            refuse_when_open(self.path)
        except Locked:
            return True
        return False

    def go_on(self, before: str, after: str) -> None:
        """Note what took the place of what; a file that a user saved before that is not dealt with."""
        self.left = after if before == self.left else None

    @property
    def is_alone(self) -> bool:
        """Say whether nothing that a sync left lies beside the file."""
        return not any(self.path.parent.glob(f".{glob.escape(self.path.name)}.*.sync*"))

    @property
    def content(self) -> str:
        """Give what the file is now. Raises: NotFound, Locked, NotAllowed."""
        return look_at(self.path).digest.hex()

    def draft(self, content: str, edits: Sequence[RowEdit]) -> str:
        """Write a new file beside the one that was last read, forced to disk and proved; give its content.

        Raises: ChangedMeanwhile, LayoutBroken, WouldLoseContent, NotAllowed.
        """
        if self._book is None or content != self._content:
            raise ChangedMeanwhile(file=self.path)
        if is_signed(self._book):
            raise WouldLoseContent(
                file=self.path, sheet="-", where="-", why="@xlsx_signed", remedy="@xlsx_signed_remedy"
            )
        patch = Patcher(self._book, find_places(self._book)).patch(edits)
        data = b"".join(new_zip(self._book.package, patch.packed(), patch.dropped))
        Verifier(self._book.package, patch)(data)
        made = sha256(data).hexdigest()
        place = self.path.with_name(f".{self.path.name}.{made[:_SHORT]}.{content[:_SHORT]}.sync")
        try:
            place.unlink(missing_ok=True)
            force_write(place, [data])
            shutil.copymode(self.path, place)
        except OSError as error:
            with suppress(OSError):
                place.unlink(missing_ok=True)
            raise in_our_words(error, self.path) from error
        return made

    def exchange(self, content: str) -> str:
        """Swap the file with the one of that content that lies beside it; give the content displaced.

        Raises: Locked, NotFound, NotAllowed.
        """
        refuse_when_open(self.path)
        lies = next((one.path for one in self.beside() if one.content == content), None)
        if lies is None:
            raise NotFound(file=self.path.with_name(content))
        try:
            self.swapping(self.path, lies)
        except OSError as error:
            raise in_our_words(error, self.path) from error
        with suppress(OSError):
            force_folder(self.path.parent)
        return sha256(lies.read_bytes()).hexdigest()

    def beside(self) -> list[Beside]:
        """Give the drafts, and what was displaced, that lie beside the file."""
        if self._claim.held:
            self._finish_swaps()
        found = []
        for lies in sorted(self.path.parent.glob(f".{glob.escape(self.path.name)}.*.sync")):
            draft, expected = lies.name.split(".")[-3:-1]
            with suppress(FileNotFoundError):
                found.append(Beside(lies, draft, expected, sha256(lies.read_bytes()).hexdigest()))
        return found

    def _finish_swaps(self) -> None:
        """Finish swaps that were stopped halfway, unless another process is at it."""
        held = self._claim.held
        if not held and not (self.path.parent.exists() and self._claim.take()):
            return
        try:
            for aside in self.path.parent.glob(f".{glob.escape(self.path.name)}.*.sync{ASIDE}"):
                with suppress(OSError):
                    finish_swap(self.path, aside.with_suffix(""))
        finally:
            if not held:
                self._claim.drop()

    def displaced_by(self, draft: str) -> str | None:
        """Give what lies where a draft was written."""
        return next((one.content for one in self.beside() if draft.startswith(one.draft)), None)

    def tidy(self, now: datetime, unsettled: Collection[str] = ()) -> None:
        """Keep what was displaced as dated backups, and drop drafts that were not used; not of drafts `unsettled`."""
        for one in self.beside():
            if any(draft.startswith(one.draft) for draft in unsettled):
                continue
            with suppress(OSError):
                if one.is_draft:
                    one.path.unlink()
                else:
                    self._keep(one.path, now)

    def _keep(self, displaced: Path, now: datetime) -> None:
        folder = self.path.parent / BACKUPS
        folder.mkdir(exist_ok=True)
        stem = f"{self.path.stem} {now:%Y-%m-%d %H%M%S}"
        names = (f"{stem}{mark}{self.path.suffix}" for mark in ("", *(f" ({n})" for n in range(2, 1000))))
        displaced.replace(next(folder / name for name in names if not (folder / name).exists()))
        forget_old_backups(self.path)
