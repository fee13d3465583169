"""The script, as it is pasted into a spreadsheet, against a live server and the stand-in's cells."""

from __future__ import annotations

import html
import json
import re
from importlib import resources
from pathlib import Path

import pytest
from sheets_service.faults import Delay
from sheets_service.server import SheetsService

from sheetcrm.templates.load import load_template
from sheetcrm.workbooks.xlsx.references import column_letters
from tests.app.golden_cells import GOLDEN
from tests.app.golden_cells import golden_book
from tests.surfaces.apps_script.conftest import Opening
from tests.surfaces.apps_script.script_host import ScriptHost
from tests.surfaces.serve.conftest import Team
from tests.surfaces.serve.conftest import hub_of
from tests.surfaces.serve.google_people import AUDIENCE
from tests.surfaces.serve.google_people import identity_token

DEALS, LEADS, ACTIVITIES = "Cơ hội", "Khách tiềm năng", "Tương tác"
AWAY = "http://127.0.0.1:9"


def column(team: Team, title: str, key: str) -> int:
    (keys,) = team.typist.read(f"'{title}'!1:1")
    return next(at for at, cell in enumerate(keys, 1) if str(cell).split(".")[-1] == key)


def with_checks(host: ScriptHost) -> ScriptHost:
    host.opened()
    host.click("Bật kiểm tra khi gõ")
    return host


def test_the_menu_is_there_in_the_spreadsheets_language(opening: Opening) -> None:
    _, host = opening()
    ((title, items),) = host.opened()
    assert title == "CRM"
    assert items[0] == "Tính lại KPI"
    assert len(items) == 6


def test_a_click_on_recompute_changes_the_cells_and_says_so(opening: Opening) -> None:
    team, host = opening()
    team.typist.type(f"'{LEADS}'!C4", [["Công ty Mới"]])
    host.opened()
    host.click("Tính lại KPI")
    assert host.toasts[-1].startswith("Đã tính lại: 2 khách tiềm năng")
    assert team.typist.read(f"'{LEADS}'!A4")[0][0]


def test_an_edited_stage_gets_a_note_and_a_colour_and_loses_them_when_it_is_put_right(opening: Opening) -> None:
    team, host = opening()
    with_checks(host)
    stage = column(team, DEALS, "stage")
    before = host.colours(DEALS, 3, stage)[-1]
    host.edit(DEALS, 3, stage, [["Đàm phán"]])
    note = host.notes(DEALS, 3, stage)[-1]
    assert "không được nhảy thẳng" in note
    assert host.colours(DEALS, 3, stage)[-1] == "#f8d7da"
    host.edit(DEALS, 3, stage, [["Chuẩn bị tiếp cận"]])
    assert host.notes(DEALS, 3, stage)[-1] == ""
    assert host.colours(DEALS, 3, stage)[-1] == before


def test_a_meeting_that_was_just_logged_counts_for_the_move_that_follows(
    opening: Opening, sheets_service: SheetsService
) -> None:
    team, host = opening()
    team.lacks_a_meeting()
    with_checks(host)
    stage, width = column(team, DEALS, "stage"), 7
    sheets_service.journal.clear()
    host.edit(DEALS, 3, stage, [["Trình bày giải pháp"]])
    assert "tương tác hai chiều" in host.notes(DEALS, 3, stage)[-1]
    meeting = {
        "at": 46347.5,
        "rep": "Trần Thị Mai",
        "opportunity_id": "Sân bóng cỏ nhân tạo",
        "kind": "Gặp mặt",
        "outcome": "Đã xong",
    }
    for key, cell in meeting.items():
        host.edit(ACTIVITIES, 3, column(team, ACTIVITIES, key), [[cell]])
    assert host.notes(ACTIVITIES, 3, width) == [""] * width
    host.edit(DEALS, 3, stage, [["Trình bày giải pháp"]])
    assert host.notes(DEALS, 3, stage)[-1] == ""
    readings = [one.path for one in sheets_service.journal.entries if one.path.endswith("DataFilter")]
    assert len(readings) == 1, "all this while what was read stays fresh"


def test_a_users_own_note_and_colour_stay(opening: Opening) -> None:
    team, host = opening()
    with_checks(host)
    stage = column(team, DEALS, "stage")
    where = (DEALS, 3, stage, 1, 1)
    host._setNotes(*where, [["gọi lại thứ Hai"]])
    host._setBackgrounds(*where, [["#00ff00"]])
    host.edit(DEALS, 3, stage, [["Đàm phán"]])
    assert host.notes(DEALS, 3, stage)[-1].startswith("gọi lại thứ Hai\n— CRM —\n")
    host.edit(DEALS, 3, stage, [["Chuẩn bị tiếp cận"]])
    assert host.notes(DEALS, 3, stage)[-1] == "gọi lại thứ Hai"
    assert host.colours(DEALS, 3, stage)[-1] == "#00ff00"


