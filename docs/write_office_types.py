"""Writes the type library of LibreOffice's functions anew: `make office-types`, after a function or argument changed.

Needs LibreOffice's SDK (Debian: libreoffice-dev), for `unoidl-write`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sheetcrm.surfaces.libreoffice.function_types import idl

EXTENSION = Path(__file__).parents[1] / "sheetcrm" / "surfaces" / "libreoffice" / "extension"


def find_tool() -> Path | None:
    """Find `unoidl-write`: SHEETCRM_UNOIDL_WRITE, the path, or beside LibreOffice as Debian has it."""
    named = os.environ.get("SHEETCRM_UNOIDL_WRITE") or shutil.which("unoidl-write")
    tool = Path(named) if named else Path("/usr/lib/libreoffice/sdk/bin/unoidl-write")
    return tool if tool.is_file() else None


def write_types(tool: Path, source: Path, target: Path) -> None:
    """Make a type library of an interface, with the types that LibreOffice itself has."""
    known = tool.resolve().parents[2] / "program" / "types.rdb"
    subprocess.run([tool, known, source, target], check=True, capture_output=True)


if __name__ == "__main__":
    tool = find_tool()
    if tool is None:
        raise SystemExit("unoidl-write is not installed")
    (EXTENSION / "functions.idl").write_text(idl(), encoding="utf-8")
    write_types(tool, EXTENSION / "functions.idl", EXTENSION / "functions.rdb")
