"""Prints a blueprint as a new .xlsx or .xlsm file with XlsxWriter; the same blueprint gives the same bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.utility import xl_range_abs

from sheetcrm.errors import AlreadyThere
from sheetcrm.errors import NotAllowed
from sheetcrm.templates.blueprint import Blueprint
from sheetcrm.templates.blueprint import NamedList
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.xlsx.build_buttons import add_macros
from sheetcrm.workbooks.xlsx.build_looks import Looks
from sheetcrm.workbooks.xlsx.build_reports import print_report
from sheetcrm.workbooks.xlsx.build_tables import print_table
from sheetcrm.workbooks.xlsx.chart_settings import spell_out_charts

MADE_ON = datetime(2026, 1, 1)  # noqa: DTZ001  a fixed stamp without a zone, so that the same blueprint gives the same bytes
NAMED_ROWS = 20_000
"""How far down a dropdown looks for entries; blanks at the end do not show."""
_FONT = {"font_name": "Calibri", "font_size": 11}


def build_workbook(blueprint: Blueprint, path: Path) -> None:
    """Make a new file; nothing stands there unless it is whole.

    Raises: AlreadyThere when there is a file (it is left as it is), NotAllowed when the place cannot be written.
    """
    if path.exists():
        raise AlreadyThere(file=path)
    try:
        with _beside(path) as unfinished:
            unfinished.write_bytes(b"".join(spell_out_charts(_printed(blueprint))))
    except OSError as error:
        raise NotAllowed(file=path, why=error.strerror or str(error)) from error


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a file in the same folder that takes the name of `path` at the end, or goes away on failure."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp", delete=False) as made:
        unfinished = Path(made.name)
    try:
        yield unfinished
        unfinished.chmod(0o666 & ~_umask())
        os.replace(unfinished, path)  # noqa: PTH105  as everywhere else: the atomic replace of the system
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _printed(blueprint: Blueprint) -> bytes:
    content = BytesIO()
    workbook = Workbook(content, {"default_format_properties": _FONT, "strings_to_urls": False})
    workbook.set_properties({**blueprint.properties, "created": MADE_ON})
    workbook.set_size(2400, 1400)
    looks = Looks(workbook, blueprint.styles)
    if blueprint.macros:
        add_macros(workbook)
    for sheet in blueprint.sheets:
        worksheet = workbook.add_worksheet(sheet.title)
        if isinstance(sheet, TableSheet):
            print_table(worksheet, sheet, looks, blueprint.lang)
        else:
            print_report(workbook, worksheet, sheet, looks, blueprint.lang)
    opening = next(place for place, sheet in enumerate(blueprint.sheets) if not sheet.hidden)
    workbook.worksheets()[opening].activate()
    tables = {sheet.key: sheet for sheet in blueprint.sheets if isinstance(sheet, TableSheet)}
    for named in blueprint.named_lists:
        workbook.define_name(named.name, _range_of(named, tables))
    workbook.close()
    return content.getvalue()


def _range_of(named: NamedList, tables: Mapping[str, TableSheet]) -> str:
    """Give what a dropdown's name stands for: up to the last entry, since a blank in it would let anything through."""
    sheet = tables[named.sheet]
    place = [column.key for column in sheet.columns].index(named.column)
    title, first = quote_sheetname(sheet.title), FIRST_DATA_ROW - 1
    if sheet.hidden:
        entries = [row for row in sheet.rows if row[place] is not None]
        return f"={title}!{xl_range_abs(first, place, first + max(len(entries), 1) - 1, place)}"
    whole = f"{title}!{xl_range_abs(first, place, first + NAMED_ROWS - 1, place)}"
    top = f"{title}!{xl_range_abs(first, place, first, place)}"
    last = f'SUMPRODUCT(MAX(({whole}<>"")*(ROW({whole})-{first})))'
    return f"={top}:INDEX({whole},MAX(1,{last}))"
