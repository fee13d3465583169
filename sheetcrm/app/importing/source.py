"""The file to import as sheets of raw cells; what it is, its content tells, not its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sheetcrm.app.importing.decoding import decode_bytes
from sheetcrm.app.importing.delimited import split_records
from sheetcrm.errors import ImportFailed
from sheetcrm.values import Raw

_ZIP = b"PK\x03\x04"
_OLD_EXCEL_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a source: rows of cells from the sheet's first row on; rows may differ in length."""

    name: str | None
    rows: Sequence[Sequence[Raw]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read. A text file is one sheet without a name, and tells its encoding and delimiter."""

    path: Path
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    delimiter: str | None = None


def read_source(path: Path, *, sheet: str | None = None, encoding: str | None = None) -> Source:
    """Read a CSV, TSV or Excel file. With `sheet`, only that sheet of a workbook.

    Raises: ImportFailed when there is nothing that could be read; NotAWorkbook and Unsafe for workbooks.
    """
    data = _bytes_of(path)
    if data.startswith(_OLD_EXCEL_OR_ENCRYPTED):
        raise ImportFailed(file=path, why="@import_old_excel")
    if data.startswith(_ZIP):
        from sheetcrm.app.importing.foreign import read_foreign

        sheets = tuple(Sheet(title, rows) for title, rows in read_foreign(data, path.name).items())
        return Source(path, _only(sheet, sheets, path))
    if sheet is not None:
        raise ImportFailed(file=path, why="@import_no_sheets_in_text", sheet=sheet)
    decoded = decode_bytes(data, path.name, encoding)
    if not decoded.text.strip():
        raise ImportFailed(file=path, why="@import_empty")
    records, delimiter = split_records(decoded.text, path.name)
    return Source(path, (Sheet(None, records),), decoded.encoding, delimiter)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ImportFailed(file=path, why="@import_not_found") from error
    except OSError as error:
        raise ImportFailed(file=path, why=error.strerror or type(error).__name__) from error


def _only(name: str | None, sheets: tuple[Sheet, ...], path: Path) -> tuple[Sheet, ...]:
    filled = tuple(sheet for sheet in sheets if sheet.rows)
    if name is None:
        if not filled:
            raise ImportFailed(file=path, why="@import_empty")
        return filled
    chosen = tuple(sheet for sheet in sheets if sheet.name is not None and sheet.name.casefold() == name.casefold())
    if not chosen:
        titles = ", ".join(str(sheet.name) for sheet in sheets)
        raise ImportFailed(file=path, why="@import_no_such_sheet", sheet=name, sheets=titles)
    return chosen