def test_a_pasted_block_of_200_rows_is_one_request(opening: Opening, sheets_service: SheetsService) -> None:
    team, host = opening()
    with_checks(host)
    host.fetched.clear()
    source = column(team, LEADS, "source")
    host.edit(LEADS, 3, source, [["nguồn lạ"] for _ in range(200)])
    assert host.fetched == [f"{team.base}/v1/check"]
    assert all(host.notes(LEADS, row, source)[-1] for row in (3, 100, 202))


def test_a_fill_and_a_clearing_are_checked_row_by_row_in_one_request_each(opening: Opening) -> None:
    team, host = opening()
    with_checks(host)
    company, source = column(team, LEADS, "company"), column(team, LEADS, "source")
    host.edit(LEADS, 4, company, [["Công ty A"], ["Công ty B"], ["Công ty C"]])
    host.fetched.clear()
    host.edit(LEADS, 4, source, [["nguồn lạ"]] * 3)
    assert host.fetched == [f"{team.base}/v1/check"]
    assert all("nguồn lạ" in host.notes(LEADS, row, source)[-1] for row in (4, 5, 6))
    assert host.colours(LEADS, 4, source)[-1] != "#ffffff"
    host.edit(LEADS, 4, company, [[""] * (source - company + 1)] * 3)
    assert len(host.fetched) == 2
    for row in (4, 5, 6):
        assert set(host.notes(LEADS, row, source)) == {""}, "of an emptied row there is nothing to say"


def test_the_menu_checks_the_selected_rows_and_shows_a_leads_score_with_its_sum(opening: Opening) -> None:
    team, host = opening()
    host.opened()
    stage = column(team, DEALS, "stage")
    team.typist.type(f"'{DEALS}'!{column_letters(stage)}3", [["Đàm phán"]])
    host.click("Kiểm tra", chosen=(DEALS, 3, 1, 1, 1))
    assert host.toasts[-1].startswith("Đã kiểm tra 1 dòng")
    assert "không được nhảy thẳng" in host.notes(DEALS, 3, stage)[-1]
    host.click("Xem điểm khách tiềm năng", chosen=(LEADS, 3, 1, 1, 1))
    title, text = host.alerts[-1]
    assert title == "Xem điểm khách tiềm năng"
    assert text.startswith("Dòng 3: ")
    assert "N3" in text


def test_a_long_recompute_goes_on_at_the_server_and_the_menu_waits_for_it(
    opening: Opening, sheets_service: SheetsService
) -> None:
    team, host = opening(patience=0.3)
    team.typist.type(f"'{LEADS}'!C4", [["Công ty Mới"]])
    host.opened()
    sheets_service.schedule([(1, Delay(1.0))])
    host.click("Tính lại KPI")
    assert any("bảng tính sẽ tự nhận kết quả" in toast or "Đang tính lại" in toast for toast in host.toasts[:-1])
    assert host.toasts[-1].startswith("Đã tính lại: 2 khách tiềm năng")
    assert len({address.partition("?")[0] for address in host.fetched}) == 2, "asked for, then asked after"


def test_no_rule_stands_in_the_script() -> None:
    """No stage, list entry, weight or word of a rule: only the template and Python know them."""
    script = resources.files("sheetcrm.surfaces.apps_script").joinpath("Code.js").read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", script, flags=re.S)
    template = load_template()
    words = {word for process in template.processes.values() for one in process.stages for word in (one.vi, one.en)}
    for table in template.tables:
        words |= {word for one in table.columns for choice in one.choices for word in (choice.vi, choice.en)}
    assert len(words) > 60
    quoted = set(re.findall(r"'([^'\n]*)'", code))
    assert quoted & words == set()
    tables = {table.key for table in template.tables}
    assert quoted & tables == {"leads"}, "the menu shows scores of leads; no other table is known by name"


def test_an_edit_in_somebodys_own_sheet_asks_nobody(opening: Opening) -> None:
    team, host = opening()
    with_checks(host)
    team.typist.change({"addSheet": {"properties": {"title": "Ghi chú"}}})
    host.fetched.clear()
    assert host.edit("Ghi chú", 5, 2, [["abc"]]) == 1
    assert host.fetched == []


