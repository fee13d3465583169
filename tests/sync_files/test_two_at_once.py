"""Two sync processes, on one machine or on two: only one is at a file, and they do not write at each other's heels."""

from __future__ import annotations

import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.errors import HubBusy
from sheetcrm.errors import HubOutdated
from sheetcrm.workbooks.xlsx.claiming import Claim
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
from tests.sync_files.stepping import Nth
from tests.sync_files.stepping import SteppingReplica
from tests.sync_files.stepping import stepped
from tests.sync_files.teams import NOW
from tests.sync_files.teams import Team
from tests.sync_files.teams import column
from tests.sync_files.teams import copy
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import make_file
from tests.sync_files.teams import rows
from tests.sync_files.teams import snapshot
from tests.sync_files.teams import type_row
from tests.thoroughness import stride

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from pathlib import Path
from sheetcrm.workbooks.xlsx.claiming import Claim
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
print(Claim(Path(sys.argv[1])).take(), flush=True)
time.sleep(60)
"""


class Impatient(XlsxReplica):
    """A file of a run that does not wait for the one which has it."""

    def claim(self) -> bool:
        if super().claim():
            return True
        raise HubBusy(side=self.path.name)


@pytest.fixture
def team(tmp_path: Path) -> Team:
    team = Team(tmp_path, {"lan.xlsx": None, "minh.xlsx": None})
    for company in ("An", "Bình"):
        type_row(team.hub, **lead(company))
    team.sync()
    return team


def test_a_file_is_claimed_once_until_it_is_let_go(tmp_path: Path) -> None:
    one, other = Claim(tmp_path / "a.xlsx"), Claim(tmp_path / "a.xlsx")
    assert one.take()
    assert not other.take()
    assert Claim(tmp_path / "b.xlsx").take()
    one.drop()
    assert other.take()


def test_another_process_keeps_its_claim_until_it_dies(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as it:
        assert it.stdout is not None
        assert it.stdout.readline() == "True\n"
        assert not Claim(file).take()
        it.send_signal(signal.SIGKILL)
        it.wait()
        assert Claim(file).take()


def test_a_second_run_at_any_step_of_the_first_finds_its_files_taken_and_doubles_nothing(team: Team) -> None:
    """The second one is over before the first goes on: it must have kept its hands off what the first is at."""
    busy: list[str] = []
    other = other_machine(team, "hoa.xlsx")

    def second_run(config: Path) -> None:
        wish = SyncWish(recompute=False, clock=lambda _: NOW, replica=Impatient)
        try:
            with open_desk(config) as desk:
                synchronise(desk, wish)
        except HubBusy as error:
            busy.append(str(error.facts["side"]))

    rounds = 0
    for number in range(2, 1000, 3 * stride(2)):
        rounds += 1
        edit(team.book("lan.xlsx"), "An", note=f"lần {number}")
        type_row(team.book("minh.xlsx"), **lead(f"Mới {number}"))
        edit(team.book("hoa.xlsx"), "Bình", note=f"lượt {number}")
        at = Nth(number, partial(second_run, (team.config, other)[rounds % 2]))
        stepped(team.config, at)
        if not at.happened:
            break
        for config in (other, team.config):
            stepped(config, lambda _step, _path: None)
        for path in (team.hub, team.book("lan.xlsx"), team.book("minh.xlsx")):
            notes = {row["company"]: row["note"] for row in rows(path)}
            assert len(column(path, "company")) == len(notes) == 2 + rounds, at.passed[number - 1]
            assert (notes["An"], notes["Bình"]) == (f"lần {number}", f"lượt {number}")
    assert rounds > 3
    assert set(busy) == {"lan.xlsx", "team.xlsx"}


def other_machine(team: Team, name: str) -> Path:
    """Another machine, with a memory of its own, at another workbook of the same hub."""
    config = team.folder / "other-machine.toml"
    config.write_text(f'hub = "team.xlsx"\n[[workbooks]]\nfile = "{name}"\n', encoding="utf-8")
    if not team.book(name).exists():
        make_file(team.book(name))
        stepped(config, lambda _step, _path: None)
    return config


def test_two_machines_that_take_turns_come_to_rest_with_the_hubs_figures_and_conflicts(team: Team) -> None:
    """Neither writes for the other's moment of computing, nor takes the other's conflicts off the hub's sheet."""
    type_row(team.book("minh.xlsx"), **lead("Cường"))
    other = other_machine(team, "minh.xlsx")
    team.owners = {"lan.xlsx": None}
    team.configure()
    edit(team.hub, "An", note="ở bảng chung")
    edit(team.book("lan.xlsx"), "An", note="ở tệp")

    def run(config: Path, minute: int) -> None:
        with open_desk(config) as desk:
            synchronise(desk, SyncWish(clock=lambda _: NOW.replace(minute=minute), replica=still))

    def still(path: Path) -> SteppingReplica:
        return SteppingReplica(path, lambda _step, _path: None)

    for minute in range(4):
        run((team.config, other)[minute % 2], minute)
    before = snapshot(team.folder)
    for minute in range(4, 8):
        run((team.config, other)[minute % 2], minute)
        assert snapshot(team.folder) == before
    assert [row["hub_value"] for row in rows(team.hub, "conflicts")] == ["ở bảng chung"]


def test_a_machine_does_not_go_on_with_a_hub_that_was_overwritten_and_that_another_machine_went_on_with(
    team: Team,
) -> None:
    """Its number is as high again; but what this machine wrote last is not in it, and must not count as deleted."""
    other = other_machine(team, "hoa.xlsx")
    old = copy(team.hub, team.folder / "old.bak")
    type_row(team.book("lan.xlsx"), **lead("Của Lan"))
    team.sync()
    old.replace(team.hub)
    type_row(team.book("hoa.xlsx"), **lead("Của Hoa"))
    stepped(other, lambda _step, _path: None)
    before = snapshot(team.folder)
    with pytest.raises(HubOutdated):
        team.sync()
    assert snapshot(team.folder) == before
    team.sync(adopt_hub=True)
    for path in (team.hub, team.book("lan.xlsx"), team.book("minh.xlsx")):
        assert {"Của Lan", "Của Hoa"} <= set(column(path, "company"))
