"""A person at a real window: types a stage with the keyboard, is refused or told what is missing, clicks Recompute.

The pictures are kept in the folder that SHEETCRM_SCREENSHOTS names, for somebody to look at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

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
UNKNOWN, LEGAL, ILLEGAL = "Đặt hàng lạ", "Chuẩn bị tiếp cận", "Trình bày giải pháp"
BUTTON = "Recompute"
"""LibreOffice speaks English in the tests; the button's name is in its language."""


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
    screen = Screen(pictures, UNKNOWN + LEGAL + ILLEGAL)
    yield screen
    screen.close()


@pytest.fixture
def window(has_libreoffice: None, screen: Screen, extension: Path, tmp_path: Path) -> Iterator[Office]:
    deals = [deal(stage=None), deal(id=derive_id("jumper"), name="Nhảy cóc", stage=None)]
    path = book(tmp_path / "pipeline.xlsx", leads=[lead()], opportunities=deals)
    office = Office(tmp_path)
    office.install(extension)
    office.start(options=(), DISPLAY=screen.display, SAL_USE_VCLPLUGIN="gen")
    office.open(path, hidden=False)
    screen.activate("LibreOffice Calc")
    yield office
    office.end()


def test_a_rep_types_stages_and_clicks_recompute(window: Office, screen: Screen) -> None:
    kpis = window.tell("cells", KPI, "A2:F40")
    _type(window, screen, FIRST, UNKNOWN)
    wait_for(lambda: "Không có trong danh sách" in window.tell("windows"), "the refusal of a stage that does not exist")
    screen.picture("1 refused")
    wait_for(lambda: _left_by_escape(window, screen, "Không có trong danh sách"), "the refusal to go away")
    assert window.tell("shown", SHEET, FIRST) == ""

    for cell, stage in ((FIRST, LEGAL), (SECOND, ILLEGAL)):
        _type(window, screen, cell, stage)
        wait_for(lambda cell=cell, stage=stage: window.tell("shown", SHEET, cell) == stage, f"{stage} in {cell}")

    window.tell("go", SHEET, SECOND)
    screen.click(wait_for(lambda: window.tell("find", BUTTON, "PUSH_BUTTON"), "the button"))
    wait_for(lambda: "không được nhảy thẳng" in window.tell("shown", SHEET, ISSUES), "the reason of the held stage")
    assert window.tell("shown", SHEET, ACCEPTED) == LEGAL
    wait_for(lambda: "4,5" in window.tell("notes", SHEET), "the note on the cell")
    screen.picture("2 held and marked")
    assert window.tell("cells", KPI, "A2:F40") != kpis

    window.tell("go", "Hôm nay", "A8")
    screen.click(window.tell("find", BUTTON, "PUSH_BUTTON"))
    wait_for(lambda: window.tell("shown", "Hôm nay", "A4").startswith("▸ Đã tính lại"), "the line on the sheet")
    screen.picture("3 today")
    window.tell("go", KPI, "A6")
    assert screen.picture("4 KPIs").stat().st_size > 20_000


def _left_by_escape(window: Office, screen: Screen, title: str) -> bool:
    """Press Escape once more if the window is still there: it may not have been in front yet."""
    screen.press("Escape")
    return title not in window.tell("windows")


def _type(window: Office, screen: Screen, cell: str, text: str) -> None:
    """Go to a cell and type with the keyboard; whatever stood open is left."""
    window.tell("go", SHEET, cell)
    screen.activate("LibreOffice Calc")
    screen.type(text)
