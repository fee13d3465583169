"""Sheets added, removed, doubled, renamed, moved, hidden and resized; the spreadsheet's own properties."""

from __future__ import annotations

import copy
import re
from zoneinfo import available_timezones

from sheets_service.book import sheet_properties
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.kinds.request import Kind
from sheets_service.kinds.request import clean
from sheets_service.kinds.request import fields
from sheets_service.masks import overlay
from sheets_service.sheet import Sheet
from sheets_service.viewing import properties_of

LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


def add_sheet(edit: Edit, body: Json) -> Json:
    """A second sheet of the same number or title fails the whole batch."""
    wanted = clean("SheetProperties", body.get("properties"))
    sheet_id = wanted.pop("sheetId", None)
    index = wanted.pop("index", len(edit.book.sheets))
    title = wanted.get("title") or _free_title(edit)
    sheet_id = _checked_id(edit, sheet_id)
    _check_title(edit, title, None)
    properties = sheet_properties(sheet_id, title)
    grid = {**properties["gridProperties"], **wanted.pop("gridProperties", {})}
    sheet = Sheet({**properties, **wanted, "title": title, "gridProperties": grid})
    edit.book.sheets.insert(index, sheet)
    edit.check_size()
    return {"properties": properties_of(edit.book, sheet)}


def _checked_id(edit: Edit, sheet_id: int | None) -> int:
    if sheet_id is None:
        return edit.book.new_id()
    if any(sheet.id == sheet_id for sheet in edit.book.sheets):
        raise edit.refuse(f"Cannot add sheet with ID: {sheet_id}, a sheet with that ID already exists.")
    if sheet_id < 0:
        raise edit.refuse(f"The sheet ID must be non-negative, but was: {sheet_id}")
    return sheet_id


