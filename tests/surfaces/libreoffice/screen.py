"""A screen of the tests' own (Xvfb) with a window manager, a keyboard that types Vietnamese, a mouse, and a camera."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

PROGRAMS = ("Xvfb", "openbox", "xdotool", "xmodmap", "import")
PATIENCE = 60.0
STILL_AFTER = 8
"""Pictures after which something may go on moving."""

Found = TypeVar("Found")


def missing_programs() -> list[str]:
    return [program for program in PROGRAMS if shutil.which(program) is None]


def wait_for(look: Callable[[], Found], what: str, patience: float = PATIENCE) -> Found:
    """Look until there is something to see."""
    until = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.1)
    return found


class Screen:
    """Everything that a person has in front of him."""

    def __init__(self, pictures: Path, texts: str) -> None:
        """Take pictures into a folder; `texts` is all that will be typed."""
        self._pictures = pictures
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset"]
        self._server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = f":{told.readline().strip()}"
        self._environment = {**os.environ, "DISPLAY": self.display}
        self._manager = subprocess.Popen(
            ["openbox"], env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            self._learn_letters(texts)
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(10)

    def type(self, text: str) -> None:
        """Type a text and press Enter."""
        self._run("xdotool", "type", "--delay", "25", text)
        self.press("Return")

    def press(self, key: str) -> None:
        self._run("xdotool", "key", key)

    def click(self, place: tuple[int, int] | list[int]) -> None:
        self._run("xdotool", "mousemove", str(place[0]), str(place[1]), "sleep", "0.1", "click", "1")

    def activate(self, title: str) -> None:
        """Bring a window to the front, by a part of its title, as soon as the window manager is there."""
        command = ["xdotool", "search", "--onlyvisible", "--name", title, "windowactivate", "--sync"]
        wait_for(lambda: not self._call(command).returncode, f"the window {title}")

    def picture(self, name: str) -> Path:
        """Keep what is to be seen, as soon as it stands still."""
        path, earlier = self._pictures / f"{name}.png", b""
        for _ in range(STILL_AFTER):
            self._run("import", "-window", "root", "-strip", str(path))
            if path.read_bytes() == earlier:
                break
            earlier = path.read_bytes()
            time.sleep(0.1)
        return path

    def _learn_letters(self, texts: str) -> None:
        """Give each letter that will be typed a key of its own: a key that changes while it is pressed gets lost."""
        keys = self._run("xmodmap", "-pke")
        free = re.findall(r"^keycode +(\d+) =$", keys, re.MULTILINE)
        letters = sorted({letter for letter in texts if not letter.isascii()})
        assert len(free) >= len(letters), "the keyboard has too few keys"
        given = [f"keycode {key} = U{ord(letter):04X}" for letter, key in zip(letters, free, strict=False)]
        expressions = [word for line in given for word in ("-e", line)]
        self._run("xmodmap", *expressions)

    def _run(self, *command: str) -> str:
        done = self._call(command)
        assert not done.returncode, f"{command}: {done.stderr}"
        return done.stdout

    def _call(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=60, check=False)
