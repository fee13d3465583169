"""A small company to report on, with texts that nobody should be able to type into a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from sheetcrm.app.report.compose import report_of
from sheetcrm.app.report.page import Chart
from sheetcrm.app.report.page import Page
from sheetcrm.app.report.page import Score
from sheetcrm.sync.identity import derive_id
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import deal
from tests.app.books import ids
from tests.app.books import lead

TODAY = date(2026, 11, 23)
MAI, EVIL = "Trần Thị Mai", '</script><script>window.hacked = "rep"</script>'
SCRIPT = '<script>window.hacked = "customer"</script>'
IMAGE = "<img src=x onerror=\"window.hacked = 'deal'\"> {{ 7 * 7 }} & “Sân bóng”"
FORMULA = "=cmd|'/c calc'!A0"
BROKEN = "dòng một\u2028dòng hai"
LONG = "Côngtycổphầnthểthao" * 15
HOSTILE = (EVIL, SCRIPT, IMAGE, FORMULA, BROKEN, LONG)


def order(number: int, **cells: Value) -> Mapping[str, Value]:
    return {
        "id": derive_id("order", str(number)),
        "rep": MAI,
        "status": "signed",
        "product_group": "turf",
        "currency": "VND",
        **cells,
    }


def small_company(path: Path, lang: str = "vi") -> Path:
    """Make a workbook with orders in October and November, a target, a late payment and things to do."""
    orders = [
        order(1, signed_on=date(2026, 11, 3), net_revenue=Decimal(1_500_000_000), cost=Decimal(900_000_000)),
        order(2, signed_on=date(2026, 11, 9), net_revenue=Decimal(500_000_000), rep=EVIL),
        order(3, signed_on=date(2026, 10, 5), net_revenue=Decimal(1_000_000_000)),
        order(4, signed_on=date(2026, 10, 30), net_revenue=Decimal(7_000_000)),
        order(
            5,
            account=SCRIPT,
            signed_on=date(2026, 6, 1),
            net_revenue=Decimal(40_000_000),
            status="invoiced",
            invoiced=Decimal(40_000_000),
            paid=Decimal(10_000_000),
            payment_due_on=date(2026, 11, 13),
        ),
    ]
    deals = [
        deal(name=IMAGE, account=FORMULA, next_step=BROKEN, next_step_on=date(2026, 11, 20), stage="prospect"),
        deal(id=derive_id("third"), account=LONG, name=LONG, next_step_on=date(2026, 11, 19), stage="prospect"),
        deal(id=derive_id("second"), owner=EVIL, amount=300_000_000, lead_id=None, stage="prospect"),
    ]
    target: Mapping[str, Value] = {
        "id": derive_id("target"),
        "month": date(2026, 11, 1),
        "level": "system",
        "kpi": "revenue",
        "value": Decimal(4_000_000_000),
    }
    reps = [{"id": derive_id("mai"), "name": MAI}, {"id": derive_id("evil"), "name": EVIL}]
    return book(
        path,
        lang=lang,
        reps=reps,
        leads=[lead(company=SCRIPT, phone="không rõ")],
        opportunities=deals,
        orders=orders,
        targets=[target],
    )


def page(path: Path, period: str | None = None, lang: str | None = None) -> Page:
    workbook = open_workbook(path)
    return report_of(workbook, path, period=period, templates=None, clock=clock, today=TODAY, lang=lang, new_id=ids())


def score(page: Page, key: str) -> Score:
    return next(one for block in page.scorecard for one in block.scores if one.key == key)


def chart(page: Page, key: str) -> Chart:
    return next(one for one in page.charts if one.key == key)
