"""A person at a real window: types a stage with the keyboard, is refused or told what is missing, presses buttons.

LibreOffice speaks Vietnamese, and so do the buttons, found by their accessible names.
The pictures are kept in the folder that SHEETCRM_SCREENSHOTS names, for somebody to look at.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetcrm.messages import say
from sheetcrm.sync.identity import derive_id
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead
from tests.surfaces.libreoffice.office import Office
from tests.surfaces.libreoffice.screen import Screen
from tests.surfaces.libreoffice.screen import missing_programs
from tests.surfaces.libreoffice.screen import wait_for

pytestmark = pytest.mark.xdist_group("window of LibreOffice")

SHEET, KPI = "Cơ hội", "KPI"
FIRST, SECOND, ISSUES, ACCEPTED = "E3", "E4", "M4", "N3"
THIRD, ROLE = "E5", "F3"
STANDING = {"accepted_stage": "approach", "accepted_status": "open", "stage": "approach"}
FORM = (
    ("Chuyển tới đâu", "1"),
    ("tương tác hai chiều", "1"),
    ("dòng mới · Loại", "3"),
    ("dòng mới · Lúc", ""),
    ("dòng mới · Kênh", "2"),
    ("dòng mới · Ghi chú", "đồng ý"),
    ("Ngày tiếp cận", "20/11/2025"),
    ("Kênh tiếp cận", "2"),
    ("biết rõ người quyết định", "2"),
    ("Trang Khách tiềm năng, dòng 3", "1"),
)
"""What the form asks, and what is typed; nothing takes what is offered."""
UNKNOWN, LEGAL, ILLEGAL = "Đặt hàng lạ", "Chuẩn bị tiếp cận", "Trình bày giải pháp"
BOX = "sheetcrm"


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A screen; without the programs that make one CI fails, elsewhere nobody sees the window, and the run says so."""
    if missing := missing_programs():
        said = f"not installed: {', '.join(missing)}: NOBODY HAS SEEN THE WINDOW in this run"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    pictures = Path(os.environ.get("SHEETCRM_SCREENSHOTS") or tmp_path).absolute()
    pictures.mkdir(parents=True, exist_ok=True)
    screen = Screen(pictures, UNKNOWN + LEGAL + ILLEGAL + "".join(typed for _, typed in FORM))
    yield screen
    screen.close()


@pytest.fixture
def window(has_libreoffice: None, screen: Screen, extension: Path, tmp_path: Path) -> Iterator[Office]:
    met = deal(id=derive_id("met"), name="Sân tập", **STANDING)
    deals = [deal(stage=None), deal(id=derive_id("jumper"), name="Nhảy cóc", stage=None), met]
    path = book(tmp_path / "pipeline.xlsx", leads=[lead(contact_role=None)], opportunities=deals)
    office = Office(tmp_path, locale="vi")
    office.install(extension)
    office.start(options=(), DISPLAY=screen.display, SAL_USE_VCLPLUGIN="gen")
    office.open(path, hidden=False)
    screen.activate("LibreOffice Calc")
    yield office
    office.end()


def test_a_rep_types_stages_and_presses_buttons(window: Office, screen: Screen) -> None:
    kpis = window.tell("cells", KPI, "A2:F40")
    _type(window, screen, FIRST, UNKNOWN)
    _leave(window, screen, "Không có trong danh sách", "1 refused", "Escape")
    screen.press("Escape")
    assert window.tell("shown", SHEET, FIRST) == ""

    for cell, stage in ((FIRST, LEGAL), (SECOND, ILLEGAL)):
        _type(window, screen, cell, stage)
        wait_for(lambda cell=cell, stage=stage: window.tell("shown", SHEET, cell) == stage, f"{stage} in {cell}")

    _click(window, screen, "recompute")
    _leave(window, screen, BOX, "2 held")
    assert "không được nhảy thẳng" in window.tell("shown", SHEET, ISSUES)
    assert window.tell("shown", SHEET, ACCEPTED) == LEGAL
    assert window.tell("cells", KPI, "A2:F40") != kpis

    _click(window, screen, "check")
    _leave(window, screen, BOX, "3 checked")
    assert "4,5" in window.tell("notes", SHEET)

    window.tell("go", SHEET, FIRST)
    _click(window, screen, "move_stage")
    _leave(window, screen, BOX, "4 move", "Escape")
    assert window.tell("shown", SHEET, FIRST) == LEGAL

    window.tell("go", SHEET, THIRD)
    _click(window, screen, "move_stage")
    for number, (asked, typed) in enumerate(FORM):
        _answer(window, screen, asked, typed, f"5 form {number}")
    wait_for(lambda: window.tell("shown", SHEET, THIRD) == ILLEGAL, "the move")
    assert window.tell("shown", "Khách tiềm năng", ROLE) == "Người quyết định"
    assert "đồng ý" in str(window.tell("cells", "Tương tác", "A3:K3"))
    window.tell("go", "Tương tác", "B3")
    screen.picture("6 activity")

    window.tell("go", "Hôm nay", "A8")
    _click(window, screen, "recompute")
    wait_for(lambda: "đã tính lại 3 cơ hội" in window.tell("shown", "Hôm nay", "A4"), "the line on the sheet")
    screen.picture("7 today")


def _type(window: Office, screen: Screen, cell: str, text: str) -> None:
    """Go to a cell and type with the keyboard."""
    window.tell("go", SHEET, cell)
    screen.activate("LibreOffice Calc")
    screen.type(text)


def _click(window: Office, screen: Screen, button: str) -> None:
    """Find a button by its accessible name, and click it. Only CI insists on a LibreOffice that knows Vietnamese."""
    names = [say(f"button_{button}", lang) for lang in (("vi",) if os.environ.get("CI") else ("vi", "en"))]

    def look() -> list[int]:
        return next((found for name in names if (found := window.tell("find", name, "PUSH_BUTTON"))), [])

    screen.click(wait_for(look, f"the button {names[0]}"))


def _answer(window: Office, screen: Screen, asked: str, typed: str, picture: str) -> None:
    """Wait until the form asks for something, keep a picture of it, and answer."""
    wait_for(lambda: asked in window.tell("label", BOX), f"the question {asked}")
    screen.picture(picture)
    if typed:
        screen.type(typed)
    else:
        screen.press("Return")


def _leave(window: Office, screen: Screen, title: str, picture: str, key: str = "Return") -> None:
    """Wait for a box, keep a picture of it, and close it by a key: again, if it was not in front yet."""
    wait_for(lambda: title in window.tell("windows"), f"the box {title}")
    screen.picture(picture)

    def is_gone() -> bool:
        if title in window.tell("windows"):
            screen.press(key)
            time.sleep(0.3)
        return title not in window.tell("windows")

    wait_for(is_gone, f"the box {title} to close")
