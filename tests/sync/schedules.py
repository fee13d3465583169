"""Random schedules: what users, processes and the network may do, drawn from one seed.

A schedule is a list of steps, so it can be written by hand, and shortened (`tests/sync/shortening.py`).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

from sheetcrm.errors import SideEmptied
from tests.sync.oracle import Violation
from tests.sync.world import FAULTS
from tests.sync.world import Action
from tests.sync.world import Event
from tests.sync.world import Setting
from tests.sync.world import World

Step = tuple[str, Any]
"""("act", a user's action) · ("start", (which machine, events)) · ("resume", which process) · ("quieten", None)"""
Schedule = Sequence[Step]

ONE_MACHINE = Setting()
FILTERED = Setting(filters=(None, "Lan", "Minh"), stores=((0, 1, 2),))
REPS_ONLY = Setting(filters=("Lan", "Minh"))
SEVERAL_MACHINES = Setting(filters=(None, "Lan"), stores=((0,), (1,)))
EACH_HIS_OWN = Setting(filters=("Lan", "Minh", None), stores=((0,), (1,), (2,)))
SETTINGS = (ONE_MACHINE, FILTERED, REPS_ONLY, SEVERAL_MACHINES, EACH_HIS_OWN)

USUAL = (
    ("edit",) * 8
    + ("insert",) * 4
    + ("sort", "delete", "clear", "hand over", "hand over", "open", "lock", "save", "save")
)
ROUGH = ("duplicate", "blank id", "bad id", "paste id", "fill down", "restore", "empty", "error")


def draw_action(dice: random.Random, setting: Setting, *, rough: float) -> Action:
    name = dice.choice(ROUGH if dice.random() < rough else USUAL)
    return name, dice.randrange(len(setting.filters) + 1), dice.randrange(12), dice.randrange(6)


def draw_events(
    dice: random.Random, setting: Setting, *, points: int = World.points, depth: int = 0
) -> list[tuple[int, Event]]:
    events: list[tuple[int, Event]] = []
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
        point = dice.randrange(1, points)
        kind = dice.choice(("user", "user", "user", "fault", "kill", "sync", "park", "resume", "deliver"))
        if kind == "user":
            hub = dice.random() < 0.6
            name, where, pick, column = draw_action(dice, setting, rough=0.1)
            events.append((point, (kind, (name, 0 if hub else where, pick, column))))
        elif kind == "fault":
            events.append((point, (kind, dice.choice(FAULTS))))
        elif kind == "sync":
            if depth < 2:
                inner = draw_events(dice, setting, points=points, depth=depth + 1)
                events.append((point, (kind, (dice.randrange(len(setting.stores)), inner))))
        else:
            events.append((point, (kind, dice.randrange(3))))
    return events


def setting_of(seed: int) -> Setting:
    """Give the company that a schedule is about."""
    return SETTINGS[seed % len(SETTINGS)]


def draw_schedule(seed: int, setting: Setting, *, points: int = World.points) -> Schedule:
    """Draw everything that happens in one schedule; each half ends quietly."""
    dice = random.Random(seed)
    steps: list[Step] = []
    rough = dice.choice((0.0, 0.1, 0.3))
    for _ in range(2):
        for _ in range(dice.randrange(2, 9)):
            steps += [("act", draw_action(dice, setting, rough=rough)) for _ in range(dice.randrange(1, 5))]
            if dice.random() < 0.2:
                steps.append(("resume", dice.randrange(3)))
            if dice.random() < 0.7:
                store = dice.randrange(len(setting.stores))
                steps.append(("start", (store, draw_events(dice, setting, points=points))))
        steps.append(("quieten", None))
    return steps


def perform(schedule: Schedule, setting: Setting, seed: int = 0) -> World:
    """Play a schedule. Raises: Violation."""
    return _play(World(setting, seed), schedule)


def _play(world: World, schedule: Schedule) -> World:
    try:
        for step in schedule:
            take(world, step)
    finally:
        world.close()
    return world


def take(world: World, step: Step) -> None:
    """Let one step happen. Raises: Violation."""
    match step:
        case ("act", action):
            world.act(action)
        case ("start", (store, events)):
            world.start(store, events)
        case ("resume", which):
            world.resume(which)
        case ("quieten", _):
            world.quieten()
        case (name, what):
            take_by_hand(world, name, what)


def take_by_hand(world: World, name: str, what: Any) -> None:
    """Let a step happen that is never drawn. Raises: Violation."""
    match name, what:
        case ("untampered", _):
            world.oracle.tampered.clear()
        case ("say", (where, row, column, value)):
            cells = world.rows(where)[row].cells
            world.oracle.give_up(cells[column])
            cells[column] = value
        case ("see", (where, row, column, value)):
            found = world.rows(where)[row].cells[column]
            if found != value:
                raise Violation(f"unseen: {value} should stand there, not {found}")
        case ("lose rows", count):
            del world.hub.rows[:count]
        case ("stops", store):
            try:
                world.synchronise(store)
            except SideEmptied:
                return
            raise Violation("unstopped: most rows of a side went, and nobody wondered")
        case _:
            raise AssertionError(name)


def play(seed: int, setting: Setting | None = None, make: Callable[[Setting, int], World] = World) -> World:
    """Play one schedule drawn from a seed. Raises: Violation."""
    setting = setting or setting_of(seed)
    world = make(setting, seed)
    return _play(world, draw_schedule(seed, setting, points=world.points))
