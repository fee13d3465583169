"""Real workbook files in the place of the model's: what their users see is read by a program of another make.

Rows of a file carry what only users know (which customer a row is about) from one content to the next, by place: sync
writes a row where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from sheetcrm.values import Raw
from sheetcrm.workbooks.xlsx.replacing import BACKUPS
from tests.sync.oracle import Oracle
from tests.sync.replicas import Content
from tests.sync.replicas import Row
from tests.sync.replicas import SoulOf
from tests.sync_files.editor import opened
from tests.sync_files.editor import put
from tests.sync_files.teams import lock

REAL = {"id": "id", "a": "company", "b": "contact", "c": "annual_revenue", "owner": "owner"}
"""The model's columns → columns of the leads; `c` holds numbers, one a token."""
KEYS = tuple(REAL.values())


@dataclass(frozen=True)
class Spelling:
    """Tokens of the oracle as they stand in real cells."""

    oracle: Oracle

    def written(self, column: str, cell: Raw) -> Raw:
        if column == "c" and isinstance(cell, str):
            return int(cell.rpartition(".")[2]) + 1
        return cell

    def read(self, column: str, cell: Raw) -> Raw:
        if column == "c" and isinstance(cell, int | float):
            return list(self.oracle.tokens)[int(cell) - 1]
        return cell


@dataclass(slots=True)
class FileContent(Content):
    """What a file holds, and which bytes it was made from."""

    name: str = ""


@dataclass
class Disk:
    """One file, and everything it ever held."""

    path: Path
    spelling: Spelling
    soul_of: SoulOf
    contents: dict[str, FileContent] = field(default_factory=dict)
    bytes: dict[str, bytes] = field(default_factory=dict)
    last: str = ""

    def now(self) -> FileContent:
        """Give what stands at the path."""
        data = self.path.read_bytes()
        name = sha256(data).hexdigest()
        if name not in self.contents:
            self.learn(name, data, self.contents.get(self.last, FileContent([], None)))
        self.last = name
        return self.contents[name]

    def learn(self, name: str, data: bytes, before: FileContent, *, agreed: bool = False) -> None:
        """Read a content that sync made from another one."""
        file = opened(data)
        rows = [
            Row({column: self.spelling.read(column, cells[real]) for column, real in REAL.items()})
            for cells in file.rows(KEYS)
        ]
        for row, old in zip(rows, before.rows, strict=False):
            if any(cell is not None for cell in old.cells.values()):
                row.soul = old.soul
                if not agreed:
                    row.touched, row.shadows = old.touched, old.shadows
        for row in rows:
            if row.soul is None and any(cell is not None for cell in row.cells.values()):
                row.soul = self.soul_of(row.cells)
        self.contents[name] = FileContent(rows, _stamp(data), name)
        self.bytes[name] = data

    def save(self, content: Content) -> FileContent:
        """Let a program save these rows, over whatever stands at the path now."""
        assert isinstance(content, FileContent)
        file = opened(self.bytes[content.name])
        cells = [
            {real: self.spelling.written(column, row.cells[column]) for column, real in REAL.items()}
            for row in content.rows
        ]
        file.write(cells, KEYS)
        data = file.save()
        put(self.path, data)
        return self._keep(content, data)

    def restore(self, content: Content) -> FileContent:
        """Put the very bytes back."""
        assert isinstance(content, FileContent)
        data = self.bytes[content.name]
        put(self.path, data)
        return self._keep(content, data)

    def _keep(self, content: FileContent, data: bytes) -> FileContent:
        name = sha256(data).hexdigest()
        kept = self.contents[name] = FileContent(content.rows, content.stamp, name)
        self.bytes[name], self.last = data, name
        return kept


def _stamp(data: bytes) -> str | None:
    """Find the stamp on the settings sheet, as any program can read it."""
    said = {row["id"]: row["value"] for row in opened(data, "settings").rows(("id", "value"))}
    stamp = said.get("sync_stamp")
    return None if stamp is None else str(stamp)


class HubOnDisk:
    """A team workbook; its users save it at once."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.reads = self.writes = 0
        self.ever: set[object] = set()
        """Every cell that stood here after any write."""

    @property
    def rows(self) -> list[Row]:
        return self.disk.now().rows

    @contextmanager
    def at_hand(self) -> Iterator[list[Row]]:
        now = self.disk.now()
        rows = [row.copy() for row in now.rows]
        yield rows
        self.disk.save(replace(now, rows=rows))

    def written(self) -> None:
        """Hear that a transaction took the file's place."""
        self.writes += 1
        self.ever |= {cell for row in self.rows for cell in row.cells.values()}

    def deliver(self) -> None:
        """Nothing is under way: a file that was not swapped never will be."""


class BookOnDisk:
    """A rep's workbook, and perhaps a program that has it open."""

    def __init__(self, name: str, disk: Disk) -> None:
        self.name, self.disk = name, disk
        self.memory: FileContent | None = None
        self.dirty = False
        self.files = 0
        self.history = [disk.now().name]
        self.unsettled: set[str] = set()
        self._backups: set[str] = set()
        self._mark: Path | None = None

    @property
    def contents(self) -> dict[str, FileContent]:
        return self.disk.contents

    @property
    def content(self) -> FileContent:
        return self.disk.now()

    @property
    def locked(self) -> bool:
        return self._mark is not None

    @locked.setter
    def locked(self, locked: bool) -> None:
        if self._mark:
            self._mark.unlink()
        self._mark = lock(self.disk.path) if locked else None

    def put(self, content: Content) -> None:
        """Save a content; whoever does that has gone on from what he saw there."""
        self._backups |= self.unsettled
        self.history.append(self.disk.save(content).name)

    def put_back(self, content: Content) -> None:
        self._backups |= self.unsettled
        self.history.append(self.disk.restore(content).name)

    def exchanged(self, place: Path, draft: str, expected: str) -> None:
        """Hear that a draft took the file's place; what it displaced lies at `place`."""
        displaced = sha256(place.read_bytes()).hexdigest()
        self.files += 1
        self.history.append(self.disk.now().name)
        self.unsettled = {name for name in (displaced,) if not name.startswith((draft, expected))}

    @property
    def backups(self) -> set[str]:
        """Saves that stay displaced, and are really there."""
        folder = self.disk.path.parent
        there = [*(folder / BACKUPS).glob("*.xlsx"), *folder.glob(f".{self.disk.path.name}.*.sync")]
        found = {sha256(path.read_bytes()).hexdigest() for path in there} if self._backups else set()
        return self._backups & found
