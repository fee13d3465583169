"""Whole processes, measured by the operating system: CPU seconds and peak memory, medians of several runs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple


class Cost(NamedTuple):
    """CPU seconds (user and system), peak memory in MB and seconds by the clock of one process."""

    cpu: float
    megabytes: float
    wall: float = 0.0


def cost_of(command: Sequence[str]) -> Cost:
    """Run a command to its end and give what it cost. Raises CalledProcessError when it failed."""
    begun = time.monotonic()
    process = subprocess.Popen(command, env=_as_installed(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise subprocess.CalledProcessError(status, command, stderr=errors)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, time.monotonic() - begun)


def _as_installed() -> Mapping[str, str]:
    """Give an environment in which compiled modules are kept, as they are for every installed program."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def median_cost(command: Sequence[str], runs: int = 5) -> Cost:
    """Give the medians over several runs, after one that does not count."""
    cost_of(command)
    costs = [cost_of(command) for _ in range(runs)]
    return Cost(
        statistics.median(c.cpu for c in costs),
        max(c.megabytes for c in costs),
        statistics.median(c.wall for c in costs),
    )


def python(code: str, *arguments: str) -> list[str]:
    """Give the command that runs a piece of Python in this environment."""
    return [sys.executable, "-c", code, *arguments]


def sheetcrm(*arguments: str) -> list[str]:
    """Give the command that runs the command line in this environment."""
    return [sys.executable, "-m", "sheetcrm", *arguments]
