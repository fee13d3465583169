"""Which sheet of a source is meant, and which of its rows is the header."""

from __future__ import annotations

from dataclasses import dataclass

from sheetcrm.app.importing.headers import Match
from sheetcrm.app.importing.headers import Names
from sheetcrm.app.importing.headers import find_header_row
from sheetcrm.app.importing.headers import match_headers
from sheetcrm.app.importing.source import Sheet
from sheetcrm.app.importing.source import Source
from sheetcrm.errors import ImportFailed


@dataclass(frozen=True, slots=True)
class Picked:
    """The sheet that is imported, with its header understood."""

    sheet: Sheet
    header_row: int
    """From 0, in `sheet.rows`."""
    matches: tuple[Match, ...]

    def fed(self) -> frozenset[str]:
        """Give the columns that the sheet fills."""
        return frozenset(column for match in self.matches for column in match.feeds)


def pick_sheet(source: Source, names: Names) -> Picked:
    """Take the sheet whose header names most columns (the first of equals); a hint of `--sheet` was heeded before.

    Raises: ImportFailed when no sheet has anything like a header.
    """
    picks = []
    for sheet in source.sheets:
        row = find_header_row(sheet.rows, names)
        if row is not None:
            picks.append(Picked(sheet, row, match_headers(sheet.rows[row], names)))
    if not picks:
        raise ImportFailed(file=source.path, why="@import_no_header")
    return max(picks, key=lambda picked: sum(match.how in ("map", "name") for match in picked.matches))
