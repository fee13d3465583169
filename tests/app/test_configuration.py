"""`sheetcrm.toml`: what it means, and what is said of each mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetcrm.app.configuration import FileHub
from sheetcrm.app.configuration import GoogleHub
from sheetcrm.app.configuration import Replica
from sheetcrm.app.configuration import google_id
from sheetcrm.app.configuration import read_configuration
from sheetcrm.errors import ConfigurationError
from sheetcrm.errors import ConfigurationMissing

ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
ONE = '[[workbooks]]\nfile = "an.xlsx"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "sheetcrm.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_hub_on_a_drive_and_workbooks_of_a_folder_are_found_beside_the_file(tmp_path: Path) -> None:
    reps = tmp_path / "reps"
    reps.mkdir()
    for name in ("binh.xlsx", "an.xlsx", "~$an.xlsx", ".~lock.an.xlsx#", "notes.txt"):
        (reps / name).touch()
    workbooks = '[[workbooks]]\nfile = "an.xlsx"\nowner = "An"\n[[workbooks]]\nfiles = "reps/*.xlsx"\n'
    said = read_configuration(written(tmp_path, f'hub = "team.xlsx"\n{workbooks}'))
    assert said.hub == FileHub(tmp_path / "team.xlsx")
    assert said.replicas == (
        Replica(tmp_path / "an.xlsx", "An"),
        Replica(reps / "an.xlsx", None),
        Replica(reps / "binh.xlsx", None),
    )
    assert (said.conflicts, said.time_zone, said.credentials) == ("hub", "Asia/Ho_Chi_Minh", None)


@pytest.mark.parametrize(
    "address",
    [
        f"gsheet:{ID}",
        f"gsheet:https://docs.google.com/spreadsheets/d/{ID}",
        f"gsheet:https://docs.google.com/spreadsheets/d/{ID}/edit?gid=0#gid=0",
    ],
)
def test_a_google_hub_is_named_by_id_or_address(tmp_path: Path, address: str) -> None:
    assert read_configuration(written(tmp_path, f'hub = "{address}"\n{ONE}')).hub == GoogleHub(ID)
    assert google_id(address) == ID


def test_the_key_file_may_lie_anywhere(tmp_path: Path) -> None:
    text = f'hub = "team.xlsx"\ncredentials = "keys/google.json"\n{ONE}'
    assert read_configuration(written(tmp_path, text)).credentials == tmp_path / "keys" / "google.json"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f'hub = "gsheet:abc"\n{ONE}', 1, "bảng tính Google"),
        (f'hub = "https://docs.google.com/spreadsheets/d/{ID}"\n{ONE}', 1, "gsheet:"),
        (f'hub = "team.ods"\n{ONE}', 1, ".xlsx"),
        (f'hub = "team.xlsx"\ntime_zone = "Hanoi"\n{ONE}', 2, "Asia/Ho_Chi_Minh"),
        ('hub = "team.xlsx"\nworkbooks = []\n', 2, "chưa nêu tệp nào"),
        ('hub = "team.xlsx"\n[[workbooks]]\nowner = "An"\n', 2, "file"),
        ('hub = "team.xlsx"\n[[workbooks]]\nfile = "a.xlsx"\nfiles = "*.xlsx"\n', 2, "file"),
        ('hub = "team.xlsx"\n[[workbooks]]\nfile = "reps/*.xlsx"\n', 3, "files ="),
        ('hub = "team.xlsx"\n[[workbooks]]\nfiles = "an.xlsx"\n', 3, "file ="),
        (f'hub = "team.xlsx"\n{ONE}{ONE}', 4, "hai mục"),
        ('hub = "team.xlsx"\n[[workbooks]]\nfile = "team.xlsx"\n', 2, "bảng chung"),
        (f'hub = "team.xlsx"\nconflict = "hub"\n{ONE}', 2, "conflict"),
        (f'hub = "team.xlsx"\nconflicts = "both"\n{ONE}', 2, "Các giá trị được dùng: 'hub', 'workbook', 'hold'"),
        ("hub = team.xlsx\n", 1, "TOML"),
        (f'hub = "team.xlsx"\ntime_zone = "Asia"\n{ONE}', 2, "Asia/Ho_Chi_Minh"),
        (f'hub = "team.xlsx"\nhub = "team.xlsx"\n{ONE}', 2, "đã có ở trên"),
        (f'hub = "D:\\chung\\team.xlsx"\n{ONE}', 1, "D:/kinhdoanh/chung.xlsx"),
        (f'hub = "D:\\new\\team.xlsx"\n{ONE}', 1, "D:/kinhdoanh/chung.xlsx"),
        ('hub = "team.xlsx"\n[[workbooks]]\nfile = 5\n', 3, "trong dấu nháy kép"),
        ('hub = "team.xlsx"\n[workbooks]\nfile = "a.xlsx"\n', 2, "[[workbooks]]"),
        (f'hub = "team.xlsx"\n{ONE}[[workbooks]]\nfile = "x/../an.xlsx"\n', 4, "hai mục"),
        (f'hub = "team.xlsx"\nserver = 1\n{ONE}', 2, "[server]"),
        ('hub = "team.xlsx"\n[[workbooks]]\nfile = "an.csv"\n', 3, "không phải tệp .xlsx hay .xlsm"),
        ('hub = "team.xlsx"\n[[workbooks]]\nfile = ""\n', 3, "không phải tệp .xlsx hay .xlsm"),
        (f'hub = "team.xlsx"\n{ONE}owner = " "\n', 4, "owner đang để trống"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_remedy(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_configuration(written(tmp_path, text))
    said = caught.value.in_language("vi")
    assert f"sheetcrm.toml, dòng {line}:" in said
    assert words in said


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_where_there_is_no_configuration_it_is_said_how_to_make_one(tmp_path: Path, lang: str) -> None:
    with pytest.raises(ConfigurationMissing) as caught:
        read_configuration(tmp_path / "sheetcrm.toml")
    told = caught.value.in_language(lang)
    assert str(tmp_path / "sheetcrm.toml") in told
    assert "sheetcrm init --hub" in told
    assert "--config" in told
