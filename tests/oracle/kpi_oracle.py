"""The KPIs of the specification once more, in plain SQL over raw rows: the other opinion.

Nothing here knows the catalogue, the facts or the arithmetic of `sheetcrm.domain.kpis`. Money is whole hundredths in
the row's own currency, rates are whole ten-thousandths; a row's amount becomes whole dong with half rounded away from
zero. Every answer is a mapping: line → (top, bottom, n), all whole numbers; the figure is top / bottom.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sheetcrm.domain.records import Company

Answer = dict[tuple[str | None, ...], tuple[int, int, int | None]]

SCHEMA = """
CREATE TABLE leads (id, created, source, rep, product_group, merged_into);
CREATE TABLE activities (id, day, rep, kind, channel, outcome);
CREATE TABLE opportunities (id, lead_id, rep, product_group, source, channel, origin, customer_type, created,
    approached, amount, currency, close_month, signed, lost_reason, lost, stage, status, accepted);
CREATE TABLE orders (id, opportunity_id, account, rep, department, source, signed, status, product_group,
    revenue, cost, currency, invoiced, paid, due, cancelled);
CREATE TABLE costs (id, month, source, amount, currency);
CREATE TABLE moves (id, opportunity_id, from_stage, to_stage, from_status, to_status, at, recorded);
CREATE TABLE rates (currency PRIMARY KEY, rate INTEGER);
CREATE TABLE stages (stage PRIMARY KEY, rank INTEGER, percent10 INTEGER);
CREATE TABLE today (day);

-- leads: follow merges; the one left is the end of the chain, or the smallest of a circle
CREATE TABLE link AS SELECT l.id, m.id AS into_id FROM leads l LEFT JOIN leads m ON m.id = l.merged_into;
CREATE TABLE reach AS WITH RECURSIVE r(id, at) AS (
    SELECT id, id FROM link UNION SELECT r.id, link.into_id FROM r JOIN link ON link.id = r.at
    WHERE link.into_id IS NOT NULL) SELECT * FROM r;
"""

VIEWS = """
CREATE TABLE looped AS WITH RECURSIVE r(id, at) AS (
    SELECT id, into_id FROM link WHERE into_id IS NOT NULL
    UNION SELECT r.id, link.into_id FROM r JOIN link ON link.id = r.at WHERE link.into_id IS NOT NULL)
    SELECT id FROM r WHERE id = at;
CREATE TABLE survivor AS SELECT reach.id, COALESCE(
        MAX(CASE WHEN link.into_id IS NULL THEN reach.at END),
        MIN(CASE WHEN reach.at IN looped THEN reach.at END)) AS root
    FROM reach JOIN link ON link.id = reach.at GROUP BY reach.id;
CREATE TABLE lead_facts AS
    SELECT s.root, MIN(CASE WHEN l.created <= today.day THEN l.created END) AS day,
        root.rep, root.source, root.product_group,
        MAX(EXISTS (SELECT 1 FROM opportunities o WHERE o.lead_id = l.id)) AS converted
    FROM today, leads l JOIN survivor s ON s.id = l.id JOIN leads root ON root.id = s.root GROUP BY s.root;

-- money
CREATE TABLE deal_money AS SELECT o.id, (ABS(o.amount * r.rate) * 2 + 1000000) / 2000000 *
    (CASE WHEN o.amount < 0 THEN -1 ELSE 1 END) AS base FROM opportunities o
    LEFT JOIN rates r ON r.currency = COALESCE(o.currency, 'VND');
CREATE TABLE cost_facts AS SELECT c.source, date(c.month, 'start of month') AS day,
    (ABS(c.amount * r.rate) * 2 + 1000000) / 2000000 * (CASE WHEN c.amount < 0 THEN -1 ELSE 1 END) AS base
    FROM today, costs c
    LEFT JOIN rates r ON r.currency = COALESCE(c.currency, 'VND') WHERE date(c.month, 'start of month') <= today.day;
