"""Problems as notes and fills on the cells concerned, with the same signs as in Excel.

A note of ours ends with a line of its own that names the fill its cell had before. So exactly what is ours is taken
away again: a user's own note is never changed, and a fill that a user gave since stays.
"""

from __future__ import annotations

import re

from sheetcrm_office.obeying import Unprotected
from sheetcrm_office.telling import is_ours

MOST_MARKS = 500
"""Notes on one sheet; all problems stand on the tab of data quality."""
_OURS = re.compile(r"\n— sheetcrm (?:#([0-9A-F]{6})|–)\s*\Z")
_NO_FILL = -1


def renew_marks(document: object, marks: list, all_fills: list) -> None:
    """Make our notes be exactly these, in one of `all_fills`; none is set where a user's own stands."""
    fills = {int(fill, 16) for fill in all_fills}
    wanted = {}
    for mark in marks:
        wanted.setdefault(mark["sheet"], []).append(mark)
    for sheet in document.Sheets:
        if is_ours(sheet):
            with Unprotected(sheet):
                _clear(sheet, fills)
                for mark in wanted.get(sheet.Name, [])[:MOST_MARKS]:
                    _mark(sheet, mark)


def _clear(sheet: object, fills: set) -> None:
    notes = sheet.Annotations
    for at in range(notes.Count - 1, -1, -1):
        note = notes.getByIndex(at)
        ours = _OURS.search(note.String)
        if ours:
            cell = sheet.getCellByPosition(note.Position.Column, note.Position.Row)
            notes.removeByIndex(at)
            if cell.CellBackColor in fills:
                cell.CellBackColor = int(ours.group(1), 16) if ours.group(1) else _NO_FILL


def _mark(sheet: object, mark: dict) -> None:
    cell = sheet.getCellRangeByName(mark["cell"]).getCellByPosition(0, 0)
    if cell.Annotation.String:
        return
    former = cell.CellBackColor
    sign = "–" if former == _NO_FILL else f"#{former:06X}"
    sheet.Annotations.insertNew(cell.CellAddress, "{}\n— sheetcrm {}".format(mark["text"], sign))
    cell.CellBackColor = int(mark["fill"], 16)
