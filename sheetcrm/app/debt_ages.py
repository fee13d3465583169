"""Receivables by rep and by age: how long what is owed has been due; it adds up to two KPIs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from sheetcrm.app.kpi_cells import number_cell
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.report_lists import section
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.debts import Debt
from sheetcrm.domain.kpis.division import whole
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.measures import Key
from sheetcrm.messages import say
from sheetcrm.workbooks.base import ReportCell

Row = tuple[ReportCell, ...]

_NOT_DUE, _NO_DAY, _FIRST_AGE = range(3)
_SUMS = ("receivables_overdue", "receivables")
"""The KPIs that the last two columns add up to."""


def age_rows(debts: Sequence[Debt], ages: Sequence[int], facts: Facts, labels: KpiLabels, lang: str) -> list[Row]:
    """Give a line a rep, the total, and whether it equals the KPIs, which are computed another way."""
    width = _FIRST_AGE + len(ages) + 1
    lines: dict[Key, list[int]] = {}
    for debt in debts:
        if debt.owed:
            lines.setdefault(debt.order.rep, [0] * width)[_age(debt, ages)] += debt.owed
    total = [sum(line[place] for line in lines.values()) for place in range(width)]
    rows: list[Row] = [section("kpi_debts_ages", lang), _heads(ages, labels, lang)]
    for rep in sorted(lines, key=lambda rep: (rep is None, rep or "")):
        rows.append((ReportCell(labels.entry("rep", rep), "label"), *_amounts(lines[rep], facts)))
    rows.append((ReportCell(say("kpi_head_total", lang), "total_label"), *_amounts(total, facts, total=True)))
    rows += [_check(total, facts, lang), (ReportCell(say("kpi_debts_note", lang), "muted"),)]
    unknown = sum(1 for debt in debts if debt.owed is None)
    if unknown:
        rows.append((ReportCell(say("kpi_left_out_no_rate", lang, count=unknown), "warn"),))
    return rows


def _age(debt: Debt, ages: Sequence[int]) -> int:
    """Tell the column: not due yet, without a day, or one of the ages of what is overdue."""
    if debt.days_due is None:
        return _NO_DAY
    return _FIRST_AGE + bisect_left(ages, debt.days_due) if debt.overdue else _NOT_DUE


def _heads(ages: Sequence[int], labels: KpiLabels, lang: str) -> Row:
    firsts = (1, *(last + 1 for last in ages))
    texts = [say("kpi_debts_not_due", lang), say("kpi_debts_no_day", lang)]
    texts += [say("kpi_debts_days", lang, first=first, last=after - 1) for first, after in pairwise(firsts)]
    texts += [say("kpi_debts_more_days", lang, days=ages[-1]), *(CATALOGUE[key].name(lang) for key in _SUMS)]
    return (ReportCell(labels.dimension("rep"), "header"), *(ReportCell(text, "header_right") for text in texts))


def _sums(line: Sequence[int]) -> tuple[int, int]:
    return sum(line[_FIRST_AGE:]), sum(line)


def _amounts(line: Sequence[int], facts: Facts, *, total: bool = False) -> Row:
    scale = facts.minor_digits
    return tuple(number_cell(whole(amount, scale=scale), "money", total=total) for amount in (*line, *_sums(line)))


def _check(total: Sequence[int], facts: Facts, lang: str) -> Row:
    label = ReportCell(say("kpi_debts_check", lang), "check")
    blanks = (ReportCell(None, "check"),) * len(total)
    marks = []
    for key, added in zip(_SUMS, _sums(total), strict=True):
        lines, known = whole(added, scale=facts.minor_digits), compute(facts, key).total.value
        code = "kpi_check_holds" if lines == known else "kpi_debts_check_fails"
        marks.append(ReportCell(say(code, lang, lines=lines, total=known), "check_right"))
    return (label, *blanks, *marks)
