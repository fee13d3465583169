"""The schedules of the model, played on real workbook files: nothing is lost, misplaced, doubled, apart or leaked.

`python -m benchmarks.sync_files_schedules` plays as many as one likes.
"""

from __future__ import annotations

import pytest

from tests.sync.mutants import MUTANTS
from tests.sync.mutants import mutate
from tests.sync.oracle import Violation
from tests.sync.schedules import play
from tests.sync.schedules import setting_of
from tests.sync_files.disk_world import FileWorld
from tests.sync_files.overwritten_world import OverwrittenWorld
from tests.sync_files.whole_world import WholeWorld
from tests.thoroughness import stride


@pytest.mark.parametrize("seed", range(0, 12, stride(2)))
def test_no_schedule_on_real_files_breaks_a_promise(seed: int) -> None:
    world = play(seed, None, FileWorld)
    assert world.syncs


@pytest.mark.parametrize("seed", [0, 1, 2, 5][:: stride(2)])
def test_nor_does_one_in_which_every_sync_is_a_whole_run(seed: int) -> None:
    world = play(seed, None, WholeWorld)
    assert world.syncs


@pytest.mark.parametrize("seed", [3, 5, 9, 11][:: stride(2)])
def test_nor_does_one_in_which_the_hub_is_overwritten_with_what_it_was(seed: int) -> None:
    world = play(seed, None, OverwrittenWorld)
    assert world.overwritten


@pytest.mark.parametrize(("rule", "seed"), [("a conflict is told", 0), ("a file merges against its own generation", 1)])
def test_the_oracle_notices_on_real_files_too_that_a_rule_is_switched_off(rule: str, seed: int) -> None:
    with pytest.raises(Violation, match="lost"):
        play(seed, mutate(setting_of(seed), MUTANTS[rule]), FileWorld)
