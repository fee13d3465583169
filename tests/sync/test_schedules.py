"""Users, races, crashes and lost requests: the promises hold in every schedule.

The state machine draws schedules that shrink; the seeds draw many more. Both play in the same world before the same
oracle. `python -m benchmarks.sync_schedules` plays as many as one likes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from hypothesis.stateful import initialize
from hypothesis.stateful import rule

from sheetcrm.errors import SyncError
from sheetcrm.sync.decisions import Prefer
from sheetcrm.sync.decisions import hold
from sheetcrm.sync.decisions import prefer_workbook
from tests.sync.mutants import FOUND
from tests.sync.mutants import MUTANTS
from tests.sync.mutants import SCRIPTED
from tests.sync.mutants import mutate
from tests.sync.oracle import Violation
from tests.sync.schedules import ROUGH
from tests.sync.schedules import SETTINGS
from tests.sync.schedules import USUAL
from tests.sync.schedules import perform
from tests.sync.schedules import play
from tests.sync.schedules import setting_of
from tests.sync.scripts import SCRIPTS
from tests.sync.scripts import Script
from tests.sync.shortening import broken_by
from tests.sync.shortening import shorten
from tests.sync.world import FAULTS
from tests.sync.world import Action
from tests.sync.world import Event
from tests.sync.world import Setting
from tests.sync.world import World

SHARE, SHARES = 300, 10
BROKEN = (Violation, SyncError, ValueError)
"""The oracle found something, a run never came to an end, or stumbled over an answer that cannot be."""

ACTIONS = st.tuples(st.sampled_from(sorted({*USUAL, *ROUGH})), st.integers(0, 3), st.integers(0, 11), st.integers(0, 5))
PLAIN_EVENTS = st.one_of(
    st.tuples(st.just("user"), ACTIONS),
    st.tuples(st.just("fault"), st.sampled_from(FAULTS)),
    st.tuples(st.sampled_from(["kill", "park", "resume", "deliver"]), st.just(0)),
)
POINTS = st.integers(1, 16)
INNER = st.tuples(st.just("sync"), st.tuples(st.integers(0, 2), st.lists(st.tuples(POINTS, PLAIN_EVENTS), max_size=2)))
EVENTS = st.lists(st.tuples(POINTS, st.one_of(PLAIN_EVENTS, INNER)), max_size=3)


class TwoSheetsBecomeOne(RuleBasedStateMachine):
    """Anything may happen between a hub and its workbooks; when all is quiet, the oracle looks at everything."""

    def __init__(self) -> None:
        super().__init__()
        self.world: World | None = None

    @initialize(setting=st.sampled_from(SETTINGS))
    def found_a_company(self, setting: Setting) -> None:
        self.world = World(setting)

    @rule(action=ACTIONS)
    def a_user_acts(self, action: Action) -> None:
        assert self.world
        self.world.act(action)

    @rule(store=st.integers(0, 2), events=EVENTS)
    def a_machine_synchronises(self, store: int, events: list[tuple[int, Event]]) -> None:
        assert self.world
        self.world.start(store, events)

    @rule(which=st.integers(0, 2))
    def a_parked_process_goes_on(self, which: int) -> None:
        assert self.world
        self.world.resume(which)

    @rule()
    def all_is_quiet(self) -> None:
        assert self.world
        self.world.quieten()

    def teardown(self) -> None:
        if self.world:
            try:
                self.world.quieten()
            finally:
                self.world.close()


TestTwoSheetsBecomeOne = TwoSheetsBecomeOne.TestCase
TestTwoSheetsBecomeOne.settings = settings(
    max_examples=200, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize("share", range(SHARES))
def test_nothing_is_lost_misplaced_or_apart_in_some_thousands_of_schedules(share: int) -> None:
    for seed in range(share * SHARE, (share + 1) * SHARE):
        play(seed)


@pytest.mark.parametrize("prefer", [prefer_workbook, hold])
def test_the_same_when_the_workbooks_are_preferred_or_nobody_is(prefer: Prefer) -> None:
    for seed in range(200):
        play(seed, replace(setting_of(seed), prefer=prefer))


def test_a_schedule_that_breaks_a_promise_is_shortened_to_what_matters() -> None:
    script = SCRIPTS["edit_on_in_a_file_that_is_open"]
    broken = mutate(script.setting, MUTANTS["what is sent while a file is open counts as agreed"])
    short = shorten(script.steps, broken)
    assert len(short) < len(script.steps)
    assert broken_by(short, broken) == broken_by(script.steps, broken) == "stale"
    assert broken_by(short, script.setting) is None


def test_schedules_do_inject_what_they_are_meant_to() -> None:
    worlds = [play(seed) for seed in range(60)]
    assert sum(world.syncs for world in worlds) > 300
    assert sum(world.faults for world in worlds) > 100
    assert sum(world.hub.writes for world in worlds) > 200
    assert sum(book.files for world in worlds for book in world.books) > 200


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_schedules_kept_by_hand(script: Script) -> None:
    perform(script.steps, script.setting)


@pytest.mark.parametrize("name", SCRIPTED)
def test_each_rule_whose_case_is_too_rare_for_chance_breaks_a_promise_too(name: str) -> None:
    script = SCRIPTS[SCRIPTED[name]]
    with pytest.raises(BROKEN):
        perform(script.steps, mutate(script.setting, MUTANTS[name]))


def test_each_rule_has_a_schedule_that_shows_it() -> None:
    assert FOUND.keys() | SCRIPTED.keys() == MUTANTS.keys()
    assert not FOUND.keys() & SCRIPTED.keys()


def test_the_docs_name_every_rule_and_what_shows_it() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "sync.md").read_text("utf-8")
    for name in MUTANTS:
        shown_by = f"by hand: `{SCRIPTED[name]}`" if name in SCRIPTED else FOUND[name]
        assert f"| {name} | {shown_by} |" in docs
    named = re.findall(r"\| `(?:tests/app/)?(test_\w+\.py)`: (\w+)", docs)
    assert len(named) > 12
    tests = {path.name: path.read_text("utf-8") for path in Path(__file__).parents[1].rglob("test_*.py")}
    for file, test in named:
        assert f"def test_{test}(" in tests[file]


@pytest.mark.parametrize("name", FOUND)
def test_each_rule_switched_off_breaks_a_promise(name: str) -> None:
    """The schedule that shows it is fine with the rule, and is not without."""
    seed = FOUND[name]
    play(seed)
    with pytest.raises(BROKEN):
        play(seed, mutate(setting_of(seed), MUTANTS[name]))
