"""Prints a blueprint into a Google spreadsheet, beside whatever else stands in it."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping

from sheetcrm.templates.blueprint import Blueprint
from sheetcrm.templates.blueprint import NamedList
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.google.build_reports import ReportPrinter
from sheetcrm.workbooks.google.build_tables import TablePrinter
from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.cells import grid
from sheetcrm.workbooks.google.frame import sheet_id
from sheetcrm.workbooks.xlsx.references import column_letters


def build_requests(blueprint: Blueprint, separator: str, present: Collection[str] = ()) -> Iterator[Request]:
    """Give all requests that make the sheets; those whose key is `present` already are left as they are.

    `separator` parts arguments of formulas in the spreadsheet's locale.
    """
    places = {sheet.key: sheet for sheet in blueprint.sheets if isinstance(sheet, TableSheet)}
    lists = {named.name: _entries(named, places) for named in blueprint.named_lists}
    tables = TablePrinter(blueprint.styles, lists, separator)
    reports = ReportPrinter(blueprint.styles, tables, separator)
    printed: list[list[Request]] = []
    for place, sheet in enumerate(blueprint.sheets):
        if sheet.key in present:
            continue
        number = sheet_id(sheet.key)
        if isinstance(sheet, TableSheet):
            printed.append(list(tables.requests(sheet, number, place)))
        else:
            printed.append(list(reports.requests(sheet, number, place)))
    yield from (requests[0] for requests in printed)  # every sheet first: dropdowns point from one to another
    for requests in printed:
        yield from requests[1:]
    for named in blueprint.named_lists:
        if named.sheet not in present:
            column = _column(named, places)
            area = grid(sheet_id(named.sheet), (FIRST_DATA_ROW, None), (column, column))
            yield {"addNamedRange": {"namedRange": {"name": named.name, "range": area}}}


def _entries(named: NamedList, places: Mapping[str, TableSheet]) -> str:
    """Give the range of a list's entries as a rule says it: open at the end, so that new entries count."""
    letters = column_letters(_column(named, places))
    title = places[named.sheet].title.replace("'", "''")
    return f"='{title}'!${letters}${FIRST_DATA_ROW}:${letters}"


def _column(named: NamedList, places: Mapping[str, TableSheet]) -> int:
    return [column.key for column in places[named.sheet].columns].index(named.column) + 1
