"""Understood rows → what will be written: which rows are new, which are there already, which cannot go in and why."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.app.importing.identify import identify_rows
from sheetcrm.app.importing.intake import Intake
from sheetcrm.app.importing.map_file import ImportMap
from sheetcrm.app.importing.opening import Row
from sheetcrm.app.importing.opening import prove_opening
from sheetcrm.app.importing.opening import settle_closing_dates
from sheetcrm.app.importing.refer import Directory
from sheetcrm.app.importing.refer import refer
from sheetcrm.app.reading import Reading
from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.templates.rows import Parsed
from sheetcrm.templates.spec import Table
from sheetcrm.values import Value


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a source, sorted out."""

    new: Sequence[Row]
    known: int
    """How many are in the workbook already (or stand in the source a second time, alike)."""
    refused: Mapping[int, Sequence[Problem]]
    """Place in the body → what is wrong there."""


@dataclass(frozen=True, slots=True)
class Request:
    """How rows are to be sorted out."""

    table: Table
    imap: ImportMap
    defaults: Mapping[str, Value]
    shared_dates: Sequence[str] = ()
    """Closing dates that come from one header."""
    opening: bool = False
    """Whether the rows are opportunities that bring an opening balance."""


def sort_out(intake: Intake, count: int, numbers: Sequence[int], request: Request, reading: Reading) -> Sorted:
    """Decide for each row: new, known or refused."""
    problems = list(intake.problems)
    values = dict(intake.values)
    rows = [_row(values, place, request) for place in range(count)]
    problems += _resolve(rows, values, request, reading)
    problems += _incomplete(rows, request)
    refused = _by_row(problems)
    good = [place for place in range(count) if place not in refused]
    ids = _ids(values, good, request)
    existing = {str(found) for found in reading.parsed[request.table.key].values["id"]}
    chosen, known = _fresh(good, ids, existing, rows, numbers, refused, request.table.key)
    _resolve_among_themselves(rows, chosen, values, request, reading.parsed, refused)
    new = [{**rows[place], "id": row_id} for row_id, place in chosen.items()]
    return Sorted(new, known, refused)


def _row(values: Mapping[str, Sequence[Value]], place: int, request: Request) -> Row:
    row: Row = {column: cells[place] for column, cells in values.items() if column != "id"}
    for column, value in request.defaults.items():
        if row.get(column) is None:
            row[column] = value
    if request.shared_dates:
        settle_closing_dates(row, request.shared_dates)
    return row


def _resolve(
    rows: Sequence[Row], values: Mapping[str, Sequence[Value]], request: Request, reading: Reading
) -> list[Problem]:
    """Turn references to other tables into row ids."""
    problems: list[Problem] = []
    for column, there in _references(request.table, {**values, **request.defaults}).items():
        if there == request.table.key:
            continue
        cells = [row.get(column) for row in rows]
        directory = _directory(there, reading.parsed)
        found, wrong = refer(request.table.key, column, cells, request.imap.source, directory)
        for row, row_id in zip(rows, found, strict=True):
            row[column] = row_id
        problems += wrong
    return problems


def _references(table: Table, columns: Mapping[str, object]) -> Mapping[str, str]:
    return {
        column.key: column.refers_to
        for column in table.columns
        if column.refers_to is not None and column.key in columns
    }


def _directory(table: str, parsed: Mapping[str, Parsed]) -> Directory:
    directory = Directory(table)
    rows = parsed[table]
    label = rows.table.label_column
    labels = rows.values[label] if label is not None else [None] * rows.count
    directory.add(zip(rows.values["id"], labels, strict=True))
    return directory


def _incomplete(rows: Sequence[Row], request: Request) -> list[Problem]:
    label = request.table.label_column
    problems: list[Problem] = []
    for place, row in enumerate(rows):
        if label is not None and row.get(label) is None:
            problems.append(Problem("import_nameless", request.table.key, None, label, {}, row=place))
        if request.opening:
            problems += prove_opening(row, place)
    return problems


def _by_row(problems: Sequence[Problem]) -> dict[int, list[Problem]]:
    refused: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.row is not None and problem.severity is Severity.ERROR:
            refused.setdefault(problem.row, []).append(problem)
    return refused


def _ids(values: Mapping[str, Sequence[Value]], good: Sequence[int], request: Request) -> list[str]:
    external = values.get("id")
    told = [str(external[place]) if external is not None and external[place] is not None else None for place in good]
    kept = {column: [cells[place] for place in good] for column, cells in values.items() if column != "id"}
    return identify_rows(request.table.key, request.imap.source, told, kept, request.imap.key)


def _fresh(
    good: Sequence[int],
    ids: Sequence[str],
    existing: set[str],
    rows: Sequence[Row],
    numbers: Sequence[int],
    refused: dict[int, list[Problem]],
    table: str,
) -> tuple[dict[str, int], int]:
    """Keep rows not in the workbook yet; a second row of one id must say the same as the first."""
    first: dict[str, int] = {}
    known = 0
    for place, row_id in zip(good, ids, strict=True):
        if row_id in existing:
            known += 1
        elif row_id not in first:
            first[row_id] = place
        elif rows[place] == rows[first[row_id]]:
            known += 1
        else:
            params = {"first": numbers[first[row_id]]}
            refused[place] = [Problem("import_id_twice", table, None, "id", params, row=place)]
    return first, known


def _resolve_among_themselves(
    rows: Sequence[Row],
    chosen: dict[str, int],
    values: Mapping[str, Sequence[Value]],
    request: Request,
    parsed: Mapping[str, Parsed],
    refused: dict[int, list[Problem]],
) -> None:
    """Turn references into the same table into ids; a row that refers to a refused row is refused with it."""
    columns = [column for column, there in _references(request.table, values).items() if there == request.table.key]
    if not columns:
        return
    typed = {column: {place: rows[place][column] for place in chosen.values()} for column in columns}
    label = request.table.label_column or ""
    settled = False
    while not settled:
        settled = True
        directory = _directory(request.table.key, parsed)
        directory.add((row_id, rows[place].get(label)) for row_id, place in chosen.items())
        for column in columns:
            places = list(chosen.values())
            cells = [typed[column][place] for place in places]
            found, wrong = refer(request.table.key, column, cells, request.imap.source, directory)
            for place, row_id in zip(places, found, strict=True):
                rows[place][column] = row_id
            lost = {places[problem.row]: problem for problem in wrong if problem.row is not None}
            for row_id in [row_id for row_id, place in chosen.items() if place in lost]:
                refused[chosen[row_id]] = [lost[chosen.pop(row_id)]]
                settled = False
