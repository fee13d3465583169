"""`sheetcrm handover`: the hub that sheetcrm.toml names, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetcrm.surfaces.cli.group import cli
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead
from tests.app.books import rows_of

MAI, HAI = "Trần Thị Mai", "Lê Hải"


def company(folder: Path, lang: str) -> list[str]:
    book(folder / "team.xlsx", lang=lang, leads=[lead()], opportunities=[deal(), deal(id="", name="Chưa có mã")])
    config = folder / "sheetcrm.toml"
    config.write_text('hub = "team.xlsx"\n[[workbooks]]\nfile = "mai.xlsx"\n', "utf-8")
    return ["handover", "--from", MAI, "--to", HAI, "--config", str(config)]


@pytest.mark.parametrize(
    ("lang", "would", "table", "done", "following"),
    [
        ("vi", f"Sẽ bàn giao 3 dòng của {MAI} cho {HAI}", "Cơ hội: 2", "Đã bàn giao 3 dòng", "Lần đồng bộ tới"),
        ("en", f"Would hand over 3 rows of {MAI} to {HAI}", "Opportunities: 2", "Handed over 3 rows", "next sync"),
    ],
)
def test_it_shows_with_dry_run_and_does_without(
    tmp_path: Path, lang: str, would: str, table: str, done: str, following: str
) -> None:
    words = company(tmp_path, lang)
    before = (tmp_path / "team.xlsx").read_bytes()
    looked = CliRunner().invoke(cli, [*words, "--dry-run"], catch_exceptions=False).output
    assert would in looked
    assert table in looked
    assert "Sân bóng cỏ nhân tạo" in looked
    assert (tmp_path / "team.xlsx").read_bytes() == before
    said = CliRunner().invoke(cli, words, catch_exceptions=False).output
    assert done in said
    assert following in said
    assert ".sheetcrm-backups" in said
    rows = rows_of(tmp_path / "team.xlsx", "opportunities")
    assert [row["owner"] for row in rows] == [HAI, HAI]
    assert all(row["id"] for row in rows)


def test_a_second_time_there_is_nothing_left(tmp_path: Path) -> None:
    words = company(tmp_path, "vi")
    CliRunner().invoke(cli, words, catch_exceptions=False)
    again = CliRunner().invoke(cli, words, catch_exceptions=False).output
    assert again == f"{MAI} không còn dòng nào để bàn giao cho {HAI}.\n"


@pytest.mark.parametrize(("owner", "told"), [(MAI, True), (HAI, False), ("Lê Hai", False)])
def test_rows_that_come_to_nobodys_workbook_are_told(tmp_path: Path, owner: str, told: bool) -> None:
    words = company(tmp_path, "vi")
    owned = f'hub = "team.xlsx"\n[[workbooks]]\nfile = "mai.xlsx"\nowner = "{owner}"\n'
    (tmp_path / "sheetcrm.toml").write_text(owned, "utf-8")
    said = CliRunner().invoke(cli, words, catch_exceptions=False).output
    assert (f"{HAI} chưa có tệp nào trong sheetcrm.toml" in said) is told
