"""Every KPI computed again, in plain SQL over the raw sheets, from the specification's sentences.

`FACTS` turns raw rows into small tables, one a sentence; `QUESTIONS` adds them up by line and period. What is divided
is divided once, as a fraction. Nothing of `sheetcrm.domain` is used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from fractions import Fraction
from statistics import median
from typing import NamedTuple

Line = tuple[str | None, ...]

FACTS = """
-- merged leads count once with the earliest date, and as the lead that is left
CREATE TABLE merged AS
WITH RECURSIVE way(id, into_id) AS (
    SELECT id, id FROM leads
    UNION SELECT way.id, leads.merged_into FROM way JOIN leads ON leads.id = way.into_id
    WHERE leads.merged_into IN (SELECT id FROM leads))
SELECT way.id, into_id FROM way JOIN leads ON leads.id = into_id
WHERE merged_into IS NULL OR merged_into NOT IN (SELECT id FROM leads);
CREATE TABLE people AS
SELECT MIN(l.created_on) FILTER (WHERE l.created_on <= today.day) AS day, kept.owner AS rep, kept.source,
    kept.product_group, MAX(EXISTS (SELECT 1 FROM opportunities WHERE lead_id = l.id)) AS converted
FROM today, leads l JOIN merged USING (id) JOIN leads kept ON kept.id = into_id GROUP BY into_id;

-- activities done, by at; no_answer apart; future dates are no facts
CREATE TABLE talks AS SELECT at AS day, rep, channel, kind, outcome = word('outcome_done') AS done,
    outcome = word('outcome_no_answer') AS no_answer,
    kind IN (word('kind_call'), word('kind_demo_call'), word('kind_meeting')) AS call_or_meeting
FROM activities, today WHERE at <= today.day;

-- money in the base currency; a missing exchange rate is unknown, never 1
CREATE TABLE lines AS SELECT o.*, COALESCE(opportunity_id || signed_on, 'line ' || id) AS number,
    status IS word('order_cancelled') AS cancelled, rate IS NULL AS no_rate,
    net_revenue * rate / 100 AS base, o.cost * rate / 100 AS base_cost,
    (invoiced - COALESCE(paid, 0)) * rate / 100 AS owed
FROM orders o LEFT JOIN rates ON rates.currency = COALESCE(o.currency, 'VND');
-- revenue by signed_on; won then cancelled is a negative line in the month of cancellation
CREATE TABLE booked AS
SELECT signed_on AS day, 1 AS sign, lines.* FROM lines, today WHERE signed_on <= today.day
UNION ALL SELECT COALESCE(cancelled_on, signed_on), -1, lines.* FROM lines, today
WHERE cancelled AND signed_on <= today.day AND COALESCE(cancelled_on, signed_on) <= today.day;
CREATE TABLE live AS SELECT signed_on AS day, lines.* FROM lines, today WHERE signed_on <= today.day AND NOT cancelled;

CREATE TABLE spent AS SELECT month AS day, source, amount * rate / 100 AS base, rate IS NULL AS no_rate
FROM today, costs LEFT JOIN rates ON rates.currency = COALESCE(costs.currency, 'VND') WHERE month <= today.day;
CREATE TABLE goals AS SELECT month, level, key, kpi,
    CASE WHEN kpi = word('kpi_revenue') THEN value * rate ELSE value END AS hundredths
FROM targets LEFT JOIN rates ON rates.currency = COALESCE(targets.currency, 'VND');

-- an account is a new customer on the day of its first order
CREATE TABLE firsts AS SELECT day, rep, source FROM (SELECT *, ROW_NUMBER() OVER
    (PARTITION BY lower(account) ORDER BY day, rep IS NULL, rep, source IS NULL, source) AS place
    FROM live WHERE account IS NOT NULL) WHERE place = 1;

-- the way of every deal: created in its first stage, then its moves, each state up to the next one
CREATE TABLE moved AS SELECT m.*, ROW_NUMBER() OVER (PARTITION BY opportunity_id
    ORDER BY at, recorded_at, (SELECT rank FROM stages WHERE stage = from_stage)) AS place
FROM stage_moves m, today WHERE at <= today.day;
CREATE TABLE way AS SELECT *, LEAD(day) OVER w AS until, LAG(stage) OVER w AS before, LAG(day) OVER w AS day_before,
    LEAD(place) OVER w IS NULL AS is_last
FROM (
    SELECT o.id, 0 AS place, created_on AS day, COALESCE(from_stage, accepted_stage) AS stage,
        COALESCE(from_status, word('status_open')) AS status
    FROM today, opportunities o LEFT JOIN moved ON opportunity_id = o.id AND place = 1 WHERE created_on <= today.day
    UNION ALL SELECT opportunity_id, place, at, to_stage, to_status FROM moved)
