"""Between two runs of a watch: it notices what is saved, closed, made or configured, and waits no longer than told."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from sheetcrm.app.sync_watch import SHORTEST_PAUSE
from sheetcrm.app.sync_watch import signs_of
from sheetcrm.app.sync_watch import wait
from tests.sync_files.teams import lock

LONG = 120


@pytest.fixture
def config(tmp_path: Path) -> Path:
    config = tmp_path / "sheetcrm.toml"
    config.write_text('hub = "team.xlsx"\n[[workbooks]]\nfiles = "reps/*.xlsx"\n', "utf-8")
    (tmp_path / "reps").mkdir()
    for name in ("team.xlsx", "reps/lan.xlsx"):
        (tmp_path / name).write_bytes(b"workbook")
    return config


def waited(config: Path, seconds: float, happen: Callable[[], object]) -> float:
    before, start = signs_of(config), time.monotonic()
    happen()
    wait(seconds, partial(signs_of, config), before)
    return time.monotonic() - start


def test_nothing_happens_and_it_waits_as_long_as_told(config: Path) -> None:
    assert 1.4 <= waited(config, 1.4, lambda: None) < LONG


def test_a_file_that_was_saved_ends_it_once_the_last_run_is_a_while_ago(config: Path) -> None:
    saved = config.parent / "reps" / "lan.xlsx"
    assert SHORTEST_PAUSE <= waited(config, LONG, lambda: saved.write_bytes(b"longer workbook")) < LONG


def test_it_sees_all_that_may_matter(config: Path) -> None:
    folder = config.parent
    seen = [signs_of(config)]
    mark = lock(folder / "team.xlsx")
    for happen in (
        lambda: None,
        mark.unlink,
        lambda: (folder / "reps" / "moi.xlsx").write_bytes(b"workbook"),
        lambda: (folder / "reps" / "lan.xlsx").rename(folder / "lan.xlsx"),
        lambda: config.write_text("hub = 5", "utf-8"),
    ):
        happen()
        assert signs_of(config) != seen[-1]
        seen.append(signs_of(config))
