"""Problems shown on the cells concerned: a note that says what is wrong, and a fill.

Our notes end with a line of their own that also names the fill the cell had before. So the next run clears exactly
what is ours: a user's own note is never changed or removed, and a fill that a user gave since stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass

import xlwings

from sheetcrm.problems import Severity
from sheetcrm.templates.palette import ERROR_FILL
from sheetcrm.templates.palette import WARNING_FILL
from sheetcrm.workbooks.xlsx.references import parse_area

MOST_MARKS = 500
"""Notes on one sheet: a note takes Excel some milliseconds, and nobody reads more. All problems stand on their tab."""
Fill = tuple[int, int, int] | None

_FILLS = {Severity.ERROR: ERROR_FILL, Severity.WARNING: WARNING_FILL}
_OURS = re.compile(r"\n— sheetcrm (?:#([0-9A-F]{6})|–)\s*\Z")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be said at a cell (`F12`) of a sheet."""

    sheet: str
    cell: str
    text: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class _Standing:
    """A note of ours as it stands."""

    note: xlwings.main.Note
    text: str
    former: Fill


def former_fill(text: str) -> tuple[Fill] | None:
    """Read from a note of ours which fill its cell had (in a tuple of its own); None when the note is a user's."""
    match = _OURS.search(_lines(text))
    if match is None:
        return None
    return (_rgb(match[1]) if match[1] else None,)


@dataclass(frozen=True, slots=True)
class MarksPlan:
    """What has to be done so that our notes on a sheet are exactly those that are wanted."""

    cleared: Mapping[Place, _Standing]
    set: Mapping[Place, list[Mark]]
    left: list[Mark]
    """Marks that found no room: a user's own note stands there, or there are too many."""

    @property
    def is_effective(self) -> bool:
        """Say whether there is anything to do."""
        return bool(self.cleared or self.set)


def plan_marks(sheet: xlwings.Sheet, marks: Iterable[Mark]) -> MarksPlan:
    """Compare the marks that are wanted on a sheet with those that stand there; nothing is touched."""
    wanted: dict[Place, list[Mark]] = {}
    for mark in marks:
        area = parse_area(mark.cell)
        if area is None:
            raise ValueError(f"{mark.cell} is no cell")
        wanted.setdefault((area.first_row, area.first_column), []).append(mark)
    ours, theirs = _notes(sheet)
    left = [mark for place in wanted.keys() & theirs for mark in wanted[place]]
    kept = {place: some for place, some in wanted.items() if place not in theirs}
    left += [mark for some in list(kept.values())[MOST_MARKS:] for mark in some]
    kept = dict(list(kept.items())[:MOST_MARKS])
    same = {place for place, some in kept.items() if place in ours and _says(ours[place], some)}
    return MarksPlan(
        {place: standing for place, standing in ours.items() if place not in same},
        {place: some for place, some in kept.items() if place not in same},
        left,
    )


def carry_out(sheet: xlwings.Sheet, plan: MarksPlan) -> None:
    """Clear what is no longer so, and set what is new."""
    for place, standing in plan.cleared.items():
        _clear(sheet.range(place), standing)
    for place, some in plan.set.items():
        _set(sheet.range(place), some)


def _says(standing: _Standing, marks: list[Mark]) -> bool:
    return standing.text == _note_text(marks, standing.former)


def _notes(sheet: xlwings.Sheet) -> tuple[Mapping[Place, _Standing], set[Place]]:
    """Tell our notes from everybody else's."""
    ours: dict[Place, _Standing] = {}
    theirs: set[Place] = set()
    for note in sheet.notes:
        cell, text = note.location, _lines(note.text)
        former = former_fill(text)
        if former is None:
            theirs.add((cell.row, cell.column))
        else:
            ours[cell.row, cell.column] = _Standing(note, text, former[0])
    return ours, theirs


def _clear(cell: xlwings.Range, standing: _Standing) -> None:
    standing.note.delete()
    if cell.color in [_rgb(fill) for fill in _FILLS.values()]:
        cell.color = standing.former


def _set(cell: xlwings.Range, marks: list[Mark]) -> None:
    cell.add_note(_note_text(marks, cell.color))
    worst = Severity.ERROR if any(mark.severity is Severity.ERROR for mark in marks) else Severity.WARNING
    cell.color = _rgb(_FILLS[worst])


def _note_text(marks: list[Mark], former: Fill) -> str:
    said = "\n".join(dict.fromkeys(mark.text for mark in marks))
    return f"{said}\n— sheetcrm {'#{:02X}{:02X}{:02X}'.format(*former) if former else '–'}"


def _lines(text: str) -> str:
    """Give a text with the ends of lines as we write them, however Excel tells them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rgb(code: str) -> tuple[int, int, int]:
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)
