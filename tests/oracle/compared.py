"""Keeps book of what the oracle compared: a number on any report tab that nobody looked at is found."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from tests.oracle.cells import numbers
from tests.oracle.raw_sheets import Sheet

Spot = tuple[int, int]

NOT_COMPARED: Mapping[str, str] = {}
"""Report → why its numbers need no other opinion. Nothing at present."""


@dataclass(frozen=True)
class Compared:
    """Tab → the cells whose number was held against SQL."""

    spots: dict[str, set[Spot]] = field(default_factory=dict)

    def add(self, title: str, spots: Iterable[Spot]) -> None:
        """Remember cells of a tab."""
        self.spots.setdefault(title, set()).update(spots)

    def covers(self, sheets: Mapping[str, Sheet]) -> None:
        """Fail when a report tab was not looked at, or holds a number or day that was not compared."""
        reports = {title: str(sheet[0][0]) for title, sheet in sheets.items() if is_report(sheet)}
        assert len(reports) > 10
        assert set(self.spots) <= set(reports)
        for title, key in reports.items():
            if key not in NOT_COMPARED:
                assert title in self.spots, f"nobody looked at {title}"
                left = numbers(sheets[title]) - self.spots[title]
                assert not left, (title, {spot: sheets[title][spot[0]][spot[1]] for spot in left})


def is_report(sheet: Sheet) -> bool:
    """Say whether a sheet is a tab that sheetcrm writes for people to read."""
    return bool(sheet and sheet[0]) and str(sheet[0][0]).startswith("report.")
