"""`sheetcrm init` writes a file that explains itself and that sync understands."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetcrm.app.configuration import FileHub
from sheetcrm.app.configuration import GoogleHub
from sheetcrm.app.configuration import Replica
from sheetcrm.app.configuration import read_configuration
from sheetcrm.errors import AlreadyThere
from sheetcrm.errors import BadRequest
from sheetcrm.errors import ConfigurationError
from sheetcrm.surfaces.cli.init import init

URL = "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789/edit"


def run(*arguments: str) -> str:
    return CliRunner().invoke(init, arguments, catch_exceptions=False).output


def test_what_it_writes_is_what_sync_reads(tmp_path: Path) -> None:
    config = tmp_path / "sheetcrm.toml"
    output = run("--config", str(config), "--lang", "vi", "--workbook", 'an "số 1".xlsx=Nguyễn Văn An')
    said = read_configuration(config)
    assert said.hub == FileHub(tmp_path / "team.xlsx")
    assert said.replicas == (Replica(tmp_path / 'an "số 1".xlsx', "Nguyễn Văn An"),)
    assert "# Bảng chung" in config.read_text("utf-8")
    assert str(config) in output


def test_an_address_copied_from_the_browser_is_enough(tmp_path: Path) -> None:
    config = tmp_path / "sheetcrm.toml"
    run("--config", str(config), "--hub", URL)
    assert read_configuration(config).hub == GoogleHub("1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789")


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    config = tmp_path / "sheetcrm.toml"
    config.write_text("mine")
    with pytest.raises(AlreadyThere):
        run("--config", str(config))
    assert config.read_text() == "mine"


def test_options_that_make_no_sense_leave_no_file_behind(tmp_path: Path) -> None:
    config = tmp_path / "sheetcrm.toml"
    with pytest.raises(ConfigurationError):
        run("--config", str(config), "--hub", "team.ods")
    assert not config.exists()


@pytest.mark.parametrize("workbook", ["an.xlsx=", "an.xlsx= ", "an.csv", ""])
def test_a_workbook_without_a_name_behind_it_or_of_another_kind_is_refused(tmp_path: Path, workbook: str) -> None:
    config = tmp_path / "sheetcrm.toml"
    with pytest.raises(ConfigurationError):
        run("--config", str(config), "--workbook", workbook)
    assert not config.exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadRequest) as caught:
        run("--config", str(tmp_path / "nhóm 2" / "sheetcrm.toml"))
    assert "chưa có thư mục này" in caught.value.in_language("vi")
