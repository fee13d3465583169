"""Runs under the Python that has `uno` (Debian's own): starts LibreOffice and hands it JSON lines to obey.

`starting.py PROGRAM PROFILE`: each line of standard input is answered by `office.py`, which LibreOffice loads.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import NamedValue

OFFICE = Path(__file__).with_name("office.py").as_uri()


def start(program: str, profile: str, pipe: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore", "--nologo",
            "--nodefault", f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def connect(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.05)
    raise TimeoutError("LibreOffice does not answer")


def main() -> None:
    program, profile = sys.argv[1:3]
    pipe = f"sheetcrm_{time.time_ns()}"
    process = start(program, profile, pipe)
    context = connect(pipe)
    make = context.ServiceManager.createInstanceWithContext
    loaded = make("com.sun.star.loader.Python", context).activate("sheetcrm.tests.Office", "", OFFICE, None)
    office = loaded.createInstanceWithContext(context)
    print(json.dumps({"ok": "ready"}), flush=True)
    for line in sys.stdin:
        answer = office.execute((NamedValue("line", line),))
        if json.loads(line)[0] == "end":
            end(make("com.sun.star.frame.Desktop", context), process)
            print(answer, flush=True)
            return
        print(answer, flush=True)


def end(desktop: Any, process: subprocess.Popen[bytes]) -> None:
    try:
        desktop.terminate()
    except Exception:
        process.terminate()
    process.wait(20)


if __name__ == "__main__":
    main()
