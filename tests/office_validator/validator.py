"""Runs the validator on one file at a time and tells what it finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules" / "@xarsh" / "ooxml-validator" / "dist" / "src" / "cli.js"
NODE = Path(sys.executable).parent / ("node.exe" if sys.platform == "win32" else "node")
THRIFT = {"DOTNET_TieredPGO": "0"}
"""It lives for a second: no use in watching which of its own code is worth compiling better."""


class Fault(NamedTuple):
    """Something that Excel may want to repair."""

    part: str | None
    path: str | None
    what: str


class OfficeValidator:
    """Judges files by the schemas and rules of an Office version."""

    def faults(self, file: Path, version: str = "Microsoft365") -> list[Fault]:
        """What is wrong with a file; a file that cannot be opened at all is a fault, too."""
        command = [str(NODE), str(PROGRAM), str(file), "--officeVersion", version]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **THRIFT}, check=False)
        assert done.returncode in (0, 1), done.stderr
        answer = json.loads(done.stdout)
        faults = [Fault(one["path"], one["xPath"], one["description"]) for one in answer["errors"]]
        assert answer["ok"] == (not faults)
        return faults
