"""One user's change of one spreadsheet: finds what requests name and refuses what he may not touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sheets_service import a1
from sheets_service.area import Area
from sheets_service.book import Book
from sheets_service.discovery import Json
from sheets_service.errors import CELL_LIMIT
from sheets_service.errors import PROTECTED
from sheets_service.errors import TOO_MANY_CELLS
from sheets_service.errors import ApiError
from sheets_service.errors import invalid
from sheets_service.sheet import Sheet


@dataclass(frozen=True)
class Actor:
    """Who asks, and whether the file is his."""

    email: str
    owner: bool = True


@dataclass(frozen=True)
class Edit:
    """A change under way. ``where`` is what refusals begin with."""

    book: Book
    actor: Actor
    where: str = ""

    def refuse(self, message: str) -> ApiError:
        """A refusal that names the request."""
        return invalid(self.where + message)

    def sheet(self, sheet_id: int) -> Sheet:
        """The sheet of a number. Raises: ApiError."""
        try:
            return self.book.sheet(sheet_id)
        except KeyError:
            raise self.refuse(f"No grid with id: {sheet_id}") from None

    def area(self, value: Mapping[str, Any]) -> tuple[Sheet, Area]:
        """A GridRange cut to its sheet. Raises: ApiError when it starts outside or ends before it starts."""
        area = Area.from_json(value)
        sheet = self.sheet(area.sheet_id)
        for start, end, count, name in (
            (area.top, area.bottom, sheet.row_count, "row"),
            (area.left, area.right, sheet.column_count, "column"),
        ):
            if start < 0 or (end is not None and end <= start):
                text = f"range.end{name.capitalize()}Index must be greater than range.start{name.capitalize()}Index"
                raise self.refuse(f"{text}, and both at least 0.")
            if start >= count:
                field = f"start{name.capitalize()}Index"
                raise self.refuse(f"range.{field}[{start}] is after last {name} in grid[{count}]")
        return sheet, sheet.closed(area)

    def place(self, value: Mapping[str, Any]) -> tuple[Sheet, int, int]:
        """A GridCoordinate. Raises: ApiError when it is outside its sheet."""
        sheet = self.sheet(value.get("sheetId", 0))
        row, column = value.get("rowIndex", 0), value.get("columnIndex", 0)
        for at, count, name in ((row, sheet.row_count, "row"), (column, sheet.column_count, "column")):
            if at < 0:
                raise self.refuse(f"GridCoordinate.{name}Index[{at}] must be at least 0.")
            if at >= count:
                raise self.refuse(f"GridCoordinate.{name}Index[{at}] is after last {name} in grid[{count}]")
        return sheet, row, column

    def touch(self, area: Area) -> None:
        """Raises: ApiError when somebody else protected a cell of the area."""
        sheet = self.book.sheet(area.sheet_id)
        for protected in sheet.hanging.get("protectedRanges", ()):
            if self.may_edit(protected) or not protected_area(self.book, protected, sheet.id).meets(area):
                continue
            free = [Area.from_json(one) for one in protected.get("unprotectedRanges", ())]
            if not any(one.covers(area) for one in free):
                raise self.refuse(PROTECTED)

    def may_edit(self, protected: Mapping[str, Any]) -> bool:
        """Whether the user may edit what is protected there."""
        editors = protected.get("editors", {}).get("users", ())
        return self.actor.owner or bool(protected.get("warningOnly")) or self.actor.email in editors

    def check_size(self) -> None:
        """Raises: ApiError when the spreadsheet has become too large."""
        if self.book.cell_count() > CELL_LIMIT:
            raise self.refuse(TOO_MANY_CELLS)


def protected_area(book: Book, protected: Mapping[str, Any], sheet_id: int) -> Area:
    """The area that is protected, by its own range or by the name of one."""
    for named in book.named_ranges:
        if named["namedRangeId"] == protected.get("namedRangeId"):
            return Area.from_json(named["range"])
    return Area.from_json(protected.get("range", {"sheetId": sheet_id}))


def locate(book: Book, text: str) -> Area:
    """The area that an A1 range means. Raises: ApiError when it is none or starts outside its sheet."""
    try:
        area = a1.parse(text, book)
    except a1.UnreadableRange:
        raise invalid(f"Unable to parse range: {text}") from None
    sheet = book.sheet(area.sheet_id)
    rows, columns = sheet.row_count, sheet.column_count
    if area.top >= rows or area.left >= columns:
        shown = a1.requested_text(area, sheet.title)
        raise invalid(f"Range ({shown}) exceeds grid limits. Max rows: {rows}, max columns: {columns}")
    return area


def reply_area(value: Mapping[str, Any]) -> Json:
    """A GridRange as replies write it."""
    return {name: part for name, part in value.items() if name != "sheetId" or part}
