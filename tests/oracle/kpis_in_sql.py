"""Every KPI computed again, in plain SQL over the raw sheets, from the specification's sentences: the other opinion.

`facts_in_sql.FACTS` turns raw rows into small tables; `QUESTIONS` adds them up by line and period. What is divided is
divided once, as a fraction. Nothing of `sheetcrm.domain` is used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from tests.oracle.facts_in_sql import FACTS
from tests.oracle.money import less
from tests.oracle.money import sign_of
from tests.oracle.money import to_base
from tests.oracle.spans import Days

Line = tuple[str | None, ...]
PLACEHOLDERS = frozenset(
    {"tbd", "tba", "n/a", "x", "xxx", "chưarõ", "chưabiết", "khôngbiết", "khôngrõ",
     "chuaro", "chuabiet", "khongbiet", "khongro"}
)  # fmt: skip
"""What people type to get past a cell: the first four of the specification, and their like."""


class Question(NamedTuple):
    """Add up `top` and `bottom` of the rows of a table that a period holds."""

    table: str
    top: str
    bottom: str = ""
    where: str = "1"
    n: str = ""
    per: int = 1


_IN = "day >= :start AND day < :end"
_AS_OF = "since < :end AND until >= :end"
_KNOWN = "base IS NOT NULL AND base_cost IS NOT NULL"
_OWED = "NOT cancelled AND invoiced IS NOT NULL"
QUESTIONS = {
    "leads": Question("people", "COUNT(*)"),
    "lead_conversion": Question("people", "100 * SUM(converted)", "COUNT(*)"),
    "interactions": Question("talks", "COUNT(*)", where="done"),
    "interactions_no_answer": Question("talks", "COUNT(*)", where="no_answer"),
    "calls_and_meetings": Question("talks", "COUNT(*)", where="done AND call_or_meeting"),
    "opportunities": Question("deals", "COUNT(*)", where="mine"),
    "opportunities_all": Question("deals", "COUNT(*)"),
    "win_rate": Question("closings", "100 * SUM(won)", "SUM(won + lost)"),
    "win_rate_cohort": Question(
        "deals",
        "100 * SUM(final = word('status_won'))",
        "SUM(final IN (word('status_won'), word('status_lost')))",
    ),
    "cohort_open": Question("deals", "COUNT(*)", where="final NOT IN (word('status_won'), word('status_lost'))"),
    "orders": Question("live", "COUNT(DISTINCT number)"),
    "revenue": Question("booked", "SUM(sign * COALESCE(base, 0))"),
    "order_value": Question("live", "SUM(base)", "COUNT(DISTINCT number)", "base IS NOT NULL"),
    "margin": Question("booked", "100 * SUM(sign * (base - base_cost))", "SUM(sign * base)", _KNOWN, "SUM(sign)"),
    "margin_coverage": Question(
        "booked", f"100 * SUM(({_KNOWN}) * sign * base)", "SUM(sign * base)", "base IS NOT NULL", "SUM(sign)"
    ),
    "customers_won": Question("firsts", "COUNT(*)"),
    "cycle_days": Question("cycles", "SUM(days)", "COUNT(*)"),
    "days_to_stage": Question("arrivals", "SUM(days)", "COUNT(*)"),
    "days_in_stage": Question("left_stays", "SUM(days)", "COUNT(*)"),
    "stage_conversion": Question("reached", "100 * SUM(went_on)", "COUNT(*)"),
    "lost_by_stage": Question("closings", "SUM(lost)", where="lost"),
    "lost_amount": Question("closings", "SUM(COALESCE(base, 0))", where="lost"),
    "pipeline_value": Question("standing", "SUM(COALESCE(base, 0))", where=_AS_OF),
    "weighted_pipeline": Question("standing", "SUM(COALESCE(weighted, 0))", where=_AS_OF, per=1000),
    "forecast": Question("hoped", "SUM(part)", per=1000),
    "open_opportunities": Question("standing", "COUNT(*)", where=_AS_OF),
    "receivables": Question("lines", "SUM(COALESCE(owed, 0))", where=_OWED),
    "receivables_overdue": Question(
        "lines",
        "SUM(CASE WHEN owed > 0 AND payment_due_on < (SELECT day FROM today) THEN owed ELSE 0 END)",
        where=_OWED,
    ),
}
MIDDLES = {
    "cycle_days_median": f"SELECT {{by}} days FROM cycles WHERE {_IN}",
    "days_to_stage_median": f"SELECT {{by}} days FROM arrivals WHERE {_IN}",
    "days_in_stage_median": f"SELECT {{by}} days FROM left_stays WHERE {_IN}",
    "days_in_stage_open": "SELECT {by} days FROM lasting_stays",
    "order_value_median": f"SELECT {{by}} SUM(base) FROM live WHERE base IS NOT NULL AND {_IN} GROUP BY {{by}} number",
}
MARGINS = f"""SELECT {{by}} 100 * SUM(base - base_cost), SUM(base) FROM live WHERE {_KNOWN} AND {_IN}
    GROUP BY {{by}} number HAVING SUM(base) > 0"""
STATES = frozenset({"receivables", "receivables_overdue", "days_in_stage_open"})
ONLY_TODAY = STATES | {"forecast"}
AS_OF = frozenset({"pipeline_value", "weighted_pipeline", "open_opportunities"}) | STATES
COUNTED = frozenset(key for key, question in QUESTIONS.items() if not question.bottom)
"""KPIs that are counts or sums: nothing happened means 0."""
MONEY = frozenset(
    {"revenue", "order_value", "order_value_median", "cost_per_opportunity", "lost_amount", "pipeline_value",
     "weighted_pipeline", "forecast", "receivables", "receivables_overdue"}
)  # fmt: skip
_SIGNED = ("booked", f"sign > 0 AND {_IN}")
_LIVE = ("live", _IN)
LEFT_OUT = {
    "revenue": _SIGNED,
    "margin": _SIGNED,
    "margin_coverage": _SIGNED,
    "order_value": _LIVE,
    "order_value_median": _LIVE,
    "margin_mean_of_orders": _LIVE,
    "lost_amount": ("closings", f"lost AND {_IN}"),
    "pipeline_value": ("standing", _AS_OF),
    "weighted_pipeline": ("standing", _AS_OF),
    "forecast": ("hoped", _IN),
    "receivables": ("lines", f"{_OWED} AND no_rate"),
    "receivables_overdue": ("lines", f"{_OWED} AND no_rate"),
    "cost_per_opportunity": ("spent", _IN),
}
"""Where money could not be counted, for want of a rate or of an amount; KPIs that are no money leave nothing out."""


class Found(NamedTuple):
    """A figure and what it rests on. A missing figure says why."""

    value: Fraction | None
    n: int | None = None
    why: str = ""


class LeftOut(NamedTuple):
    """How many rows had no exchange rate, and how many no amount."""

    no_rate: int = 0
    no_amount: int = 0

    def counts(self) -> dict[str, int]:
        """Give those that there are."""
        return {why: count for why, count in self._asdict().items() if count}


class Sql:
    """Answers what a KPI is, line by line, from a database of raw sheets; `digits`: decimals of the base currency."""

    def __init__(self, db: sqlite3.Connection, digits: int = 0) -> None:
        words = dict(db.execute("SELECT meaning, word FROM words"))
        db.create_function("word", 1, words.__getitem__, deterministic=True)
        db.create_function("in_base", 2, lambda amount, rate: to_base(amount, rate, digits), deterministic=True)
        db.create_function("less", 2, less, deterministic=True)
        db.create_function("sign_of", 1, sign_of, deterministic=True)
        db.create_function("folded", 1, lambda text: text and text.casefold(), deterministic=True)
        db.create_function("says_something", 1, says_something, deterministic=True)
        self.db = db
        self.unit = 10**digits
        db.executescript(FACTS)

    def ask(self, kpi: str, by: Sequence[str], start: str, end: str) -> dict[Line, Found]:
        """Give the lines of a KPI in which anything happened; without `by` the total, under the empty line."""
        found = self._ask(kpi, by, start, end)
        if kpi not in MONEY:
            return found
        return {
            line: one if one.value is None else one._replace(value=one.value / self.unit) for line, one in found.items()
        }

    def left_out(self, kpi: str, by: Sequence[str], start: str, end: str) -> dict[Line, LeftOut]:
        """Say how much money of each line could not be counted."""
        if kpi not in LEFT_OUT:
            return {}
        table, when = LEFT_OUT[kpi]
        columns, group = _grouped(by)
        sql = f"SELECT {columns} SUM(no_rate), SUM(NOT no_rate AND base IS NULL) FROM {table} WHERE {when} {group}"
        width = len(by)
        found = {row[:width]: LeftOut(*row[width:]) for row in self._rows(sql, start, end)}
        return {line: one for line, one in found.items() if any(one)}

    def _ask(self, kpi: str, by: Sequence[str], start: str, end: str) -> dict[Line, Found]:
        columns, group = _grouped(by)
        if kpi == "cost_per_opportunity":
            return self._cost_per_opportunity(by, start, end)
        if kpi in MIDDLES:
            rows = self._rows(MIDDLES[kpi].format(by=columns), start, end)
            return {line: Found(Fraction(median(found)), len(found)) for line, found in _by_line(rows).items()}
        if kpi == "margin_mean_of_orders":
            rows = self._rows(MARGINS.format(by=columns), start, end)
            shares = _by_line([(*line, Fraction(top, whole)) for *line, top, whole in rows])
            return {line: Found(sum(found, Fraction(0)) / len(found), len(found)) for line, found in shares.items()}
        one = QUESTIONS[kpi]
        when = one.where if kpi in AS_OF else f"{one.where} AND {_IN}"
        sql = f"""SELECT {columns} {one.top}, {one.bottom or "NULL"}, {one.n or one.bottom or "NULL"}
            FROM {one.table} WHERE {when} {group}"""
        width = len(by)
        return {row[:width]: _found(one, *row[width:]) for row in self._rows(sql, start, end)}

    def _cost_per_opportunity(self, by: Sequence[str], start: str, end: str) -> dict[Line, Found]:
        """Σ cost / Σ opportunities: not a mean of means."""
        columns, group = _grouped(by)
        spent = self._rows(f"SELECT {columns} SUM(COALESCE(base, 0)) FROM spent WHERE {_IN} {group}", start, end)
        deals = self._rows(f"SELECT {columns} COUNT(*) FROM deals WHERE {_IN} {group}", start, end)
        costs, counts = ({row[:-1]: row[-1] for row in rows} for rows in (spent, deals))
        found: dict[Line, Found] = {}
        for line in costs | counts:
            n = counts.get(line, 0)
            if line not in costs:
                found[line] = Found(None, n, "no_costs")
            else:
                found[line] = Found(Fraction(costs[line], n), n) if n else Found(None, 0, "no_denominator")
        return found

    def goals(self, kpi: str, level: str, month: str) -> dict[Line, Fraction]:
        """Give what should be reached in a month; the whole company has no key, and of doubles the upper row counts."""
        rows = self.db.execute(
            """SELECT CASE WHEN level = word('level_system') THEN NULL ELSE key END, value, rate FROM goals
            WHERE kpi = word('kpi_' || ?) AND level = word('level_' || ?) AND month = ? AND rate IS NOT NULL
            ORDER BY rowid""",
            (kpi, level, month),
        )
        goals: dict[Line, Fraction] = {}
        for key, value, rate in rows:
            line = () if level == "system" else (key,)
            goals.setdefault(line, Fraction(value) * Fraction(rate))
        return goals

    def has_goals(self, kpi: str, first: str, end: str) -> bool:
        """Say whether anybody should reach anything in these months."""
        rows = self.db.execute(
            """SELECT 1 FROM goals WHERE kpi = word('kpi_' || ?) AND rate IS NOT NULL AND month >= ? AND month < ?
            AND (key IS NOT NULL OR level = word('level_system'))""",
            (kpi, first, end),
        )
        return rows.fetchone() is not None

    def presence(self, name: str | None, month: Days) -> Fraction:
        """Say for what part of a month's days a rep was there; impossible dates, and strangers, count as always."""
        rows = self.db.execute("SELECT start_on, end_on FROM reps WHERE name = ?", (name,)).fetchall()
        days = [f"{month.start + timedelta(days=at)}" for at in range((month.end - month.start).days)]
        spans = [
            (start or "", end or "9999") if (start or "") <= (end or "9999") else ("", "9999") for start, end in rows
        ]
        there = [day for day in days if any(start <= day <= end for start, end in spans)]
        return Fraction(len(there), len(days)) if spans else Fraction(1)

    def _rows(self, sql: str, start: str, end: str) -> list[tuple]:
        return self.db.execute(sql, {"start": start, "end": end}).fetchall()


def says_something(text: str | None) -> bool:
    """Say whether a text tells anything: no blank, no placeholder, no mere marks."""
    word = (text or "").casefold().replace(" ", "").strip(".,;:!?…()[]{}*~")
    return any(sign.isalnum() for sign in word) and word not in PLACEHOLDERS


def _grouped(by: Sequence[str]) -> tuple[str, str]:
    """Give the columns to select and how to group; the total is one row, or none when there is nothing."""
    return "".join(f"{name}, " for name in by), f"GROUP BY {', '.join(by)}" if by else "HAVING COUNT(*)"


def _found(question: Question, top: int, bottom: int | None, n: int | None) -> Found:
    if not question.bottom:
        return Found(Fraction(top, question.per))
    if bottom is None or bottom <= 0:
        return Found(None, n or 0, "no_denominator")
    return Found(Fraction(top, bottom), n)


def _by_line(rows: Sequence[tuple]) -> dict[Line, list]:
    lines: dict[Line, list] = {}
    for row in rows:
        lines.setdefault(row[:-1], []).append(row[-1])
    return lines
