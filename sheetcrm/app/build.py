"""Makes a new workbook from a template, empty or with rows."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sheetcrm.sync.identity import new_id
from sheetcrm.templates.blueprint import Blueprint
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.templates.drawing import draw_blueprint
from sheetcrm.templates.drawing_buttons import with_buttons
from sheetcrm.templates.kinds import conventions_for
from sheetcrm.templates.load import load_template
from sheetcrm.templates.rows import render_row
from sheetcrm.templates.template import Template
from sheetcrm.values import Value
from sheetcrm.workbooks.xlsx.build import build_workbook

HOME_ZONE = "Asia/Ho_Chi_Minh"
MACRO_SUFFIX = ".xlsm"
Rows = Mapping[str, Sequence[Mapping[str, Value]]]


def new_workbook(
    path: Path,
    *,
    lang: str,
    process: str,
    scheme: str,
    currency: str,
    templates: Path | None,
    rows: Rows | None = None,
    time_zone: str = HOME_ZONE,
    make_id: Callable[[], str] = new_id,
) -> None:
    """Make a workbook, with buttons and macros when its name ends in .xlsm.

    `rows` (table → rows of canonical values, ids included) stand in it from the start.

    Raises: AlreadyThere, NotAllowed; TemplateError; BadRequest for an unknown process, scheme or currency.
    """
    template = load_template(templates)
    blueprint = draw_blueprint(
        template,
        lang=lang,
        process=process,
        scheme=scheme,
        currency=currency,
        time_zone=time_zone,
        workbook_id=make_id(),
    )
    if rows:
        blueprint = with_rows(blueprint, rows, template, process, currency)
    if path.suffix.lower() == MACRO_SUFFIX:
        blueprint = with_buttons(blueprint)
    build_workbook(blueprint, path)


def with_rows(blueprint: Blueprint, rows: Rows, template: Template, process: str, currency: str) -> Blueprint:
    """Give the blueprint with these rows in its tables, shown in the workbook's language."""
    chosen = template.for_process(process)
    sheets: list[TableSheet | ReportSheet] = []
    for sheet in blueprint.sheets:
        if isinstance(sheet, TableSheet) and sheet.key in rows:
            table = chosen.table(sheet.key)
            conventions = {
                column.key: conventions_for(column, chosen, chosen.processes[process], blueprint.lang, currency, {})
                for column in table.columns
            }
            keys = [column.key for column in table.columns]
            shown = [render_row(table, row, conventions) for row in rows[sheet.key]]
            filled = tuple(tuple(row.get(key) for key in keys) for row in shown)
            sheets.append(replace(sheet, rows=filled))
        else:
            sheets.append(sheet)
    return replace(blueprint, sheets=tuple(sheets))
