"""Shortens a schedule that breaks a promise to the few steps that matter: what is left can be read and kept."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator

from sheetcrm.errors import SyncError
from tests.sync.oracle import Violation
from tests.sync.schedules import Schedule
from tests.sync.schedules import Step
from tests.sync.schedules import perform
from tests.sync.world import Setting

Breaks = Callable[[Schedule], bool]


def broken_by(schedule: Schedule, setting: Setting, seed: int = 0) -> str | None:
    """Name the promise that a schedule breaks, if any."""
    try:
        perform(schedule, setting, seed)
    except Violation as violation:
        return str(violation).partition(":")[0]
    except (SyncError, ValueError) as error:
        return type(error).__name__
    return None


def shorten(schedule: Schedule, setting: Setting, seed: int = 0) -> Schedule:
    """Leave out whatever is not needed to break the same promise, until nothing more can be left out."""
    promise = broken_by(schedule, setting, seed)
    assert promise, "this schedule breaks no promise"

    def breaks(shorter: Schedule) -> bool:
        return broken_by(shorter, setting, seed) == promise

    while True:
        shorter = next((one for one in _shorter(schedule) if breaks(one)), None)
        if shorter is None:
            return schedule
        schedule = shorter


def _shorter(schedule: Schedule) -> Iterator[Schedule]:
    """Give schedules that are a little simpler: large pieces are left out first, then steps, then events in them."""
    size = len(schedule) // 2
    while size:
        for start in range(0, len(schedule), size):
            yield [*schedule[:start], *schedule[start + size :]]
        size //= 2
    for place, step in enumerate(schedule):
        for simpler in _simpler(step):
            yield [*schedule[:place], simpler, *schedule[place + 1 :]]


def _simpler(step: Step) -> Iterator[Step]:
    kind, what = step
    if kind == "start":
        store, events = what
        for at, (point, event) in enumerate(events):
            rest = [*events[:at]], [*events[at + 1 :]]
            yield kind, (store, [*rest[0], *rest[1]])
            if event[0] == "sync":
                for _, inner in _simpler(("start", event[1])):
                    yield kind, (store, [*rest[0], (point, ("sync", inner)), *rest[1]])
