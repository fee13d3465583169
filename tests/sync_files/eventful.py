"""A company in the middle of an eventful day: both sides typed, a row went, others came; and how it stands at rest."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tests.sync_files.teams import Team
from tests.sync_files.teams import delete
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import rows
from tests.sync_files.teams import type_row

EXPECTED = {
    ("An", "sửa ở Lan", "sửa trên bảng chung"),
    ("Cường", None, None),
    ("Dũng", None, None),
    ("Em", None, None),
}
"""(company, note, next step) of everything once all is at rest."""
KEPT = "kept"


@dataclass
class Eventful:
    """A team that is put back to the same moment as often as wanted; its memory lies in `folder / "memory"`."""

    folder: Path
    team: Team = field(init=False)

    def __post_init__(self) -> None:
        self.team = team = Team(self.folder, {"lan.xlsx": None, "minh.xlsx": None})
        for company in ("An", "Bình", "Cường"):
            type_row(team.hub, **lead(company))
        team.sync()
        edit(team.book("lan.xlsx"), "An", note="sửa ở Lan")
        edit(team.hub, "An", next_step="sửa trên bảng chung")
        delete(team.book("minh.xlsx"), "Bình")
        type_row(team.book("minh.xlsx"), **lead("Dũng"))
        type_row(team.hub, **lead("Em"))
        kept = self.folder / KEPT
        kept.mkdir()
        for path in (*self.folder.glob("*.xlsx"), self.folder / "memory"):
            _copy(path, kept)

    def again(self) -> Team:
        """Put everything back."""
        for path in self.folder.iterdir():
            if path.name not in (KEPT, "sheetcrm.toml"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in (self.folder / KEPT).iterdir():
            _copy(path, self.folder)
        return self.team


def _copy(path: Path, folder: Path) -> None:
    (shutil.copytree if path.is_dir() else shutil.copy2)(path, folder / path.name)


def found(path: Path) -> list[tuple[object, object, object]]:
    return [(row["company"], row["note"], row["next_step"]) for row in rows(path)]


def assert_at_rest(team: Team, expected: set[tuple[str, str | None, str | None]] = EXPECTED) -> None:
    """Synchronise in peace: then all hold the same, each row once, and nothing lies about."""
    for _ in range(2):
        team.sync()
    for path in (team.hub, *map(team.book, team.owners)):
        assert sorted(found(path), key=str) == sorted(expected, key=str), path.name
    assert not list(team.folder.glob(".*.sync*"))
    ids = [{row["id"] for row in rows(path)} for path in (team.hub, *map(team.book, team.owners))]
    assert ids[0] == ids[1] == ids[2]


def killed_after(seconds: float, process: subprocess.Popen[str]) -> bool:
    """Kill a process (-9) after a while; False when it had ended before."""
    time.sleep(seconds)
    process.kill()
    process.communicate(timeout=120)
    return process.returncode < 0
