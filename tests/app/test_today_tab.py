"""The Today tab as cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from datetime import datetime
from decimal import Decimal

import pytest

from sheetcrm.app.today_tab import today_block
from sheetcrm.domain.process import Process
from sheetcrm.domain.process import Stage
from sheetcrm.domain.today import KINDS
from sheetcrm.domain.today import TodayItem
from sheetcrm.messages import LANGUAGES
from sheetcrm.messages import sentences
from sheetcrm.templates.today_layout import TODAY_COLUMNS
from sheetcrm.templates.today_layout import TODAY_WIDTHS
from sheetcrm.values import Value
from sheetcrm.workbooks.base import ReplaceBlock

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 5)
PROCESS = Process("p", "p", "p", "present", (Stage("present", "Trình bày giải pháp", "Present", 35),))
LATE = TodayItem(
    "next_step_overdue",
    "An",
    "opportunities",
    "o1",
    "Sân Việt",
    "Sân bóng 7 người",
    "present",
    date(2026, 11, 20),
    3,
    Decimal(500),
    "Gửi báo giá.",
)
LEAD = TodayItem("lead_no_next_step", None, "leads", "l1", "Tre Xanh")


def block(*items: TodayItem, lang: str = "vi") -> ReplaceBlock:
    return today_block(items, PROCESS, lang, TODAY, NOW)


def values(drawn: ReplaceBlock) -> list[list[Value]]:
    return [[cell.value for cell in row] for row in drawn.rows]


def styles(row: Sequence[object]) -> list[object]:
    return [getattr(cell, "style", None) for cell in row]


def test_the_tab_says_which_day_and_when_it_was_computed() -> None:
    drawn = block(LATE)
    assert (drawn.report, drawn.top, drawn.left, drawn.height) == ("today", 2, 1, None)
    assert values(drawn)[0] == ["Việc cần làm hôm nay, 23/11/2026"]
    assert "23/11/2026 08:05" in str(values(drawn)[1][0])


def test_the_list_says_who_what_for_whom_since_when_for_how_much_and_what_to_do() -> None:
    *_, heads, late, lead = values(block(LATE, LEAD))
    assert heads == [
        "Nhân viên", "Việc gì", "Khách hàng", "Cơ hội", "Chặng", "Hạn", "Trễ (ngày)", "Số tiền", "Cần làm",
    ]  # fmt: skip
    assert late == [
        "An", "Việc tiếp theo quá hạn", "Sân Việt", "Sân bóng 7 người", "Trình bày giải pháp", date(2026, 11, 20), 3,
        Decimal(500), "Làm ngay: Gửi báo giá. Xong thì ghi việc tiếp theo và ngày làm.",
    ]  # fmt: skip
    assert lead[:7] == ["(Chưa gán)", "Khách tiềm năng chưa có việc", "Tre Xanh", None, None, None, None]


def test_the_list_is_said_in_english_too() -> None:
    *_, late = values(block(LATE, lang="en"))
    assert late[1] == "Next step overdue"
    assert late[4] == "Present"
    assert late[8] == "Do it now: Gửi báo giá. Then write the next step and its date."


def test_a_stage_that_the_process_does_not_know_is_shown_as_it_is() -> None:
    *_, row = values(block(LATE._replace(stage="gone")))
    assert row[4] == "gone"


def test_every_cell_of_a_row_has_the_look_of_its_kind() -> None:
    *_, late, lead = block(LATE, LEAD).rows
    assert styles(late) == ["label", "bad", "text", "text", "text", "date", "count", "money", "text"]
    assert styles(lead)[:2] == ["muted", "text"]


def test_work_is_counted_by_rep_and_kind() -> None:
    another = LATE._replace(row_id="o2", kind="stale", days_late=None)
    rows = values(block(LATE, LATE._replace(row_id="o3"), another, LEAD))
    assert rows[3] == ["Số việc của từng người"]
    assert rows[5:7] == [
        ["An", "3 việc, trễ hạn 2", "Việc tiếp theo quá hạn: 2 · Đứng yên quá lâu: 1"],
        ["(Chưa gán)", "1 việc, trễ hạn 0", "Khách tiềm năng chưa có việc: 1"],
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_due_is_said_in_a_sentence(lang: str) -> None:
    assert values(block(lang=lang))[3:] == [[sentences(lang)["today_nothing_due"]]]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_item_is_named_and_says_what_to_do(kind: str) -> None:
    for lang in LANGUAGES:
        *_, row = values(block(LATE._replace(kind=kind), lang=lang))
        assert row[1] == sentences(lang)[f"today_{kind}"]
        assert len(str(row[8])) > 20


def test_every_column_has_a_width() -> None:
    assert len(TODAY_COLUMNS) == len(TODAY_WIDTHS)
