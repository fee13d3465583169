"""Who is meant by a name typed at the command line: one of the reps, or an error that names those who come near."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sheetcrm.app.near_names import near_names
from sheetcrm.app.reading import Reading
from sheetcrm.errors import BadRequest
from sheetcrm.values import Names

_OWNER_COLUMNS = (("leads", "owner"), ("opportunities", "owner"), ("accounts", "owner"), ("activities", "rep"))


def find_leaver(reading: Reading, typed: str) -> str:
    """Give the name of a rep, or of somebody who is none any more but whose rows are still there.

    Raises: BadRequest with the names that come near.
    """
    owners = [
        str(name)
        for table, column in _OWNER_COLUMNS
        for name in reading.parsed[table].values[column]
        if name is not None
    ]
    return _find(typed, [*_reps(reading), *owners])


def find_colleague(reading: Reading, typed: str, today: date) -> str:
    """Give the name of a rep who is still there. Raises: BadRequest with the names that come near, or the last day."""
    name = _find(typed, _reps(reading))
    for rep in reading.company.reps:
        if rep.name == name and rep.end_on is not None and rep.end_on < today:
            raise BadRequest(what=name, why="@rep_has_left", day=f"{rep.end_on:%d/%m/%Y}")
    return name


def _reps(reading: Reading) -> list[str]:
    return [rep.name for rep in reading.company.reps if rep.name]


def _find(typed: str, names: Iterable[str]) -> str:
    known = dict.fromkeys(names)
    found = Names(known).find(typed)
    if found is not None:
        return found
    near = near_names(typed, known)
    raise BadRequest(what=typed, why="@rep_not_found_near" if near else "@rep_not_found", near=", ".join(near))
