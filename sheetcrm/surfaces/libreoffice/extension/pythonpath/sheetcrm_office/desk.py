"""The sheetcrm process that answers: started when first asked, kept, started again when it has gone away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2]
"""Where the extension is installed."""
TITLE = "sheetcrm"
PATIENCE = 600
"""Seconds after which an answer will not come any more."""


class DeskGone(Exception):
    """sheetcrm could not be started, or did not answer."""


class DeskBusy(DeskGone):
    """It is being asked something else, and asked back meanwhile: the answer to both cannot be waited for at once."""


class Desk:
    """The process, its command read from the extension."""

    def __init__(self) -> None:
        self._process = None
        self._lock = threading.Lock()

    def ask(self, question: dict, reply: object = None) -> dict:
        """Ask, and wait for the answer; `reply` answers what is asked back meanwhile. Raises: DeskBusy, DeskGone."""
        if not self._lock.acquire(blocking=False):
            raise DeskBusy(TITLE)
        try:
            settings = json.loads((FOLDER / "interpreter.json").read_text(encoding="utf-8"))
            if self._process is None or self._process.poll() is not None:
                self._process = _start(settings["command"])
            answer = self._exchange(dict(question, templates=settings["templates"]))
            while "do" in answer:
                answer = self._exchange({"reply": self._replied(reply, answer)})
        finally:
            self._lock.release()
        return answer

    def _replied(self, reply: object, request: dict) -> object:
        """Give the reply; when there is none, the process, which waits for it, is ended. Raises: DeskGone."""
        try:
            return reply(request)
        except Exception as error:
            self._stop()
            raise DeskGone(str(error) or type(error).__name__) from error

    def _exchange(self, message: dict) -> dict:
        process, answers = self._process, []
        try:
            process.stdin.write(json.dumps(message, ensure_ascii=False).encode("utf-8") + b"\n")
            process.stdin.flush()
        except OSError as error:
            self._stop()
            raise DeskGone(str(error)) from error
        reader = threading.Thread(target=lambda: answers.append(process.stdout.readline()), daemon=True)
        reader.start()
        reader.join(PATIENCE)
        if not answers or not answers[0]:
            self._stop()
            raise DeskGone(str(process.args[0]))
        return json.loads(answers[0])

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _start(command: list) -> subprocess.Popen:
    """Start sheetcrm without what LibreOffice sets for its own Python."""
    strange = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    environment = {name: value for name, value in os.environ.items() if name not in strange}
    flags = {"creationflags": 0x08000000} if sys.platform == "win32" else {}  # no console window
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=str(Path.home()), **flags
        )
    except OSError as error:
        raise DeskGone(f"{command[0]}: {error}") from error


DESK = Desk()
"""One process for all windows."""
