"""What the file `b2b.toml` may say as a whole: tables, the lists sheet, currencies, report tabs."""

from __future__ import annotations

from pydantic import Field

from sheetcrm.templates.report_spec import Report
from sheetcrm.templates.spec import Currency
from sheetcrm.templates.spec import ListEntries
from sheetcrm.templates.spec import ListsSheet
from sheetcrm.templates.spec import Table
from sheetcrm.templates.strict import NamedSpec


class WorkbookSpec(NamedSpec):
    """One workbook template."""

    version: int = Field(ge=1)
    tables: tuple[Table, ...]
    lists_sheet: ListsSheet
    lists: tuple[ListEntries, ...] = ()
    currencies: tuple[Currency, ...] = Field(min_length=1)
    reports: tuple[Report, ...] = ()
