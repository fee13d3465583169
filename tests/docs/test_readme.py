"""Every command shown in README.md and README.vi.md is run as it stands there, in the order of the page."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^ *```console\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
FINE = {"check": (0, 1), "import": (0, 1)}
"""`check` and `import` end with 1 when there is something to put right."""


def commands(page: str) -> list[str]:
    text = (ROOT / page).read_text("utf-8")
    lines = [line.strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("make ")]


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(line)
    program = [sys.executable] if words[0] == "python" else [sys.executable, "-m", words[0]]
    memory = {"SHEETCRM_DATA": str(folder / "memory")}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **memory}
    return subprocess.run([*program, *words[1:]], cwd=folder, env=environment, capture_output=True, encoding="utf-8")


@pytest.mark.parametrize("page", ["README.md", "README.vi.md"])
def test_the_commands_of_a_readme_run_as_they_stand(page: str, tmp_path: Path) -> None:
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    assert run("sheetcrm demo company --lang vi --as-of 2026-11-23", tmp_path).returncode == 0
    for name in ("leads.csv", "khach.csv"):
        (tmp_path / name).write_bytes((tmp_path / "company" / "leads.csv").read_bytes())
    lines = commands(page)
    assert lines, "the page shows commands"
    for line in lines:
        done = run(line, tmp_path)
        fine = FINE.get(shlex.split(line)[1], (0,))
        assert done.returncode in fine, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`?make ([a-z]+)`?", (ROOT / "README.md").read_text("utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
