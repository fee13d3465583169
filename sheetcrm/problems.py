"""What is wrong with a cell or a row, as a value that travels and is said later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem holds up."""

    ERROR = "error"
    """The cell or move is held: it does not count and does not travel until put right."""
    WARNING = "warning"
    """It counts, but somebody should look."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place.

    `code` names the sentence in `messages_*.toml`; `params` are its blanks. A param that names a column, stage,
    choice or table holds the *key*; `sheetcrm.app.wording` turns keys into labels of the workbook's language.
    `row` is the position of the row in its `TableData` (None when the whole table is meant).
    """

    code: str
    table: str
    row_id: str | None = None
    column: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    row: int | None = None
