"""From when on daily work is late or a target is doubted, as a template writes it."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """The limits of daily work (see `workbook_templates/daily_work.toml`)."""

    own_rates_from: int
    """Closed deals that must have reached a stage before its own win rate replaces the assumed probability."""
    quote_answer_days: int
    """Days a quote may wait for an answer."""
    lost_care_until_days: int
    """Days after which a lost deal no longer comes back for care."""
    target_warns_above_percent: int
    """A target above so many percent of the best of the last months is doubted."""
    target_history_months: int
    """How many whole months back that best one is looked for."""
    two_way_kinds: frozenset[str]
    """Kinds of activity in which the customer answers (a call, a meeting)."""
    quote_kinds: frozenset[str]
    """Kinds of activity that send a quote."""
    urgency: tuple[str, ...]
    """Kinds of items on the Today tab, the most urgent first."""