@pytest.mark.parametrize("kind", ["wrong", "expired", "stranger"])
def test_a_bad_token_gives_a_clear_toast_and_no_data(opening: Opening, kind: str) -> None:
    team, host = opening()
    with_checks(host)
    tokens = {
        "wrong": "rubbish",
        "expired": identity_token(age=7200),
        "stranger": identity_token("ai-do@other.example"),
    }
    host.token = tokens[kind]
    stage = column(team, DEALS, "stage")
    host.edit(DEALS, 3, stage, [["Đàm phán"]])
    assert ("chưa được phép" if kind == "stranger" else "Không nhận ra người hỏi") in host.toasts[-1]
    assert "Chưa kiểm tra" in host.notes(DEALS, 3, stage)[-1]


def test_without_a_server_the_cell_says_not_checked_and_nothing_breaks(opening: Opening) -> None:
    team, host = opening(server=AWAY)
    with_checks(host)
    stage = column(team, DEALS, "stage")
    before = host.colours(DEALS, 3, stage)[-1]
    host.edit(DEALS, 3, stage, [["Đàm phán"]])
    assert "Chưa kiểm tra" in host.notes(DEALS, 3, stage)[-1]
    assert host.colours(DEALS, 3, stage)[-1] == before
    assert "không trả lời" in host.toasts[-1]
    assert host.function("CRM_SCORE", 2, 1, 3, 2) == "Chưa kiểm tra"
    host.click("Giới thiệu")
    assert "không trả lời" in host.dialogs[-1][1]


def test_about_shows_the_line_by_which_the_server_will_know_the_script(opening: Opening) -> None:
    _, host = opening(server=AWAY)
    host.opened()
    host.click("Giới thiệu")
    shown = html.unescape(host.dialogs[-1][1])
    assert f'audience = ["{AUDIENCE}"]' in shown
    assert f"{AWAY}<br>Máy chủ không trả lời" in shown


def test_checks_are_made_once_whoever_turned_them_on_last(opening: Opening) -> None:
    """A user sees his own triggers only, so a second one may come to be; the one turned on last is at work."""
    team, host = opening()
    with_checks(host)
    host.email = "minh@vec.example"
    host.click("Bật kiểm tra khi gõ")
    assert host.toasts[-1].startswith("Đã bật")
    host.fetched.clear()
    stage = column(team, DEALS, "stage")
    assert host.edit(DEALS, 3, stage, [["Đàm phán"]]) == 2
    assert host.fetched == [f"{team.base}/v1/check"]
    host.click("Bật kiểm tra khi gõ")
    assert "từ trước" in host.toasts[-1]


def test_functions_answer_in_cells_a_range_in_one_request_and_again_from_the_cache(
    opening: Opening, sheets_service: SheetsService
) -> None:
    _, host = opening()
    sheets_service.journal.clear()
    assert host.function("CRM_SCORE", 2, 1, 3, 2) == [[68]]
    assert host.function("CRM_BAND", [[3, 3, 3, 3], [0, 0, 1, 0]]) == [["Nóng"], ["Nguội"]]
    assert host.function("CRM_NEXT", "sân bóng cỏ nhân tạo") == [["Tiếp cận"]]
    assert "còn thiếu" in host.function("CRM_CHECK", "Sân bóng cỏ nhân tạo")[0][0]
    assert host.function("CRM_KPI", "leads", "11/2026") == [[1]]
    assert host.function("CRM_KPI_TABLE", "leads", "rep", "11/2026")[0][0] == "Nhân viên"
    asked = len(host.fetched)
    assert host.function("CRM_SCORE", 2, 1, 3, 2) == [[68]]
    assert len(host.fetched) == asked == 6
    assert len(sheets_service.journal) == 0  # the server read nothing: all was sent along


def test_the_desk_is_opened_for_a_manager_and_for_nobody_else(opening: Opening) -> None:
    team, host = opening()
    host.opened()
    host.click("Chỗ hai bên sửa khác nhau")
    assert "chưa được phép" in host.toasts[-1]
    host.email = "boss@vec.example"
    host.click("Chỗ hai bên sửa khác nhau")
    assert f"{team.base}/desk/door/" in host.dialogs[-1][1]


def test_every_golden_row_is_answered_in_cells_as_on_every_other_surface(opening: Opening, tmp_path: Path) -> None:
    """The script reads the tables of its own spreadsheet and sends them along."""
    hub = hub_of(golden_book(tmp_path, "vi").workbook.read(), recomputed=False)
    _, host = opening(hub=hub)
    for row in json.loads(GOLDEN.read_text("utf-8")):
        wanted = [["" if cell is None else cell for cell in cells] for cells in row["vi"]]
        assert host.function(row["function"], *row["arguments"]) == wanted, row
