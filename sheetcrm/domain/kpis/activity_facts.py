"""Activities as facts: what was done, and what nobody answered."""

from __future__ import annotations

from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.facts import fact_table
from sheetcrm.domain.kpis.notebook import Notebook
from sheetcrm.domain.records import Company

CALLS_AND_MEETINGS = frozenset({"call", "demo_call", "meeting"})
_HAPPENED = {"done": (1, 0), "no_answer": (0, 1)}


def activity_table(company: Company, notebook: Notebook) -> FactTable:
    """Make one row of every activity that took place or was tried; plans are no facts yet."""
    rows: list[tuple[object, ...]] = []
    today = notebook.today
    latest = 0
    for activity in company.activities:
        happened = _HAPPENED.get(activity.outcome or "")
        if happened is None:
            continue
        at = activity.at
        day = at.toordinal() if at is not None else 0
        if at is None or day > today:
            notebook.needed_day("activities", activity, "at", at)
            continue
        if day > latest:
            latest = day
        kind = activity.kind
        rows.append((day, activity.rep, activity.channel, kind, *happened, int(kind in CALLS_AND_MEETINGS)))
    notebook.saw(latest)
    return fact_table("activities", ("rep", "channel", "kind"), ("done", "no_answer", "call_or_meeting"), rows)
