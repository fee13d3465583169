"""A batch update: every request or none."""

from __future__ import annotations

from dataclasses import replace

from sheets_service.book import Book
from sheets_service.discovery import Json
from sheets_service.editing import Actor
from sheets_service.editing import Edit
from sheets_service.editing import locate
from sheets_service.errors import invalid
from sheets_service.kinds import cells
from sheets_service.kinds import dimensions
from sheets_service.kinds import merging
from sheets_service.kinds import metadata
from sheets_service.kinds import naming
from sheets_service.kinds import objects
from sheets_service.kinds import pasting
from sheets_service.kinds import searching
from sheets_service.kinds import sheets
from sheets_service.kinds import sorting
from sheets_service.kinds.request import Kind
from sheets_service.masks import Mask
from sheets_service.masks import inner
from sheets_service.masks import wants
from sheets_service.viewing import view

ROOMS = (cells, dimensions, merging, metadata, naming, objects, pasting, searching, sheets, sorting)
KINDS: dict[str, Kind] = {name: kind for room in ROOMS for name, kind in room.KINDS.items()}
assert len(KINDS) == sum(len(room.KINDS) for room in ROOMS), "two rooms know the same kind of request"


def batch_update(book: Book, actor: Actor, body: Json, mask: Mask | None = None) -> tuple[Book, Json]:
    """The spreadsheet afterwards and the reply; the one given stays as it is. Raises: ApiError of the first refusal."""
    requests = body.get("requests", [])
    if not requests:
        raise invalid("Must specify at least one request.")
    edit = Edit(book.copy(), actor)
    replies = []
    for number, request in enumerate(requests):
        if not request:
            raise invalid(f"Invalid requests[{number}]: No request set.")
        name, content = next(iter(request.items()))
        here = replace(edit, where=f"Invalid requests[{number}].{name}: ")
        if name not in KINDS:
            raise here.refuse("This stand-in of the service does not know this kind of request.")
        reply = KINDS[name](here, content)
        replies.append({} if reply is None else {name: reply})
    result: Json = {"spreadsheetId": book.id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        areas = [locate(edit.book, text) for text in body.get("responseRanges", [])]
        inside = inner(mask, "updatedSpreadsheet")
        if wants(mask, "updatedSpreadsheet"):
            grid_data = body.get("responseIncludeGridData", False)
            result["updatedSpreadsheet"] = view(edit.book, inside, areas, grid_data=grid_data)
    return edit.book, result
