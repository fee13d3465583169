"""Generated companies as workbooks in memory: recomputed by the program, then seen as any workbook's sheets."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from datetime import date
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import count

from sheetcrm.app.build import HOME_ZONE
from sheetcrm.app.build import with_rows
from sheetcrm.app.judging import judge_workbook
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import read_workbook
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.records import Company
from sheetcrm.sync.identity import derive_id
from sheetcrm.templates.blueprint import Blueprint
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.templates.dashboard_layout import PERIOD_COLUMN
from sheetcrm.templates.dashboard_layout import PERIOD_INPUT
from sheetcrm.templates.dashboard_layout import PERIOD_TABLE
from sheetcrm.templates.drawing import draw_blueprint
from sheetcrm.templates.load import load_template
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.memory import MemoryWorkbook
from tests.oracle.agreement import Tabs
from tests.oracle.generated_rows import CENTS
from tests.oracle.generated_rows import RATES
from tests.oracle.generated_rows import TODAY
from tests.oracle.generated_rows import Rows
from tests.oracle.generated_rows import make_rows
from tests.oracle.kpi_rules import Rules
from tests.oracle.kpis_in_sql import Sql
from tests.oracle.raw_sheets import Cell
from tests.oracle.raw_sheets import Sheet
from tests.oracle.raw_sheets import database
from tests.oracle.spans import month_of
from tests.oracle.visible_words import STAGES
from tests.oracle.visible_words import WORDS

LANG, PROCESS = "vi", "standard"
NOW = datetime.combine(TODAY, datetime.min.time()).replace(hour=9, minute=30)


@cache
def _drawn(lang: str, currency: str) -> Blueprint:
    options = {"process": PROCESS, "scheme": "bant", "currency": currency, "time_zone": HOME_ZONE}
    options["workbook_id"] = "BOOK"
    return draw_blueprint(load_template(), lang=lang, **options)


def made_company(seed: int, size: int, dirt: int) -> Company:
    """Give a generated company as the records that the program reads."""
    return MemoryBook(make_rows(seed, size, dirt)).read().company


def recomputed(
    rows: Rows, month: date = TODAY, lang: str = LANG, currency: str = "VND", today: date = TODAY
) -> MemoryBook:
    """Give a workbook of these rows, recomputed with its KPI tabs showing that month."""
    book = MemoryBook(rows, month, lang, currency)
    book.recompute(today)
    return book


class MemoryBook:
    """One workbook in memory."""

    def __init__(self, rows: Rows, month: date = TODAY, lang: str = LANG, currency: str = "VND") -> None:
        self._blueprint = with_rows(_drawn(lang, currency), rows, load_template(), PROCESS, currency)
        self._month, self._lang, self._currency = month_of(month), lang, currency
        rates = RATES[currency]
        tables = {sheet.key: _columns(sheet) for sheet in self._sheets(TableSheet)}
        tables["lists"]["rate"] = [
            float(rates[str(code)]) if code in rates else rate
            for code, rate in zip(tables["lists"]["currency"], tables["lists"]["rate"], strict=True)
        ]
        typed: list[Raw] = [None] * (PERIOD_INPUT[0] - 3) + [f"{month:%m/%Y}"]
        tables[PERIOD_TABLE] = {PERIOD_COLUMN: typed}
        self.workbook = MemoryWorkbook(tables, [sheet.key for sheet in self._sheets(ReportSheet)])

    def read(self) -> Reading:
        """Read it as the program does."""
        return read_workbook(self.workbook, "memory", None, _ids())

    def facts(self) -> Facts:
        """Give the facts that the program computes KPIs from."""
        return judge_workbook(self.read(), TODAY, NOW, _ids()).facts

    def recompute(self, today: date = TODAY) -> None:
        """Recompute it as the program does."""
        recompute_workbook(self.workbook, "memory", templates=None, clock=lambda _: NOW, today=today, new_id=_ids())

    def tabs(self) -> Tabs:
        """Give its sheets as they are seen, with what SQL says of them."""
        sheets = {sheet.title: self._table(sheet) for sheet in self._sheets(TableSheet)}
        sheets |= {sheet.title: self._report(sheet.key) for sheet in self._sheets(ReportSheet)}
        words, stages = WORDS[self._lang], STAGES[PROCESS, self._lang]
        db = database(sheets, words, stages, TODAY, self._currency)
        rules = Rules(Sql(db, digits=2 if self._currency in CENTS else 0), TODAY, self._month)
        return Tabs(sheets, self._lang, words, stages, rules)

    @property
    def kpi_tabs(self) -> list[str]:
        """The keys of the tabs that show KPIs alone: lists of rows name the rows, and stand in their order."""
        return [
            report.key for report in load_template().reports if report.layout in ("dashboard", "scorecard", "breakdown")
        ]

    def shown(self, report: str) -> Mapping[tuple[int, int], ReportCell]:
        """Give what a tab shows."""
        return self.workbook.report(report)

    def _sheets(self, kind: type) -> list:
        return [sheet for sheet in self._blueprint.sheets if isinstance(sheet, kind)]

    def _table(self, sheet: TableSheet) -> Sheet:
        data = self.workbook.read([sheet.key])[sheet.key]
        first, *others = data.columns
        heads = {column.key: column.header for column in sheet.columns}
        rows = dict(zip(data.rows, zip(*data.columns.values(), strict=True), strict=True))
        blank = (None,) * len(data.columns)
        below = (rows.get(number, blank) for number in range(FIRST_DATA_ROW, max(rows, default=0) + 1))
        return [(f"{sheet.key}.{first}", *others), tuple(heads[key] for key in data.columns), *below]

    def _report(self, key: str) -> Sheet:
        shown = {place: cell.value for place, cell in self.workbook.report(key).items()}
        height, width = (max((place[side] for place in shown), default=0) for side in (0, 1))
        rows = [tuple[Cell, ...](shown.get((row + 1, column + 1)) for column in range(width)) for row in range(height)]
        return [(f"report.{key}",), *rows[1:]]


def _columns(sheet: TableSheet) -> dict[str, list[Raw]]:
    cells = zip(*sheet.rows, strict=True) if sheet.rows else ((),) * len(sheet.columns)
    return {column.key: list(map(_typed, some)) for column, some in zip(sheet.columns, cells, strict=True)}


def _typed(value: Value) -> Raw:
    """Give a value as a cell holds it."""
    return float(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _ids() -> Callable[[], str]:
    numbers = count()
    return lambda: derive_id("new", str(next(numbers)))
