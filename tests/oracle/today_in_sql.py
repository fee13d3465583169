"""What is due today, in SQL from raw rows: money overdue, next steps, paused deals to resume, leads, old customers.

`KNOWN` is what each line of these kinds must be; of the other kinds (no answer to a quote, no move, care after the last
contact) `OWNERS` gives what a line shows of its row, and its days late must follow from its day.
"""

from __future__ import annotations

KNOWN = {
    "payment": """SELECT d.rep, d.account, (SELECT name FROM opportunities WHERE id = opportunity_id), NULL,
            payment_due_on, owed
        FROM lines d, today WHERE NOT cancelled AND sign_of(less(invoiced, paid)) > 0 AND payment_due_on < today.day""",
    "step_overdue": """SELECT rep, customer, name, accepted_stage, next_step_on, base FROM cared, today
        WHERE is_open AND has_step AND next_step_on < today.day""",
    "step_today": """SELECT rep, customer, name, accepted_stage, next_step_on, base FROM cared, today
        WHERE is_open AND has_step AND next_step_on = today.day""",
    "no_step": """SELECT rep, customer, name, accepted_stage, NULL, base FROM cared WHERE is_open AND NOT has_step""",
    "resume": """SELECT rep, customer, name, accepted_stage, resume_on, base FROM cared, today
        WHERE accepted_status = word('status_paused') AND (resume_on IS NULL OR resume_on <= today.day)""",
    "lead_overdue": """SELECT rep, company, NULL, NULL, next_step_on, NULL FROM worked, today
        WHERE has_step AND next_step_on < today.day""",
    "lead_today": """SELECT rep, company, NULL, NULL, next_step_on, NULL FROM worked, today
        WHERE has_step AND next_step_on = today.day""",
    "lead_no_step": """SELECT rep, company, NULL, NULL, next_step_on, NULL FROM worked WHERE NOT has_step""",
}
OWNERS = {
    "quote": "SELECT rep, customer, name, accepted_stage, base FROM cared WHERE is_open",
    "stale": "SELECT rep, customer, name, accepted_stage, base FROM cared WHERE is_open AND has_step",
    "paused_care": """SELECT rep, customer, name, accepted_stage, base FROM cared
        WHERE accepted_status = word('status_paused')""",
    "lost_care": """SELECT rep, customer, name, accepted_stage, base FROM cared
        WHERE accepted_status = word('status_lost')""",
    "care": "SELECT rep, name, NULL, NULL, bought FROM customers",
}

TODAY = """
CREATE TABLE IF NOT EXISTS cared AS
SELECT d.rep, COALESCE(d.account, leads.company) AS customer, d.name, d.accepted_stage,
    d.accepted_status, d.next_step_on, d.resume_on, d.base, d.accepted_status IS NULL
        OR d.accepted_status = word('status_open') AS is_open,
    d.next_step_on IS NOT NULL AND says_something(d.next_step) AS has_step
FROM deals d LEFT JOIN leads ON leads.id = d.lead_id;
CREATE TABLE IF NOT EXISTS worked AS SELECT owner AS rep, company, next_step_on,
    next_step_on IS NOT NULL AND says_something(next_step) AS has_step
FROM leads
WHERE merged_into IS NULL AND COALESCE(status, '') NOT IN (word('lead_disqualified'), word('lead_merged'))
    AND id NOT IN (SELECT lead_id FROM opportunities WHERE lead_id IS NOT NULL);
CREATE TABLE IF NOT EXISTS customers AS
SELECT name, COALESCE(owner, (SELECT rep FROM live WHERE folded(account) = folded(a.name)
        ORDER BY day DESC, rowid DESC LIMIT 1)) AS rep,
    (SELECT SUM(base) FROM live WHERE folded(account) = folded(a.name)) AS bought
FROM accounts a;
"""
