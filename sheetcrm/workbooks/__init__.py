"""The only layer that touches a spreadsheet."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from sheetcrm.errors import BadRequest
from sheetcrm.workbooks.base import Workbook

BACKENDS = {
    "file": "sheetcrm.workbooks.xlsx.workbook:XlsxWorkbook",
    "gsheet": "sheetcrm.workbooks.google.workbook:GoogleWorkbook",
    "excel": "sheetcrm.workbooks.live.connecting:open_in_excel",
}
"""Scheme of an address → where its class, or what opens it, stands (`module:name`); loaded when first opened."""

_SIGNED_IN = frozenset({"gsheet"})
"""Schemes whose class takes the path of a key file."""

_SCHEME = re.compile(r"([a-z][a-z0-9+-]+):")
"""Two letters or more: `C:\\pipeline.xlsx` is a file."""


def open_workbook(address: str | Path, credentials: Path | None = None) -> Workbook:
    """Open the workbook at an address: a file's path, or `scheme:place` of another backend.

    `credentials` is the key file for a backend that signs in; without one it looks in the usual places.

    Raises: BadRequest. Whether the workbook is there and sound shows when it is read.
    """
    match = _SCHEME.match(address) if isinstance(address, str) else None
    scheme, place = (match[1], str(address)[match.end() :]) if match else ("file", str(address))
    if scheme not in BACKENDS:
        raise BadRequest(what=str(address), why="@workbook_address_unknown", schemes=", ".join(sorted(BACKENDS)))
    module, _, name = BACKENDS[scheme].partition(":")
    options = {"credentials": credentials} if scheme in _SIGNED_IN else {}
    workbook: Workbook = getattr(import_module(module), name)(place, **options)
    return workbook
