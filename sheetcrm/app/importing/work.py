"""An import thought through: what was read, how it was understood, and the edits that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sheetcrm.app.importing.body import Body
from sheetcrm.app.importing.body import take_body
from sheetcrm.app.importing.conventions import opened_for_import
from sheetcrm.app.importing.conventions import source_conventions
from sheetcrm.app.importing.conventions import without_opening
from sheetcrm.app.importing.error_file import own_headers
from sheetcrm.app.importing.headers import Names
from sheetcrm.app.importing.headers import importable_columns
from sheetcrm.app.importing.intake import Intake
from sheetcrm.app.importing.intake import decode_defaults
from sheetcrm.app.importing.intake import take_in
from sheetcrm.app.importing.map_file import ImportMap
from sheetcrm.app.importing.map_file import read_map
from sheetcrm.app.importing.newcomers import call_reps_as_listed
from sheetcrm.app.importing.newcomers import entry_rows
from sheetcrm.app.importing.newcomers import new_entries
from sheetcrm.app.importing.newcomers import new_reps
from sheetcrm.app.importing.newcomers import rep_rows
from sheetcrm.app.importing.opening import shared_closing_dates
from sheetcrm.app.importing.pick import Picked
from sheetcrm.app.importing.pick import pick_sheet
from sheetcrm.app.importing.plan import Request
from sheetcrm.app.importing.plan import Sorted
from sheetcrm.app.importing.plan import sort_out
from sheetcrm.app.importing.progress import Progress
from sheetcrm.app.importing.source import Source
from sheetcrm.app.importing.source import read_source
from sheetcrm.app.importing.synonyms import read_synonyms
from sheetcrm.app.importing.written import inserted
from sheetcrm.app.importing.written import inserted_with_opening
from sheetcrm.app.reading import Reading
from sheetcrm.errors import BadRequest
from sheetcrm.errors import ImportFailed
from sheetcrm.messages import say
from sheetcrm.problems import Problem
from sheetcrm.templates.spec import Table
from sheetcrm.workbooks.base import Edit


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What is to be imported, and how."""

    source: Path
    table: str
    templates: Path | None = None
    map_file: Path | None = None
    write_map: Path | None = None
    sheet: str | None = None
    encoding: str | None = None
    dry_run: bool = False
    judge_stages: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """An import thought through, before anything is written."""

    table: Table
    source: Source
    imap: ImportMap
    picked: Picked
    body: Body
    intake: Intake
    sorted: Sorted
    reps: Sequence[str]
    entries: Mapping[str, Sequence[str]]


def think_through(order: ImportOrder, reading: Reading, progress: Progress) -> Work:
    """Read the source and decide what becomes of every row.

    Raises: ImportFailed, BadRequest, TemplateError, NotAWorkbook, Unsafe.
    """
    table = _importable_table(order.table, reading)
    source = read_source(order.source, sheet=order.sheet, encoding=order.encoding)
    imap = read_map(order.map_file, sorted(importable_columns(table))) if order.map_file else ImportMap()
    names = Names(table, read_synonyms(table.key, order.templates), imap.columns, own_headers())
    picked = pick_sheet(source, names)
    body = take_body(picked.sheet, picked.header_row)
    progress.expect(2 * len(body))
    conventions = source_conventions(reading.conventions[table.key], imap, ZoneInfo(reading.settings.time_zone))
    intake = take_in(body, picked.matches, imap, table, conventions, progress.advance)
    defaults, wrong = decode_defaults(imap, table, conventions)
    if wrong:
        raise ImportFailed(
            file=order.map_file or order.source, why="@import_default_wrong", **_default_facts(wrong[0], reading)
        )
    opening = table.key == "opportunities" and not order.judge_stages
    request = Request(table, imap, defaults, shared_closing_dates(picked.matches), opening)
    decided = sort_out(intake, body.numbers, request, reading)
    call_reps_as_listed(table, decided.new, reading.parsed["reps"], imap.source)
    reps = new_reps(table, decided.new, reading.parsed["reps"])
    entries = new_entries(table, decided.new, reading.conventions[table.key])
    return Work(table, source, imap, picked, body, intake, decided, reps, entries)


def edits_of(work: Work, order: ImportOrder, reading: Reading, now: datetime) -> list[Edit]:
    """Give everything an import writes; nothing when no row is new."""
    if not work.sorted.new:
        return []
    if work.table.key == "opportunities" and not order.judge_stages:
        reason = say("import_opening_reason", reading.settings.lang, file=order.source.name)
        tables = {"opportunities": work.table, "stage_moves": reading.template.table("stage_moves")}
        rows = inserted_with_opening(tables, work.sorted.new, reading.conventions, reading.process, now, reason)
    else:
        judged = work.table.key == "opportunities"
        new = without_opening(work.sorted.new) if judged else work.sorted.new
        rows = inserted(work.table, new, reading.conventions[work.table.key])
    lists = entry_rows(reading.tables["lists"], work.entries)
    return [*reading.stamps, *rep_rows(work.reps), *lists, *rows]


def _importable_table(key: str, reading: Reading) -> Table:
    tables = {table.key: table for table in reading.template.tables if not table.protected and "id" in _keys(table)}
    if key not in tables:
        raise BadRequest(what=key, why="@import_no_such_table", tables=", ".join(tables))
    return opened_for_import(tables[key])


def _keys(table: Table) -> frozenset[str]:
    return frozenset(column.key for column in table.columns)


def _default_facts(problem: Problem, reading: Reading) -> Mapping[str, object]:
    return {"column": problem.column, "error": reading.wording().sentence(problem)}
