"""A hub and workbook files as small real things: what a user can do there, and the ports that a sync sees.

Every step of a port is a *point* at which the world may do something else first: let a user act, lose a request, let
another process run, or stop this one for good.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime

from sheetcrm.sync.identity import is_valid_id
from sheetcrm.sync.ports import FileLocked
from sheetcrm.sync.ports import FileSeen
from sheetcrm.sync.ports import HubSeen
from sheetcrm.sync.ports import NumberTaken
from sheetcrm.sync.ports import Receipt
from sheetcrm.sync.ports import Transaction
from sheetcrm.sync.ports import Unanswered
from sheetcrm.sync.repair import Image
from sheetcrm.sync.sheet import Delete
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Restore
from sheetcrm.sync.sheet import Revive
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update
from sheetcrm.values import Raw

TABLE = "leads"
TYPED = ("a", "b", "c", "owner")
COLUMNS = ("id", *TYPED)
FIRST = 3
Point = Callable[[str], str | None]
"""(name of the point) → the fault that happens to the request there, if any."""


@dataclass(slots=True)
class Row:
    """One row of a sheet; `soul` is which customer it is about, known to users and the oracle only."""

    cells: dict[str, Raw]
    soul: int | None = None
    touched: frozenset[str] = frozenset()
    """Columns that its user changed since sync last wrote the file."""
    shadows: frozenset[str] = frozenset()
    """Tokens its user had in this row before he put back a copy of the same generation: he decides about them too."""
    misnamed: bool = False
    """A write that went astray has replaced its id, and nobody has put that right yet."""

    def copy(self) -> Row:
        return Row(dict(self.cells), self.soul, self.touched, self.shadows)


BLANK: Mapping[str, Raw] = dict.fromkeys(COLUMNS)
SoulOf = Callable[[Mapping[str, Raw]], int | None]


def as_sheet(rows: Sequence[Row]) -> Sheet:
    """Read rows the way a backend does: blank ones are left out."""
    kept = [
        (at, row.cells) for at, row in enumerate(rows, FIRST) if any(cell is not None for cell in row.cells.values())
    ]
    columns = {key: [cells[key] for _, cells in kept] for key in COLUMNS}
    return Sheet(TABLE, columns, [at for at, _ in kept])


def write(rows: list[Row], edits: Sequence[HubEdit], soul_of: SoulOf) -> list[Image]:
    """Apply edits by position, blindly, as a spreadsheet does; give each row just before and after."""
    befores = [dict(_at(rows, edit.at).cells) if _has_place(edit) else dict(BLANK) for edit in edits]
    for edit in edits:
        if isinstance(edit, Update | Restore) and edit.at is not None:
            while len(rows) <= edit.at - FIRST:
                rows.append(Row(dict(BLANK)))
            row = rows[edit.at - FIRST]
            if "id" in edit.cells:
                row.misnamed = isinstance(edit, Update) and is_valid_id(row.cells["id"])
            row.cells.update(edit.cells)
    afters = []
    for edit in edits:
        if isinstance(edit, Insert | Revive):
            cells = {**BLANK, **edit.cells}
            if isinstance(edit, Insert):
                cells["id"] = edit.row_id
            rows.append(Row(cells, soul_of(cells)))
            afters.append(dict(cells))
        else:
            afters.append(dict(_at(rows, edit.at).cells))
    for at in sorted({edit.at for edit in edits if isinstance(edit, Delete) and edit.at is not None}, reverse=True):
        if at - FIRST < len(rows):
            del rows[at - FIRST]
    return [Image(before, after) for before, after in zip(befores, afters, strict=True)]


def _has_place(edit: HubEdit) -> bool:
    return isinstance(edit, Update | Restore | Delete)


def _at(rows: Sequence[Row], at: int | None) -> Row:
    return rows[at - FIRST] if at is not None and at - FIRST < len(rows) else Row(dict(BLANK))


@dataclass(slots=True)
class Trace:
    """What a transaction left on the hub."""

    token: str
    receipt: Receipt | None
    """None: a fence."""
    at: datetime


@dataclass(slots=True)
class ModelHub:
    """A shared spreadsheet: no compare-and-swap but that a transaction's number can be used once."""

    point: Point
    clock: Callable[[], datetime]
    soul_of: SoulOf
    name: str = "hub"
    rows: list[Row] = field(default_factory=list)
    highest: int = 0
    traces: dict[int, Trace] = field(default_factory=dict)
    under_way: list[Transaction] = field(default_factory=list)
    """Requests that the network still holds."""
    reads: int = 0
    writes: int = 0
    ever: set[object] = field(default_factory=set)
    """Every cell that any transaction wrote here."""

    @contextmanager
    def at_hand(self) -> Iterator[list[Row]]:
        """Let a user change rows."""
        yield self.rows

    def read(self) -> HubSeen:
        if self.point("hub.read") in ("lost", "late", "answer lost", "twice"):
            raise Unanswered
        self.reads += 1
        return HubSeen(max([self.highest, *self.traces]), {TABLE: as_sheet(self.rows)})

    def transact(self, transaction: Transaction) -> Receipt:
        fault = self.point("hub.transact")
        if fault in ("lost", "late"):
            if fault == "late":
                self.under_way.append(transaction)
            raise Unanswered
        receipt = self.apply(transaction)
        if fault == "twice":
            self.under_way.append(transaction)
        if fault == "answer lost":
            raise Unanswered
        if fault == "taken by itself":
            raise NumberTaken
        self.point("hub.transacted")
        return receipt

    def apply(self, transaction: Transaction) -> Receipt:
        """Do it all or nothing."""
        if transaction.number in self.traces:
            raise NumberTaken
        self.writes += 1
        watched = [dict(_at(self.rows, at).cells) for _, at in transaction.watched]
        images = write(self.rows, transaction.edits, self.soul_of)
        self.ever |= {
            cell for edit in transaction.edits if isinstance(edit, Update | Insert) for cell in edit.cells.values()
        }
        receipt = Receipt(images, [Image(cells, cells) for cells in watched])
        for number in transaction.drop:
            self.traces.pop(number, None)
        self.traces[transaction.number] = Trace(transaction.token, receipt, self.clock())
        self.highest = max(self.highest, transaction.number)
        return receipt

    def fence(self, number: int, token: str) -> Receipt | None:
        fault = self.point("hub.fence")
        if fault in ("lost", "late"):
            raise Unanswered
        trace = self.traces.setdefault(number, Trace("", None, self.clock()))
        if fault in ("answer lost", "twice"):
            raise Unanswered
        return trace.receipt if trace.token == token else None

    def deliver(self) -> None:
        """Let every request that the network still holds arrive."""
        for transaction in self.under_way:
            try:
                self.apply(transaction)
            except NumberTaken:
                continue
        self.under_way.clear()


