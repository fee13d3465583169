"""What the hidden first row of a sheet says: which table it holds and in which columns, and which reports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from sheetcrm.errors import LayoutBroken
from sheetcrm.workbooks.xlsx.references import column_letters

REPORT = "report"
_MARKER = re.compile(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)")
_KEY = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The meaning of one sheet's first row; a sheet of the user's own has neither table nor reports."""

    table: str | None = None
    columns: Mapping[str, int] = field(default_factory=dict)
    """Column key → column number."""
    reports: Mapping[str, int] = field(default_factory=dict)
    """Report → how many columns a user inserted before it."""


def read_key_row(texts: Mapping[int, str], sheet: str, file: str) -> KeyRow:
    """Understand the texts of row 1, by column number. Raises: LayoutBroken for two tables, or a key twice."""
    marked = {column: match for column, text in texts.items() if (match := _MARKER.fullmatch(text))}
    reports = {match[2]: column - 1 for column, match in marked.items() if match[1] == REPORT}
    tables = {match[1] for match in marked.values()} - {REPORT}
    if not tables:
        return KeyRow(reports=reports)
    if len(tables) > 1:
        raise LayoutBroken(
            file=file, what="@xlsx_two_tables_on_sheet", remedy="@xlsx_two_tables_on_sheet_remedy",
            sheet=sheet, tables=", ".join(sorted(tables)),
        )  # fmt: skip
    columns: dict[str, int] = {}
    for column, text in texts.items():
        key = marked[column][2] if column in marked else text
        if not _KEY.fullmatch(key) or (column in marked and marked[column][1] == REPORT):
            continue
        if key in columns:
            raise LayoutBroken(
                file=file, what="@xlsx_same_key", remedy="@xlsx_same_key_remedy", sheet=sheet,
                key=key, first=column_letters(columns[key]), second=column_letters(column),
            )  # fmt: skip
        columns[key] = column
    return KeyRow(tables.pop(), columns, reports)


def same_marker(key: str, first: str, second: str, file: str) -> LayoutBroken:
    """Give the failure that two sheets say they hold the same table or report."""
    return LayoutBroken(
        file=file, what="@xlsx_same_marker", remedy="@xlsx_same_marker_remedy", table=key, first=first, second=second
    )
