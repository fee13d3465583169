"""Every typed row gets an id of its own: blank, mistyped, filled-down and copied ids are replaced before judging."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.sync.identity import valid_ids
from sheetcrm.templates.spec import Table
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import is_blank
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow


@dataclass(frozen=True, slots=True)
class Identified:
    """A table whose rows all have ids, the ids that were stamped, and rows left over that a user has emptied."""

    data: TableData
    stamps: tuple[UpdateRow, ...]
    problems: tuple[Problem, ...]


def identify(table: Table, data: TableData, new_id: Callable[[], str]) -> Identified:
    """Stamp ids where they are missing or wrong; rows whose own cells were all emptied are dropped and wiped clean.

    Of two rows with one id (a copied row) the upper one keeps it.
    """
    ids = list(data.columns["id"])
    emptied = _emptied_rows(table, data)
    sound = valid_ids(ids)
    if len(sound) == len(ids) and not emptied:
        return Identified(data, (), ())
    seen: set[Raw] = set()
    stamps: list[UpdateRow] = []
    problems: list[Problem] = []
    for position, found in enumerate(ids):
        if position in emptied:
            stamps.append(_wipe(table, data, position))
        elif found in seen or found not in sound:
            fresh = new_id()
            stamps.append(UpdateRow(data.table, None, {"id": fresh}, {"id": found}, data.rows[position]))
            if not is_blank(found):
                problems.append(_complaint(data, position, fresh, copied=found in seen))
            ids[position] = fresh
        seen.add(ids[position])
    if stamps:
        data = _without(replace(data, columns={**data.columns, "id": ids}), emptied)
    return Identified(data, tuple(stamps), tuple(_moved_up(problem, emptied) for problem in problems))


def _emptied_rows(table: Table, data: TableData) -> frozenset[int]:
    """Give the rows of which nothing is left; where people only answer (conflicts), an unanswered row is whole."""
    if not any(column.required for column in table.columns):
        return frozenset()
    typed = [data.columns[column.key] for column in table.columns if not column.engine and column.key in data.columns]
    left: Iterable[int] = range(len(data.rows)) if typed else ()
    for cells in sorted(typed, key=lambda cells: cells.count(None)):  # the fullest column first: few rows are left
        left = [position for position in left if is_blank(cells[position])]
    return frozenset(left)


def _wipe(table: Table, data: TableData, position: int) -> UpdateRow:
    left = [column.key for column in table.columns if column.key in data.columns]
    cells: dict[str, Value] = {key: None for key in left if not is_blank(data.columns[key][position])}
    expected = {key: data.columns[key][position] for key in cells}
    return UpdateRow(data.table, None, cells, expected, data.rows[position])


def _complaint(data: TableData, position: int, row_id: str, *, copied: bool) -> Problem:
    code = "id_copied" if copied else "id_mistyped"
    return Problem(code, data.table, row_id, "id", {}, Severity.WARNING, position)


def _without(data: TableData, dropped: frozenset[int]) -> TableData:
    if not dropped:
        return data

    def kept(cells: Sequence[Raw]) -> list[Raw]:
        return [cell for position, cell in enumerate(cells) if position not in dropped]

    rows = [row for position, row in enumerate(data.rows) if position not in dropped]
    columns: Mapping[str, Sequence[Raw]] = {key: kept(cells) for key, cells in data.columns.items()}
    return replace(data, columns=columns, rows=rows)


def _moved_up(problem: Problem, dropped: frozenset[int]) -> Problem:
    if problem.row is None or not dropped:
        return problem
    return replace(problem, row=problem.row - sum(1 for position in dropped if position < problem.row))
