"""Reads a whole workbook into records: which template made it, what its rows say, and what could not be understood."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo
from zoneinfo import ZoneInfoNotFoundError

from sheetcrm.app.identifying import identify
from sheetcrm.app.wording import Wording
from sheetcrm.domain.records import Company
from sheetcrm.domain.schemes import Scheme
from sheetcrm.domain.stages import Process
from sheetcrm.errors import BadRequest
from sheetcrm.errors import LayoutBroken
from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.templates.choosing import choose
from sheetcrm.templates.facts import wanted_facts
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.kinds import conventions_for
from sheetcrm.templates.load import Template
from sheetcrm.templates.load import load_template
from sheetcrm.templates.models import company_of
from sheetcrm.templates.rows import Parsed
from sheetcrm.templates.rows import parse_table
from sheetcrm.templates.rows import resolve_references
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.values import Undecodable
from sheetcrm.values import currency_digits
from sheetcrm.values import decode_number
from sheetcrm.values import is_blank
from sheetcrm.values import normalise_text
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import Workbook


@dataclass(frozen=True, slots=True)
class Settings:
    """What the hidden sheet says of the workbook."""

    template: str
    process: str
    scheme: str
    lang: str
    currency: str
    time_zone: str
    workbook_id: str

    @property
    def digits(self) -> int:
        """Give the number of decimals of the base currency."""
        return currency_digits(self.currency)


@dataclass(frozen=True, slots=True)
class Reading:
    """One workbook, read and understood."""

    settings: Settings
    template: Template
    process: Process
    scheme: Scheme
    tables: Mapping[str, TableData]
    parsed: Mapping[str, Parsed]
    conventions: Mapping[str, Mapping[str, Conventions]]
    company: Company
    stamps: tuple[UpdateRow, ...]
    problems: tuple[Problem, ...]

    def wording(self) -> Wording:
        """Give what says problems in the workbook's language."""
        return Wording(self.template, self.process, self.settings.lang)


def read_workbook(workbook: Workbook, name: str, templates: Path | None, new_id: Callable[[], str]) -> Reading:
    """Read everything at once. `name` is what errors call the workbook.

    Raises: what `understand_tables` raises, and what `Workbook.read` raises.
    """
    return understand_tables(workbook.read(), name, templates, new_id)


def understand_tables(
    read: Mapping[str, TableData], name: str, templates: Path | None, new_id: Callable[[], str]
) -> Reading:
    """Understand what was read of a workbook. `name` is what errors call it.

    Raises: LayoutBroken when it is not a sheetcrm workbook, or a table or column that rules read is missing;
    TemplateError.
    """
    tables = dict(read)
    settings = read_settings(tables, name)
    template, process, scheme = choose(load_template(templates), settings.process, settings.scheme)
    template = as_old_as(tables, template)
    prove_layout(template, tables, name)
    problems = [*_fill_gone_columns(template, tables)]
    stamps: list[UpdateRow] = []
    for table in template.tables:
        identified = identify(table, tables[table.key], new_id)
        tables[table.key] = identified.data
        stamps += identified.stamps
        problems += identified.problems
    conventions = conventions_of(template, settings, list_entries(tables["lists"]))
    parsed = resolve_references(template, _parse(template, tables, conventions))
    rates, bad_rates = read_rates(tables["lists"], settings, _used_currencies(parsed))
    problems += bad_rates
    for one in parsed.values():
        problems += one.problems
    return Reading(
        settings=settings,
        template=template,
        process=process,
        scheme=scheme,
        tables=tables,
        parsed=parsed,
        conventions=conventions,
        company=company_of(parsed, settings.currency, rates),
        stamps=tuple(stamps),
        problems=tuple(problems),
    )


def read_settings(tables: Mapping[str, TableData], name: str) -> Settings:
    """Give the workbook's own settings. Raises: LayoutBroken, BadRequest (time zone)."""
    if "settings" not in tables:
        raise LayoutBroken(file=name, what="@not_a_sheetcrm_workbook", remedy="@make_with_new")
    columns = tables["settings"].columns
    said = {str(key): str(value) for key, value in zip(columns["id"], columns["value"], strict=True)}
    wanted = Settings.__dataclass_fields__
    missing = [key for key in wanted if key not in said]
    if missing:
        raise LayoutBroken(file=name, what="@settings_missing", remedy="@put_back_from_backup", missing=missing)
    settings = Settings(**{key: said[key] for key in wanted})
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadRequest(what=settings.time_zone, why="@time_zone_unknown") from error
    return settings


