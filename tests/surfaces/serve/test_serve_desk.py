"""The conflict desk in Debian's Chromium: a manager chooses with a click or the keyboard, and both sheets follow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Locator
from playwright.sync_api import expect
from real_browser import DESKTOP
from real_browser import ONE_WORKER
from real_browser import PHONE
from real_browser import Browser
from real_browser import browser

from sheetcrm.surfaces.serve.application import application
from sheetcrm.surfaces.serve.desk import COOKIE
from sheetcrm.surfaces.serve.doors import Doors
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.identity import Certificates
from sheetcrm.surfaces.serve.teams import read_teams
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.test_desk_with_sync import Company
from tests.surfaces.serve.conftest import KEY
from tests.surfaces.serve.conftest import Serving
from tests.surfaces.serve.conftest import listening
from tests.surfaces.serve.google_people import identity_token

__all__ = ["browser"]
pytestmark = ONE_WORKER


@pytest.fixture(params=["vi", "en"])
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Company:
    """A team with two conflicts; its hub is a file in either language."""
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    company = Company(tmp_path, filtered=False, lang=request.param)
    company.type("team", "leads", LEAD, next_step="của bảng chung")
    company.type("mai", "leads", LEAD, next_step="<b>của Mai</b>")
    company.type("team", "opportunities", DEAL, amount=1_250_000_000)
    company.type("mai", "opportunities", DEAL, amount=1_320_000_000)
    company.sync()
    return company


@pytest.fixture
def desk(team: Company) -> Iterator[str]:
    """The address of a server at home for the team."""
    with ExitStack() as running:
        gate = Gate(read_teams([team.config], None), KEY, Certificates())
        yield running.enter_context(listening(application(gate, team.clock)))


def tab_to(browser: Browser, wanted: Locator) -> None:
    """Press Tab as often as it takes to come there."""
    for _ in range(25):
        browser.press("Tab")
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError("the keyboard does not reach it")


@pytest.mark.parametrize("team", ["vi"], indirect=True)
def test_a_manager_chooses_with_the_keyboard_alone_and_both_sheets_follow(
    browser: Browser, desk: str, team: Company
) -> None:
    browser.open(desk, DESKTOP)
    assert browser.page.locator("form.conflict").count() == 2
    wanted = browser.page.locator("form.conflict", has_text="Trường THPT")
    assert "<b>của Mai</b>" in wanted.inner_text()
    tab_to(browser, wanted.locator("button[value=workbook]"))
    assert browser.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.press("Enter")
    browser.page.wait_for_url("**/desk?told=chosen", timeout=60_000)
    assert browser.page.locator("form.conflict").count() == 1
    assert browser.page.get_by_role("status").inner_text() == "Đã chọn và đã đồng bộ."
    assert team.everywhere("leads", LEAD, "next_step") == ["<b>của Mai</b>"] * 3
    tab_to(browser, browser.page.locator("form.other input[name=value]"))
    browser.page.keyboard.type("1,3 tỷ")
    browser.press("Enter")
    expect(browser.page.locator("form.conflict")).to_have_count(0, timeout=60_000)
    assert [float(cell) for cell in team.everywhere("opportunities", DEAL, "amount")] == [1.3e9] * 3
    hosts = {address.split("/")[2] for address in browser.requests() if not address.startswith("data:")}
    assert hosts == {desk.split("/")[2]}
    assert browser.complaints() == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_it_shows_well_on_a_desk_and_on_a_phone_in_both_languages(
    browser: Browser, desk: str, team: Company, size: tuple[int, int], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    browser.open(desk, size)
    album = Path(os.environ.get("SHEETCRM_SCREENSHOTS", tmp_path))
    album.mkdir(parents=True, exist_ok=True)
    browser.picture(album / f"{request.node.name}.png", whole=False)
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    boxes = browser.page.locator("form.conflict button, form.other button, form.other input:visible")
    assert boxes.count() == 2 * 4
    for box in boxes.all():
        assert (box.bounding_box() or {"height": 0})["height"] >= 44, "large enough for a thumb"
    sides = [box["x"] for one in boxes.all()[:2] if (box := one.bounding_box())]
    assert (sides[0] == sides[1]) is (size == PHONE), "side by side on a desk, one above the other on a phone"


@pytest.mark.parametrize("team", ["vi"], indirect=True)
def test_while_it_is_synchronised_the_page_says_so_and_takes_no_second_click(browser: Browser, desk: str) -> None:
    browser.open(desk, DESKTOP)
    assert browser.page.get_by_role("status").count() == 0
    browser.run("document.addEventListener('submit', (event) => event.preventDefault())")
    browser.page.locator("form.conflict button").first.click()
    expect(browser.page.locator("form button:not(:disabled)")).to_have_count(0)
    assert browser.page.get_by_role("status").inner_text() == "Đang đồng bộ cả hai bên …"


@pytest.mark.parametrize("team", ["vi"], indirect=True)
def test_a_form_of_another_page_or_another_name_of_this_machine_gets_nowhere(desk: str, team: Company) -> None:
    asked = requests.Session()
    assert asked.get(f"{desk}/desk").status_code == 401
    for host in ("evil.example", "127.0.0.1.evil.example", "[::1", "localhost@evil.example"):
        assert asked.get(desk, headers={"Host": host}).status_code in (400, 401), host
    assert asked.get(desk).status_code == 200
    forged = asked.post(f"{desk}/desk", data={"number": 1, "pick": "hub", "proof": "guessed"})
    assert forged.status_code == 403
    assert team.open_conflicts() == 2


@pytest.mark.parametrize("team", ["vi"], indirect=True)
def test_a_door_opens_once_and_only_for_a_while(team: Company) -> None:
    now = [0.0]
    (known,) = read_teams([team.config], None)
    doors = Doors(lambda: now[0])
    first, second = doors.make(known), doors.make(known)
    session = doors.enter(first)
    assert session is not None
    assert doors.enter(first) is None
    assert doors.session(session.key) == session
    now[0] = 301.0
    assert doors.enter(second) is None
    now[0] = 9 * 3600.0
    assert doors.session(session.key) is None


def test_a_manager_comes_in_from_the_menu_and_the_cookie_is_for_the_desk_alone(serving: Serving) -> None:
    team = serving()
    assert team.post("/v1/desk").status == 403
    address = team.post("/v1/desk", token=identity_token("boss@vec.example")).body["address"]
    entered = requests.get(str(address), allow_redirects=False, timeout=60)
    assert (entered.status_code, entered.headers["Location"]) == (303, "/desk")
    cookie = entered.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/desk"))
    assert requests.get(str(address), allow_redirects=False, timeout=60).status_code == 401
