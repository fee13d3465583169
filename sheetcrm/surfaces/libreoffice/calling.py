"""What functions in cells answer in LibreOffice: looked up in the document as it is open, unsaved changes included."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.app.cell_functions.calling import call_function
from sheetcrm.app.clock import local_now
from sheetcrm.messages import say
from sheetcrm.surfaces.libreoffice.office_screen import Converse
from sheetcrm.templates.function_signatures import SIGNATURES
from sheetcrm.values import Value
from sheetcrm.values import to_serial
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.open_document.workbook import OpenDocument

MOST_DOCUMENTS = 4


class ToldTables:
    """The tables of an open document, told when they are asked for (implements `sheetcrm.workbooks.base.Workbook`)."""

    def __init__(self, converse: Converse) -> None:
        """Take the line to the program."""
        self._converse = converse

    def read(self, tables: Collection[str] | None = None) -> Mapping[str, TableData]:
        """Let the program tell tables."""
        wanted = None if tables is None else sorted(tables)
        return OpenDocument(self._converse({"do": "tell", "tables": wanted})).read(tables)

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        """Refuse: while cells are calculated nothing may change."""
        raise NotImplementedError("functions in cells write nothing")

    def close(self) -> None:
        """Let go of nothing."""


class Calling:
    """The documents in which functions were asked last, each in the state in which it was asked last."""

    def __init__(self, converse: Converse, clock: Callable[[str], datetime] = local_now) -> None:
        """Begin with none; `converse` lets the program tell its cells."""
        self._converse = converse
        self._clock = clock
        self._kept: dict[str, tuple[object, CellBook]] = {}

    def call(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer one function: `name`, `arguments`, `title` and `document` it stands in: which, and in which state.

        LibreOffice tells a single blank cell as 0. Where nobody asks for 0, it is a blank; where 0 is a level, it could
        be either, and is asked for in a way that leaves no doubt. Raises: what reading the settings raises.
        """
        name, arguments = question["name"], [None if one in (0, [[0]]) else one for one in question["arguments"]]
        book = self._book(question)
        if SIGNATURES[name][0].name.startswith("level") and arguments != question["arguments"]:
            return {"rows": [[say("office_blank_or_zero", book.lang)]]}
        rows = call_function(name, book, arguments, question["lang"])
        return {"rows": [[_shown(value) for value in row] for row in rows]}

    def _book(self, question: Mapping[str, Any]) -> CellBook:
        """Give the document, not read again while its state is the same."""
        document, state = question["document"]
        kept = self._kept.pop(document, None)
        if kept is not None and kept[0] == state and kept[1].is_of_today:
            book = kept[1]
        else:
            templates = Path(question["templates"]) if question["templates"] else None
            book = CellBook(ToldTables(self._converse), question["title"], self._clock, templates)
        self._kept[document] = state, book
        while len(self._kept) > MOST_DOCUMENTS:
            del self._kept[next(iter(self._kept))]
        return book


def _shown(value: Value) -> str | float:
    """Give a value as a cell takes it."""
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return float(to_serial(value))
    return float(value) if isinstance(value, bool | int | Decimal) else value
