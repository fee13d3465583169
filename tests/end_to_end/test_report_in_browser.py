"""The report page in Debian's Chromium: on a desk, on a phone, in the dark, on paper, with hostile texts."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from real_browser import DESKTOP
from real_browser import ONE_WORKER
from real_browser import PHONE
from real_browser import Browser
from real_browser import browser

from sheetcrm.app.demo.write import write_demo
from sheetcrm.app.report.compose import report_of
from sheetcrm.app.report.page import Page
from sheetcrm.app.report.render import render
from sheetcrm.workbooks import open_workbook
from tests.app.report.reported import HOSTILE
from tests.app.report.reported import small_company

__all__ = ["browser"]
pytestmark = ONE_WORKER

TODAY = date(2026, 11, 23)
OVERFLOW = """
    const wide = (one) => one.getBoundingClientRect().right > innerWidth + 1;
    const boxed = (one) => one.parentElement.closest(".scroll, .day, .unseen, thead");
    const all = [...document.querySelectorAll("body *")];
    return all.filter((one) => wide(one) && !boxed(one)).map((one) => one.outerHTML);
"""
MARKS = """
    const drawn = (svg) => [...svg.querySelectorAll("path")].filter((path) => path.getBBox().height > 1).length;
    return Object.fromEntries([...document.querySelectorAll("[data-chart]")].map(
        (box) => [box.dataset.chart, drawn(box.querySelector("svg"))]));
