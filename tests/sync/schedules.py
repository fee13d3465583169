"""Random schedules: what users, processes and the network may do, drawn from one seed."""

from __future__ import annotations

import random

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


def draw_events(dice: random.Random, setting: Setting, *, depth: int = 0) -> list[tuple[int, Event]]:
    events: list[tuple[int, Event]] = []
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
        point = dice.randrange(1, 16)
        kind = dice.choice(("user", "user", "user", "fault", "kill", "sync", "park", "resume", "deliver"))
        if kind == "user":
            hub = dice.random() < 0.6
            name, where, pick, column = draw_action(dice, setting, rough=0.1)
            events.append((point, (kind, (name, 0 if hub else where, pick, column))))
        elif kind == "fault":
            events.append((point, (kind, dice.choice(FAULTS))))
        elif kind == "sync":
            if depth < 2:
                inner = draw_events(dice, setting, depth=depth + 1)
                events.append((point, (kind, (dice.randrange(len(setting.stores)), inner))))
        else:
            events.append((point, (kind, dice.randrange(3))))
    return events


def setting_of(seed: int) -> Setting:
    """Give the company that a schedule is about."""
    return SETTINGS[seed % len(SETTINGS)]


def play(seed: int, setting: Setting | None = None) -> World:
    """Play one schedule. Raises: Violation."""
    dice = random.Random(seed)
    setting = setting or setting_of(seed)
    world = World(setting, seed)
    try:
        rough = dice.choice((0.0, 0.1, 0.3))
        for _ in range(2):
            for _ in range(dice.randrange(2, 9)):
                for _ in range(dice.randrange(1, 5)):
                    world.act(draw_action(dice, setting, rough=rough))
                if dice.random() < 0.2:
                    world.resume(dice.randrange(3))
                if dice.random() < 0.7:
                    world.start(dice.randrange(len(setting.stores)), draw_events(dice, setting))
            world.quieten()
    finally:
        world.close()
    return world
