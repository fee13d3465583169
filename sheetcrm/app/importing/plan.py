"""Understood rows → what will be written: which rows are new, which are there already, which cannot go in and why."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.app.importing.identify import identify_rows
from sheetcrm.app.importing.intake import Intake
from sheetcrm.app.importing.linking import Linker
from sheetcrm.app.importing.map_file import ImportMap
from sheetcrm.app.importing.opening import Row
from sheetcrm.app.importing.opening import prove_opening
from sheetcrm.app.importing.opening import settle_closing_dates
from sheetcrm.app.reading import Reading
from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.templates.spec import Table
from sheetcrm.values import Value

Refused = dict[int, list[Problem]]


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


def sort_out(intake: Intake, numbers: Sequence[int], request: Request, reading: Reading) -> Sorted:
    """Decide for each row: new, known or refused. `numbers` are the rows' numbers in the source."""
    rows = [_row(intake.values, place, request) for place in range(len(numbers))]
    linker = Linker(request.table, request.imap.source, reading.template, reading.parsed)
    problems = [*intake.problems, *linker.link_to_others(rows), *_incomplete(rows, request)]
    refused = _by_row(problems)
    good = [place for place in range(len(rows)) if place not in refused]
    ids = _ids(intake.values, good, request)
    existing = {str(found) for found in reading.parsed[request.table.key].values["id"]}
    fresh: dict[str, int] = {}
    known = 0
    for place, row_id in zip(good, ids, strict=True):
        if row_id in existing:
            known += 1
        elif row_id not in fresh:
            fresh[row_id] = place
        elif rows[place] == rows[fresh[row_id]]:
            known += 1
        else:
            params = {"first": numbers[fresh[row_id]]}
            refused[place] = [Problem("import_id_twice", request.table.key, None, "id", params, row=place)]
    for problem in linker.link_among_themselves(rows, fresh):
        refused.setdefault(problem.row or 0, []).append(problem)
    return Sorted([{**rows[place], "id": row_id} for row_id, place in fresh.items()], known, refused)


def _row(values: Mapping[str, Sequence[Value]], place: int, request: Request) -> Row:
    row: Row = {column: cells[place] for column, cells in values.items() if column != "id"}
    for column, value in request.defaults.items():
        if row.get(column) is None:
            row[column] = value
    if request.shared_dates:
        settle_closing_dates(row, request.shared_dates)
    return row


def _incomplete(rows: Sequence[Row], request: Request) -> list[Problem]:
    label = request.table.label_column
    problems: list[Problem] = []
    for place, row in enumerate(rows):
        if label is not None and row.get(label) is None:
            problems.append(Problem("import_nameless", request.table.key, None, label, {}, row=place))
        if request.opening:
            problems += prove_opening(row, place)
    return problems


def _by_row(problems: Sequence[Problem]) -> Refused:
    """Gather the errors of each row; a blank that only comes of a cell not understood is not told again."""
    refused: Refused = {}
    for problem in problems:
        if problem.row is not None and problem.severity is Severity.ERROR:
            told = refused.setdefault(problem.row, [])
            if not any(earlier.column == problem.column for earlier in told):
                told.append(problem)
    return refused


def _ids(values: Mapping[str, Sequence[Value]], good: Sequence[int], request: Request) -> list[str]:
    external = values.get("id")
    told = [str(external[place]) if external is not None and external[place] is not None else None for place in good]
    kept = {column: [cells[place] for place in good] for column, cells in values.items() if column != "id"}
    return identify_rows(request.table.key, request.imap.source, told, kept, request.imap.key)
