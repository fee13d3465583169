"""Days of an opportunity that cannot be true: told, and left out of averages, never put right by guessing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sheetcrm.domain.records import Opportunity
from sheetcrm.problems import Problem


def date_problems(opportunity: Opportunity, today: date) -> Iterator[Problem]:
    """Tell days that lie ahead though they tell of the past, and days in an impossible order."""
    created_on, approached_on = opportunity.created_on, opportunity.approached_on
    signed_on, lost_on = opportunity.signed_on, opportunity.lost_on
    days = (
        ("created_on", created_on),
        ("approached_on", approached_on),
        ("signed_on", signed_on),
        ("lost_on", lost_on),
    )
    for column, day in days:
        if day is not None and day > today:
            yield _problem("date_in_future", opportunity, column, day=day)
    if signed_on is not None:
        if created_on is not None and signed_on < created_on:
            yield _problem(
                "signed_before_created", opportunity, "signed_on", signed_on=signed_on, created_on=created_on
            )
        if approached_on is not None and signed_on < approached_on:
            yield _problem(
                "signed_before_approached", opportunity, "signed_on", signed_on=signed_on, approached_on=approached_on
            )
    if lost_on is not None and created_on is not None and lost_on < created_on:
        yield _problem("lost_before_created", opportunity, "lost_on", lost_on=lost_on, created_on=created_on)


def _problem(code: str, opportunity: Opportunity, column: str, **days: date) -> Problem:
    return Problem(code, "opportunities", opportunity.id, column, dict(days), row=opportunity.row)
