"""Random schedules: what users, processes and the network may do, drawn from one seed."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.sync.world import FAULTS
from tests.sync.world import Action
from tests.sync.world import Event
from tests.sync.world import Setting
from tests.sync.world import World

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


def fill_down_an_id(setting: Setting) -> None:
    """A rep drags one row's id over the next, whose row the hub edits. Raises: Violation."""
    _play_script(setting, (("fill down", 1, 0, 0), ("edit", 0, 1, 1)))


def paste_an_id_of_a_row_that_goes(setting: Setting) -> None:
    """A rep pastes one row's id over another's and deletes the first, which the hub edits. Raises: Violation."""
    _play_script(setting, (("paste id", 1, 1, 0), ("delete", 1, 0, 0), ("edit", 0, 0, 2)))


def _play_script(setting: Setting, actions: tuple[Action, ...]) -> None:
    world = World(setting)
    try:
        for _ in range(2):
            world.act(("insert", 0, 11, 0))
        world.quieten()
        for action in actions:
            world.act(action)
        world.oracle.tampered.clear()  # what was done to ids here must be found out
        world.quieten()
    finally:
        world.close()


def play(seed: int, setting: Setting | None = None, make: Callable[[Setting, int], World] = World) -> World:
    """Play one schedule. Raises: Violation."""
    dice = random.Random(seed)
    setting = setting or setting_of(seed)
    world = make(setting, seed)
    try:
        rough = dice.choice((0.0, 0.1, 0.3))
        for _ in range(2):
            for _ in range(dice.randrange(2, 9)):
                for _ in range(dice.randrange(1, 5)):
                    world.act(draw_action(dice, setting, rough=rough))
                if dice.random() < 0.2:
                    world.resume(dice.randrange(3))
                if dice.random() < 0.7:
                    world.start(dice.randrange(len(setting.stores)), draw_events(dice, setting, points=world.points))
            world.quieten()
    finally:
        world.close()
    return world
