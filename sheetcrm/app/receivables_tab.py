"""The tab of receivables and delivery: what is owed and how late, and what is still to be delivered."""

from __future__ import annotations

from decimal import Decimal

from sheetcrm.app.debt_ages import age_rows
from sheetcrm.app.kpi_cells import number_cell
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.report_lists import head_row
from sheetcrm.app.report_lists import list_rows
from sheetcrm.app.report_lists import section
from sheetcrm.app.wording import plain_number
from sheetcrm.domain.delivery import Delivery
from sheetcrm.domain.delivery import open_deliveries
from sheetcrm.domain.kpis.debts import Debt
from sheetcrm.domain.kpis.debts import debts_of
from sheetcrm.domain.kpis.division import whole
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.domain.kpis.notebook import Notebook
from sheetcrm.domain.records import Company
from sheetcrm.messages import say
from sheetcrm.templates.report_spec import Report
from sheetcrm.workbooks.base import ReportCell

Row = tuple[ReportCell, ...]

_OVERDUE = ("account", "rep", "invoice_no", "invoiced", "paid", "receivable", "own", "payment_due_on", "days_late")
_TO_DELIVER = ("account", "rep", "product_group", "signed_on", "quantity", "delivered", "left", "progress",
               "delivery_due_on", "days_late")  # fmt: skip
_TEXTS = frozenset({"account", "rep", "invoice_no", "product_group"})


class ReceivablesTab:
    """Draws the tab as of today: debts and deliveries are known for no other day."""

    def __init__(self, report: Report, company: Company, facts: Facts, labels: KpiLabels, lang: str) -> None:
        """Keep what every list reads."""
        self._report, self._company, self._facts, self._labels, self._lang = report, company, facts, labels, lang
        self._book = Notebook(facts.today, company.base_currency, company.rates, facts.minor_digits)

    def rows(self) -> list[Row]:
        """Give the rows of the whole tab below its titles."""
        debts = list(debts_of(self._company, self._book))
        ages = age_rows(debts, self._report.ages, self._facts, self._labels, self._lang)
        return [*ages, (), *self._overdue(debts), (), *self._to_deliver()]

    def _overdue(self, debts: list[Debt]) -> list[Row]:
        """List what is overdue, the oldest first; what has no exchange rate too."""
        late = [debt for debt in debts if debt.own > 0 and (debt.days_due or 0) > 0]
        late.sort(key=lambda debt: (-(debt.days_due or 0), -(debt.owed or 0), debt.order.row))
        head = head_row("kpi_debts_head", _OVERDUE, self._lang, left=_TEXTS)
        rows = list_rows(head, [self._debt(debt) for debt in late[: self._report.lines]], len(late), self._lang)
        return [section("kpi_debts_overdue", self._lang, count=len(late)), *rows]

    def _debt(self, debt: Debt) -> Row:
        order = debt.order
        foreign = order.currency not in (None, self._company.base_currency)
        own = f"{plain_number(debt.own, self._lang)} {order.currency}" if foreign else None
        owed = (
            ReportCell(say("kpi_debts_no_rate", self._lang), "reason")
            if debt.owed is None
            else number_cell(self._whole(debt.owed), "money")
        )
        return (
            ReportCell(order.account, "text"),
            self._rep(order.rep),
            ReportCell(order.invoice_no, "text"),
            number_cell(self._base(order.invoiced, order.currency), "money"),
            number_cell(self._base(order.paid, order.currency), "money"),
            owed,
            ReportCell(own, "figure_text"),
            ReportCell(order.payment_due_on, "date"),
            ReportCell(debt.days_due, "days_late"),
        )

    def _to_deliver(self) -> list[Row]:
        found = open_deliveries(self._company.orders, self._facts.today)
        late = sum(1 for one in found if one.days_late)
        head = head_row("kpi_debts_head", _TO_DELIVER, self._lang, left=_TEXTS)
        rows = list_rows(head, [self._delivery(one) for one in found[: self._report.lines]], len(found), self._lang)
        title = section("kpi_debts_deliveries", self._lang, count=len(found), late=late)
        return [title, *rows, (ReportCell(say("kpi_debts_delivery_note", self._lang), "muted"),)]

    def _delivery(self, one: Delivery) -> Row:
        order, done = one.order, one.order.quantity_delivered or Decimal()
        product = self._labels.entry("product_group", order.product_group) if order.product_group else None
        return (
            ReportCell(order.account, "text"),
            self._rep(order.rep),
            ReportCell(product, "text"),
            ReportCell(order.signed_on, "date"),
            ReportCell(order.quantity, "number"),
            ReportCell(order.quantity_delivered, "number"),
            ReportCell(one.left, "number"),
            number_cell(done * 100 / order.quantity if order.quantity else None, "percent"),
            ReportCell(order.delivery_due_on, "date"),
            ReportCell(one.days_late or None, "days_late"),
        )

    def _rep(self, rep: str | None) -> ReportCell:
        return ReportCell(self._labels.entry("rep", rep), "label" if rep else "muted")

    def _base(self, amount: Decimal | None, currency: str | None) -> Number | None:
        """Give an amount in the base currency; unknown when there is no exchange rate."""
        rate = self._book.rate(currency)
        return None if amount is None or rate is None else self._whole(self._book.money(amount, rate))

    def _whole(self, minor: int) -> Number:
        return whole(minor, scale=self._facts.minor_digits)
