"""What stops a sync, by the command and in both languages: what happened, where, and what to do about it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.sync_files.teams import Team
from tests.sync_files.teams import column
from tests.sync_files.teams import edit
from tests.sync_files.teams import in_a_program
from tests.sync_files.teams import lock
from tests.sync_files.teams import make_file
from tests.sync_files.teams import rows
from tests.sync_files.teams import snapshot

ROOT = Path(__file__).parents[2]
Break = Callable[[Path], object]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A team that was synchronised once, to be copied; its memory lies beside it."""
    folder = tmp_path_factory.mktemp("team")
    team = Team(folder, {"lan.xlsx": None, "minh.xlsx": None}, {"minh.xlsx": "en"})
    book = openpyxl.load_workbook(team.hub)
    sheet = book["Khách tiềm năng"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for number in range(22):
        sheet.cell(3 + number, at["company"]).value = f"Công ty {number:02}"
    book.save(team.hub)
    return folder


@pytest.fixture
def team(made: Path, tmp_path: Path) -> Team:
    team = Team(tmp_path / "team", {"lan.xlsx": None, "minh.xlsx": None}, make=False)
    shutil.copytree(made, team.folder)
    team.configure()
    team.sync()
    return team


def command(team: Team, lang: str, *arguments: str) -> tuple[int, str]:
    """Run the real command; give how it ended and what it said."""
    done = run(team, lang, *arguments)
    said = "".join(done.communicate(timeout=120))
    return done.returncode, said.replace(f"{team.folder}/", "")


def run(team: Team, lang: str, *arguments: str) -> subprocess.Popen[str]:
    whole = [sys.executable, "-m", "sheetcrm", "sync", "--config", str(team.config), *arguments]
    environment = {**os.environ, "SHEETCRM_LANG": lang, "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    return subprocess.Popen(whole, cwd=ROOT, text=True, stdout=pipe, stderr=pipe, env=environment)


def another_hub(path: Path) -> None:
    make_file(path.with_name("another.xlsx")).replace(path)


def emptied(path: Path) -> None:
    def empty(sheet: Worksheet) -> None:
        for row in sheet.iter_rows(min_row=3, max_row=40):
            for cell in row:
                cell.value = None

    in_a_program(path, empty)


def without_keys(path: Path) -> None:
    in_a_program(path, lambda sheet: sheet.delete_rows(1))


def without_companies(path: Path) -> None:
    def cut(sheet: Worksheet) -> None:
        sheet.delete_cols(next(cell.column for cell in sheet[1] if cell.value == "company"))

    in_a_program(path, cut)


UNTOUCHED = {"vi": {"Chưa ghi gì cả", "giữ nguyên"}, "en": {"Nothing was written", "untouched"}}
STOPS: dict[str, tuple[Break, str, str]] = {
    "it is open in Excel": (
        lock,
        "Tệp team.xlsx đang mở trong chương trình khác (Lan, ~$team.xlsx). Hãy lưu và đóng tệp rồi chạy lại.",
        "team.xlsx is open in another program (Lan, ~$team.xlsx). Save and close it there, then run this again.",
    ),
    "it is not there": (
        Path.unlink,
        "Không thấy bảng chung team.xlsx. Hãy xem ổ đĩa dùng chung đã được kết nối chưa",
        "The hub team.xlsx is not there. See whether the shared drive is connected",
    ),
    "it is another one": (
        another_hub,
        "team.xlsx không phải bảng chung mà các tệp này đã đồng bộ trước đây. Hãy đặt lại đúng tệp.",
        "team.xlsx is another hub than the one these workbooks were synchronised with.",
    ),
    "it is empty": (
        emptied,
        "team.xlsx đột nhiên thiếu 22 trong 22 dòng của bảng Khách tiềm năng.",
        "22 of 22 rows of the table Khách tiềm năng. If that was meant: sheetcrm sync --confirm-emptied.",
    ),
    "its key row is gone": (
        without_keys,
        "team.xlsx: thiếu trang Khách tiềm năng / Leads, hoặc dòng ẩn đầu trang đã bị xoá.",
        "team.xlsx: the sheet Khách tiềm năng / Leads is missing, or its hidden first row was cleared.",
    ),
    "a column it needs is gone": (
        without_companies,
        "team.xlsx: trang Khách tiềm năng thiếu các cột Công ty (company)",
        "team.xlsx: the sheet Khách tiềm năng lacks the columns Công ty (company)",
    ),
    "it is no workbook": (
        lambda path: path.write_bytes(b"PK no"),
        "Không đọc được team.xlsx như một bảng tính",
        "team.xlsx cannot be read as a workbook",
    ),
    "it is somebody else's workbook": (
        lambda path: openpyxl.Workbook().save(path),
        "team.xlsx: đây không phải tệp của sheetcrm",
        "team.xlsx: this is not a sheetcrm workbook",
    ),
}


@pytest.mark.parametrize("what", STOPS)
def test_a_hub_that_cannot_be_used_is_told_in_the_readers_language_and_nothing_is_written(
    team: Team, what: str
) -> None:
    happen, *sentences = STOPS[what]
    edit(team.book("lan.xlsx"), "Công ty 03", note="chờ gửi")
    happen(team.hub)
    before = snapshot(team.folder)
    for lang, sentence in zip(("vi", "en"), sentences, strict=True):
        code, said = command(team, lang)
        assert code == 2
        assert sentence in said
        assert "Traceback" not in said
        untouched = {"it is no workbook": ("giữ nguyên", "untouched")}.get(
            what, ("Chưa ghi gì cả", "Nothing was written")
        )
        assert untouched[lang == "en"] in said
    assert snapshot(team.folder) == before


def test_a_dry_run_names_the_files_and_not_the_copies_it_works_on(team: Team) -> None:
    team.book("minh.xlsx").unlink()
    code, said = command(team, "vi", "--dry-run")
    assert code == 2
    assert (
        "minh.xlsx: Không có tệp minh.xlsx. Hãy kiểm tra lại tên, hoặc tạo tệp mới bằng: sheetcrm new minh.xlsx" in said
    )
    team.hub.unlink()
    assert "Không thấy bảng chung team.xlsx." in command(team, "vi", "--dry-run")[1]


def test_an_emptied_hub_may_be_meant(team: Team) -> None:
    emptied(team.hub)
    code, said = command(team, "vi", "--confirm-emptied")
    assert code == 0
    assert said.count("xoá 22 dòng") == 2
    assert column(team.book("lan.xlsx"), "company") == []


def test_an_open_workbook_and_one_that_is_gone_stop_nobody_else(team: Team) -> None:
    mark = lock(team.book("lan.xlsx"))
    team.book("minh.xlsx").unlink()
    edit(team.hub, "Công ty 03", note="cho Lan")
    code, said = command(team, "vi")
    assert code == 2
    assert "lan.xlsx đang mở: phần của bảng chung sẽ ghi vào khi tệp được đóng." in said
    assert "minh.xlsx: Không có tệp minh.xlsx." in said
    mark.unlink()
    assert "lan.xlsx: nhận từ bảng chung 1 ô." in command(team, "vi")[1]


def test_a_hub_whose_columns_were_moved_renamed_and_added_and_its_sheet_renamed_goes_on(team: Team) -> None:
    def rearrange(sheet: Worksheet) -> None:
        at = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(2, at["company"]).value = "Tên khách"
        for row in range(1, sheet.max_row + 1):
            one, other = sheet.cell(row, at["note"]), sheet.cell(row, at["phone"])
            one.value, other.value = other.value, one.value
        sheet.insert_cols(2)
        sheet.cell(2, 2).value = "Riêng của sếp"
        sheet.cell(3, 2).value = "gọi lại"
        sheet.title = "Khách của cả đội"

    in_a_program(team.hub, rearrange)
    edit(team.book("lan.xlsx"), "Công ty 03", note="từ Lan", phone="0912345678")
    code, said = command(team, "vi")
    assert (code, said.count("gửi lên bảng chung 2 ô")) == (0, 1)
    there = next(row for row in rows(team.hub) if row["company"] == "Công ty 03")
    assert (there["note"], there["phone"]) == ("từ Lan", "0912345678")
    assert openpyxl.load_workbook(team.hub)["Khách của cả đội"].cell(3, 2).value == "gọi lại"


def lines_of(watching: subprocess.Popen[str]) -> Iterator[str]:
    assert watching.stdout is not None
    yield from watching.stdout


def test_a_watch_carries_what_is_saved_meanwhile_and_outlasts_an_open_hub(team: Team) -> None:
    watching = run(team, "vi", "--watch", "5")
    try:
        lines = lines_of(watching)
        assert any("muộn nhất sau 5 giây" in line for line in lines)
        edit(team.book("lan.xlsx"), "Công ty 03", note="lưu trong lúc chờ")
        assert any("lan.xlsx: gửi lên bảng chung 1 ô." in line for line in lines)
        assert any("muộn nhất sau 5 giây" in line for line in lines)
        assert "lưu trong lúc chờ" in column(team.book("minh.xlsx"), "note")
        mark = lock(team.hub)
        assert any("muộn nhất sau 5 giây" in line for line in lines)
        mark.unlink()
        edit(team.book("minh.xlsx"), "Công ty 04", note="sau khi đóng")
        assert any("minh.xlsx: gửi lên bảng chung 1 ô." in line for line in lines)
    finally:
        watching.send_signal(signal.SIGINT)
        _, complaint = watching.communicate(timeout=60)
    assert watching.returncode != 0
    assert "đang mở trong chương trình khác" in complaint
    assert "Traceback" not in complaint
