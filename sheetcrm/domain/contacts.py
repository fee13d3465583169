"""When a customer was last spoken to, last sent a quote, and last answered: one pass over all activities."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from typing import NamedTuple

from sheetcrm.domain.limits import Limits
from sheetcrm.domain.records import Activity

DONE = "done"
INBOUND = "in"
_LONG_AGO = datetime.combine(date.min, time.min)


class Contacts(NamedTuple):
    """The latest moments, by opportunity (and by lead for `with_leads`), of what was really done until today."""

    with_deals: Mapping[str, datetime]
    with_leads: Mapping[str, datetime]
    quotes: Mapping[str, datetime]
    answers: Mapping[str, datetime]
    """The customer wrote or called in, or took part in a two-way contact."""


def contacts_of(activities: Iterable[Activity], limits: Limits, today: date) -> Contacts:
    """Find the latest contacts; planned, cancelled, unanswered and future activities are none."""
    with_deals: dict[str, datetime] = {}
    with_leads: dict[str, datetime] = {}
    quotes: dict[str, datetime] = {}
    answers: dict[str, datetime] = {}
    tomorrow = datetime.combine(today + timedelta(days=1), time.min)
    for activity in activities:
        at = activity.at
        if at is None or activity.outcome != DONE or at >= tomorrow:
            continue
        if activity.lead_id is not None:
            keep_latest(with_leads, activity.lead_id, at)
        deal = activity.opportunity_id
        if deal is None:
            continue
        keep_latest(with_deals, deal, at)
        if activity.kind in limits.quote_kinds and activity.direction != INBOUND:
            keep_latest(quotes, deal, at)
        elif activity.direction == INBOUND or activity.kind in limits.two_way_kinds:
            keep_latest(answers, deal, at)
    return Contacts(with_deals, with_leads, quotes, answers)


def keep_latest(latest: dict[str, datetime], key: str, at: datetime) -> None:
    """Remember `at` when nothing later is known of `key`."""
    if at > latest.get(key, _LONG_AGO):
        latest[key] = at
