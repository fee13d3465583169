"""The report's lists: what each rep should do today, who owes money, and what is wrong in the data."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import groupby

from sheetcrm.app.period_words import day_words
from sheetcrm.app.report.page import Cell
from sheetcrm.app.report.page import Errand
from sheetcrm.app.report.page import RepDay
from sheetcrm.app.report.page import Table
from sheetcrm.app.report.subject import Subject
from sheetcrm.app.wording import Finding
from sheetcrm.app.wording import Wording
from sheetcrm.app.wording import find
from sheetcrm.domain.customers import in_base_currency
from sheetcrm.domain.records import Order
from sheetcrm.domain.today import TodayItem

ROWS_NAMED = 8
"""How many row numbers stand beside one kind of mistake."""


def rep_days(subject: Subject) -> tuple[RepDay, ...]:
    """Give the rows of the Today tab, rep by rep."""
    days = []
    for rep, group in groupby(subject.judgement.review.today, key=lambda item: item.rep):
        items = list(group)
        kinds = Counter(item.kind for item in items)
        late = sum(1 for item in items if item.days_late)
        days.append(
            RepDay(
                rep=rep or subject.say("today_unassigned"),
                total=subject.say("today_total", total=len(items), late=late),
                kinds=" · ".join(f"{subject.say(f'today_{kind}')}: {count}" for kind, count in kinds.items()),
                errands=tuple(_errand(subject, item) for item in items),
            )
        )
    return tuple(days)


def _errand(subject: Subject, item: TodayItem) -> Errand:
    late = item.days_late or 0
    return Errand(
        kind=subject.say(f"today_{item.kind}"),
        late=late > 0,
        customer=item.customer or "",
        subject=item.subject or "",
        stage=subject.labels.entry("stage", item.stage) if item.stage else "",
        due=day_words(item.due_on) if item.due_on else "",
        overdue=subject.say("report_days_late", days=late) if late > 0 else "",
        amount="" if item.amount is None else subject.words.money(item.amount),
        to_do=subject.say(f"today_{item.kind}_do", step=(item.next_step or "").rstrip(" .")),
    )


def receivables(subject: Subject) -> Table:
    """Give the order lines whose payment is late, the largest first."""
    company, digits = subject.judgement.company, subject.reading.settings.digits
    names = {one.id: one.name for one in company.opportunities}
    late: list[tuple[Order, int, Decimal | None]] = []
    for order in company.orders:
        debt = subject.judgement.review.debts[order.id]
        if debt.overdue_days:
            amount = in_base_currency(company, debt.receivable, order.currency, digits)
            late.append((order, debt.overdue_days, amount))
    late.sort(key=lambda line: (-(line[2] or 0), -line[1], line[0].id))
    heads = ("customer", "subject", "rep", "due_on", "days_late", "amount")
    right = {"due_on", "days_late", "amount"}
    total = sum((amount for _, _, amount in late if amount is not None), Decimal())
    return Table(
        title=subject.say("report_receivables"),
        heads=tuple(Cell(subject.say(f"today_column_{head}"), "number" if head in right else "") for head in heads),
        lines=tuple(
            (
                Cell(order.account or ""),
                Cell(names.get(order.opportunity_id or "") or ""),
                Cell(order.rep or subject.say("today_unassigned")),
                Cell(day_words(order.payment_due_on), "number"),
                Cell(subject.words.number(days, "count"), "number"),
                _amount(subject, order, amount),
            )
            for order, days, amount in late
        ),
        total=(Cell(subject.say("kpi_head_total")), *(Cell(),) * 4, Cell(subject.words.money(total), "number")),
    )


def _amount(subject: Subject, order: Order, amount: Decimal | None) -> Cell:
    if amount is None:
        return Cell(subject.say("report_no_rate", currency=order.currency), "blank")
    return Cell(subject.words.money(amount), "number")


def quality(subject: Subject) -> Table:
    """Give the kinds of mistakes, how often each was made, where, and one of them in words; the most frequent first."""
    reading = subject.reading
    wording = Wording(reading.template, reading.process, subject.lang)
    found: dict[tuple[str, str | None, str], list[Finding]] = {}
    for problem in subject.judgement.problems:
        finding = find(problem, wording, reading.tables)
        found.setdefault((finding.sheet, finding.column, finding.code), []).append(finding)
    kinds = sorted(found.values(), key=lambda same: -len(same))
    heads = ("sheet", "column", "rows", "example")
    return Table(
        title=subject.say("report_quality"),
        heads=(
            Cell(subject.say("report_head_count"), "number"),
            *(Cell(subject.say(f"report_head_{head}")) for head in heads),
        ),
        lines=tuple(
            (
                Cell(subject.words.number(len(same), "count"), "number"),
                Cell(same[0].sheet),
                Cell(same[0].column or ""),
                Cell(_rows(same)),
                Cell(same[0].sentence),
            )
            for same in kinds
        ),
    )


def _rows(findings: list[Finding]) -> str:
    rows = sorted({finding.row for finding in findings if finding.row is not None})
    named = ", ".join(str(row) for row in rows[:ROWS_NAMED])
    return f"{named} …" if len(rows) > ROWS_NAMED else named