CREATE TABLE lines AS SELECT o.*, o.status IS NOT 'cancelled' AS live,
    CASE WHEN o.opportunity_id IS NULL THEN 'row ' || o.id ELSE o.opportunity_id || ' ' || o.signed END AS number,
    (ABS(o.revenue * r.rate) * 2 + 1000000) / 2000000 * (CASE WHEN o.revenue < 0 THEN -1 ELSE 1 END) AS base,
    (ABS(o.cost * r.rate) * 2 + 1000000) / 2000000 * (CASE WHEN o.cost < 0 THEN -1 ELSE 1 END) AS base_cost,
    (ABS((o.invoiced - COALESCE(o.paid, 0)) * r.rate) * 2 + 1000000) / 2000000 *
        (CASE WHEN o.invoiced < COALESCE(o.paid, 0) THEN -1 ELSE 1 END) AS owed
    FROM orders o LEFT JOIN rates r ON r.currency = COALESCE(o.currency, 'VND');
CREATE TABLE booked AS
    SELECT signed AS day, 1 AS sign, lines.* FROM lines, today WHERE signed <= today.day
    UNION ALL
    SELECT CASE WHEN cancelled <= today.day AND cancelled >= signed THEN cancelled ELSE signed END, -1, lines.*
    FROM lines, today WHERE signed <= today.day AND NOT live;

-- what each opportunity went through
CREATE TABLE known_moves AS SELECT m.*, ROW_NUMBER() OVER (PARTITION BY opportunity_id ORDER BY at, recorded) AS seq
    FROM moves m, today WHERE at <= today.day;
CREATE TABLE told AS
    SELECT o.id, 0 AS seq, o.created AS day, COALESCE(m.from_stage, o.stage) AS stage,
        CASE WHEN m.id IS NULL THEN 'open' ELSE COALESCE(m.from_status, 'open') END AS status
    FROM today, opportunities o LEFT JOIN known_moves m ON m.opportunity_id = o.id AND m.seq = 1
    WHERE o.created <= today.day AND (m.id IS NULL OR m.from_stage IS NOT NULL)
    UNION ALL
    SELECT o.id, m.seq, m.at, m.to_stage, m.to_status FROM opportunities o
    JOIN known_moves m ON m.opportunity_id = o.id;
CREATE TABLE last_told AS SELECT o.*, t.day AS last_day, t.stage AS last_stage, t.status AS last_status,
    t.seq AS last_seq FROM opportunities o LEFT JOIN told t
    ON t.id = o.id AND t.seq = (SELECT MAX(seq) FROM told x WHERE x.id = o.id);
CREATE TABLE states AS SELECT * FROM told UNION ALL
    SELECT id, COALESCE(last_seq, 0) + 1, CASE
        WHEN typed IS NULL OR typed > today.day THEN COALESCE(last_day, today.day)
        ELSE MAX(typed, COALESCE(last_day, typed)) END, stage, status
    FROM today, (SELECT *, COALESCE(CASE status WHEN 'won' THEN signed WHEN 'lost' THEN lost END, accepted) AS typed
        FROM last_told WHERE last_stage IS NOT stage OR last_status IS NOT status);
CREATE TABLE spans AS SELECT id, seq, day, stage, status,
    LEAD(day) OVER (PARTITION BY id ORDER BY seq) AS until,
    LEAD(stage) OVER (PARTITION BY id ORDER BY seq) AS next_stage,
    LAG(stage) OVER (PARTITION BY id ORDER BY seq) AS stage_before,
    LAG(day) OVER (PARTITION BY id ORDER BY seq) AS day_before
    FROM states;

-- how each ended
CREATE TABLE ending AS SELECT s.id, s.stage, s.status, s.day FROM states s
    WHERE s.seq = (SELECT MAX(seq) FROM states x WHERE x.id = s.id);
CREATE TABLE won_day AS SELECT o.id, COALESCE(o.signed, (SELECT day FROM states s
        WHERE s.id = o.id AND s.status = 'won' ORDER BY seq LIMIT 1)) AS day FROM opportunities o;