@dataclass(slots=True)
class Content:
    """The content of a file."""

    rows: list[Row]
    stamp: str | None


@dataclass(slots=True)
class ModelBook:
    """A workbook file, and perhaps a program that has it open."""

    name: str
    point: Point
    soul_of: SoulOf
    contents: dict[str, Content] = field(default_factory=dict)
    """All contents that ever were; those that once stood at the path can be restored by a user."""
    path: str = ""
    history: list[str] = field(default_factory=list)
    memory: Content | None = None
    """What the program that has it open shows."""
    locked: bool = False
    """That program keeps others from replacing the file."""
    dirty: bool = False
    files: int = 0
    claimed: bool = False
    beside: dict[str, str] = field(default_factory=dict)
    """Where each draft was written → what lies there now."""
    sources: dict[str, str] = field(default_factory=dict)
    """Draft → the content it was made from."""
    unsettled: set[str] = field(default_factory=set)
    """A save that was displaced and must be put back."""
    stamp: str | None = None
    """The one that was written last: a file with another one is a copy of unknown age."""
    stamp_before: str | None = None
    aged: set[Raw] = field(default_factory=set)
    """What stood in such copies: nobody can tell whether it is older than what was synchronised."""
    backups: set[str] = field(default_factory=set)
    """Saves that stay displaced because their user went on from what replaced them before it was put right."""

    def __post_init__(self) -> None:
        self.put(Content([], None))

    def add(self, content: Content) -> str:
        """Let a content lie beside the file."""
        name = f"{self.name}#{len(self.contents)}"
        self.contents[name] = content
        return name

    def put(self, content: Content) -> None:
        """Save a content at the path; whoever does that has gone on from what he saw there."""
        self.backups |= self.unsettled
        if content.stamp != self.stamp:
            self.aged |= {cell for row in content.rows for cell in row.cells.values()}
        self.path = self.add(content)
        self.history.append(self.path)

    def put_back(self, content: Content) -> None:
        """Put an old copy of the file at the path."""
        self.put(content)

    @property
    def content(self) -> Content:
        return self.contents[self.path]

    @property
    def shown(self) -> list[Row]:
        """What its user sees."""
        return self.content.rows if self.memory is None else self.memory.rows

    def claim(self) -> bool:
        claimed = not self.claimed
        self.claimed = True
        return claimed

    def release(self) -> None:
        self.claimed = False

    def read(self) -> FileSeen:
        self.point("book.read")
        content = self.content
        return FileSeen(self.path, content.stamp, {TABLE: as_sheet(content.rows)}, self.locked)

    def draft(self, seen: FileSeen, edits: Sequence[Edit], stamp: str | None) -> str:
        self.point("book.draft")
        rows = [row.copy() for row in self.contents[seen.content].rows]
        if stamp != seen.stamp:  # a new base: what was touched is agreed on
            rows = [Row(row.cells, row.soul) for row in rows]
        write(rows, edits, self.soul_of)
        draft = self.add(Content(rows, stamp))
        self.beside[draft], self.sources[draft] = draft, seen.content
        return draft

    def exchange(self, content: str) -> str:
        self.point("book.exchange")
        if self.locked:
            raise FileLocked
        (draft,) = (draft for draft, lies in self.beside.items() if lies == content)
        displaced, self.path = self.path, content
        self.beside[draft] = displaced
        self.history.append(content)
        self._restamp(draft, content)
        self.files += 1
        self.unsettled = {displaced} - {self.sources[draft], draft}
        self.point("book.exchanged")
        return displaced

    def _restamp(self, draft: str, content: str) -> None:
        made, here = self.contents[draft].stamp, self.contents[content].stamp
        if made == self.contents[self.sources[draft]].stamp:  # ids only
            return
        if content == draft:
            self.stamp, self.stamp_before = made, self.stamp
        else:  # put back; or its user went on from the draft
            self.stamp = made if here == made else self.stamp_before

    def displaced_by(self, draft: str) -> str | None:
        return self.beside.get(draft)
