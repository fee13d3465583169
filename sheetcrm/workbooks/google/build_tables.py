"""The sheet of one table as requests: hidden key row, header, rows, rules, highlights, protection."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping

from sheetcrm.templates.blueprint import ColumnBlueprint
from sheetcrm.templates.blueprint import DateRule
from sheetcrm.templates.blueprint import ListRule
from sheetcrm.templates.blueprint import NumberRule
from sheetcrm.templates.blueprint import Rule
from sheetcrm.templates.blueprint import Style
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import HEADER_ROW
from sheetcrm.workbooks.base import KEY_ROW
from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.cells import cell_data
from sheetcrm.workbooks.google.cells import grid
from sheetcrm.workbooks.google.cells import update_cells
from sheetcrm.workbooks.google.frame import add_sheet
from sheetcrm.workbooks.google.frame import hide_rows
from sheetcrm.workbooks.google.frame import protect
from sheetcrm.workbooks.google.frame import widths
from sheetcrm.workbooks.google.locales import Habits
from sheetcrm.workbooks.google.looks import FORMAT_FIELDS
from sheetcrm.workbooks.google.looks import cell_format
from sheetcrm.workbooks.google.looks import paint_format

Ranges = Mapping[str, str]
"""Named list → the range of its entries, as a formula says it."""
_SWATCH = "style."
_ROWS_AT_FIRST = 200
"""Rows that are formatted and ruled from the start; a grid that is full grows, and its new rows are like the last."""
_FEWEST_ENTRIES_TO_TYPE = 20
"""Whole numbers between bounds closer than this are offered as a dropdown."""


class TablePrinter:
    """Prints tables into a spreadsheet under construction."""

    def __init__(self, styles: Mapping[str, Style], lists: Ranges, habits: Habits) -> None:
        """Keep the looks, the ranges of dropdowns, and how the spreadsheet's locale writes formulas."""
        self._styles = styles
        self._lists = lists
        self._habits = habits

    def requests(self, table: TableSheet, sheet: int, title: str) -> Iterator[Request]:
        """Give the requests that make the sheet with that id and title: the tab first, its values last."""
        last = FIRST_DATA_ROW + max(len(table.rows) + table.blank_rows, _ROWS_AT_FIRST) - 1
        yield add_sheet(
            sheet, title, (last, len(table.columns)), (HEADER_ROW, table.frozen_columns),
            table.tab_colour, hidden=table.hidden,
        )  # fmt: skip
        yield hide_rows(sheet, KEY_ROW)
        yield from widths(sheet, [(column.width, column.hidden) for column in table.columns])
        for position, column in enumerate(table.columns, 1):
            yield from self._column(column, position, sheet, last)
        yield from self._highlights(table, sheet, last)
        if table.as_table and table.filters:
            area = grid(sheet, (HEADER_ROW, last), (1, len(table.columns)))
            yield {"setBasicFilter": {"filter": {"range": area}}}
        if table.rows:
            yield self._rows(table, sheet)
        yield self._heads(table, sheet)
        yield from self._protection(table, sheet)

    def _heads(self, table: TableSheet, sheet: int) -> Request:
        key = cell_format(self._styles["table_key"])
        keys = [
            cell_data(column.key if position else f"{table.key}.{column.key}", key)
            for position, column in enumerate(table.columns)
        ]
        heads = [cell_data(column.header, cell_format(self._styles[header_style(column)])) for column in table.columns]
        return update_cells(sheet, KEY_ROW, 1, [keys, heads], "userEnteredValue,userEnteredFormat")

    def _column(self, column: ColumnBlueprint, position: int, sheet: int, last: int) -> Iterator[Request]:
        area = grid(sheet, (FIRST_DATA_ROW, last), (position, position))
        look = {"userEnteredFormat": cell_format(self._styles[column.style])}
        yield {"repeatCell": {"range": area, "cell": look, "fields": f"userEnteredFormat({FORMAT_FIELDS})"}}
        rule = self.rule(column.rule)
        if rule is not None:
            rule |= {"inputMessage": column.note} if column.note else {}
            yield {"setDataValidation": {"range": area, "rule": rule}}

    def rule(self, rule: Rule | None) -> dict[str, object] | None:
        """Give what may be typed as a data validation; engine columns are protected instead."""
        if isinstance(rule, ListRule):
            return _validation("ONE_OF_RANGE", [self._lists[rule.named_list]], strict=rule.strict, shown=True)
        if isinstance(rule, DateRule):
            return _validation("DATE_IS_VALID", [], strict=rule.strict)
        return _number_rule(rule, self._habits) if isinstance(rule, NumberRule) else None

    def _rows(self, table: TableSheet, sheet: int) -> Request:
        """Print rows as values; the settings' swatches carry the look they are named after."""
        swatches = any(isinstance(row[0], str) and row[0].startswith(_SWATCH) for row in table.rows)
        if not swatches:
            rows = [[cell_data(value) for value in row] for row in table.rows]
            return update_cells(sheet, FIRST_DATA_ROW, 1, rows, "userEnteredValue")
        looked = [
            [
                cell_data(value, cell_format(self._styles[self._look(row[0], value, place, column)]))
                for place, (value, column) in enumerate(zip(row, table.columns, strict=True))
            ]
            for row in table.rows
        ]
        return update_cells(sheet, FIRST_DATA_ROW, 1, looked, "userEnteredValue,userEnteredFormat")

    def _look(self, first: object, value: object, place: int, column: ColumnBlueprint) -> str:
        swatch = isinstance(first, str) and first.startswith(_SWATCH)
        return str(value) if swatch and place else column.style

    def _highlights(self, table: TableSheet, sheet: int, last: int) -> Iterator[Request]:
        places = {column.key: position for position, column in enumerate(table.columns, 1)}
        looks = [(highlight, paint_format(self._styles[highlight.style])) for highlight in table.highlights]
        for index, (highlight, look) in enumerate(pair for pair in looks if pair[1]):
            start, end = (places[highlight.column],) * 2 if highlight.column else (1, len(table.columns))
            area = grid(sheet, (FIRST_DATA_ROW, last), (start, end))
            yield conditional(area, highlight.formula, look, index, self._habits)

    def _protection(self, table: TableSheet, sheet: int) -> Iterator[Request]:
        if table.protected or table.hidden:
            yield protect({"sheetId": sheet}, table.key)
            return
        yield protect(grid(sheet, (KEY_ROW, KEY_ROW), (1, None)), f"{table.key}: keys")
        for position, column in enumerate(table.columns, 1):
            if column.engine:
                area = grid(sheet, (FIRST_DATA_ROW, None), (position, position))
                yield protect(area, f"{table.key}.{column.key}")