CREATE TABLE closings AS
    SELECT o.*, e.stage AS at_stage, w.day, 1 AS won, 0 AS is_lost FROM opportunities o JOIN ending e USING (id)
        JOIN won_day w USING (id), today WHERE e.status IN ('won', 'cancelled') AND w.day <= today.day
    UNION ALL
    SELECT o.*, e.stage, MAX(e.day, w.day), -1, 0 FROM opportunities o JOIN ending e USING (id)
        JOIN won_day w USING (id), today WHERE e.status = 'cancelled' AND w.day <= today.day
    UNION ALL
    SELECT o.*, e.stage, COALESCE(o.lost, e.day), 0, 1 FROM opportunities o JOIN ending e USING (id), today
        WHERE e.status = 'lost' AND COALESCE(o.lost, e.day) <= today.day;
CREATE TABLE cycles AS SELECT c.rep, c.product_group, c.day, julianday(c.day) - julianday(c.approached) AS days
    FROM closings c JOIN ending e USING (id), today
    WHERE e.status = 'won' AND c.approached <= today.day AND c.approached <= c.day;

-- stays in stages: consecutive states of one stage; open days only
CREATE TABLE runs AS SELECT s.*, SUM(stage_before IS NULL OR stage_before <> stage) OVER (
        PARTITION BY id ORDER BY seq) AS run,
    CASE WHEN status = 'open' THEN julianday(COALESCE(until, today.day)) - julianday(s.day) ELSE 0 END AS open_days
    FROM spans s, today WHERE id NOT IN (SELECT id FROM spans WHERE day < day_before);
CREATE TABLE stays AS SELECT id, run, stage, MIN(day) AS entered, SUM(open_days) AS days,
    MAX(seq) AS last_seq FROM runs GROUP BY id, run, stage;
CREATE TABLE visits AS SELECT v.*, CASE WHEN r.until IS NOT NULL THEN r.until
        WHEN r.status IN ('won', 'lost', 'cancelled') THEN r.day END AS left_on,
    o.rep, o.product_group
    FROM stays v JOIN runs r ON r.id = v.id AND r.seq = v.last_seq JOIN opportunities o ON o.id = v.id
    WHERE v.run > 1 OR EXISTS (SELECT 1 FROM known_moves m WHERE m.opportunity_id = v.id)
        OR (o.stage = (SELECT stage FROM stages WHERE rank = 0) AND o.created <= (SELECT day FROM today));
CREATE TABLE entries AS SELECT v.*, b.days AS days_before FROM visits v
    JOIN visits b ON b.id = v.id AND b.run = v.run - 1
    WHERE NOT EXISTS (SELECT 1 FROM visits x WHERE x.id = v.id AND x.stage = v.stage AND x.run < v.run);
CREATE TABLE furthest AS SELECT s.id, MAX(COALESCE(g.rank, 0)) AS rank FROM states s
    LEFT JOIN stages g ON g.stage = s.stage GROUP BY s.id;
CREATE TABLE reached AS SELECT o.created AS day, g.stage, g.rank < f.rank OR
        (g.rank = (SELECT MAX(rank) FROM stages) AND e.status = 'won') AS passed
    FROM opportunities o JOIN furthest f USING (id) JOIN ending e USING (id) JOIN stages g ON g.rank <= f.rank, today
    WHERE o.created <= today.day;
CREATE TABLE first_orders AS SELECT account,
        MIN(signed || ' ' || COALESCE(rep, '~') || ' ' || COALESCE(source, '~')) AS best
    FROM orders, today WHERE status IS NOT 'cancelled' AND account IS NOT NULL AND signed <= today.day GROUP BY account;
CREATE TABLE customers AS SELECT f.account, o.signed AS day, o.rep, o.source FROM first_orders f JOIN orders o
    ON o.account = f.account AND o.status IS NOT 'cancelled'
    AND o.signed || ' ' || COALESCE(o.rep, '~') || ' ' || COALESCE(o.source, '~') = f.best GROUP BY f.account;
