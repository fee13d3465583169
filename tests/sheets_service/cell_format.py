"""How a cell looks in the end: the spreadsheet's default with what its users set over it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheets_service.book import Book
from sheets_service.cell import Cell
from sheets_service.discovery import Json


def effective(book: Book, cell: Cell) -> Json:
    """An effective CellFormat."""
    merged = _over(book.properties["defaultFormat"], cell.format or {})
    return {**merged, "hyperlinkDisplayType": merged.get("hyperlinkDisplayType", "PLAIN_TEXT")}


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> Json:
    result = dict(below)
    for name, value in above.items():
        old = result.get(name)
        whole = name.endswith(("Color", "ColorStyle"))  # a colour is replaced, not mixed
        result[name] = (
            _over(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) and not whole else value
        )
    return result
