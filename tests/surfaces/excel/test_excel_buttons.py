"""What a press of a button does and shows, on real workbook files."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sheetcrm.app.build import HOME_ZONE
from sheetcrm.app.wording import Finding
from sheetcrm.messages import say
from sheetcrm.surfaces.excel import clicks
from sheetcrm.surfaces.excel.buttons import press
from sheetcrm.surfaces.excel.click import Click
from sheetcrm.surfaces.excel.moving import move
from sheetcrm.surfaces.excel.screen import Pointed
from sheetcrm.sync.identity import derive_id
from sheetcrm.templates.drawing_buttons import CONFIGURATION
from sheetcrm.templates.drawing_buttons import MACRO_WORDS
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import deal
from tests.app.books import lead
from tests.app.books import rows_of
from tests.surfaces.excel.screens import ScriptedScreen

SHEET = "Cơ hội"
NEW = derive_id("new lead")
PREPARED: Mapping[str, Value] = {"accepted_stage": "prepare", "accepted_status": "open", "stage": "prepare"}
FILLED: Mapping[str, Value] = {
    "competitor": "không có",
    "pains": "Sân cũ trơn trượt",
    "value_proposition": "Thi công trong 20 ngày",
    "profile_link": "https://example.com/ho-so",
    "catalogue_link": "https://example.com/catalogue",
}


def click(path: Path, screen: ScriptedScreen, lang: str = "vi") -> Click:
    return Click(open_workbook(path), screen, path.name, lang, HOME_ZONE, clock=clock)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    return tmp_path / "Đặng Thị Hồng.xlsm"


def pointing(
    path: Path, *answers: str, row: int = 3, sheet: str = SHEET, texts: tuple[str, ...] = ()
) -> ScriptedScreen:
    return ScriptedScreen(list(answers), Pointed(sheet, row, texts), path=path)


def deal_of(path: Path) -> Mapping[str, Raw]:
    return rows_of(path, "opportunities")[0]


def test_recompute_says_in_a_line_what_it_did_and_opens_no_box(place: Path) -> None:
    screen = pointing(book(place, leads=[lead()], opportunities=[deal()]))
    clicks.recompute(click(place, screen))
    assert screen.status == ["08:30: đã tính lại 1 cơ hội, nhận 1 lượt chuyển chặng, giữ lại 0; 0 điểm cần sửa."]
    assert screen.boxes == []
    assert deal_of(place)["accepted_stage"] == "Chuẩn bị tiếp cận"


def test_the_line_tells_the_companys_time_wherever_the_computer_is(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    screen = pointing(book(place, leads=[lead()], opportunities=[deal()]))
    press(clicks.check, open_workbook(place), screen, place.name)
    monkeypatch.undo()
    time.tzset()
    told = datetime.strptime(screen.status[0][:5], "%H:%M").replace(tzinfo=UTC)
    hanoi = datetime.now(ZoneInfo(HOME_ZONE)).replace(tzinfo=UTC)
    assert (hanoi - told).seconds % DAY < 2 * 60, "within a minute of the clock in Hanoi"


DAY = 24 * 60 * 60


def test_recompute_opens_a_box_once_for_a_move_that_is_held(place: Path) -> None:
    screen = pointing(book(place, leads=[lead()], opportunities=[deal(stage="negotiate")]))
    clicks.recompute(click(place, screen))
    assert len(screen.boxes) == 1
    assert "Chuyển chặng…" in screen.boxes[0]
    clicks.recompute(click(place, screen))
    assert len(screen.boxes) == 1, "it was told already"
    assert "giữ lại 1" in screen.status[-1]


def test_check_shows_each_problem_on_its_cell_and_the_worst_in_a_box(place: Path) -> None:
    wrong = [lead(id=f"LEAD{number}2345678", created_on="31/02/2026") for number in range(7)]
    screen = pointing(book(place, leads=wrong))
    clicks.check(click(place, screen))
    cells = [one.cell for one in screen.marked if isinstance(one, Finding)]
    assert "B3" in cells
    assert "B9" in cells
    assert screen.status[0].startswith("08:30: có ")
    (box,) = screen.boxes
    assert box.count("Khách tiềm năng B") == clicks.MOST_SAID
    assert "và 2 điểm nữa" in box


def test_check_of_a_clean_workbook_clears_marks_and_opens_no_box(place: Path) -> None:
    screen = pointing(book(place, leads=[lead()], opportunities=[deal()]))
    screen.marked = [Finding(SHEET, 3, "F · x", "", "", "error", None, None)]
    clicks.check(click(place, screen))
    assert not screen.marked
    assert screen.boxes == []
    assert screen.status == ["08:30: không có gì cần sửa."]


def test_a_finding_without_a_cell_has_no_cell() -> None:
    assert Finding(SHEET, 3, "AB · Số tiền", "", "", "error", None, None).cell == "AB3"
    assert Finding(SHEET, None, None, "", "", "error", None, None).cell is None


def test_sync_sends_what_was_typed_and_says_so(place: Path) -> None:
    book(place, leads=[lead()], opportunities=[deal()])
    hub = book(place.with_name("đội.xlsx"))
    place.with_name("sheetcrm.toml").write_text(f'hub = "{hub.name}"\n[[workbooks]]\nfile = "{place.name}"\n', "utf-8")
    screen = pointing(place)
    clicks.sync(click(place, screen))
    assert [row["name"] for row in rows_of(hub, "opportunities")] == ["Sân bóng cỏ nhân tạo"]
    assert "gửi lên bảng chung" in screen.status[0]
    assert screen.boxes == []


@pytest.fixture
def held(place: Path) -> ScriptedScreen:
    """A workbook in step with its hub, open in Excel: its file is held, what is typed stands in memory first."""
    book(place, leads=[lead()], opportunities=[deal()])
    hub = book(place.with_name("đội.xlsx"))
    config = place.with_name("sheetcrm.toml")
    config.write_text(f'hub = "{hub.name}"\n[[workbooks]]\nfile = "{place.name}"\n', "utf-8")
    screen = pointing(place)
    clicks.sync(click(place, screen))
    place.with_name(f"~${place.name}").write_bytes(b"\x03Mai" + b"\0" * 161)
    (place.parent / "memory").mkdir()
    screen.in_memory = place.parent / "memory" / place.name
    shutil.copyfile(place, screen.in_memory)
    return screen


def test_sync_gives_and_takes_while_the_workbook_is_open(place: Path, held: ScriptedScreen) -> None:
    hub = place.with_name("đội.xlsx")
    memory = held.in_memory
    assert memory is not None
    type_into(memory, LEAD, contact="Anh Tuấn")
    type_into(hub, LEAD, phone="0987654321")
    insert(hub, lead(id=NEW, company="Trường Mầm non Sao Mai"))
    clicks.sync(click(memory, held))
    assert held.boxes == []
    assert "gửi lên bảng chung" in held.status[-1]
    assert "nhận từ bảng chung" in held.status[-1]
    for path in (hub, memory, place):
        rows = {row["company"]: row for row in rows_of(path, "leads")}
        assert set(rows) == {"Trường THPT Chu Văn An", "Trường Mầm non Sao Mai"}, path
        assert rows["Trường THPT Chu Văn An"]["contact"] == "Anh Tuấn"
        assert rows["Trường THPT Chu Văn An"]["phone"] == "0987654321"
    clicks.sync(click(memory, held))
    assert "không có gì cần làm" in held.status[-1], "all is agreed on"


def test_a_row_deleted_at_the_hub_leaves_the_open_workbook(place: Path, held: ScriptedScreen) -> None:
    hub, memory = place.with_name("đội.xlsx"), held.in_memory
    assert memory is not None
    insert(hub, lead(id=NEW, company="Trường Mầm non Sao Mai"))
    clicks.sync(click(memory, held))
    delete(hub, NEW)
    clicks.sync(click(memory, held))
    for path in (hub, memory, place):
        assert [row["company"] for row in rows_of(path, "leads")] == ["Trường THPT Chu Văn An"], path


def test_what_is_typed_meanwhile_is_not_overwritten(place: Path, held: ScriptedScreen) -> None:
    hub, memory = place.with_name("đội.xlsx"), held.in_memory
    assert memory is not None
    type_into(hub, LEAD, phone="0987654321")
    press(clicks.sync, TypedMeanwhile(memory), held, memory.name)
    assert len(held.boxes) == 1
    assert rows_of(memory, "leads")[0]["phone"] == "0900000009", "what the rep typed stands"
    assert rows_of(hub, "leads")[0]["phone"] == "0987654321"


class TypedMeanwhile(XlsxWorkbook):
    """An open workbook in which somebody types while the hub is asked."""

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        if any(isinstance(edit, UpdateRow) and "phone" in edit.cells for edit in edits):
            type_into(self._path, LEAD, phone="0900000009")
        return super().write(edits)


def insert(path: Path, cells: Mapping[str, Value]) -> None:
    workbook = open_workbook(path)
    workbook.read()
    workbook.write([InsertRow("leads", {**cells, "contact_role": None, "origin": None, "status": None})])


def delete(path: Path, row_id: str) -> None:
    workbook = open_workbook(path)
    workbook.read()
    workbook.write([DeleteRow("leads", row_id)])


def type_into(path: Path, row_id: str, **cells: Value) -> None:
    workbook = open_workbook(path)
    workbook.read()
    workbook.write([UpdateRow("leads", row_id, cells)])


def test_sync_without_a_configuration_says_how_to_make_one(place: Path) -> None:
    screen = pointing(book(place))
    clicks.sync(click(place, screen))
    assert "sheetcrm init" in screen.boxes[0]
    screen = ScriptedScreen()
    clicks.sync(click(place, screen))
    assert screen.boxes == [say("button_not_saved", "vi")]


def test_sync_uses_the_configuration_that_the_workbook_names(place: Path) -> None:
    book(place)
    workbook = open_workbook(place)
    workbook.read()
    workbook.write([UpdateRow(MACRO_WORDS, CONFIGURATION, {"value": str(place.parent / "nơi khác" / "s.toml")})])
    screen = pointing(place)
    clicks.sync(click(place, screen))
    assert "nơi khác" in screen.boxes[0]


def test_move_asks_for_what_lacks_one_by_one_and_writes_it_with_the_stage(place: Path) -> None:
    book(place, leads=[lead()], opportunities=[deal(**PREPARED, **FILLED, next_step=None, next_step_on=None)])
    before = dict(deal_of(place))
    screen = pointing(place, "1", "1", "Gọi hẹn khảo sát", "25/11/2026")
    move(click(place, screen))
    assert screen.status == ["08:30: “Sân bóng cỏ nhân tạo” đã chuyển tới “Tiếp cận”."], screen.asked
    after = deal_of(place)
    assert (after["stage"], after["accepted_stage"]) == ("Tiếp cận", "Tiếp cận")
    assert before["name"] == after["name"]


def test_move_takes_the_number_of_an_option_and_asks_again_for_what_it_cannot_take(place: Path) -> None:
    paused = {"accepted_status": "open", "accepted_stage": "prepare", "stage": "prepare"}
    book(place, leads=[lead()], opportunities=[deal(**paused, **{**FILLED, "competitor": "chưa rõ"})])
    screen = pointing(place, "99", "1", "", "tbd", "Thể thao Sao Việt")
    move(click(place, screen))
    assert deal_of(place)["competitor"] == "Thể thao Sao Việt"
    assert deal_of(place)["stage"] == "Tiếp cận"
    assert say("move_blank", "vi") in screen.asked[3], "a blank is no answer"
    assert "tbd" in screen.asked[4], "a placeholder is none either"


@pytest.mark.parametrize("answers", [(), ("1",), ("1", "Đối thủ A")])
def test_cancelling_at_any_question_writes_nothing(place: Path, answers: tuple[str, ...]) -> None:
    book(place, leads=[lead()], opportunities=[deal(**PREPARED)])
    before = place.read_bytes()
    screen = pointing(place, *answers)
    move(click(place, screen))
    assert place.read_bytes() == before
    assert screen.status == ["08:30: không ghi gì."]


APPROACHING: Mapping[str, Value] = {"accepted_stage": "approach", "accepted_status": "open", "stage": "approach"}


def test_move_adds_the_meeting_that_lacks_and_corrects_the_lead_in_one_write(place: Path) -> None:
    book(place, opportunities=[deal(**APPROACHING)], leads=[lead(contact_role=None)])
    screen = pointing(place, "1", "1", "Gặp mặt", "20/11/2026", "Gặp trực tiếp", "", "20/11/2026", "2", "2", "1")
    written = CountingWorkbook(place)
    move(Click(written, screen, place.name, "vi", HOME_ZONE, clock=clock))
    assert screen.boxes == []
    assert written.tables[0] == ["opportunities", "leads", "activities"], "and then the recompute"
    assert deal_of(place)["accepted_stage"] == "Trình bày giải pháp"
    (activity,) = rows_of(place, "activities")
    assert (activity["kind"], activity["outcome"], activity["opportunity_id"]) == ("Gặp mặt", "Đã xong", DEAL)
    assert rows_of(place, "leads")[0]["contact_role"] == "Người quyết định"


class CountingWorkbook(XlsxWorkbook):
    """Remembers which tables each write was about."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.tables: list[list[str]] = []

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        self.tables.append([edit.report if isinstance(edit, ReplaceBlock) else edit.table for edit in edits])
        return super().write(edits)


