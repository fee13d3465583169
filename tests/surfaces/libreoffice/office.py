"""A LibreOffice of the tests' own: private profile, our extension in it, moved by `puppet.py`."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sheetcrm.surfaces.libreoffice.installing import add_extension
from sheetcrm.surfaces.libreoffice.installing import find_unopkg
from sheetcrm.surfaces.libreoffice.installing import remove_extension
from sheetcrm.surfaces.libreoffice.packing import IDENTIFIER

PUPPET = Path(__file__).with_name("puppet.py")
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse">
<value>false</value></prop><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="ooSetupLastVersion" oor:op="fuse">
<value>99.9</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooLocale" oor:op="fuse">
<value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="UILocale" oor:op="fuse">
<value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Save/Document"><prop oor:name="WarnAlienFormat" oor:op="fuse">
<value>false</value></prop></item>
</oor:items>
"""
"""No greetings: nothing stands before the window. A language that is not installed is English."""


def python_with_uno() -> str:
    """Find the Python that LibreOffice's bridge is installed for; on Debian it is the system's."""
    for python in ("/usr/bin/python3", shutil.which("python3"), sys.executable):
        if python and subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0:
            return python
    raise FileNotFoundError("python3-uno is not installed: nothing can move LibreOffice")


PATIENCE = 120
"""Seconds after which LibreOffice is taken for stuck."""


class Refused(Exception):
    """LibreOffice did not do what it was told."""


class Office:
    """LibreOffice, started and stopped; attributes that are no names here are commands of the puppet."""

    def __init__(self, folder: Path, locale: str = "en-US") -> None:
        self.profile = folder / "profile"
        settings = self.profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS.format(locale=locale), encoding="utf-8")
        shared = folder / "shared"
        shared.mkdir()
        self.boot = (
            f"-env:UserInstallation={self.profile.as_uri()}",
            f"-env:UNO_SHARED_PACKAGES_CACHE={shared.as_uri()}",  # root may only install for everybody: here
        )
        self._program: subprocess.Popen[bytes] | None = None
        self._puppet: subprocess.Popen[str] | None = None

    def install(self, extension: Path) -> None:
        add_extension(find_unopkg(), extension, self.boot)

    def uninstall(self) -> None:
        remove_extension(find_unopkg(), IDENTIFIER, self.boot)

    def start(self, options: Sequence[str] = ("--headless",), **environment: str) -> None:
        pipe = f"sheetcrm{uuid.uuid4().hex[:12]}"
        accept = f"--accept=pipe,name={pipe};urp;StarOffice.ServiceManager"
        command = ["soffice", *options, "--norestore", "--nologo", "--nodefault", accept, *self.boot]
        self._program = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._puppet = subprocess.Popen(
            [python_with_uno(), str(PUPPET), pipe], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self._answer()

    def stop(self) -> None:
        """Let it end by itself, so that the profile can be used again."""
        with suppress(Refused, OSError):  # it may be gone already
            self.tell("quit")
        with suppress(subprocess.TimeoutExpired):
            if self._program is not None:
                self._program.wait(20)
        self.end()

    def end(self) -> None:
        """End all of its processes, whatever is on the screen."""
        if self._puppet is not None:
            self._puppet.kill()
            self._puppet.communicate()
        if self._program is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._program.pid, signal.SIGKILL)
            self._program.wait()
        self._program = self._puppet = None

    def tell(self, command: str, *positional: object, **named: object) -> Any:
        assert self._puppet is not None
        assert self._puppet.stdin is not None
        self._puppet.stdin.write(json.dumps([command, positional, named]) + "\n")
        self._puppet.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._puppet is not None
        assert self._puppet.stdout is not None
        ready, _, _ = select.select([self._puppet.stdout], [], [], PATIENCE)
        line = self._puppet.stdout.readline() if ready else ""
        answer = json.loads(line) if line else {"error": "LibreOffice has gone away"}
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def open(self, path: Path, **options: object) -> list[str]:
        titles: list[str] = self.tell("open", path.as_uri(), **options)
        return titles