def as_old_as(tables: Collection[str], template: Template) -> Template:
    """Give the template without the tables that a workbook made before them does without."""
    return replace(template, tables=tuple(one for one in template.tables if one.key in tables or not one.optional))


def prove_layout(template: Template, tables: Mapping[str, TableData], name: str) -> None:
    """Make sure that no table or column that sheetcrm needs is gone. Raises: LayoutBroken."""
    for table in (*template.tables, template.lists_table):
        if table.key not in tables:
            title = f"{table.vi} / {table.en}"
            raise LayoutBroken(file=name, what="@sheet_missing", remedy="@put_back_from_backup", sheet=title)
        missing = [column for column in table.columns if _is_gone(column, tables[table.key])]
        if any(_is_vital(table, column) for column in missing):
            raise LayoutBroken(
                file=name,
                what="@columns_missing",
                remedy="@put_back_from_backup",
                sheet=tables[table.key].sheet,
                missing=", ".join(f"{column.vi} ({column.key})" for column in missing),
            )


def _is_gone(column: Column, data: TableData) -> bool:
    return column.key not in data.columns


def _is_vital(table: Table, column: Column) -> bool:
    """Say whether sheetcrm cannot work without the column: it writes there, or rules and KPIs read it."""
    return column.engine or column.required or column.key in wanted_facts().get(table.key, {})


def _fill_gone_columns(template: Template, tables: dict[str, TableData]) -> Iterator[Problem]:
    """Let columns that a user deleted, and nobody cannot do without, read as blank."""
    for table in template.tables:
        data = tables[table.key]
        gone = [column for column in table.columns if _is_gone(column, data)]
        blanks = {column.key: [None] * len(data.rows) for column in gone}
        tables[table.key] = replace(data, columns={**data.columns, **blanks})
        for column in gone:
            yield Problem("column_gone", table.key, None, column.key, {}, Severity.WARNING)


def conventions_of(
    template: Template, settings: Settings, entries: Mapping[str, tuple[str, ...]]
) -> Mapping[str, Mapping[str, Conventions]]:
    """Give, for each column of each table, how its cells are to be understood in this workbook."""
    process = template.processes[settings.process]
    zone = ZoneInfo(settings.time_zone)
    return {
        table.key: {
            column.key: conventions_for(column, template, process, settings.lang, settings.currency, entries, zone)
            for column in table.columns
        }
        for table in template.tables
    }


def list_entries(lists: TableData) -> Mapping[str, tuple[str, ...]]:
    """Give the entries of each dropdown list as they stand on the lists sheet."""
    return {
        key: tuple(normalise_text(str(cell)) for cell in cells if not is_blank(cell))
        for key, cells in lists.columns.items()
    }


def _used_currencies(parsed: Mapping[str, Parsed]) -> frozenset[str]:
    return frozenset(str(code) for one in parsed.values() for code in one.values.get("currency", ()) if code)


def read_rates(
    lists: TableData, settings: Settings, used: Collection[str]
) -> tuple[Mapping[str, Decimal], list[Problem]]:
    """Give each currency's worth in the base currency; an unreadable or non-positive rate is a problem, never 1.

    A blank rate is a problem only when the currency is `used` somewhere.
    """
    rates: dict[str, Decimal] = {settings.currency: Decimal(1)}
    problems: list[Problem] = []
    currencies, worths = lists.columns.get("currency", ()), lists.columns.get("rate", ())
    for position, (currency, worth) in enumerate(zip(currencies, worths, strict=True)):
        code = str(currency or "").strip().upper()
        if not code or code == settings.currency:
            continue
        rate = decode_number(worth, settings.lang)
        if isinstance(rate, Decimal) and rate > 0:
            rates[code] = rate
        elif isinstance(rate, Undecodable) or rate is not None:
            problems.append(Problem("rate_unreadable", "lists", None, "rate", {"currency": code}, row=position))
        elif code in used:
            blank = Problem("rate_blank", "lists", None, "rate", {"currency": code}, Severity.WARNING, position)
            problems.append(blank)
    return rates, problems


def _parse(
    template: Template, tables: Mapping[str, TableData], conventions: Mapping[str, Mapping[str, Conventions]]
) -> Mapping[str, Parsed]:
    return {
        table.key: parse_table(table, tables[table.key].columns, conventions[table.key]) for table in template.tables
    }
