"""Debian's Chromium, driven by Playwright: the program that people will open the report page and the desk with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext
from playwright.sync_api import Page
from playwright.sync_api import sync_playwright

DESKTOP = (1280, 900)
PHONE = (390, 844)
ONE_WORKER = pytest.mark.xdist_group("pages in Chromium")
"""For each file that opens pages: what several of its tests look at is made once."""
MISSING = "Chromium is not installed: NOBODY HAS OPENED A PAGE in this run"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Without Chromium CI fails; elsewhere these tests are left out, and say so."""
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield Browser(chromium)
        chromium.close()


class Browser:
    """One headless window; what the page complained about or asked the network for is kept for the test to see."""

    def __init__(self, chromium: Chromium) -> None:
        self._chromium = chromium
        self._visitor: BrowserContext | None = None
        self._complaints: list[str] = []
        self._requests: list[str] = []

    @property
    def page(self) -> Page:
        """The page that is shown."""
        assert self._visitor is not None, "nothing was opened"
        return self._visitor.pages[0]

    def open(self, page: Path | str, size: tuple[int, int], *, dark: bool = False) -> None:
        """Show a page, a file or an address, to a new visitor, in a window of that size; a narrow one is a phone."""
        if self._visitor:
            self._visitor.close()
        width, height = size
        phone = width < 640
        self._visitor = self._chromium.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2 if phone else 1,
            is_mobile=phone,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
        )
        self._complaints.clear()
        self._requests.clear()
        shown = self._visitor.new_page()
        shown.on("console", lambda said: self._complaints.append(said.text) if said.type in ("error", "warning") else 0)
        shown.on("pageerror", lambda error: self._complaints.append(str(error)))
        shown.on("request", lambda request: self._requests.append(request.url))
        shown.goto(page.as_uri() if isinstance(page, Path) else page)

    def run(self, script: str) -> Any:
        """Run a JavaScript function body in the page and give what it returns."""
        return self.page.evaluate(f"() => {{ {script} }}")

    def complaints(self) -> list[str]:
        """Give what the console has shown since the page was opened: errors, warnings, broken policies."""
        return [*self._complaints]

    def requests(self) -> list[str]:
        """Give the addresses that were asked for since the page was opened, whether or not they were allowed."""
        return [*self._requests]

    def picture(self, path: Path, *, whole: bool = True) -> Path:
        """Take a picture, of the whole page or of what the window shows."""
        self.page.screenshot(path=path, full_page=whole)
        return path

    def print(self, path: Path) -> Path:
        """Print the page as its own style says (paper size too)."""
        self.page.pdf(path=path, prefer_css_page_size=True, print_background=True)
        return path

    def point(self, left: float, top: float) -> None:
        """Move the mouse over a place of the window."""
        for step in (3, 0):
            self.page.mouse.move(left + step, top)

    def press(self, key: str) -> None:
        """Press a key as a person does: `Tab`, `Enter`."""
        self.page.keyboard.press(key)
