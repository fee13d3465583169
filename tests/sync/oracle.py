"""Decides what was lost, misplaced, diverged or came back, from what users typed: it knows nothing of how sync works.

Every value typed is a token that is unique and says for which customer (*soul*) and column it was typed. Nothing here
is told by the code under test; of its memory only the log is read, as a user may.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from collections.abc import Set
from dataclasses import dataclass
from dataclasses import field
from types import MappingProxyType

from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.values import Raw
from tests.sync.replicas import ModelBook
from tests.sync.replicas import ModelHub
from tests.sync.replicas import Row

TOKEN_COLUMNS = ("a", "b", "c")
SHOWN_TO_USERS = {Happened.CONFLICT, Happened.UNPLACED, Happened.LEFT}
Held = Mapping[tuple[str, str, str], tuple[Raw, Raw]]
"""(workbook, row id, column) → what the hub and the workbook say, where each keeps its own until somebody chooses."""


class Violation(AssertionError):
    """A promise was broken."""


@dataclass(slots=True)
class Token:
    """One value that a user typed."""

    soul: int
    column: str
    seen: int
    """The customer that its user saw in the row; another one for a moment after a write that hit the wrong row."""
    over: Raw = None
    """What stood in the cell when it was typed."""
    given_up: bool = False
    """A user replaced, cleared or deleted it himself."""
    left: bool = False
    """Its user put back a file from before it: it goes if it stands on the hub only by a write that is put right."""


@dataclass(slots=True)
class Oracle:
    """Everything that was typed."""

    tokens: dict[str, Token] = field(default_factory=dict)
    twins: dict[int, int] = field(default_factory=dict)
    """Souls of copied rows: nobody can tell a copy from its original."""
    tampered: set[int] = field(default_factory=set)
    """Souls whose id a user blanked, broke or pasted over, or that were copied or deleted."""
    replaced: set[int] = field(default_factory=set)
    """Souls of rows in which a user left no cell as it was, or that he deleted."""
    usurped: dict[int, int] = field(default_factory=dict)
    """Souls of rows that had no id yet when a user pasted another row's over it → that row's: while it stands, its
    cells tell whose the id is; where nothing of it is left, nobody can know."""
    buried: set[str] = field(default_factory=set)
    """Tokens that were replaced everywhere at a quiet time: they may not come back."""
    souls: int = 0

    def new_soul(self) -> int:
        self.souls += 1
        return self.souls

    def type_token(self, row: Row, column: str) -> str:
        """Let a user type a new value; what he sees there he gives up."""
        over = row.cells[column]
        self.give_up(over)
        seen = self.soul_of(row.cells)
        if seen and row.soul is None:  # a blank row that was hit by mistake: what is typed there is a row of its own
            self.tampered.add(seen)
        row.soul = row.soul or seen or self.new_soul()
        token = f"{column}{row.soul}.{len(self.tokens)}"
        self.tokens[token] = Token(row.soul, column, seen or row.soul, over)
        row.cells[column] = token
        return token

    def give_up(self, cell: Raw) -> None:
        if isinstance(cell, str) and cell in self.tokens:
            self.tokens[cell].given_up = True

    def leave(self, cell: Raw) -> None:
        if isinstance(cell, str) and cell in self.tokens:
            self.tokens[cell].left = True

    def give_up_shadows(self, row: Row, column: str | None = None) -> None:
        """Let a user decide about what he had in a row before he put back an old copy of it."""
        for token in row.shadows & self.tokens.keys():
            if column in (None, self.tokens[token].column):
                self.give_up(token)

    def tamper(self, row: Row) -> None:
        """Remember that a user did something to a row after which it may rightly count as another row."""
        soul = row.soul or self.soul_of(row.cells)
        if soul is not None:
            self.tampered.add(soul)

    def replace(self, row: Row) -> None:
        """Remember that nothing is left of a row by which it could be known."""
        if row.soul is not None:
            self.replaced.add(row.soul)

    def same_soul(self, soul: int) -> int:
        while soul in self.twins:
            soul = self.twins[soul]
        return soul

    def make_twins(self, soul: int | None, other: int) -> None:
        if soul is not None and self.same_soul(soul) != self.same_soul(other):
            self.twins[self.same_soul(other)] = self.same_soul(soul)

    def soul_of(self, cells: Mapping[str, Raw]) -> int | None:
        """Say which customer most of a row's tokens were typed for."""
        souls = [self.same_soul(self.tokens[cell].soul) for cell in self._tokens(cells)]
        return max(souls, key=souls.count) if souls else None

    def _tokens(self, cells: Mapping[str, Raw]) -> list[str]:
        return [cell for cell in cells.values() if isinstance(cell, str) and cell in self.tokens]

    def judge(
        self,
        hub: ModelHub,
        books: Sequence[ModelBook],
        shows: Callable[[ModelBook, Raw], bool],
        log: list[Entry],
        held: Held = MappingProxyType({}),
        aged: frozenset[Raw] | None = None,
    ) -> None:
        """Look at everything, when all is quiet. Raises: Violation.

        `aged`: what stood in copies of unknown age; None: nobody knows, so what stands is not asked for its age.
        """
        self._judge_misplaced("hub", hub.rows)
        for book in books:
            self._judge_misplaced(book.name, book.content.rows)
            self._judge_diverged(hub, book, shows, held)
        live = {
            cell
            for rows in (hub.rows, *(b.content.rows for b in books))
            for row in rows
            for cell in self._tokens(row.cells)
        }
        kept = {
            cell
            for b in books
            for name in b.backups
            for row in b.contents[name].rows
            for cell in self._tokens(row.cells)
        }
        told = {entry.old for entry in log if entry.kind in SHOWN_TO_USERS and isinstance(entry.old, str)}
        righted = {entry.old for entry in log if entry.kind is Happened.PUT_BACK}
        for token, typed in self.tokens.items():
            typed.given_up |= typed.left and token in righted - live
            if not typed.given_up and token not in live | kept and token not in told:
                raise Violation(f"lost: {token}")
            if aged is not None and not typed.given_up and token not in live | aged | kept:
                phantom = {entry.new for entry in log if entry.kind is Happened.PUT_BACK} if token in told else set()
                self._judge_stale(token, live - phantom)
        back = {token for token in live & self.buried if self._is_plain(self.tokens[token])}
        if back:
            raise Violation(f"came back: {sorted(back)}")
        self.buried |= {token for token, typed in self.tokens.items() if typed.given_up and token not in live}

    def _judge_stale(self, token: str, live: Set[Raw]) -> None:
        typed = self.tokens[token]
        for older in self._older(typed):
            if older in live and self._is_plain(typed):
                raise Violation(f"stale: {older} stands although {token} was typed over it later")

    def _older(self, token: Token) -> Iterator[str]:
        """Give what stood in the cell before, and before that."""
        while isinstance(token.over, str) and token.over in self.tokens:
            yield token.over
            token = self.tokens[token.over]

    def _is_plain(self, token: Token) -> bool:
        return self.same_soul(token.soul) not in self._tampered()

    def _tampered(self) -> set[int]:
        return {self.same_soul(soul) for soul in self.tampered}

    def _judge_misplaced(self, where: str, rows: Iterable[Row]) -> None:
        seen: set[int] = set()
        for row in rows:
            about = [
                {self.same_soul(t.soul), self.same_soul(t.seen)}
                for t in map(self.tokens.get, self._tokens(row.cells))
                if t
            ]
            souls = set.intersection(*about) if about else set()
            if about and not souls and not self._is_usurped(set.union(*about)):
                raise Violation(f"misplaced: {row.cells} on {where} mixes {about}")
            wrong = [k for k, cell in row.cells.items() if cell in self.tokens and self.tokens[str(cell)].column != k]
            if wrong:
                raise Violation(f"misplaced: {row.cells} on {where} in {wrong}")
            if souls & seen - self._tampered():
                raise Violation(f"doubled: {souls} on {where}")
            seen |= souls

    def _is_usurped(self, souls: Set[int]) -> bool:
        replaced = {self.same_soul(soul) for soul in self.replaced}
        pairs = [{self.same_soul(one), self.same_soul(other)} for one, other in self.usurped.items()]
        return any(souls <= pair and pair & replaced for pair in pairs)

    def _judge_diverged(
        self, hub: ModelHub, book: ModelBook, shows: Callable[[ModelBook, Raw], bool], held: Held
    ) -> None:
        there = {row.cells["id"]: row.cells for row in hub.rows if any(row.cells.values())}
        here = {row.cells["id"]: row.cells for row in book.content.rows if any(row.cells.values())}
        for row_id, cells in here.items():
            in_dispute = (book.name, str(row_id), "owner") in held
            if cells["owner"] is not None and not in_dispute and not shows(book, cells["owner"]):
                raise Violation(f"leaked: {book.name} holds {cells}")
            on_hub = dict(there.get(row_id, {}))
            for column, cell in on_hub.items():
                if held.get((book.name, str(row_id), column)) == (cell, cells[column]):
                    on_hub[column] = cells[column]
            if on_hub != cells:
                raise Violation(f"diverged: {book.name} has {cells}, hub {there.get(row_id)}")
        for row_id, cells in there.items():
            if shows(book, cells["owner"]) and row_id not in here:
                raise Violation(f"diverged: {book.name} lacks {cells}")
