"""Activities as facts: what was done, and what nobody answered."""

from __future__ import annotations

from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.facts import TableBuilder
from sheetcrm.domain.kpis.notebook import Notebook
from sheetcrm.domain.records import Company

CALLS_AND_MEETINGS = frozenset({"call", "demo_call", "meeting"})
_HAPPENED = {"done": (1, 0), "no_answer": (0, 1)}


def activity_table(company: Company, notebook: Notebook) -> FactTable:
    """Make one row of every activity that took place or was tried; plans are no facts yet."""
    table = TableBuilder("activities", ("rep", "channel", "kind"), ("done", "no_answer", "call_or_meeting"))
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
        is_call = 1 if kind in CALLS_AND_MEETINGS else 0
        table.add(day, activity.rep, activity.channel, kind, *happened, is_call)
    notebook.saw(latest)
    return table.table()