def _check_title(edit: Edit, title: str, own: Sheet | None) -> None:
    other = edit.book.titled(title)
    if other is not None and other is not own:
        raise edit.refuse(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _free_title(edit: Edit) -> str:
    number = len(edit.book.sheets) + 1
    while edit.book.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def _sheet(edit: Edit, sheet_id: int) -> Sheet:
    try:
        return edit.book.sheet(sheet_id)
    except KeyError:
        raise edit.refuse(f"No sheet with id: {sheet_id}") from None


def delete_sheet(edit: Edit, body: Json) -> None:
    """With the names and the metadata that belong to it."""
    sheet = _sheet(edit, body.get("sheetId", 0))
    left = [other for other in edit.book.sheets if other is not sheet]
    if all(other.properties.get("hidden") for other in left):
        raise edit.refuse("You can't remove all the visible sheets in a document.")
    edit.touch(sheet.whole)
    edit.book.sheets = left
    edit.book.named_ranges = [one for one in edit.book.named_ranges if one["range"].get("sheetId", 0) != sheet.id]
    edit.book.metadata = [one for one in edit.book.metadata if not _belongs(one["location"], sheet.id)]


def _belongs(location: Json, sheet_id: int) -> bool:
    if "dimensionRange" in location:
        return bool(location["dimensionRange"].get("sheetId", 0) == sheet_id)
    return location.get("sheetId") == sheet_id


def duplicate_sheet(edit: Edit, body: Json) -> Json:
    """A copy with all that hangs on the sheet."""
    source = _sheet(edit, body.get("sourceSheetId", 0))
    title = body.get("newSheetName") or _copy_title(edit, source.title)
    _check_title(edit, title, None)
    double = copied_sheet(edit, source, _checked_id(edit, body.get("newSheetId")), title)
    edit.book.sheets.insert(body.get("insertSheetIndex", 0), double)
    edit.check_size()
    return {"properties": properties_of(edit.book, double)}


def _copy_title(edit: Edit, title: str) -> str:
    wanted, number = f"Copy of {title}", 2
    while edit.book.titled(wanted):
        wanted, number = f"Copy of {title} {number}", number + 1
    return wanted


def copied_sheet(edit: Edit, source: Sheet, sheet_id: int, title: str) -> Sheet:
    """The sheet under another number; what has a number of its own gets a new one."""
    double = source.copy()
    double.properties = {**double.properties, "sheetId": sheet_id, "title": title}
    for name, things in double.hanging.items():
        double.hanging[name] = [_readdressed(thing, source.id, sheet_id) for thing in things]
    if "protectedRanges" in double.hanging:
        old = double.hanging["protectedRanges"]
        double.hanging["protectedRanges"] = [{**one, "protectedRangeId": edit.book.new_id()} for one in old]
    return double


def _readdressed(value: Json, old: int, new: int) -> Json:
    result: Json = {}
    for name, part in value.items():
        if isinstance(part, dict):
            result[name] = _readdressed(part, old, new)
        elif isinstance(part, list):
            result[name] = [_readdressed(one, old, new) if isinstance(one, dict) else one for one in part]
        else:
            result[name] = copy.copy(part)
    if "startRowIndex" in result or "startColumnIndex" in result or result.get("sheetId") == old:
        result["sheetId"] = new
    return result


def update_sheet(edit: Edit, body: Json) -> None:
    """Title, place, size, frozen rows, colour, hidden or not."""
    mask = fields(edit, body, "SheetProperties")
    wanted = clean("SheetProperties", body.get("properties"))
    sheet = _sheet(edit, wanted.get("sheetId", 0))
    if "title" in mask or "*" in mask:
        if not wanted.get("title"):
            raise edit.refuse("The title of a sheet must not be empty.")
        _check_title(edit, wanted["title"], sheet)
    own = {name: sheet.properties[name] for name in ("sheetId", "sheetType")}
    mask = {name: inside for name, inside in mask.items() if name not in own}
    index = mask.pop("index", None)
    sheet.properties = {**overlay(sheet.properties, wanted, mask), **own}
    sheet.properties.pop("index", None)
    _check_grid(edit, sheet.properties.get("gridProperties", {}))
    sheet.fit()
    edit.check_size()
    if all(other.properties.get("hidden") for other in edit.book.sheets):
        raise edit.refuse("You can't hide all the sheets in a document.")
    if index is not None:
        _move(edit, sheet, wanted.get("index", 0))


def _check_grid(edit: Edit, grid: Json) -> None:
    for name in ("row", "column"):
        count = grid.get(f"{name}Count", 0)
        if count < 1:
            raise edit.refuse(f"You can't delete all the {name}s on the sheet.")
        if grid.get(f"frozen{name.capitalize()}Count", 0) >= count:
            raise edit.refuse(f"You can't freeze all visible {name}s on the sheet.")


def _move(edit: Edit, sheet: Sheet, index: int) -> None:
    """The index is counted before the sheet is taken out."""
    sheets = edit.book.sheets
    if index > len(sheets):
        raise edit.refuse(f"The index {index} is after the last sheet.")
    now = sheets.index(sheet)
    sheets.remove(sheet)
    sheets.insert(index - 1 if index > now else index, sheet)


def update_spreadsheet(edit: Edit, body: Json) -> None:
    """Title, locale, time zone."""
    mask = fields(edit, body, "SpreadsheetProperties")
    old = edit.book.properties
    kept = {name: old[name] for name in ("defaultFormat", "spreadsheetTheme", "autoRecalc")}
    properties = {**kept, **overlay(old, clean("SpreadsheetProperties", body.get("properties")), mask)}
    if not properties.get("title"):
        raise edit.refuse("The title must not be empty.")
    if not LOCALE.fullmatch(properties.get("locale", "")):
        raise edit.refuse(f"Unsupported locale: {properties.get('locale', '')}")
    if properties.get("timeZone") not in available_timezones():
        raise edit.refuse(f"Invalid time zone: {properties.get('timeZone', '')}")
    edit.book.properties = properties


KINDS: dict[str, Kind] = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "duplicateSheet": duplicate_sheet,
    "updateSheetProperties": update_sheet,
    "updateSpreadsheetProperties": update_spreadsheet,
}
