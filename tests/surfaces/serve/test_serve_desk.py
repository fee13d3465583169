"""The conflict desk in Debian's Chromium: a manager chooses with a click or the keyboard, and both sheets follow."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from real_browser import DESKTOP
from real_browser import PHONE
from real_browser import Browser

from sheetcrm.surfaces.serve.application import application
from sheetcrm.surfaces.serve.desk import COOKIE
from sheetcrm.surfaces.serve.doors import Doors
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.identity import Certificates
from sheetcrm.surfaces.serve.teams import read_teams
from tests.app.books import LEAD
from tests.app.test_desk_with_sync import Company
from tests.surfaces.serve.conftest import KEY
from tests.surfaces.serve.conftest import Serving
from tests.surfaces.serve.conftest import listening
from tests.surfaces.serve.google_people import identity_token

pytestmark = pytest.mark.xdist_group("report in Chromium")
MISSING = "Chromium (chromium, chromedriver) is not installed: NOBODY HAS OPENED THE CONFLICT DESK in this run"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """Without Chromium CI fails; elsewhere these tests are left out, and say so."""
    programs = shutil.which("chromium"), shutil.which("chromedriver")
    if programs[0] is None or programs[1] is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    opened = Browser(programs[0], programs[1], tmp_path / "chromium")
    yield opened
    opened.close()


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A team with one conflict; its hub is a file."""
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    company = Company(tmp_path, filtered=False)
    company.type("team", "leads", LEAD, next_step="của bảng chung")
    company.type("mai", "leads", LEAD, next_step="<b>của Mai</b>")
    company.sync()
    return company


@pytest.fixture
def desk(team: Company) -> Iterator[str]:
    """The address of a server at home for the team."""
    with ExitStack() as running:
        gate = Gate(read_teams([team.config], None), KEY, Certificates())
        yield running.enter_context(listening(application(gate, team.clock)))


def wait(browser: Browser, script: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not browser.run(f"return {script}"):
        assert time.monotonic() < until, browser.run("return document.body.innerText.slice(0, 500)")
        time.sleep(0.1)


def test_a_manager_chooses_with_the_keyboard_and_both_sheets_follow(
    browser: Browser, desk: str, team: Company, tmp_path: Path
) -> None:
    browser.open(desk, DESKTOP)
    assert browser.run("return document.querySelectorAll('form.conflict').length") == 1
    assert "<b>của Mai</b>" in browser.run("return document.querySelector('form.conflict').innerText")
    browser.picture(tmp_path / "desk.png", whole=False)
    browser.run("document.querySelector('form.conflict button[value=workbook]').focus()")
    browser.press("Enter")
    wait(browser, "location.search === '?told=chosen'")
    assert browser.run("return document.querySelectorAll('form.conflict').length") == 0
    assert browser.run("return document.querySelector('[role=status]').innerText") == "Đã chọn và đã đồng bộ."
    assert team.everywhere("leads", LEAD, "next_step") == ["<b>của Mai</b>"] * 3
    assert {address.split("/")[2] for address in browser.requests() if not address.startswith("data:")} == {
        desk.split("/")[2]
    }
    assert browser.complaints() == []


def test_on_a_phone_nothing_sticks_out_and_buttons_are_large_enough(
    browser: Browser, desk: str, tmp_path: Path
) -> None:
    browser.open(desk, PHONE)
    browser.picture(tmp_path / "phone.png", whole=False)
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    heights = browser.run("return [...document.querySelectorAll('form button')].map((one) => one.offsetHeight)")
    assert len(heights) == 3
    assert min(heights) >= 44


def test_another_value_can_be_typed(browser: Browser, desk: str, team: Company) -> None:
    browser.open(desk, DESKTOP)
    browser.run("document.querySelector('form.other input[name=value]').value = 'Gửi báo giá mới'")
    browser.run("document.querySelector('form.other button').click()")
    wait(browser, "location.search === '?told=chosen'")
    assert team.everywhere("leads", LEAD, "next_step") == ["Gửi báo giá mới"] * 3


def test_a_form_of_another_page_or_another_name_of_this_machine_gets_nowhere(desk: str, team: Company) -> None:
    asked = requests.Session()
    assert asked.get(f"{desk}/desk").status_code == 401
    assert asked.get(desk, headers={"Host": "evil.example"}).status_code == 401
    assert asked.get(desk).status_code == 200
    forged = asked.post(f"{desk}/desk", data={"number": 1, "pick": "hub", "proof": "guessed"})
    assert forged.status_code == 403
    assert team.open_conflicts() == 1


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