"""

SHARE = 10**10
_IN = "day >= :start AND day < :end"
_OPEN_ON = "status = 'open' AND s.day <= :last AND COALESCE(s.until, '9999') > :last"
_DEALS = f"""(SELECT o.id, o.rep, s.stage, o.close_month, COALESCE(m.base, 0) AS base,
    COALESCE(m.base, 0) * COALESCE((SELECT percent10 FROM stages g WHERE g.stage = s.stage), 0) AS weighted10
    FROM spans s JOIN opportunities o USING (id) JOIN deal_money m USING (id) WHERE s.{_OPEN_ON})"""


def _sum(what: str, table: str, where: str = _IN, bottom: str = "1", n: str = "NULL") -> str:
    return f"SELECT {{by}} {what}, {bottom}, {n} FROM {table} WHERE {where} {{group}}"


_COVERED = "base IS NOT NULL AND base_cost IS NOT NULL"
_COHORT = """(SELECT o.*, o.created AS day, e.status AS final FROM opportunities o JOIN ending e USING (id), today
    WHERE o.created <= today.day)"""
_DONE = "(SELECT a.* FROM activities a, today WHERE a.day <= today.day)"

QUESTIONS = {
    "leads": _sum("COUNT(*)", "lead_facts"),
    "lead_conversion": _sum("SUM(converted) * 100", "lead_facts", bottom="COUNT(*)", n="COUNT(*)"),
    "interactions": _sum("COUNT(*)", _DONE, f"outcome = 'done' AND {_IN}"),
    "interactions_no_answer": _sum("COUNT(*)", _DONE, f"outcome = 'no_answer' AND {_IN}"),
    "calls_and_meetings": _sum(
        "COUNT(*)", _DONE, f"outcome = 'done' AND kind IN ('call', 'demo_call', 'meeting') AND {_IN}"
    ),
    "opportunities": _sum("COUNT(*)", _COHORT, f"origin = 'self' AND {_IN}"),
    "opportunities_all": _sum("COUNT(*)", _COHORT),
    "cohort_open": _sum("COUNT(*)", _COHORT, f"final NOT IN ('won', 'lost') AND {_IN}"),
    "win_rate_cohort": _sum(
        "SUM(final = 'won') * 100", _COHORT, bottom="SUM(final IN ('won', 'lost'))", n="SUM(final IN ('won', 'lost'))"
    ),
    "win_rate": _sum("SUM(won) * 100", "closings", bottom="SUM(won + is_lost)", n="SUM(won + is_lost)"),
    "lost_by_stage": _sum(
        "COUNT(*)", "(SELECT rep, lost_reason, at_stage AS stage, day, is_lost FROM closings)", f"is_lost AND {_IN}"
    ),
    "lost_amount": _sum(
        "SUM(COALESCE(base, 0))",
        """(SELECT c.rep, c.lost_reason, c.at_stage AS stage, c.day, c.is_lost, m.base
            FROM closings c JOIN deal_money m USING (id))""",
        f"is_lost AND {_IN}",
    ),
    "revenue": _sum("SUM(sign * COALESCE(base, 0))", "booked"),
    "orders": _sum("COUNT(DISTINCT number)", "booked", f"live AND {_IN}"),
    "order_value": _sum(
        "SUM(base)", "booked", f"live AND base IS NOT NULL AND {_IN}", "COUNT(DISTINCT number)",
        "COUNT(DISTINCT number)",
    ),
    "margin": _sum(
        "SUM(sign * (base - base_cost)) * 100", "booked", f"{_COVERED} AND {_IN}", "SUM(sign * base)", "SUM(sign)"
    ),
    "margin_coverage": _sum(
        f"SUM(CASE WHEN {_COVERED} THEN sign * base ELSE 0 END) * 100", "booked", _IN,
        "SUM(sign * COALESCE(base, 0))", "SUM(sign * (base IS NOT NULL))",
    ),
    "customers_won": _sum("COUNT(*)", "customers"),
    "cycle_days": _sum("CAST(SUM(days) AS INTEGER)", "cycles", bottom="COUNT(*)", n="COUNT(*)"),
    "days_to_stage": _sum(
        "CAST(SUM(days_before) AS INTEGER)", "(SELECT *, entered AS day FROM entries)", bottom="COUNT(*)", n="COUNT(*)"
    ),
    "days_in_stage": _sum(
        "CAST(SUM(days) AS INTEGER)", "(SELECT *, left_on AS day FROM visits)", bottom="COUNT(*)", n="COUNT(*)"
    ),
    "stage_conversion": _sum("SUM(passed) * 100", "reached", bottom="COUNT(*)", n="COUNT(*)"),
    "pipeline_value": _sum("SUM(base)", _DEALS, "1"),
    "weighted_pipeline": _sum("SUM(weighted10)", _DEALS, "1", "1000"),
    "forecast": _sum(
        "SUM(part)",
        f"""(SELECT rep, substr(day, 1, 7) AS close_month, day, sign * COALESCE(base, 0) * 1000 AS part FROM booked
            UNION ALL SELECT rep, close_month, close_month || '-01', weighted10 FROM {_DEALS}
            WHERE close_month >= (SELECT substr(day, 1, 7) FROM today))""",
        _IN,
        "1000",
    ),
    "open_opportunities": _sum("COUNT(*)", _DEALS, "1"),
    "receivables": _sum("SUM(COALESCE(owed, 0))", "lines", "live AND invoiced IS NOT NULL"),
    "receivables_overdue": _sum(
        "SUM(CASE WHEN owed > 0 AND due < (SELECT day FROM today) THEN owed ELSE 0 END)", "lines",
        "live AND invoiced IS NOT NULL",
    ),
}  # fmt: skip

LISTS = {
    "cycle_days_median": f"SELECT {{by}} CAST(days AS INTEGER) FROM cycles WHERE {_IN}",
    "days_to_stage_median": f"""SELECT {{by}} CAST(days_before AS INTEGER)
        FROM (SELECT *, entered AS day FROM entries) WHERE {_IN}""",
    "days_in_stage_median": f"""SELECT {{by}} CAST(days AS INTEGER)
        FROM (SELECT *, left_on AS day FROM visits) WHERE {_IN}""",
    "days_in_stage_open": "SELECT {by} CAST(days AS INTEGER) FROM visits WHERE left_on IS NULL",
    "order_value_median": f"""SELECT {{by}} SUM(base) FROM booked WHERE live AND base IS NOT NULL AND {_IN}
        GROUP BY {{by}} number""",
}


class Oracle:
    """Answers KPI questions about a company from its raw rows."""

    def __init__(self, company: Company, stages: Sequence[str], percents: dict[str, Decimal], today: date) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(SCHEMA.split("-- leads")[0])
        self._fill(company, stages, percents, today)
        self.db.executescript("-- leads" + SCHEMA.split("-- leads")[1] + VIEWS)

    def _fill(self, company: Company, stages: Sequence[str], percents: dict[str, Decimal], today: date) -> None:
        rows: dict[str, list[tuple[object, ...]]] = {
            "today": [(f"{today}",)],
            "rates": [("VND", 10_000), *((code, int(rate * 10_000)) for code, rate in company.rates.items())],
            "stages": [(stage, rank, int(percents[stage] * 10)) for rank, stage in enumerate(stages)],
            "leads": [
                (r.id, _day(r.created_on), r.source, r.owner, r.product_group, r.merged_into) for r in company.leads
            ],
            "activities": [
                (r.id, f"{r.at:%Y-%m-%d}" if r.at else None, r.rep, r.kind, r.channel, r.outcome)
                for r in company.activities
            ],
            "opportunities": [
                (r.id, r.lead_id, r.owner, r.product_group, r.source, r.channel, r.origin, r.customer_type,
                 _day(r.created_on), _day(r.approached_on), _cents(r.amount), r.currency,
                 f"{r.expected_close_on:%Y-%m}" if r.expected_close_on else None, _day(r.signed_on), r.lost_reason,
                 _day(r.lost_on), r.accepted_stage, r.accepted_status, _day(r.accepted_on))
                for r in company.opportunities
            ],
            "orders": [
                (r.id, r.opportunity_id, r.account, r.rep, r.department, r.source, _day(r.signed_on), r.status,
                 r.product_group, _cents(r.net_revenue), _cents(r.cost), r.currency, _cents(r.invoiced),
                 _cents(r.paid), _day(r.payment_due_on), _day(r.cancelled_on))
                for r in company.orders
            ],
            "costs": [(r.id, _day(r.month), r.source, _cents(r.amount), r.currency) for r in company.costs],
            "moves": [
                (r.id, r.opportunity_id, r.from_stage, r.to_stage, r.from_status, r.to_status, _day(r.at),
                 f"{r.recorded_at}")
                for r in company.stage_moves
            ],
        }  # fmt: skip
        for table, some in rows.items():
            if some:
                marks = ",".join("?" * len(some[0]))
                self.db.executemany(f"INSERT INTO {table} VALUES ({marks})", some)

    def ask(self, kpi: str, by: Sequence[str], start: date, end: date) -> Answer:
        """Answer one question; a line nobody can be counted in is not there."""
        if kpi in LISTS:
            return self._medians(LISTS[kpi], by, start, end)
        if kpi == "margin_mean_of_orders":
            return self._mean_of_margins(by, start, end)
        if kpi == "cost_per_opportunity":
            return self._cost_per_opportunity(by, start, end)
        group = f"GROUP BY {', '.join(by)}" if by else "HAVING COUNT(*) > 0"
        rows = self._rows(QUESTIONS[kpi].format(by=_columns(by), group=group), start, end)
        return {row[: len(by)]: row[len(by) :] for row in rows}

    def _rows(self, sql: str, start: date, end: date) -> list[tuple]:
        last = self.db.execute("SELECT date(?, '-1 day')", (f"{end}",)).fetchone()[0]
        return self.db.execute(sql, {"start": f"{start}", "end": f"{end}", "last": last}).fetchall()

    def _medians(self, sql: str, by: Sequence[str], start: date, end: date) -> Answer:
        lists: dict[tuple[str | None, ...], list[int]] = {}
        for row in self._rows(sql.format(by=_columns(by)), start, end):
            lists.setdefault(row[:-1], []).append(row[-1])
        answer: Answer = {}
        for key, numbers in lists.items():
            ordered, half = sorted(numbers), len(numbers) // 2
            two = (ordered[half], ordered[half]) if len(numbers) % 2 else (ordered[half - 1], ordered[half])
            answer[key] = (sum(two), 2, len(numbers))
        return answer

    def _mean_of_margins(self, by: Sequence[str], start: date, end: date) -> Answer:
        sql = f"""SELECT {_columns(by)} SUM(base - base_cost), SUM(base) FROM booked
            WHERE live AND {_COVERED} AND {_IN} GROUP BY {_columns(by)} number HAVING SUM(base) > 0"""
        sums: dict[tuple[str | None, ...], list[int]] = {}
        for *key, part, whole in self._rows(sql, start, end):
            share = (abs(part) * SHARE * 2 + whole) // (2 * whole)
            sums.setdefault(tuple(key), []).append(share if part >= 0 else -share)
        return {key: (sum(shares) * 100, SHARE * len(shares), len(shares)) for key, shares in sums.items()}

    def _cost_per_opportunity(self, by: Sequence[str], start: date, end: date) -> Answer:
        group = f"GROUP BY {', '.join(by)}" if by else "HAVING COUNT(*) > 0"
        costs = self._rows(
            f"SELECT {_columns(by)} SUM(COALESCE(base, 0)) FROM cost_facts WHERE {_IN} {group}", start, end
        )
        counts = self._rows(f"SELECT {_columns(by)} COUNT(*) FROM {_COHORT} WHERE {_IN} {group}", start, end)
        bottoms = {row[:-1]: row[-1] for row in counts}
        answer: Answer = {row[:-1]: (row[-1], bottoms.get(row[:-1], 0), bottoms.get(row[:-1], 0)) for row in costs}
        return {key: (0, 0, count) for key, count in bottoms.items()} | answer


def _columns(by: Sequence[str]) -> str:
    return "".join(f"{name}, " for name in by)


def _day(day: date | None) -> str | None:
    return None if day is None else f"{day}"


def _cents(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount * 100)