"""
PLACES_OF_LINES = "return [...document.querySelectorAll('[data-chart] svg')].map((svg) => svg.textContent)"


def clock(time_zone: str) -> datetime:
    return datetime(2026, 11, 23, 8, 30, tzinfo=ZoneInfo(time_zone)).replace(tzinfo=None)


def words(text: str) -> str:
    """Leave out which kind of blank stands between words; a cell's line break is a blank to the workbook's reader."""
    return " ".join(text.split())


def brightness(pdf: Path, folder: Path) -> list[float]:
    """Give how bright each sheet is, from 0 (black) to 1 (white)."""
    subprocess.run(["pdftoppm", "-gray", "-r", "20", pdf, folder / "sheet"], check=True)
    found = []
    for picture in sorted(folder.glob("sheet*.pgm")):
        _, _, _, dots = picture.read_bytes().split(b"\n", 3)
        found.append(sum(dots) / len(dots) / 255)
    return found


def told(workbook: Path) -> Page:
    return report_of(open_workbook(workbook), workbook, period="2026-11", templates=None, clock=clock, today=TODAY)


def printed(page: Page, path: Path) -> Path:
    path.write_text(render(page), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Page:
    folder = tmp_path_factory.mktemp("demo") / "company"
    write_demo(folder, seed=1, langs=("vi",), as_of=TODAY, clock=clock)
    return told(folder / "pipeline.vi.xlsx")


@pytest.fixture(scope="module")
def report(demo: Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return printed(demo, tmp_path_factory.mktemp("report") / "report.html")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    return printed(told(small_company(folder / "pipeline.xlsx")), folder / "report.html")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_the_page_opens_without_a_complaint_a_request_or_a_sideways_scroll(
    browser: Browser, report: Path, size: tuple[int, int], dark: bool
) -> None:
    browser.open(report, size, dark=dark)
    assert browser.complaints() == []
    assert browser.requests() == [report.as_uri()]
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    assert browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert browser.run(OVERFLOW) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_no_text_is_long_enough_to_push_the_page_sideways(
    browser: Browser, hostile: Path, size: tuple[int, int]
) -> None:
    browser.open(hostile, size)
    browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
    assert browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    first = browser.run("return document.querySelector('.figures tbody th:first-child').offsetWidth")
    assert 100 < first < size[0] / 2, "a name that stays in sight is readable and leaves room for the figures"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_every_chart_has_a_mark_for_every_figure(
    browser: Browser, demo: Page, report: Path, size: tuple[int, int]
) -> None:
    browser.open(report, size)
    marks = browser.run(MARKS)
    for chart in demo.charts:
        drawn = [value for one in chart.series if one.shape == "bar" for value in one.values if float(value or 0)]
        assert marks[chart.key] >= max(len(drawn), 1), chart.key
    assert browser.run("return document.querySelectorAll('[data-chart] canvas').length") == 0


def test_charts_name_their_places_and_speak_vietnamese(browser: Browser, demo: Page, report: Path) -> None:
    browser.open(report, DESKTOP)
    texts = dict(zip([chart.key for chart in demo.charts], browser.run(PLACES_OF_LINES), strict=True))
    squeezed = {key: re.sub(r"\s", "", text) for key, text in texts.items()}
    assert "tỷ" in squeezed["revenue"]
    for key in ("pipeline", "reps", "sources"):
        for place in next(chart for chart in demo.charts if chart.key == key).places:
            assert re.sub(r"\s", "", place) in squeezed[key]


def test_the_page_shows_every_figure_of_the_value(browser: Browser, demo: Page, report: Path) -> None:
    browser.open(report, DESKTOP)
    rows = browser.run(
        "return [...document.querySelectorAll('[data-kpi]')].map((row) => [row.dataset.kpi, row.cells[1].textContent])"
    )
    assert rows == [[one.key, one.now.text] for block in demo.scorecard for one in block.scores]
    errands = browser.run("return document.querySelectorAll('.errands tbody tr').length")
    assert errands == sum(len(day.errands) for day in demo.days)
    assert "Bảng điểm KPI" in browser.run("return document.body.innerText")


def test_what_people_typed_never_runs_and_is_shown_as_typed(browser: Browser, hostile: Path) -> None:
    browser.open(hostile, DESKTOP)
    assert browser.complaints() == []
    assert browser.run("return window.hacked") is None
    assert browser.run("return document.querySelectorAll('img, script').length") == 3
    text = browser.run("return document.body.textContent")
    for typed in HOSTILE:
        assert words(typed) in words(text)
    charted = "".join(browser.run(PLACES_OF_LINES))
    assert re.sub(r"\s", "", HOSTILE[0][:40]) in re.sub(r"\s", "", charted), "a rep's name, in a chart, is text too"


def test_pointing_at_a_bar_tells_its_figures_as_text(browser: Browser, hostile: Path) -> None:
    browser.open(hostile, DESKTOP)
    browser.run("document.querySelector('[data-chart=reps]').scrollIntoView({behavior: 'instant', block: 'center'})")
    left, top = browser.run("""
        const bars = [...document.querySelectorAll('[data-chart=reps] svg path[fill]')]
            .map((path) => path.getBoundingClientRect())
            .filter((box) => box.height > 8 && box.height < 30 && box.width > 40);
        const lowest = bars.reduce((a, b) => (a.top > b.top ? a : b));
        return [lowest.left + 20, lowest.top + lowest.height / 2];
    """)
    browser.point(left, top)
    tip = browser.run("return [...document.querySelectorAll('[data-chart=reps] > div')].at(-1).textContent")
    assert HOSTILE[0] in tip
    assert "500" in tip
    assert browser.run("return window.hacked") is None


def test_the_policy_stops_a_script_that_got_in_all_the_same(browser: Browser, hostile: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    evil = "<script>window.hacked = 1</script><img src=https://example.com/x.png><h1"
    broken.write_text(hostile.read_text("utf-8").replace("<h1", evil, 1), encoding="utf-8")
    browser.open(broken, DESKTOP)
    assert browser.run("return window.hacked") is None
    complaints = " ".join(browser.complaints())
    assert complaints.count("Content Security Policy") >= 2


def test_a_keyboard_reaches_the_content_first_and_opens_the_figures_of_a_chart(browser: Browser, report: Path) -> None:
    browser.open(report, DESKTOP)
    browser.press("Tab")
    assert browser.run("return document.activeElement.className") == "skip"
    for _ in range(40):
        browser.press("Tab")
        if browser.run("return document.activeElement.tagName") == "SUMMARY":
            break
    browser.press("Enter")
    assert browser.run("return document.activeElement.parentElement.open")
    assert browser.run("return document.activeElement.parentElement.querySelector('td').offsetHeight") > 0


def test_every_chart_is_named_and_described_for_those_who_cannot_see_it(browser: Browser, report: Path) -> None:
    browser.open(report, DESKTOP)
    described = browser.run("""
        return [...document.querySelectorAll('[data-chart]')].map((box) => [
            box.getAttribute('role'),
            document.getElementById(box.getAttribute('aria-labelledby')).textContent.length > 5,
            document.getElementById(box.getAttribute('aria-describedby')).rows.length > 1]);
    """)
    assert described
    assert described == [["img", True, True]] * len(described)
    ids = browser.run("return [...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))


def test_darkness_is_followed_and_text_stays_readable(browser: Browser, report: Path) -> None:
    for dark in (False, True):
        browser.open(report, DESKTOP, dark=dark)
        ink, paper = browser.run("""
            const light = (colour) => colour.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
            const style = getComputedStyle(document.body);
            return [light(style.color), light(style.backgroundColor)];
        """)
        assert (ink > paper) is dark
        axis = browser.run("return document.querySelector('[data-chart] svg text').getAttribute('fill')")
        assert axis == ("#a3b4bb" if dark else "#55676f")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_on_paper_it_is_a_dozen_sheets_with_light_charts_and_their_figures(
    browser: Browser, demo: Page, report: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    browser.open(report, size, dark=True)
    pdf = browser.print(tmp_path / "report.pdf")
    said = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    sheets = said.split("\f")[:-1]
    assert 6 <= len(sheets) <= 16
    assert demo.tiles[0].exact.replace("\u00a0", " ") in sheets[0].replace("\u00a0", " ")
    assert all(sheet.strip() for sheet in sheets), "no empty sheet"
    assert min(brightness(pdf, tmp_path)) > 0.9, "black on white, though the screen is dark"
    for chart in demo.charts:
        assert any(words(chart.title) in words(sheet) for sheet in sheets), chart.title
    assert browser.run("return document.documentElement.className") == "", "the screen is as it was before"
    assert browser.run("return document.querySelectorAll('details[open]').length") == 0


def test_the_demo_companys_page_is_small_enough_to_mail(report: Path) -> None:
    assert report.stat().st_size < 1_500_000
