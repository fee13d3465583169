"""What a sync needs of a hub and of a workbook file: few methods, each one request or one step on disk.

- A *transaction* is applied to a hub wholly or not at all. It has a *number*, one more than the highest the hub has
  seen: if another process used it in between, ours fails (a compare-and-swap among sync processes), and a second
  delivery of the same request fails too. Its random *token* tells ours from another's.
- An *image* is a row just before and just after the transaction, taken inside it.
- A file's *content* names exactly its bytes (a digest, say); a *draft* is a new file that lies beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sheetcrm.sync.repair import Image
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Sheet


class NumberTaken(Exception):
    """A transaction with this number has been applied already: ours, delivered twice, or another process's."""


class Unanswered(Exception):
    """No answer came; what was asked may have been done, may still be done, or never."""


class FileLocked(Exception):
    """A program holds the workbook open."""


Place = tuple[str, int]
"""A table and a row of its sheet."""


@dataclass(frozen=True, slots=True)
class HubSeen:
    """A hub as read in one request."""

    number: int
    """The highest number of all transactions and fences so far."""
    sheets: Mapping[str, Sheet]


@dataclass(frozen=True, slots=True)
class Transaction:
    """What a hub is to do in one atomic step."""

    number: int
    token: str
    edits: Sequence[HubEdit]
    """Updates in place, then rows appended, then rows deleted."""
    watched: Sequence[Place] = ()
    """Rows to take an image of although they are not changed."""
    drop: Sequence[int] = ()
    """Numbers of own transactions whose traces may go: over an hour old."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a transaction found and did."""

    images: Sequence[Image]
    """One an edit."""
    watched: Sequence[Image] = ()


class HubPort(Protocol):
    """A hub: a shared Google spreadsheet, or a team workbook."""

    @property
    def name(self) -> str:
        """What people know it by."""
        ...

    def read(self) -> HubSeen:
        """Read all tables. Raises: Unanswered, LayoutBroken."""
        ...

    def transact(self, transaction: Transaction) -> Receipt:
        """Apply a transaction. Raises: NumberTaken, Unanswered."""
        ...

    def fence(self, number: int, token: str) -> Receipt | None:
        """Make sure that a transaction which was not applied never will be; give its receipt if it was.

        Raises: Unanswered.
        """
        ...


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A workbook file as read."""

    content: str
    stamp: str | None
    """The generation that the file was last written for."""
    sheets: Mapping[str, Sheet]
    locked: bool = False
    """It is open in a spreadsheet program: it can be read, not replaced."""


class WorkbookPort(Protocol):
    """A workbook file."""

    @property
    def name(self) -> str:
        """Its id: the same wherever the file is moved."""
        ...

    def claim(self) -> bool:
        """Keep other sync processes off this file; False when one is at it. A process that dies lets go."""
        ...

    def release(self) -> None:
        """Let others have it."""
        ...

    def read(self) -> FileSeen:
        """Read all tables. Raises: WorkbookError."""
        ...

    def draft(self, seen: FileSeen, edits: Sequence[Edit], stamp: str | None) -> str:
        """Write a new file beside the one that was read, forced to disk; give its content."""
        ...

    def exchange(self, content: str) -> str:
        """Swap the file with the one of that content that lies beside it, atomically; give the content displaced.

        What is displaced stays beside it, as a backup or to be exchanged back. Raises: FileLocked.
        """
        ...

    def displaced_by(self, draft: str) -> str | None:
        """Give what lies where a draft was written: what it displaced, or itself while it was not exchanged."""
        ...
