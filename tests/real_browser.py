"""Debian's Chromium, driven by its own chromedriver: the program that people will open the report page with."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver import ChromeOptions
from selenium.webdriver.chrome.service import Service

DESKTOP = (1280, 900)
PHONE = (390, 844)


class Browser:
    """One headless window; what the page complained about or asked the network for is kept for the test to see."""

    def __init__(self, chromium: str, chromedriver: str, folder: Path) -> None:
        options = ChromeOptions()
        options.binary_location = chromium
        for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--user-data-dir={folder}"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self._driver = Chrome(options=options, service=Service(executable_path=chromedriver))

    def close(self) -> None:
        self._driver.quit()

    def open(self, page: Path | str, size: tuple[int, int], *, dark: bool = False) -> None:
        """Show a page, a file or an address, in a window of that size; a narrow one is a phone."""
        width, height = size
        phone = width < 640
        metrics = {"width": width, "height": height, "deviceScaleFactor": 2 if phone else 1, "mobile": phone}
        self._tell("Emulation.setDeviceMetricsOverride", **metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._tell("Emulation.setEmulatedMedia", features=[scheme])
        self.complaints()
        self.requests()
        self._driver.get(page.as_uri() if isinstance(page, Path) else page)

    def run(self, script: str) -> Any:
        """Run a JavaScript function body in the page and give what it returns."""
        return self._driver.execute_script(script)

    def complaints(self) -> list[str]:
        """Give what the console has shown since the last time: errors, warnings, broken policies."""
        return [entry["message"] for entry in self._driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Give the addresses that the page asked for since the last time, whether or not they were allowed."""
        events = [json.loads(entry["message"])["message"] for entry in self._driver.get_log("performance")]
        sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return [one["request"]["url"] for one in sent]

    def picture(self, path: Path, *, whole: bool = True) -> Path:
        """Take a picture, of the whole page or of what the window shows."""
        shot = self._tell("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))
        return path

    def print(self, path: Path) -> Path:
        """Print the page as its own style says (paper size too)."""
        printed = self._tell("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        path.write_bytes(base64.b64decode(printed["data"]))
        return path

    def point(self, left: float, top: float) -> None:
        """Move the mouse over a place of the window."""
        for step in (3, 0):
            self._tell("Input.dispatchMouseEvent", type="mouseMoved", x=left + step, y=top)

    def press(self, key: str) -> None:
        """Press a key as a person does: `Tab`, `Enter`."""
        codes = {"Tab": 9, "Enter": 13}
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self._tell("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=codes[key], **text)

    def _tell(self, command: str, **parameters: object) -> dict[str, Any]:
        answer: dict[str, Any] = self._driver.execute_cdp_cmd(command, parameters)
        return answer
