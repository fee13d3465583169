"""Options and parameter types that several commands share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sheetcrm.errors import BadRequest
from sheetcrm.values import decode_date
from sheetcrm.workbooks.google.address import GOOGLE

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

templates_option = click.option(
    "--templates",
    type=FOLDER,
    envvar="SHEETCRM_TEMPLATES",
    help="A company's own folder of templates; its files stand before the shipped ones.",
)
lang_option = click.option("--lang", type=click.Choice(["vi", "en"]), help="Language (default: the workbook's own).")


class Day(click.ParamType[date]):
    """A calendar day, typed as in a cell: 2026-11-30, 30/11/2026, 30-11-2026."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day; what may be two days, or none, is refused with examples."""
        if isinstance(value, date):
            return value
        day = decode_date(str(value))
        if isinstance(day, date):
            return day
        raise BadRequest(what=str(value), why="@day_unreadable")


class Address(click.ParamType[Path | str]):
    """A workbook: a file, or gsheet: and the id or address of a Google spreadsheet."""

    name = "workbook"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:
        """Tell a spreadsheet from a file."""
        if isinstance(value, Path):
            return value
        text = str(value)
        return text if text.startswith(GOOGLE) else Path(str(FILE.convert(text, param, ctx)))


ADDRESS = Address()
credentials_option = click.option(
    "--credentials", type=FILE, help="Google: a service account's key file (default: sheetcrm.toml, then gspread's)."
)
as_of_option = click.option("--as-of", type=Day(), help="Compute as of this day (default: today).")
