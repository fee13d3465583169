"""Data filters: an A1 range, a grid range, or what developer metadata says."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from typing import Any

from sheets_service.area import Area
from sheets_service.book import Book
from sheets_service.discovery import Json
from sheets_service.editing import locate
from sheets_service.errors import invalid


def areas_of(book: Book, filters: Iterable[Mapping[str, Any]]) -> list[tuple[Json, Area]]:
    """Every area that a filter finds, with the filter."""
    found: list[tuple[Json, Area]] = []
    for one in filters:
        if "a1Range" in one:
            found.append((dict(one), locate(book, one["a1Range"])))
        elif "gridRange" in one:
            found.append((dict(one), _area_in(book, one["gridRange"])))
        else:
            notes = [note for note in book.metadata if find_metadata(book, [one], note)]
            found += [(dict(one), area) for area in map(_area_of, notes) if area is not None]
    return found


def _area_in(book: Book, said: Json) -> Area:
    area = Area.from_json(said)
    if area.sheet_id not in {sheet.id for sheet in book.sheets}:
        raise invalid(f"No grid with id: {area.sheet_id}")
    return area


def _area_of(note: Mapping[str, Any]) -> Area | None:
    location = note["location"]
    span = location.get("dimensionRange")
    if span:
        start, end = span["startIndex"], span["endIndex"]
        if span["dimension"] == "ROWS":
            return Area(span.get("sheetId", 0), start, end)
        return Area(span.get("sheetId", 0), left=start, right=end)
    return Area(location["sheetId"]) if "sheetId" in location else None


def find_metadata(book: Book, filters: Iterable[Mapping[str, Any]], note: Mapping[str, Any]) -> bool:
    """Whether one of the filters finds the note."""
    return any(_matches(book, one, note) for one in filters)


def _matches(book: Book, one: Mapping[str, Any], note: Mapping[str, Any]) -> bool:
    look_up = one.get("developerMetadataLookup")
    if look_up is None:
        area = _area_of(note)
        return area is not None and any(wanted.meets(area) for _, wanted in areas_of(book, [one]))
    plain = ("metadataId", "metadataKey", "metadataValue", "visibility")
    if any(name in look_up and look_up[name] != note.get(name) for name in plain):
        return False
    kind = look_up.get("locationType")
    if kind is not None and kind != note["location"]["locationType"]:
        return False
    wanted = look_up.get("metadataLocation")
    return wanted is None or _same_place(wanted, note["location"])


def _same_place(wanted: Mapping[str, Any], location: Mapping[str, Any]) -> bool:
    if wanted.get("spreadsheet"):
        return bool(location["locationType"] == "SPREADSHEET")
    if "sheetId" in wanted:
        return bool(wanted["sheetId"] == location.get("sheetId"))
    span, own = wanted.get("dimensionRange", {}), location.get("dimensionRange")
    return own is not None and all(
        span.get(name, default) == own.get(name, default)
        for name, default in (("sheetId", 0), ("dimension", None), ("startIndex", 0), ("endIndex", None))
    )