JOIN stages USING (stage) WINDOW w AS (PARTITION BY id ORDER BY place);
CREATE TABLE final AS SELECT id, day AS final_day, stage AS final_stage, status AS final FROM way WHERE is_last;
CREATE TABLE deals AS SELECT o.*, o.owner AS rep, final_day, final_stage, final, created_on AS day,
    origin = word('origin_self') AS mine,
    strftime('%m/%Y', expected_close_on) AS close_month, amount * rate / 100 AS base, rate IS NULL AS no_rate,
    (SELECT MAX(rank) FROM way WHERE way.id = o.id) AS furthest
FROM today, opportunities o JOIN final USING (id) LEFT JOIN rates ON rates.currency = COALESCE(o.currency, 'VND')
WHERE created_on <= today.day;

-- how deals ended: won by signed_on, lost by lost_on with the stage it was lost in; lost, reopened and won is won
CREATE TABLE ended AS SELECT * FROM (
    SELECT signed_on AS closed_on, 1 AS won, 0 AS lost, deals.* FROM deals
    WHERE final IN (word('status_won'), word('status_cancelled'))
    UNION ALL SELECT final_day, -1, 0, deals.* FROM deals WHERE final = word('status_cancelled')
    UNION ALL SELECT COALESCE(lost_on, final_day), 0, 1, deals.* FROM deals WHERE final = word('status_lost')), today
WHERE closed_on <= today.day;
CREATE TABLE closings AS SELECT closed_on AS day, won, lost, rep, source, product_group, base, no_rate,
    final_stage AS stage, lost_reason FROM ended;
CREATE TABLE cycles AS SELECT signed_on AS day, rep, product_group,
    CAST(julianday(signed_on) - julianday(approached_on) AS INTEGER) AS days
FROM deals, today WHERE final = word('status_won') AND approached_on <= signed_on AND signed_on <= today.day;

-- stays in a stage: neighbouring states of one stage; only open days count; a way that runs backwards tells nothing
CREATE TABLE stays AS SELECT id, stay, stage, rep, product_group, MIN(day) AS entered,
    MAX(CASE WHEN is_last THEN CASE WHEN status IN (word('status_open'), word('status_paused')) THEN NULL ELSE day END
        ELSE until END) AS left_on,
    MAX(is_last AND status IN (word('status_open'), word('status_paused'))) AS lasts,
    SUM(CASE WHEN status = word('status_open')
        THEN CAST(julianday(COALESCE(until, today)) - julianday(day) AS INTEGER) ELSE 0 END) AS days
FROM (SELECT way.*, today.day AS today, rep, deals.product_group,
        SUM(before IS NULL OR before <> stage) OVER (PARTITION BY way.id ORDER BY place) AS stay
    FROM today, way JOIN deals USING (id)
    WHERE way.id NOT IN (SELECT id FROM way WHERE day < day_before)
        AND (way.id IN (SELECT opportunity_id FROM moved) OR way.rank = 0))
GROUP BY id, stay;
CREATE TABLE left_stays AS SELECT left_on AS day, stage, rep, product_group, days FROM stays WHERE NOT lasts;
CREATE TABLE lasting_stays AS SELECT stage, rep, product_group, days FROM stays WHERE lasts;
CREATE TABLE arrivals AS SELECT here.entered AS day, here.stage, here.rep, here.product_group, there.days
FROM stays here JOIN stays there ON there.id = here.id AND there.stay = here.stay - 1
WHERE NOT EXISTS (SELECT 1 FROM stays x WHERE x.id = here.id AND x.stage = here.stage AND x.stay < here.stay);

-- reached stage k = furthest stage ever >= k; it went on when it came further, from the last stage when it was won
CREATE TABLE reached AS SELECT created_on AS day, stage, rank < furthest OR
    (rank = (SELECT MAX(rank) FROM stages) AND final = word('status_won')) AS went_on
FROM deals JOIN stages ON rank <= furthest;

-- probabilities: assumed, until 30 closed deals of one's own came that far; a tenth of a percent is the smallest part
CREATE TABLE chances AS SELECT stage, CASE WHEN COUNT(id) >= 30
    THEN (2000 * SUM(final = word('status_won')) + COUNT(id)) / (2 * COUNT(id)) ELSE assumed * 10 END AS per_mille
FROM stages LEFT JOIN deals ON final IN (word('status_won'), word('status_lost'))
    AND (furthest >= rank OR final = word('status_won'))
GROUP BY stage;
CREATE TABLE standing AS SELECT way.day AS since, COALESCE(until, '9999') AS until, way.stage, rep, close_month, base,
    no_rate, base * per_mille AS weighted, expected_close_on FROM way JOIN deals USING (id)
JOIN chances ON chances.stage = way.stage WHERE status = word('status_open');

-- forecast: what was signed, and what is open today and should close this month or later, by probability
CREATE TABLE hoped AS
SELECT day, rep, strftime('%m/%Y', day) AS close_month, 1000 * sign * COALESCE(base, 0) AS part,
    sign > 0 AND no_rate AS no_rate, sign > 0 AND NOT no_rate AND base IS NULL AS no_amount FROM booked
