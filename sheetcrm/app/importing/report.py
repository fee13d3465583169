"""What an import did, for the surface to say."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sheetcrm.app.importing.headers import Match


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A header whose cells stay behind, and how many cells that are."""

    match: Match
    cells: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The counts and notices of one import. `new + known + refused` is every data row of the source."""

    lang: str
    table: str
    """The table's name in the workbook's language."""
    source: Path
    sheet: str | None
    other_sheets: Sequence[str]
    encoding: str | None
    header_row: int
    new: int
    known: int
    refused: int
    reasons: Sequence[tuple[str, int]]
    """The most frequent reasons, each with the number of rows."""
    guesses: Sequence[tuple[Match, str]]
    """Headers taken by guess, with the columns' labels."""
    unplaced: Sequence[tuple[Unplaced, str]]
    """Headers that found no column, with the labels of what they might be (or are)."""
    missing_headers: Sequence[str]
    """Headers that the map names and the source lacks."""
    new_reps: Sequence[str]
    new_entries: Mapping[str, Sequence[str]]
    """List name → entries that were added to it."""
    errors_file: Path | None
    map_file: Path | None
    backup: Path | None
    dry_run: bool
