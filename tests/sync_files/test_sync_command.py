"""`sheetcrm sync` and `sheetcrm status`: what people read, and how the commands end."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result

from sheetcrm.app.configuration import read_configuration
from sheetcrm.app.sync_desk import DATA_FOLDER
from sheetcrm.app.sync_desk import memory_of
from sheetcrm.errors import NotAllowed
from sheetcrm.surfaces.cli.status import status
from sheetcrm.surfaces.cli.sync import sync
from tests.sync_files.teams import LAN
from tests.sync_files.teams import Team
from tests.sync_files.teams import column
from tests.sync_files.teams import copy
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import lock
from tests.sync_files.teams import snapshot
from tests.sync_files.teams import type_row


@pytest.fixture
def team(tmp_path: Path) -> Team:
    team = Team(tmp_path, {"lan.xlsx": LAN, "minh.xlsx": None})
    type_row(team.hub, **lead("An"))
    type_row(team.hub, **lead("Bình"))
    return team


def run(team: Team, *arguments: str) -> Result:
    return CliRunner().invoke(sync, ["--config", str(team.config), *arguments], catch_exceptions=False)


def test_it_says_for_each_workbook_what_went_where(team: Team) -> None:
    result = run(team)
    assert result.exit_code == 0
    assert "Bảng chung: team.xlsx" in result.output
    assert f"lan.xlsx ({LAN}): nhận từ bảng chung 2 dòng mới." in result.output
    edit(team.book("minh.xlsx"), "An", note="x", phone="0912345678")
    assert "minh.xlsx: gửi lên bảng chung 2 ô." in run(team).output
    assert run(team).output.count("không có gì cần làm") == 2


def test_a_copied_workbook_that_is_open_waits_until_it_can_be_told_from_the_other(team: Team) -> None:
    run(team)
    copy(team.book("minh.xlsx"), team.book("hoa.xlsx"))
    edit(team.book("hoa.xlsx"), "An", note="của Hoa")
    team.owners = {**team.owners, "hoa.xlsx": None}
    team.configure()
    mark = lock(team.book("hoa.xlsx"))
    result = run(team)
    assert result.exit_code == 1, "as any file that waits"
    assert "hoa.xlsx là bản sao của một tệp khác và đang mở" in result.output
    assert "minh.xlsx: không có gì cần làm" in result.output
    assert column(team.hub, "note") == [None, None]
    mark.unlink()
    assert run(team).exit_code == 0
    assert column(team.hub, "note") == column(team.book("minh.xlsx"), "note") == ["của Hoa", None]


def test_a_dry_run_shows_the_same_and_touches_nothing(team: Team) -> None:
    run(team)
    edit(team.book("minh.xlsx"), "An", note="x")
    edit(team.hub, "An", note="y")
    before = snapshot(team.folder)
    files = sorted(path.name for path in team.folder.iterdir())
    result = run(team, "--dry-run")
    assert result.exit_code == 1
    assert "chưa ghi gì cả" in result.output
    assert "bảng chung “y”, tệp “x”" in result.output
    assert snapshot(team.folder) == before
    assert sorted(path.name for path in team.folder.iterdir()) == files
    real = run(team)
    assert result.stdout.splitlines()[1:] == real.stdout.splitlines()[1:]


def test_one_workbook_may_be_asked_for(team: Team) -> None:
    run(team, "--workbook", "minh*")
    assert column(team.book("minh.xlsx"), "company") == ["An", "Bình"]
    assert column(team.book("lan.xlsx"), "company") == []


def test_status_tells_what_waits_and_who_has_a_file_open(team: Team) -> None:
    def told() -> str:
        return CliRunner().invoke(status, ["--config", str(team.config), "--lang", "en"], catch_exceptions=False).output

    assert told().count("not synchronised yet") == 2
    run(team)
    assert told().count("last synchronised") == 2
    assert "changed since" not in told()
    edit(team.book("minh.xlsx"), "An", note="x")
    assert "It was changed since." in told()
    mark = lock(team.book("lan.xlsx"))
    assert run(team).exit_code == 1
    assert "It is open: Lan" in told()
    assert "waits until it is closed" in told()
    mark.unlink()
    run(team)
    assert "waits" not in told()


def test_a_pattern_that_fits_no_file_is_told(tmp_path: Path) -> None:
    team = Team(tmp_path, {})
    team.config.write_text('hub = "team.xlsx"\n[[workbooks]]\nfiles = "nhanvien/*.xlsx"\n', encoding="utf-8")
    assert "Chưa có tệp nào để đồng bộ" in run(team).output
    assert "There is no workbook" in CliRunner().invoke(status, ["--config", str(team.config), "--lang", "en"]).output


def test_a_memory_that_is_damaged_or_cannot_be_written_is_told_with_what_to_do(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(team)
    place = memory_of(read_configuration(team.config))
    for one in place.parent.glob(f"{place.name}-*"):
        one.unlink()
    place.write_bytes(b"no database" * 500)
    for command in (sync, status):
        with pytest.raises(NotAllowed) as caught:
            CliRunner().invoke(command, ["--config", str(team.config)], catch_exceptions=False)
        assert "Hãy đổi tên tệp đó" in caught.value.in_language("vi")
    monkeypatch.setenv(DATA_FOLDER, str(team.hub))
    with pytest.raises(NotAllowed) as caught:
        run(team)
    assert "không ghi được bộ nhớ" in caught.value.in_language("vi")
