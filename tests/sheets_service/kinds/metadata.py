"""Developer metadata: notes for programs, on the spreadsheet, a sheet, a row or a column."""

from __future__ import annotations

from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.filters import find_metadata
from sheets_service.kinds.request import Kind
from sheets_service.kinds.request import clean
from sheets_service.kinds.request import fields
from sheets_service.kinds.request import required
from sheets_service.masks import overlay


def create(edit: Edit, body: Json) -> Json:
    """A note with a key, a place and a visibility."""
    raw = required(edit, body, "developerMetadata")
    note = clean("DeveloperMetadata", {name: value for name, value in raw.items() if name != "location"})
    if not note.get("metadataKey"):
        raise edit.refuse("No metadataKey was specified.")
    if (
        note.get("visibility", "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED")
        == "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED"
    ):
        raise edit.refuse("No visibility was specified.")
    note = {"metadataId": edit.book.new_id(), **note, "location": _location(edit, raw.get("location", {}))}
    if any(other["metadataId"] == note["metadataId"] for other in edit.book.metadata):
        raise edit.refuse(f"Developer metadata with ID {note['metadataId']} already exists.")
    edit.book.metadata.append(note)
    return {"developerMetadata": note}


def _location(edit: Edit, value: Json) -> Json:
    if value.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "sheetId" in value:
        return {"locationType": "SHEET", "sheetId": edit.sheet(value["sheetId"]).id}
    span = clean("DimensionRange", value.get("dimensionRange"))
    if not span:
        raise edit.refuse("No location was specified.")
    sheet = edit.sheet(span.get("sheetId", 0))
    dimension, start, end = span.get("dimension"), span.get("startIndex", 0), span.get("endIndex")
    if dimension not in ("ROWS", "COLUMNS") or end is None or end - start != 1:
        raise edit.refuse("Developer metadata can only be associated with a single row or column.")
    if end > sheet.count(dimension):
        raise edit.refuse(f"range.startIndex[{start}] is after the end of the grid[{sheet.count(dimension)}]")
    return {"locationType": dimension[:-1], "dimensionRange": {**span, "startIndex": start}}


def _found(edit: Edit, filters: list[Json]) -> list[int]:
    return [number for number, note in enumerate(edit.book.metadata) if find_metadata(edit.book, filters, note)]


def update(edit: Edit, body: Json) -> Json:
    """Every note that a filter finds."""
    mask = fields(edit, body, "DeveloperMetadata")
    raw = body.get("developerMetadata", {})
    wanted = clean("DeveloperMetadata", {name: value for name, value in raw.items() if name != "location"})
    if "location" in mask:
        wanted["location"] = _location(edit, raw.get("location", {}))
        mask = {**mask, "location": {}}
    changed = []
    for number in _found(edit, body.get("dataFilters", [])):
        edit.book.metadata[number] = overlay(edit.book.metadata[number], wanted, mask)
        changed.append(edit.book.metadata[number])
    return {"developerMetadata": changed} if changed else {}


def delete(edit: Edit, body: Json) -> Json:
    """Every note that the filter finds."""
    gone = _found(edit, [required(edit, body, "dataFilter")])
    deleted = [edit.book.metadata[number] for number in gone]
    edit.book.metadata = [note for note in edit.book.metadata if note not in deleted]
    return {"deletedDeveloperMetadata": deleted} if deleted else {}


KINDS: dict[str, Kind] = {
    "createDeveloperMetadata": create,
    "updateDeveloperMetadata": update,
    "deleteDeveloperMetadata": delete,
}
