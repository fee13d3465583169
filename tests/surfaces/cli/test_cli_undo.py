"""`sheetcrm undo`: shows first, does with --yes; a file by its backup, a sync cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetcrm.errors import BadRequest
from sheetcrm.surfaces.cli.group import cli
from sheetcrm.sync.choices import Choice
from sheetcrm.sync.choices import Choices
from sheetcrm.sync.log import Happened
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import UpdateRow
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.books import book
from tests.app.books import lead
from tests.app.desks import AN
from tests.app.desks import HUB
from tests.app.desks import MONDAY
from tests.app.desks import TUESDAY
from tests.app.desks import Desk
from tests.app.desks import carried


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    desk = Desk(tmp_path)
    yield desk
    desk.database.close()


def run(*words: object, lang: str = "vi") -> str:
    arguments = ["undo", "--lang", lang, *(str(word) for word in words)]
    return CliRunner().invoke(cli, arguments, catch_exceptions=False).output


def undo_sync(desk: Desk, *words: str) -> str:
    return run("--sync", "--config", desk.config, *words)


def choices(desk: Desk) -> list[Choice]:
    return Choices(desk.database).all()


def test_a_file_goes_back_only_with_yes_and_the_present_one_is_kept(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()])
    before = path.read_bytes()
    open_workbook(path).write([UpdateRow("leads", LEAD, {"company": "Khác"})])
    after = path.read_bytes()
    said = run(path)
    assert "Thêm --yes" in said
    assert "a.xlsx sẽ trở lại như trước" in said
    assert path.read_bytes() == after
    assert "đã trở lại như trước" in run(path, "--yes")
    assert path.read_bytes() == before
    run(path, "--yes")
    assert path.read_bytes() == after


def test_of_a_file_that_is_kept_in_step_it_is_said_that_the_next_sync_brings_it_up_to_date(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()])
    open_workbook(path).write([UpdateRow("leads", LEAD, {"company": "Khác"})])
    config = tmp_path / "sheetcrm.toml"
    config.write_text('hub = "team.xlsx"\n[[workbooks]]\nfile = "a.xlsx"\n', "utf-8")
    assert "sheetcrm undo --sync" in run(path, "--config", config)
    assert "sheetcrm undo --sync" not in run(path, "--config", tmp_path / "none.toml")


def test_the_last_syncs_cells_get_their_former_values_as_choices(desk: Desk) -> None:
    desk.run(MONDAY, carried("next_step", "rất cũ", "cũ"))
    desk.run(
        TUESDAY,
        carried("amount", 1_000_000_000, Decimal(1_200_000_000)),
        (Happened.WRITTEN, "", AN, "opportunities", DEAL, "channel", "Email", None),
        (Happened.WRITTEN, "", AN, "opportunities", DEAL, "stage", "Approach", "present"),
        (Happened.WRITTEN, AN, HUB, "opportunities", DEAL, "id", None, DEAL),
        (Happened.WRITTEN, AN, HUB, "stage_moves", "MOVE", "reason", None, "không hoàn tác"),
    )
    said = undo_sync(desk)
    assert "Giá trị: 1.200.000.000 → 1.000.000.000" in said
    assert "Chặng:" not in said
    assert "1 cơ hội giữ nguyên chặng" in said
    assert choices(desk) == []
    undo_sync(desk, "--yes")
    assert choices(desk) == [
        Choice("opportunities", DEAL, "amount", Decimal(1_000_000_000), [Decimal(1_200_000_000)]),
        Choice("opportunities", DEAL, "channel", "email", [None]),
    ]


def test_a_value_that_went_on_from_the_hub_is_taken_back_once(desk: Desk) -> None:
    desk.run(
        TUESDAY,
        carried("next_step", "cũ", "mới"),
        (Happened.WRITTEN, "", "OTHER", "opportunities", DEAL, "next_step", "cũ", "mới"),
    )
    undo_sync(desk, "--yes")
    assert choices(desk) == [Choice("opportunities", DEAL, "next_step", "cũ", ["mới"])]


def test_deleted_rows_come_back_whole_and_new_rows_and_conflicts_stay(desk: Desk) -> None:
    desk.run(
        TUESDAY,
        (Happened.DELETED, AN, HUB, "leads", LEAD, "id", LEAD, None),
        (Happened.DELETED, AN, HUB, "leads", LEAD, "company", "Chu Văn An", None),
        (Happened.DELETED, AN, HUB, "leads", LEAD, "score", 60, None),
        (Happened.DELETED, "", "OTHER", "leads", LEAD, "company", "Chu Văn An", None),
        (Happened.ADDED, AN, HUB, "accounts", "NEW", "name", None, "Mới"),
        (Happened.CONFLICT, "", AN, "opportunities", DEAL, "next_step", "của An", "của bảng chung"),
    )
    said = undo_sync(desk, "--yes")
    assert "1 dòng mới vẫn giữ nguyên" in said
    assert "1 ô có xung đột không được hoàn tác" in said
    assert choices(desk) == [Choice("leads", LEAD, "company", "Chu Văn An", [None], revives=True)]


def test_nothing_to_take_back_is_said(desk: Desk) -> None:
    assert undo_sync(desk, "--yes") == "Lần đồng bộ gần nhất không có gì để hoàn tác.\n"


@pytest.mark.parametrize("words", [[], ["a.xlsx", "--sync"]])
def test_either_a_file_or_a_sync_is_named(words: list[str]) -> None:
    with pytest.raises(BadRequest, match="name a file"):
        run(*words)
