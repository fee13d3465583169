"""Targets of closed months that were typed, changed or removed after closing: they are kept as they were, and told."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.facts import TargetKey
from sheetcrm.domain.kpis.snapshot import NOTHING_CLOSED
from sheetcrm.domain.kpis.targets import month_target
from sheetcrm.domain.records import Target
from sheetcrm.messages import Label
from sheetcrm.problems import Problem
from sheetcrm.problems import Severity

LOCKED = "target_locked"
"""What the codes of these problems begin with."""


def locked_targets(facts: Facts) -> Iterator[Problem]:
    """Find targets of closed months that are not what was kept; `facts` as `with_closings` gives them."""
    if not facts.closings:
        return
    kept = {key: value for key, value in facts.targets.items() if key.month < facts.closings.until}
    typed = _as_typed(facts)
    for key in sorted(kept.keys() | typed.keys(), key=lambda one: (one.month, one.kpi, one.level, one.key or "")):
        was, now = kept.get(key), typed.get(key)
        if was != now and key.kpi in CATALOGUE:
            yield _problem(key, was, now, facts.target_rows.get(key))


def _as_typed(facts: Facts) -> Mapping[TargetKey, Decimal]:
    """Give the targets of closed months as they would count if the months were open."""
    open_again = replace(facts, closings=NOTHING_CLOSED)
    recorded = facts.recorded_targets or {}
    counted = {key: month_target(open_again, CATALOGUE[key.kpi], key, value) for key, value in recorded.items()}
    return {key: value for key, value in counted.items() if value is not None and key.month < facts.closings.until}


def _problem(key: TargetKey, was: Decimal | None, now: Decimal | None, target: Target | None) -> Problem:
    code = f"{LOCKED}_new" if was is None else f"{LOCKED}_gone" if now is None else LOCKED
    kpi = CATALOGUE[key.kpi]
    params: dict[str, object] = {"kpi": Label(kpi.vi, kpi.en), "level_choice": key.level}
    params |= {"month": f"{key.month:%m/%Y}", "month_typed": f"{key.month:%Y-%m}"}
    params |= {name: _shown(value) for name, value in (("kept", was), ("value", now)) if value is not None}
    if target is None:
        return Problem(code, "targets", None, None, params, Severity.WARNING)
    return Problem(code, "targets", target.id, "value", params, Severity.WARNING, target.row)


def _shown(value: Decimal) -> Decimal:
    """Give a number as a sentence says it: a part of a month's target to one hundredth."""
    return value if value == value.to_integral_value() else value.quantize(Decimal("0.01"))