UNION ALL SELECT date(expected_close_on, 'start of month'), rep, close_month, COALESCE(weighted, 0), no_rate,
    NOT no_rate AND base IS NULL FROM standing, today WHERE since <= day AND until > day
    AND expected_close_on >= date(day, 'start of month');
"""


class Question(NamedTuple):
    """Add up `top` and `bottom` of the rows of a table that a period holds."""

    table: str
    top: str
    bottom: str = ""
    where: str = "1"
    n: str = ""
    per: int = 1
    left_out: str = ""


_IN = "day >= :start AND day < :end"
_AS_OF = "since < :end AND until >= :end"
_KNOWN = "base IS NOT NULL AND base_cost IS NOT NULL"
_NO_MONEY = "SUM(no_rate), SUM(NOT no_rate AND base IS NULL)"
_LINES_LEFT = "SUM(sign > 0 AND no_rate), SUM(sign > 0 AND NOT no_rate AND base IS NULL)"
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
    "revenue": Question("booked", "SUM(sign * COALESCE(base, 0))", left_out=_LINES_LEFT),
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
    "lost_amount": Question("closings", "SUM(COALESCE(base, 0))", where="lost", left_out=_NO_MONEY),
    "pipeline_value": Question("standing", "SUM(COALESCE(base, 0))", where=_AS_OF, left_out=_NO_MONEY),
    "weighted_pipeline": Question("standing", "SUM(COALESCE(weighted, 0))", where=_AS_OF, per=1000, left_out=_NO_MONEY),
    "forecast": Question("hoped", "SUM(part)", per=1000, left_out="SUM(no_rate), SUM(no_amount)"),
    "open_opportunities": Question("standing", "COUNT(*)", where=_AS_OF),
    "receivables": Question("lines", "SUM(COALESCE(owed, 0))", where="NOT cancelled AND invoiced IS NOT NULL"),
    "receivables_overdue": Question(
        "lines",
        "SUM(COALESCE(owed, 0))",
        where="NOT cancelled AND owed > 0 AND payment_due_on < (SELECT day FROM today)",
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


class Found(NamedTuple):
    """A figure, what it rests on, and how many rows had no rate or no amount. A missing figure says why."""

    value: Fraction | None
    n: int | None = None
    why: str = ""
    no_rate: int = 0
    no_amount: int = 0


class Sql:
    """Answers what a KPI is, line by line, from a database of raw sheets."""

    def __init__(self, db: sqlite3.Connection) -> None:
        words = dict(db.execute("SELECT meaning, word FROM words"))
        db.create_function("word", 1, words.__getitem__, deterministic=True)
        self.db = db
        db.executescript(FACTS)

    def ask(self, kpi: str, by: Sequence[str], start: str, end: str) -> dict[Line, Found]:
        """Give the lines of a KPI in which anything happened; without `by` the total, under the empty line."""
        columns = "".join(f"{name}, " for name in by)
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
        group = f"GROUP BY {columns[:-2]}" if by else "HAVING COUNT(*)"
        sql = f"""SELECT {columns} {one.top}, {one.bottom or "NULL"}, {one.n or one.bottom or "NULL"},
            {one.left_out or "0, 0"} FROM {one.table} WHERE {when} {group}"""
        width = len(by)
        return {row[:width]: _found(one, *row[width:]) for row in self._rows(sql, start, end)}

    def _cost_per_opportunity(self, by: Sequence[str], start: str, end: str) -> dict[Line, Found]:
        """Σ cost / Σ opportunities: not a mean of means."""
        columns = "".join(f"{name}, " for name in by)
        group = f"GROUP BY {columns[:-2]}" if by else "HAVING COUNT(*)"
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
        """Give what should be reached in a month; the whole company has no key."""
        rows = self.db.execute(
            """SELECT CASE WHEN level = word('level_system') THEN NULL ELSE key END, SUM(hundredths) FROM goals
            WHERE kpi = word('kpi_' || ?) AND level = word('level_' || ?) AND month = ? GROUP BY 1""",
            (kpi, level, month),
        )
        return {() if level == "system" else (key,): Fraction(value, 100) for key, value in rows}

    def _rows(self, sql: str, start: str, end: str) -> list[tuple]:
        return self.db.execute(sql, {"start": start, "end": end}).fetchall()


def _found(question: Question, top: int, bottom: int | None, n: int | None, no_rate: int, no_amount: int) -> Found:
    if not question.bottom:
        return Found(Fraction(top, question.per), None, "", no_rate, no_amount)
    if bottom is None or bottom <= 0:
        return Found(None, n or 0, "no_denominator")
    return Found(Fraction(top, bottom), n)


def _by_line(rows: Sequence[tuple]) -> dict[Line, list]:
    lines: dict[Line, list] = {}
    for row in rows:
        lines.setdefault(row[:-1], []).append(row[-1])
    return lines
