"""The command line: each command lives in its own module and is imported only when it is called."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from sheetcrm.surfaces.cli.listing import help_text


def preferred_language() -> str:
    """Say which language to speak before a workbook tells its own: SHEETCRM_LANG, the system's, else Vietnamese."""
    wished = os.environ.get("SHEETCRM_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "vi"
    return "en" if wished.lower().startswith("en") else "vi"


def main() -> None:
    """Run the command line; a failure is one sentence in the user's language and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.argv[1:] in (["--help"], ["-h"]):
        sys.stdout.write(help_text(preferred_language()))
    else:
        _leave(_run())


def _run() -> int:
    """Run the command asked for and give its exit code."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins reads every installed package
    gc.disable()  # one short run over many small values: collecting costs a tenth of it and frees nothing
    from sheetcrm.errors import SheetCrmError
    from sheetcrm.surfaces.cli.speech import speak  # brings click

    speak(preferred_language())
    from sheetcrm.surfaces.cli.group import cli  # some of click's words are said when it is imported

    try:
        cli(prog_name="sheetcrm")
    except SheetCrmError as error:
        sys.stderr.write(f"{error.in_language(preferred_language())}\n")
        return 2
    except SystemExit as leaving:  # click leaves so, always with a number
        return leaving.code if isinstance(leaving.code, int) else 0
    return 0


def _leave(code: int) -> NoReturn:
    """End at once: all is written and closed; taking a workbook apart value by value would cost a thirtieth more."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # whoever reads us may be gone, as `head` is
            stream.flush()
    os._exit(code)
