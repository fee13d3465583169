"""What somebody could do about a need that is not met: cells to fill in, rows to add. Values, for whoever asks.

A finding offers *ways*, any one of which would do; a way is what has to be done together.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from sheetcrm.domain.approvals import Level
from sheetcrm.messages import Label


class FillCell(NamedTuple):
    """A cell of the opportunity's row, or of its lead's (`leads.phone`)."""

    column: str
    entries: tuple[str, ...] = ()
    """What must stand there; () leaves it open."""
    approval: Level | None = None
    """Names somebody who may approve at this level."""


class FillRow(NamedTuple):
    """Cells of a row that belongs to the opportunity."""

    table: str
    row_id: str
    needed: tuple[str, ...]
    besides: tuple[str, ...] = ()
    """What is told in the same breath, and may stay blank."""


class AddRow(NamedTuple):
    """A new row that belongs to the opportunity."""

    table: str
    needed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Column → the entries of which one must stand there; () leaves it open."""
    said: Label | None = None
    """What is asked for, to people."""


Remedy = FillCell | FillRow | AddRow
Way = tuple[Remedy, ...]


def fill(*columns: str) -> tuple[Way, ...]:
    """Give the only way: to fill in these cells."""
    return (tuple(FillCell(column) for column in columns),)


def together(several: Iterable[tuple[Way, ...]]) -> tuple[Way, ...]:
    """Give the ways of doing several things: one way of each, joined; none when one of them has none."""
    return tuple(tuple(remedy for way in ways for remedy in way) for ways in product(*several))
