"""A rectangle of one sheet, counted from 0, open where an end is None."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from typing import Any

from sheets_service.discovery import Json


@dataclass(frozen=True, slots=True)
class Area:
    """Rows ``top`` to before ``bottom``, columns ``left`` to before ``right``."""

    sheet_id: int
    top: int = 0
    bottom: int | None = None
    left: int = 0
    right: int | None = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Area:
        """From a GridRange."""
        return cls(
            value.get("sheetId", 0),
            value.get("startRowIndex", 0),
            value.get("endRowIndex"),
            value.get("startColumnIndex", 0),
            value.get("endColumnIndex"),
        )

    def to_json(self) -> Json:
        """As a GridRange; sheet 0 and open ends go unsaid."""
        parts: Json = {"sheetId": self.sheet_id} if self.sheet_id else {}
        parts.update(startRowIndex=self.top, startColumnIndex=self.left)
        if self.bottom is not None:
            parts["endRowIndex"] = self.bottom
        if self.right is not None:
            parts["endColumnIndex"] = self.right
        return parts

    def clamped(self, rows: int, columns: int) -> Area:
        """Closed, and inside a grid of that size."""
        bottom = rows if self.bottom is None else min(self.bottom, rows)
        right = columns if self.right is None else min(self.right, columns)
        return replace(self, top=min(self.top, bottom), bottom=bottom, left=min(self.left, right), right=right)

    @property
    def height(self) -> int:
        """Rows; the area must be closed."""
        assert self.bottom is not None
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Columns; the area must be closed."""
        assert self.right is not None
        return self.right - self.left

    def rows(self) -> range:
        """Row numbers; the area must be closed."""
        return range(self.top, self.top + self.height)

    def columns(self) -> range:
        """Column numbers; the area must be closed."""
        return range(self.left, self.left + self.width)

    def places(self) -> Iterator[tuple[int, int]]:
        """Every (row, column) in reading order."""
        return ((row, column) for row in self.rows() for column in self.columns())

    def meets(self, other: Area) -> bool:
        """Whether the two share a cell."""
        return (
            self.sheet_id == other.sheet_id
            and _spans_meet(self.top, self.bottom, other.top, other.bottom)
            and _spans_meet(self.left, self.right, other.left, other.right)
        )

    def covers(self, other: Area) -> bool:
        """Whether every cell of the other is in this one; both closed."""
        return (
            self.sheet_id == other.sheet_id
            and self.top <= other.top
            and self.left <= other.left
            and _end(other.bottom) <= _end(self.bottom)
            and _end(other.right) <= _end(self.right)
        )


def _end(value: int | None) -> float:
    return float("inf") if value is None else value


def _spans_meet(start: int, end: int | None, other_start: int, other_end: int | None) -> bool:
    return start < _end(other_end) and other_start < _end(end)
