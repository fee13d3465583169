"""Problems as notes and colours on the cells concerned; a note of the user's own is left alone, as is his colour."""

from __future__ import annotations

from sheetcrm_office.obeying import unprotected
from sheetcrm_office.telling import is_ours

SIGN = "sheetcrm: "
"""How a note of ours begins."""
_NO_COLOUR = -1


def renew_marks(document: object, marks: list) -> None:
    """Take away all marks of the last time, then set these."""
    wanted = {}
    for mark in marks:
        wanted.setdefault(mark["sheet"], []).append(mark)
    for sheet in document.Sheets:
        if is_ours(sheet):
            with unprotected(sheet):
                _clear(sheet)
                for mark in wanted.get(sheet.Name, ()):
                    _mark(sheet, mark)


def _clear(sheet: object) -> None:
    notes = sheet.Annotations
    for at in range(notes.Count - 1, -1, -1):
        note = notes.getByIndex(at)
        if note.String.startswith(SIGN):
            cell = sheet.getCellByPosition(note.Position.Column, note.Position.Row)
            notes.removeByIndex(at)
            cell.CellBackColor = _NO_COLOUR


def _mark(sheet: object, mark: dict) -> None:
    cell = sheet.getCellRangeByName(mark["cell"]).getCellByPosition(0, 0)
    if cell.Annotation.String or cell.CellBackColor != _NO_COLOUR:
        return
    sheet.Annotations.insertNew(cell.CellAddress, SIGN + mark["text"])
    cell.CellBackColor = int(mark["colour"], 16)