def test_what_is_left_for_later_is_told_in_a_box_and_the_rest_is_written(place: Path) -> None:
    book(place, opportunities=[deal(**APPROACHING)], leads=[lead()])
    screen = pointing(place, "1", "2", "23/11/2026", "1")
    move(click(place, screen))
    after = deal_of(place)
    assert after["stage"] == "Tiếp cận", "something still lacks"
    assert after["approached_on"] is not None
    assert after["channel"] is not None
    assert screen.status == ["08:30: đã ghi cho “Sân bóng cỏ nhân tạo”; chưa chuyển vì còn thiếu."]
    assert "tương tác hai chiều" in screen.boxes[0]


def test_what_nobody_can_be_asked_for_is_told_first_and_the_rest_filled_in_when_wished(place: Path) -> None:
    poor = lead(bant_budget=0, bant_authority=0, segment=None)
    book(place, opportunities=[deal(stage=None)], leads=[poor])
    screen = pointing(place, "1", "Trường học")
    move(click(place, screen))
    assert "không hỏi ở đây được" in screen.asked[1]
    assert rows_of(place, "leads")[0]["segment"] == "Trường học"
    assert "Điểm" in screen.boxes[0]


def test_move_writes_nothing_when_nobody_wants_to_fill_in(place: Path) -> None:
    book(place, opportunities=[deal(stage=None)], leads=[lead(bant_budget=0, bant_authority=0, segment=None)])
    before = place.read_bytes()
    screen = pointing(place, "1")
    screen.agrees = False
    move(click(place, screen))
    assert place.read_bytes() == before
    assert len(screen.boxes) == 1


