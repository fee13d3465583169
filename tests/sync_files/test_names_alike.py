"""Hùng and Hưng: two people whose names differ by a mark are two, in filtered workbooks and everywhere else."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from sheetcrm.app.sync_lines import workbook_lines
from sheetcrm.surfaces.cli.group import cli
from tests.sync_files.teams import Team
from tests.sync_files.teams import column
from tests.sync_files.teams import lead
from tests.sync_files.teams import type_row

HUNG, HUWNG = "Nguyễn Văn Hùng", "Nguyễn Văn Hưng"


def a_team(folder: Path) -> Team:
    team = Team(folder, {"hung.xlsx": HUNG, "huwng.xlsx": HUWNG})
    type_row(team.hub, "reps", name=HUNG)
    type_row(team.hub, "reps", name=HUWNG)
    type_row(team.hub, **lead("Của Hùng", HUNG))
    type_row(team.hub, **lead("Của Hưng", HUWNG))
    type_row(team.hub, **lead("Của ai đó", "nguyen van hung"))
    return team


def test_each_workbook_holds_its_own_rows_and_nobody_gets_what_may_be_either_ones(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    team.sync()
    assert column(team.book("hung.xlsx"), "company") == ["Của Hùng"]
    assert column(team.book("huwng.xlsx"), "company") == ["Của Hưng"]


def test_a_name_typed_without_marks_is_whoever_it_can_only_be(tmp_path: Path) -> None:
    team = Team(tmp_path, {"hai.xlsx": "Lê Hải"})
    type_row(team.hub, **lead("Ghi không dấu", "le hai"))
    team.sync()
    assert column(team.book("hai.xlsx"), "company") == ["Ghi không dấu"]


def test_figures_and_handovers_tell_them_apart(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    by_rep = ["kpi", str(team.hub), "leads", "--by", "rep", "--period", "11/2026"]
    said = CliRunner().invoke(cli, by_rep, catch_exceptions=False).output
    assert [line.split()[-1] for line in said.splitlines() if "Hùng" in line or "Hưng" in line] == ["1", "1"]
    order = ["handover", "--config", str(team.config), "--from", HUNG, "--to", HUWNG]
    assert CliRunner().invoke(cli, order, catch_exceptions=False).exit_code == 0
    assert column(team.hub, "owner") == [HUWNG, HUWNG, "nguyen van hung"]


def test_an_owner_whom_the_hub_does_not_list_is_told_with_the_names_that_come_near(tmp_path: Path) -> None:
    team = Team(tmp_path, {"hai.xlsx": "Lê Hái"})
    type_row(team.hub, "reps", name="Lê Hải")
    type_row(team.hub, **lead("An", "Lê Hải"))
    report = team.sync()
    assert report.exit_code == 1
    assert team.sync().exit_code == 1
    (told,) = [line for line in workbook_lines(report.workbooks[0], "vi") if "Nhân sự" in line]
    assert "“Lê Hái” không có ở trang Nhân sự" in told
    assert "Có phải là: Lê Hải?" in told
    assert column(team.book("hai.xlsx"), "company") == []
