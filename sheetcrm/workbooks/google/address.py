"""How people name a Google spreadsheet: by its id, or by the address in their browser."""

from __future__ import annotations

import re

from sheetcrm.errors import BadRequest

GOOGLE = "gsheet:"
_ID = re.compile(r"[A-Za-z0-9_-]{20,}")
_URL = re.compile(r"https:/{1,2}docs\.google\.com/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{20,})(?:[/?#].*)?")
"""One slash is enough: paths in a shell lose the other."""


def google_id(address: str) -> str | None:
    """Give the id in `gsheet:<id>` or `gsheet:<url>`; None when it is none."""
    place = address.removeprefix(GOOGLE).strip()
    if url := _URL.fullmatch(place):
        return url[1]
    return place if _ID.fullmatch(place) else None


def require_google_id(address: str) -> str:
    """Give the id in an address. Raises: BadRequest."""
    found = google_id(address)
    if found is None:
        raise BadRequest(what=address, why="@configuration_hub_id", name=address)
    return found


def browser_address(spreadsheet: str) -> str:
    """Give the address that opens a spreadsheet in a browser."""
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit"