def test_the_opportunity_is_found_by_its_row_by_a_name_in_the_row_or_by_asking(place: Path) -> None:
    book(place, leads=[lead()], opportunities=[deal(stage=None)])
    for screen in (
        pointing(place, row=3),
        pointing(place, sheet="Hôm nay", row=16, texts=("Trần Thị Mai", "Sân bóng cỏ nhân tạo")),
        pointing(place, "san bong co nhan tao", sheet="KPI", row=1),
    ):
        move(click(place, screen))
        assert "Chuyển tới đâu" in screen.asked[-1]
    unknown = pointing(place, "Sân khác", sheet="KPI", row=1)
    move(click(place, unknown))
    assert "Sân khác" in unknown.boxes[0]
    nothing = pointing(place, sheet="KPI", row=1)
    move(click(place, nothing))
    assert (nothing.boxes, nothing.status) == ([], [])


def test_a_long_list_is_turned_page_by_page_and_a_number_means_the_same_on_each(place: Path) -> None:
    reps = [{"id": derive_id(f"rep {n}"), "name": f"Nhân viên số {n:02}"} for n in range(1, 40)]
    without = lead(owner=None)
    book(place, opportunities=[deal(stage=None, owner=None)], leads=[without], reps=reps)
    screen = pointing(place, "1", "0", "0", "21")
    move(click(place, screen))
    assert all(len(one) <= screen.room for one in screen.asked)
    assert "0 Xem tiếp" in screen.asked[1]
    assert "21 Nhân viên số 21" in screen.asked[-1]
    assert deal_of(place)["owner"] == "Nhân viên số 21"