def header_style(column: ColumnBlueprint) -> str:
    """Name the look of a header: grey for what sheetcrm writes, the accent for what must be filled in."""
    if column.engine:
        return "table_header_engine"
    return "table_header_required" if column.required else "table_header"


def conditional(
    area: Mapping[str, int], formula: str, look: Mapping[str, object], index: int, habits: Habits
) -> Request:
    """Ask for a conditional format; its formula is read as if somebody typed it in the spreadsheet's locale."""
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": f"={habits.formula(formula)}"}]}
    rule = {"ranges": [area], "booleanRule": {"condition": condition, "format": look}}
    return {"addConditionalFormatRule": {"rule": rule, "index": index}}


def _validation(kind: str, values: list[str], *, strict: bool, shown: bool = False) -> dict[str, object]:
    condition = {"type": kind, "values": [{"userEnteredValue": value} for value in values]}
    return {"condition": condition, "strict": strict, "showCustomUi": shown}


def _number_rule(rule: NumberRule, habits: Habits) -> dict[str, object]:
    low, high = rule.minimum, rule.maximum
    if rule.whole and low is not None and high is not None and int(high) - int(low) <= _FEWEST_ENTRIES_TO_TYPE:
        entries = [str(number) for number in range(int(low), int(high) + 1)]
        return _validation("ONE_OF_LIST", entries, strict=rule.strict, shown=True)
    low, high = (None if bound is None else habits.number(bound) for bound in (low, high))
    if low is not None and high is not None:
        return _validation("NUMBER_BETWEEN", [low, high], strict=rule.strict)
    if high is not None:
        return _validation("NUMBER_LESS_THAN_EQ", [high], strict=rule.strict)
    return _validation("NUMBER_GREATER_THAN_EQ", [low if low is not None else "-1000000000000000"], strict=rule.strict)
