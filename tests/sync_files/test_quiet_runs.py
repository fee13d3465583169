"""A run in which nothing has happened since the last one reads nothing; whatever has happened, it reads.

Each thing a run depends on is changed in turn. `WholeWorld` makes every run of its schedules that was not made, too,
and compares what it says and leaves.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sheetcrm.app.sync_desk import DATA_FOLDER
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.sync_quiet import QUIET
from sheetcrm.app.sync_quiet import Quiet
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.app.sync_status import standings
from sheetcrm.app.sync_wish import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.errors import HubOutdated
from sheetcrm.errors import Locked
from sheetcrm.sync.choices import Choice
from sheetcrm.sync.choices import Choices
from sheetcrm.sync.choices import State
from sheetcrm.sync.intents import Intents
from sheetcrm.sync.intents import Wound
from sheetcrm.templates.load import shipped_templates
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.xlsx.claiming import Claim
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.sync_files.disk_world import blank_workbook
from tests.sync_files.memories import dumped
from tests.sync_files.memories import memory_like
from tests.sync_files.stepping import SteppingReplica
from tests.sync_files.teams import LAN
from tests.sync_files.teams import NOW
from tests.sync_files.teams import Team
from tests.sync_files.teams import column
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import lock
from tests.sync_files.teams import rows
from tests.sync_files.teams import snapshot
from tests.sync_files.teams import type_row

DEAL = {"name": "Sân trường B", "owner": LAN, "stage": None, "status": "Đang theo"}


class Watch:
    """Which files a run reads, and what happens meanwhile."""

    def __init__(self, happen: Callable[[str, Path], None] = lambda *_: None) -> None:
        self.read: list[str] = []
        self._happen = happen

    def __call__(self, step: str, path: Path) -> None:
        if step == "looked":
            self.read.append(path.name)
        self._happen(step, path)


def run(team: Team, watch: Watch | None = None, **wish: object) -> tuple[SyncReport, list[str]]:
    """Synchronise; also give the files that were read."""
    watch = watch or Watch()
    report = team.sync(replica=lambda path: SteppingReplica(path, watch), **wish)
    return report, watch.read


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub and one rep's workbook, both without reports, all at rest; and what sync remembers of them."""
    folder = tmp_path_factory.mktemp("pristine")
    (folder / "now").mkdir()
    team = Team(folder / "now", {"lan.xlsx": None}, make=False)
    team.hub.write_bytes(blank_workbook("vi"))
    team.book("lan.xlsx").write_bytes(blank_workbook("en"))
    team.configure()
    type_row(team.hub, **lead("An"))
    type_row(team.book("lan.xlsx"), **lead("Bình"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_FOLDER, str(team.folder / "memory"))
        team.sync()
    team.folder.rename(folder / "kept")
    return folder


@pytest.fixture
def team(pristine: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    """The same, in the same place each time: a memory knows where its files are."""
    shutil.rmtree(pristine / "now", ignore_errors=True)
    shutil.copytree(pristine / "kept", pristine / "now")
    monkeypatch.setenv(DATA_FOLDER, str(pristine / "now" / "memory"))
    return Team(pristine / "now", {"lan.xlsx": None}, make=False)


def test_a_run_without_changes_reads_nothing_and_says_and_leaves_what_a_thorough_one_does(tmp_path: Path) -> None:
    team = Team(tmp_path, {"lan.xlsx": LAN, "minh.xlsx": None}, {"minh.xlsx": "en"})
    type_row(team.hub, **lead("An"))
    team.sync(recompute=True)
    before, heard = snapshot(team.folder), list[str]()
    wish = SyncWish(clock=lambda _: NOW + timedelta(hours=1), replica=lambda path: SteppingReplica(path, Watch()))
    with open_desk(team.config) as desk:
        memory = memory_like(desk.database)
        quick = synchronise(desk, wish, heard.append)
        thorough = synchronise(replace(desk, database=memory), replace(wish, thorough=True), heard.append)
        assert quick == thorough
        assert heard == ["lan.xlsx", "minh.xlsx"] * 2
        assert dumped(desk.database) == dumped(memory)
        assert list(standings(desk)) == list(standings(replace(desk, database=memory)))
    assert snapshot(team.folder) == before
    assert run(team, recompute=True) == (quick, [])


def test_it_goes_on_like_that_until_something_happens(team: Team) -> None:
    assert [run(team)[1] for _ in range(3)] == [[], [], []]
    edit(team.book("lan.xlsx"), "An", note="mới")
    assert set(run(team)[1]) == {"team.xlsx", "lan.xlsx"}
    assert run(team)[1] == []
    assert notes(team.hub) == notes(team.book("lan.xlsx")) == {"An": "mới", "Bình": None}


def test_a_choice_that_somebody_makes_during_a_run_is_carried_by_the_next_one(team: Team) -> None:
    def decide(step: str, path: Path) -> None:
        if (step, path.name) == ("tidied", "lan.xlsx"):
            choose(team)

    edit(team.hub, "Bình", note="trước")
    run(team, Watch(decide))
    run(team)
    assert notes(team.hub) == {"An": "đã chọn", "Bình": "trước"}


def test_a_workbook_that_is_only_open_keeps_nobody_busy(team: Team) -> None:
    mark = lock(team.book("lan.xlsx"))
    quick, read = run(team)
    assert (quick, read) == (run(team, thorough=True)[0], [])
    edit(team.hub, "An", note="mới")
    assert [run(team)[0].exit_code for _ in range(2)] == [1, 1]
    mark.unlink()
    assert run(team)[0].exit_code == 0
    assert notes(team.book("lan.xlsx"))["An"] == "mới"


def notes(path: Path) -> dict[object, object]:
    return {row["company"]: row["note"] for row in rows(path)}


def same_size_and_time(path: Path) -> None:
    """Change a byte that nobody reads, and nothing else that the file system tells."""
    told, content = path.stat(), bytearray(path.read_bytes())
    content[10] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (told.st_size, told.st_mtime_ns)


def left_behind(team: Team) -> None:
    (team.folder / f".lan.xlsx.{'a' * 20}.{'b' * 20}.sync").write_bytes(b"draft")


def half_swapped(team: Team) -> None:
    (team.folder / f".team.xlsx.{'a' * 20}.{'b' * 20}.sync.aside").write_bytes(b"draft")


def choose(team: Team, state: State = State.PENDING) -> None:
    (row,) = (one for one in rows(team.hub) if one["company"] == "An")
    with open_desk(team.config) as desk:
        choice = Choice("leads", str(row["id"]), "note", "đã chọn", [None], state=state)
        Choices(desk.database).take([choice], NOW)


def remember(team: Team, statement: str) -> None:
    with open_desk(team.config) as desk:
        desk.database.connection.execute(statement)


def wound(team: Team) -> None:
    with open_desk(team.config) as desk:
        Intents(desk.database, "another hub").wounded(Wound("leads", {}, {}))


def forget(team: Team) -> None:
    with open_desk(team.config) as desk:
        desk.roster.forget()


def configure(team: Team, **said: object) -> None:
    for key, value in said.items():
        setattr(team, key, value)
    team.configure()


HAPPENED: dict[str, Callable[[Team], object]] = {
    "a byte of the hub": lambda team: same_size_and_time(team.hub),
    "a byte of a workbook": lambda team: same_size_and_time(team.book("lan.xlsx")),
    "a draft was left": left_behind,
    "a swap of the hub was stopped halfway": half_swapped,
    "a choice waits": choose,
    "a choice was carried": lambda team: choose(team, State.WRITTEN),
    "a wound is not healed": wound,
    "an intent is open": lambda team: remember(team, "INSERT INTO intent VALUES ('t', 'h', 1, '', '[]', 'open')"),
    "an exchange is under way": lambda team: remember(team, "INSERT INTO exchange VALUES ('d', 'w', 'p', 'e')"),
    "a generation has no file": lambda team: remember(team, "INSERT INTO unwritten VALUES (99, 'w', NULL)"),
    "what was agreed on was forgotten": forget,
    "something was logged": lambda team: remember(
        team, "INSERT INTO log (at, kind, source, target, sheet, row_id) VALUES ('', 'written', '', '', '', '')"
    ),
    "a dispute": lambda team: remember(team, "INSERT INTO dispute VALUES ('w', 'leads', 'r', 'c', '[]', 9)"),
    "a fact of the hub": lambda team: (
        remember(team, "UPDATE fact SET value = value || ' ' WHERE name = 'hub_looks'")
        or remember(team, "INSERT INTO fact VALUES ('hub_looks', '')")
    ),
    "how a workbook was left": lambda team: remember(team, "UPDATE roster SET failure = 'x'"),
    "another policy": lambda team: configure(team, conflicts="workbook"),
    "a filter": lambda team: configure(team, owners={"lan.xlsx": LAN}),
    "another day": lambda team: configure(team, now=NOW + timedelta(days=1)),
}


STAYS = {
    "a wound is not healed",
    "an intent is open",
    "an exchange is under way",
    "a generation has no file",
    "a swap of the hub was stopped halfway",
}
"""What these runs do not end: it is another hub's or workbook's."""


@pytest.mark.parametrize("happened", HAPPENED)
def test_whatever_happened_everything_is_read(team: Team, happened: str) -> None:
    HAPPENED[happened](team)
    assert run(team)[1]
    assert bool(run(team)[1]) == (happened in STAYS)


@pytest.mark.parametrize(
    "asked",
    [
        {"prefer": "workbook"},
        {"recompute": True},
        {"thorough": True},
        {"emptied_on_purpose": True},
        {"adopt_hub": True},
    ],
    ids=str,
)
def test_whatever_else_is_asked_for_everything_is_read(team: Team, asked: dict[str, object]) -> None:
    assert run(team, **asked)[1]


def test_other_templates_and_another_program_count(team: Team, tmp_path: Path) -> None:
    templates = Path(shutil.copytree(shipped_templates(), tmp_path / "templates"))
    assert run(team, templates=templates)[1]
    assert not run(team, templates=templates)[1]
    (templates / "b2b.toml").write_text((templates / "b2b.toml").read_text("utf-8") + "\n# ours\n", "utf-8")
    assert run(team, templates=templates)[1]
    assert not run(team, templates=templates)[1]
    with open_desk(team.config) as desk:
        quiet = Quiet(desk, SyncWish(recompute=False, templates=templates), desk.configuration.replicas, NOW)
        assert quiet.report(None, lambda _: None)
        assert not replace(quiet, program="0.0.1").report(None, lambda _: None)


def test_what_stops_a_run_or_one_workbook_is_still_found(team: Team) -> None:
    mark = lock(team.hub)
    with pytest.raises(Locked):
        run(team)
    mark.unlink()
    claim = Claim(team.book("lan.xlsx"))
    assert claim.take()
    assert run(team)[0].workbooks[0].busy
    claim.drop()
    team.book("lan.xlsx").rename(team.folder / "away.xlsx")
    assert run(team)[0].exit_code == 2
    (team.folder / "away.xlsx").rename(team.book("lan.xlsx"))
    remember(team, "UPDATE fact SET value = '99' WHERE name = 'hub_number'")
    with pytest.raises(HubOutdated):
        run(team)


def test_another_workbook_of_the_configuration_is_read(team: Team) -> None:
    shutil.copy2(team.book("lan.xlsx"), team.book("moi.xlsx"))
    configure(team, owners={"lan.xlsx": None, "moi.xlsx": None})
    assert "moi.xlsx" in run(team)[1]


@pytest.fixture
def holding(team: Team) -> Team:
    """Something is held in the workbook and on the hub, and is at rest so."""
    illegal = {"stage": "Chốt & bàn giao", "status": "Đang theo"}
    type_row(team.hub, "opportunities", name="Sân trường A", owner=LAN, **illegal)
    edit(team.book("lan.xlsx"), "An", annual_revenue="nhiều lắm")
    return team


def test_what_is_held_is_told_again_without_reading_once_a_run_has_changed_nothing(holding: Team) -> None:
    runs = [run(holding, recompute=True) for _ in range(4)]
    assert [bool(read) for _, read in runs] == [True, True, True, False]
    assert runs[3][0] == runs[2][0] == run(holding, recompute=True, thorough=True)[0]
    report = runs[3][0]
    assert (report.exit_code, len(report.held), len(report.workbooks[0].held)) == (1, 1, 1)
    with open_desk(holding.config) as desk:
        assert [one.last.held for one in standings(desk) if one.last] == [1]
    remember(holding, f"DELETE FROM fact WHERE name = '{QUIET}'")
    remember(holding, "UPDATE roster SET failure = 'x'")  # a run that changes what is remembered is no proof
    assert [bool(run(holding, recompute=True)[1]) for _ in range(3)] == [True, True, False]


def test_what_is_in_dispute_or_waits_is_looked_at_each_time(team: Team) -> None:
    configure(team, conflicts="hold")
    edit(team.hub, "An", note="của bảng chung")
    edit(team.book("lan.xlsx"), "An", note="của Lan")
    for _ in range(3):
        report, read = run(team)
        assert read
        assert len(report.workbooks[0].conflicts) == 1


@pytest.mark.parametrize("at", ["looked", "drafted", "exchanged", "tidied"])
@pytest.mark.parametrize("name", ["team.xlsx", "lan.xlsx"])
def test_what_a_user_saves_during_a_run_is_not_taken_for_what_it_left(team: Team, name: str, at: str) -> None:
    """His save is merged by this run or the next one, whatever was written over it meanwhile (figures, say)."""
    done = []

    def save(step: str, path: Path) -> None:
        if (step, path.name) == (at, name) and not done:
            done.append(step)
            edit(path, "An", note="vừa lưu")

    edit(team.hub, "Bình", note="trước")
    edit(team.book("lan.xlsx"), "Bình", contact="trước")
    run(team, Watch(save), recompute=True)
    assert done
    run(team, recompute=True)
    assert notes(team.hub) == notes(team.book("lan.xlsx")) == {"An": "vừa lưu", "Bình": "trước"}


@pytest.mark.parametrize("name", ["team.xlsx", "lan.xlsx"])
def test_figures_that_could_not_be_written_come_later(team: Team, name: str) -> None:
    type_row(team.hub, "opportunities", **DEAL, amount=100)
    run(team, recompute=True)
    edit(team.hub, "Sân trường B", "opportunities", "name", amount=1000)
    marks: list[Path] = []

    def open_it(step: str, path: Path) -> None:
        if step == "tidied" and path.name == "lan.xlsx" and not marks:
            marks.append(lock(team.book(name)))

    assert run(team, Watch(open_it), recompute=True)[0].exit_code == 0
    marks[0].unlink()
    run(team, recompute=True)
    (deal,) = rows(team.book(name), "opportunities")
    assert (deal["amount"], deal["weighted_amount"]) == (1000, 50)


def test_conflicts_that_could_not_be_listed_are_listed_later(team: Team) -> None:
    edit(team.hub, "An", note="của bảng chung")
    edit(team.book("lan.xlsx"), "An", note="của Lan")
    marks: list[Path] = []

    def open_it(step: str, path: Path) -> None:
        if step == "tidied" and path.name == "lan.xlsx" and not marks:
            marks.append(lock(path))

    run(team, Watch(open_it))
    marks[0].unlink()
    first, read = run(team)
    assert (first.exit_code, bool(read)) == (0, True)
    assert len(rows(team.book("lan.xlsx"), "conflicts")) == 1
    assert run(team)[1] == []  # a conflict that was told, and stands by policy, keeps nobody busy


def test_a_line_of_the_conflicts_that_is_not_understood_is_looked_at_each_time(team: Team) -> None:
    edit(team.hub, "An", annual_revenue=1)
    edit(team.book("lan.xlsx"), "An", annual_revenue=2)
    run(team)
    (line,) = rows(team.hub, "conflicts")
    book = XlsxWorkbook(team.hub)
    book.read()
    book.write([UpdateRow("conflicts", str(line["id"]), {"other_value": "rất nhiều"})])
    assert all(run(team)[1] for _ in range(3))


def test_after_recomputing_gave_an_id_everything_is_read_once_more(team: Team) -> None:
    """A row that no workbook shows gets its id when the hub is recomputed, and not by a merge."""
    configure(team, owners={"lan.xlsx": LAN})
    run(team, recompute=True)
    type_row(team.hub, **lead("Không của ai", None))
    assert [bool(run(team, recompute=True)[1]) for _ in range(3)] == [True, True, False]
    assert set(column(team.book("lan.xlsx"), "company")) == {"An", "Bình"}