def test_a_lost_opportunity_is_opened_again_with_a_reason(place: Path) -> None:
    lost = {"accepted_stage": "approach", "accepted_status": "lost", "stage": "approach", "status": "lost"}
    lost_on = {"accepted_on": date(2026, 11, 10), "lost_on": date(2026, 11, 10), "lost_reason": "price"}
    book(place, leads=[lead()], opportunities=[deal(**lost, **lost_on)])
    screen = pointing(place, "1", "Khách gọi lại")
    move(click(place, screen))
    assert "Mở lại" in screen.asked[0]
    assert deal_of(place)["accepted_status"] == "Đang theo"
    assert deal_of(place)["reason"] == "Khách gọi lại"


def test_where_there_is_no_stage_left_a_box_says_so(place: Path) -> None:
    won = {"accepted_stage": "close", "accepted_status": "won", "stage": "close", "status": "won"}
    book(place, leads=[lead()], opportunities=[deal(**won, signed_on=date(2026, 11, 4))])
    screen = pointing(place)
    move(click(place, screen))
    assert screen.boxes == [say("move_nowhere", "vi", opportunity="Sân bóng cỏ nhân tạo")]


def test_in_the_last_stage_a_deal_is_won(place: Path) -> None:
    closing = {"accepted_stage": "close", "accepted_status": "open", "stage": "close", "status": "open"}
    order = {"id": "ORDER2345678", "opportunity_id": DEAL, "signed_on": date(2026, 11, 20), "status": "signed"}
    money = {"net_revenue": 1_000_000, "currency": "VND", "account": "Trường THPT Chu Văn An"}
    book(place, leads=[lead()], opportunities=[deal(**closing)], orders=[{**order, **money}])
    screen = pointing(place, "1", "HĐ-01", "20/11/2026")
    move(click(place, screen))
    assert deal_of(place)["accepted_status"] == "Thắng", (screen.asked, screen.boxes)


def test_what_stops_a_click_is_one_sentence_in_the_workbooks_language(place: Path) -> None:
    book(place, lang="en")
    place.with_name(f"~${place.name}").write_bytes(b"\x03Mai" + b"\0" * 161)
    screen = ScriptedScreen()
    press(clicks.recompute, open_workbook(place), screen, place.name)
    assert "Save and close it there" in screen.boxes[0]


def test_even_what_nobody_thought_of_is_one_sentence(place: Path) -> None:
    def broken(one: Click) -> None:
        raise ZeroDivisionError("division by zero")

    book(place)
    screen = ScriptedScreen()
    press(broken, open_workbook(place), screen, place.name)
    assert screen.boxes == [say("button_failed", "vi", why="ZeroDivisionError: division by zero")]
