"""What people do to the rows of a sheet, and what the oracle should know of it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.values import CellError
from tests.sync.oracle import TOKEN_COLUMNS
from tests.sync.oracle import Oracle
from tests.sync.replicas import BLANK
from tests.sync.replicas import TYPED
from tests.sync.replicas import Row

OWNERS = ("Lan", "Minh", None)
ERROR = CellError("#REF!")


@dataclass(frozen=True, slots=True)
class Hand:
    """A user at one row: the sheet's rows, his one, and a number that says which column, or how many."""

    oracle: Oracle
    rows: list[Row]
    index: int
    pick: int
    number: int

    @property
    def row(self) -> Row:
        return self.rows[self.index]

    @property
    def column(self) -> str:
        return TOKEN_COLUMNS[self.number % len(TOKEN_COLUMNS)]


def edit(hand: Hand) -> None:
    hand.oracle.give_up_shadows(hand.row, hand.column)
    hand.oracle.type_token(hand.row, hand.column)
    _touch(hand, hand.column)


def clear(hand: Hand) -> None:
    hand.oracle.give_up_shadows(hand.row, hand.column)
    hand.oracle.give_up(hand.row.cells[hand.column])
    hand.row.cells[hand.column] = None
    _touch(hand, hand.column)


def hand_over(hand: Hand) -> None:
    hand.row.cells["owner"] = OWNERS[hand.number % len(OWNERS)]
    _touch(hand, "owner")


def break_formula(hand: Hand) -> None:
    hand.row.cells["owner"] = ERROR
    _touch(hand, "owner")


def delete(hand: Hand) -> None:
    hand.oracle.tamper(hand.row)
    hand.oracle.replace(hand.row)
    hand.oracle.give_up_shadows(hand.row)
    for cell in hand.rows.pop(hand.index).cells.values():
        hand.oracle.give_up(cell)


def empty(hand: Hand) -> None:
    hand.oracle.tamper(hand.row)
    hand.oracle.replace(hand.row)
    hand.oracle.give_up_shadows(hand.row)
    for key in TYPED:
        hand.oracle.give_up(hand.row.cells[key])
        hand.row.cells[key] = None


def sort(hand: Hand) -> None:
    hand.rows.sort(key=lambda row: str(row.cells[hand.column]), reverse=bool(hand.pick % 2))


def duplicate(hand: Hand) -> None:
    copy = Row(dict(hand.row.cells), hand.oracle.new_soul())
    assert copy.soul is not None
    hand.oracle.make_twins(hand.row.soul, copy.soul)
    hand.oracle.tamper(copy)
    hand.oracle.tamper(hand.row)
    if hand.number % 2:
        copy.cells["id"] = None
    hand.rows.insert(hand.index + 1, copy)


def blank_id(hand: Hand) -> None:
    hand.oracle.tamper(hand.row)
    hand.row.cells["id"] = None


def bad_id(hand: Hand) -> None:
    hand.oracle.tamper(hand.row)
    hand.row.cells["id"] = f"{hand.row.cells['id']}x"


def paste_id(hand: Hand) -> None:
    full = filled(hand.rows)
    other = full[(hand.pick + 1 + hand.number) % len(full)]
    hand.oracle.tamper(hand.row)
    hand.oracle.tamper(other)
    if hand.row.cells["id"] is None and hand.row.soul and other.soul:
        hand.oracle.usurped[hand.row.soul] = other.soul
    hand.row.cells["id"] = other.cells["id"]


def fill_down(hand: Hand) -> None:
    """Drag the id cell's corner: the digits at its end count up."""
    start = hand.row.cells["id"]
    if not isinstance(start, str) or not start[-2:].isdigit():
        return
    below = hand.rows[hand.index + 1 : hand.index + 2 + hand.number % 2]
    for step, row in enumerate(below, 1):
        hand.oracle.tamper(row)
        row.cells["id"] = f"{start[:-2]}{(int(start[-2:]) + step) % 100:02d}"


ON_A_ROW: Mapping[str, Callable[[Hand], None]] = {
    "edit": edit,
    "clear": clear,
    "hand over": hand_over,
    "error": break_formula,
    "delete": delete,
    "empty": empty,
    "sort": sort,
    "duplicate": duplicate,
    "blank id": blank_id,
    "bad id": bad_id,
    "paste id": paste_id,
    "fill down": fill_down,
}


def insert(oracle: Oracle, rows: list[Row], pick: int, owner: str | None) -> None:
    """Type a new row somewhere."""
    row = Row({**BLANK, "owner": owner}, oracle.new_soul())
    for key in TOKEN_COLUMNS[: 1 + (pick % 3 or 2)]:
        oracle.type_token(row, key)
    rows.insert(pick % (len(rows) + 1), row)


def act_on_row(name: str, oracle: Oracle, rows: list[Row], pick: int, number: int) -> None:
    """Do something with one of the filled rows, if there is any."""
    full = filled(rows)
    if full:
        row = full[pick % len(full)]
        index = next(at for at, one in enumerate(rows) if one is row)
        ON_A_ROW[name](Hand(oracle, rows, index, pick, number))


def filled(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if any(cell is not None for cell in row.cells.values())]


def _touch(hand: Hand, column: str) -> None:
    """Remember what a user changed: a row of which nothing is left as it was may count as another row.

    So may one whose id was replaced by a write that went astray, if it is edited before that is put right.
    """
    hand.row.touched |= {column}
    replaced = all(hand.row.cells[key] is None for key in TOKEN_COLUMNS if key not in hand.row.touched)
    if replaced:
        hand.oracle.replace(hand.row)
    if replaced or hand.row.misnamed:
        hand.oracle.tamper(hand.row)
