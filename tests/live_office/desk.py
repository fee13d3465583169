"""One LibreOffice for a test session, and what the tests ask of it besides what xlwings does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

STARTING = Path(__file__).with_name("starting.py")
SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's python3-uno belongs to it, whichever Python runs the tests."""

BUSY = -2146777998
"""0x800AC472: what Excel gives while a cell is being edited."""
REFUSED, REFUSED_INSIDE = -2147352567, -2146827284
GONE = -2147417848


class ComError(Exception):
    """An error as Excel gives it on Windows, in the form of `pywintypes.com_error`."""

    def __init__(self, hresult: int, said: str, inside: int | None = None) -> None:
        self.hresult = hresult
        self.excepinfo = (0, "Microsoft Excel", said, "xlmain11.chm", 0, inside) if inside is not None else None
        super().__init__(hresult, said, self.excepinfo, None)


def never(_: str) -> bool:
    """Nobody edits a cell."""
    return False


class Desk:
    """Speaks with the process that drives LibreOffice; counts and, when told so, fails."""

    def __init__(self, program: str, folder: Path) -> None:
        self._process = subprocess.Popen(
            [SYSTEM_PYTHON, str(STARTING), program, str(folder / "profile")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        self._windows = ModuleType("xlwings._xlwindows")
        """Where xlwings keeps, on Windows, how often it asks an Excel that is busy before it gives up (0: for ever)."""
        self._windows.N_COM_ATTEMPTS = 0
        sys.modules[self._windows.__name__] = self._windows
        self.journal: list[str] = []
        """The verbs asked for, in order."""
        self.is_busy: Callable[[str], bool] = never
        """Says for each verb whether a cell is being edited just then."""
        self._answer()

    def ask(self, verb: str, *arguments: object) -> Any:
        """Let LibreOffice do something. Raises: ComError, as Excel would."""
        self.journal.append(verb)
        attempt = 1
        while self.is_busy(verb):  # as xlwings does it on Windows
            if self._windows.N_COM_ATTEMPTS and not attempt < self._windows.N_COM_ATTEMPTS:
                raise ComError(BUSY, "Call was rejected")
            attempt += 1
        return self.do(verb, *arguments)

    def do(self, verb: str, *arguments: object) -> Any:
        """Let LibreOffice do something for a test, uncounted and never busy."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([verb, arguments]) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def count(self, *verbs: str) -> int:
        """Count how often something was asked for."""
        return sum(self.journal.count(verb) for verb in verbs)

    def close(self) -> None:
        """End LibreOffice and the process that drives it."""
        del sys.modules[self._windows.__name__]
        self.do("end")
        self._process.wait(30)

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the process that drives LibreOffice ended"
        answer = json.loads(line)
        if "refused" in answer:
            raise ComError(REFUSED, answer["refused"], REFUSED_INSIDE)
        if "gone" in answer:
            raise ComError(GONE, "The object invoked has disconnected from its clients.")
        assert "ok" in answer, answer.get("failed")
        return answer["ok"]
