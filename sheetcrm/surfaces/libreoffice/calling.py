"""What functions in cells answer in LibreOffice: looked up, as in Excel, in the workbook as it was saved last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sheetcrm.app.cell_functions.calling import call_function
from sheetcrm.messages import say
from sheetcrm.surfaces.excel.saved_books import SavedBooks
from sheetcrm.templates.function_signatures import SIGNATURES
from sheetcrm.values import Value
from sheetcrm.values import to_serial

_BOOKS = SavedBooks()


def call(question: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer one function: `name`, `arguments`, and the `url` of the document it stands in.

    LibreOffice tells a single blank cell as 0. Where nobody asks for 0, it is a blank; where 0 is a level, it could be
    either, and is asked for in a way that leaves no doubt. Raises: Unanswerable, what reading the settings raises.
    """
    name, arguments = question["name"], [None if one in (0, [[0]]) else one for one in question["arguments"]]
    book = _BOOKS.at(file_of(question["url"]))
    if SIGNATURES[name][0].name.startswith("level") and arguments != question["arguments"]:
        return {"rows": [[say("office_blank_or_zero", book.lang)]]}
    rows = call_function(name, book, arguments, question["lang"])
    return {"rows": [[_shown(value) for value in row] for row in rows]}


def file_of(url: str) -> str:
    """Give the path behind a document's address; anything but a file of this computer stays as it is."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        return url
    return str(Path(url2pathname(parts.path) if not parts.netloc else f"//{parts.netloc}{unquote(parts.path)}"))


def _shown(value: Value) -> str | float:
    """Give a value as a cell takes it."""
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return float(to_serial(value))
    return float(value) if isinstance(value, bool | int | Decimal) else value
