"""Draws the sheets behind the others: the lists people edit, the choices they only pick from, and the settings."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import ROUND_HALF_UP
from decimal import Decimal
from itertools import zip_longest

from sheetcrm.domain.process import Process
from sheetcrm.domain.schemes import Scheme
from sheetcrm.templates.blueprint import ColumnBlueprint
from sheetcrm.templates.blueprint import NamedList
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.templates.drawing_rules import STAGES_NAME
from sheetcrm.templates.drawing_rules import choices_name
from sheetcrm.templates.drawing_rules import list_name
from sheetcrm.templates.drawing_rules import rows_name
from sheetcrm.templates.drawing_tables import draw_table
from sheetcrm.templates.report_styles import REPORT_STYLES
from sheetcrm.templates.template import LISTS
from sheetcrm.templates.template import Template
from sheetcrm.values import Value

CHOICES = "choices"
SETTINGS = "settings"
CHOICES_SHEET = "_choices"
SETTINGS_SHEET = "_sheetcrm"
_RATE_STEP = Decimal("0.000001")
_HIDDEN_WIDTH = 24


def draw_lists(template: Template, scheme: Scheme, lang: str, currency: str) -> TableSheet:
    """Draw the lists sheet with the entries it starts with and the currencies' rates."""
    drawn = draw_table(template.lists_table, template, scheme, lang, currency)
    entries: dict[str, Sequence[Value]] = {
        one.key: [item.in_language(lang) for item in one.items] for one in template.lists
    }
    rates = starting_rates(template, currency)
    entries["currency"], entries["rate"] = list(rates), list(rates.values())
    columns = [entries.get(column.key, ()) for column in template.lists_table.columns]
    return TableSheet(
        key=LISTS,
        title=drawn.title,
        columns=drawn.columns,
        rows=tuple(zip_longest(*columns)),
        highlights=drawn.highlights,
        tab_colour=drawn.tab_colour,
        filters=False,
    )


def starting_rates(template: Template, currency: str) -> Mapping[str, Decimal | None]:
    """Give what each currency is worth in the base currency, which comes first; unknown ones are left blank."""
    worths = {one.code: one.worth for one in template.currencies}
    base = worths.get(currency)
    rates: dict[str, Decimal | None] = {currency: Decimal(1)}
    for code, worth in worths.items():
        if code != currency:
            rates[code] = (worth / base).quantize(_RATE_STEP, ROUND_HALF_UP).normalize() if base else None
    return rates


def draw_choices(template: Template, process: Process, lang: str) -> TableSheet:
    """Draw the hidden sheet that dropdowns of fixed choices point to (written out they may have 255 signs)."""
    offered: dict[str, tuple[str, ...]] = {STAGES_NAME: tuple(stage.in_language(lang) for stage in process.stages)}
    for table in template.tables:
        for column in table.columns:
            if column.choices and not (column.engine or table.protected):
                name = choices_name(table.key, column.key)
                offered[name] = tuple(choice.in_language(lang) for choice in column.choices)
    return hidden_sheet(CHOICES, CHOICES_SHEET, list(offered), zip_longest(*offered.values()))


def draw_settings(settings: Mapping[str, Value]) -> TableSheet:
    """Draw the hidden sheet that tells what the workbook is, with a swatch of each report look."""
    swatches = {f"style.{name}": name for name in REPORT_STYLES}
    rows = [*settings.items(), *swatches.items()]
    return hidden_sheet(SETTINGS, SETTINGS_SHEET, ["id", "value"], rows)


def hidden_sheet(key: str, title: str, names: Sequence[str], rows: Iterable[tuple[Value, ...]]) -> TableSheet:
    """Draw a sheet that nobody sees."""
    columns = tuple(ColumnBlueprint(name, name, _HIDDEN_WIDTH, "text") for name in names)
    return TableSheet(key, title, columns, tuple(rows), blank_rows=0, hidden=True, as_table=False)


def named_lists(template: Template) -> tuple[NamedList, ...]:
    """Name every range that a dropdown points to."""
    lists = [NamedList(list_name(column.key), LISTS, column.key) for column in template.lists_table.columns]
    choices = [
        NamedList(choices_name(table.key, column.key), CHOICES, choices_name(table.key, column.key))
        for table in template.tables
        for column in table.columns
        if column.choices and not (column.engine or table.protected)
    ]
    rows = [
        NamedList(rows_name(table.key), table.key, table.label_column)
        for table in template.tables
        if table.label_column
    ]
    return (*lists, NamedList(STAGES_NAME, CHOICES, STAGES_NAME), *choices, *rows)
