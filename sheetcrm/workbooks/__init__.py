"""The only layer that touches a spreadsheet."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from sheetcrm.errors import BadRequest
from sheetcrm.workbooks.base import Workbook

BACKENDS = {
    "file": "sheetcrm.workbooks.xlsx.workbook:XlsxWorkbook",
}
"""Scheme of an address → where its class stands (`module:Class`); loaded when first opened."""

_SCHEME = re.compile(r"([a-z][a-z0-9+-]+):")
"""Two letters or more: `C:\\pipeline.xlsx` is a file."""


def open_workbook(address: str | Path) -> Workbook:
    """Open the workbook at an address: a file's path, or `scheme:place` of another backend.

    Raises: BadRequest. Whether the workbook is there and sound shows when it is read.
    """
    match = _SCHEME.match(address) if isinstance(address, str) else None
    scheme, place = (match[1], str(address)[match.end() :]) if match else ("file", str(address))
    if scheme not in BACKENDS:
        raise BadRequest(what=str(address), why="@workbook_address_unknown", schemes=", ".join(sorted(BACKENDS)))
    module, _, name = BACKENDS[scheme].partition(":")
    workbook: Workbook = getattr(import_module(module), name)(place)
    return workbook
