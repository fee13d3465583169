"""`sheetcrm conflicts`: both values are shown, and a choice is kept for the next sync."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result

from sheetcrm.errors import BadRequest
from sheetcrm.surfaces.cli.group import cli
from sheetcrm.sync.choices import Choice
from sheetcrm.sync.choices import Choices
from sheetcrm.sync.decisions import Conflict
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.log import Happened
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.desks import AN
from tests.app.desks import HUB
from tests.app.desks import MONDAY
from tests.app.desks import TUESDAY
from tests.app.desks import Desk
from tests.app.desks import carried


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """On Monday the hub stood over the workbook's stage; on Tuesday two amounts are held."""
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    desk = Desk(tmp_path)
    desk.run(MONDAY, (Happened.CONFLICT, "", AN, "opportunities", DEAL, "stage", "Approach", "present"))
    desk.log.begin_run(TUESDAY)
    held = Conflict("opportunities", DEAL, "amount", Decimal(1_000_000), Decimal(2_000_000), None)
    Disputes(desk.database).keep(AN, HUB, [held], TUESDAY)
    yield desk
    desk.database.close()


def run(desk: Desk, *words: str, lang: str = "vi") -> Result:
    arguments = ["conflicts", "--config", str(desk.config), "--lang", lang, *words]
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def chosen(desk: Desk) -> list[tuple[str, object]]:
    return [(one.column, one.value) for one in Choices(desk.database).all()]


def test_both_values_and_which_stands_are_shown(desk: Desk) -> None:
    result = run(desk)
    assert result.exit_code == 1
    *shown, said = result.output.splitlines()
    assert shown == [
        f"1  23/11/2026 17:03  Cơ hội · Sân bóng cỏ nhân tạo  [{DEAL}]  Chặng",
        "    team.xlsx: Trình bày giải pháp  ← đang giữ",
        "    an.xlsx: Approach",
        f"2  24/11/2026 08:15  Cơ hội · Sân bóng cỏ nhân tạo  [{DEAL}]  Giá trị",
        "    team.xlsx: 1.000.000",
        "    an.xlsx: 2.000.000",
    ]
    assert said.startswith("Có 2 xung đột cần chọn. Chọn bằng: sheetcrm conflicts resolve")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["1", "workbook"], [("stage", "approach")]),
        (["1", "hub"], [("stage", "present")]),
        (["2", "1,5 tỷ"], [("amount", Decimal(1_500_000_000))]),
        (["2", ""], [("amount", None)]),
        (["--all", "workbook"], [("stage", "approach"), ("amount", Decimal(2_000_000))]),
    ],
)
def test_a_choice_is_understood_in_the_language_of_its_side(
    desk: Desk, words: list[str], expected: list[tuple[str, object]]
) -> None:
    result = run(desk, "resolve", *words)
    assert "sheetcrm sync" in result.output
    assert chosen(desk) == expected


def test_what_was_chosen_is_no_longer_listed(desk: Desk) -> None:
    run(desk, "resolve", "--all", "hub")
    result = run(desk, lang="en")
    assert (result.exit_code, result.output) == (0, "No conflict waits for a choice.\n")


def test_a_cell_that_moved_on_is_no_longer_listed(desk: Desk) -> None:
    desk.run(datetime(2026, 11, 25, 9), carried("stage", "Trình bày giải pháp", "negotiate"))
    assert run(desk).output.splitlines()[0].startswith("2 ")


def test_a_held_one_ends_when_both_sides_agree(desk: Desk) -> None:
    Disputes(desk.database).keep(AN, HUB, [], TUESDAY)
    assert "Có 1 xung đột" in run(desk).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["99", "hub"], "không có xung đột nào mang số này"),
        (["hub"], "số của xung đột rồi hub"),
        (["--all", "1"], "với --all"),
        (["2", "nhiều"], "nhiều"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_kept(desk: Desk, words: list[str], said: str) -> None:
    with pytest.raises(BadRequest) as caught:
        run(desk, "resolve", *words)
    assert said in caught.value.in_language("vi")
    assert chosen(desk) == []


def test_a_value_that_is_not_understood_is_told_by_what_people_call_its_column(desk: Desk) -> None:
    with pytest.raises(BadRequest) as caught:
        run(desk, "resolve", "2", "nhiều")
    assert caught.value.in_language("vi").startswith("nhiều: Giá trị: ")
    assert caught.value.in_language("en").startswith("nhiều: Amount: ")


def test_an_overtaken_choice_leaves_the_conflict_open(desk: Desk) -> None:
    choices = Choices(desk.database)
    choices.take([Choice("leads", LEAD, "phone", "1", ("2", "3"))], MONDAY)
    assert "Có 2 xung đột" in run(desk).output
