"""LibreOffice as the second program that reads what sheetcrm writes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

CALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""LibreOffice's own setting "Recalculation on file load: always"; without it, it trusts results kept in a file."""


class LibreOffice:
    """LibreOffice with a profile of its own, so that nobody's settings or open windows matter."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._profile = folder / "profile"
        settings = self._profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(CALCULATE_ALWAYS, encoding="utf-8")

    def save_again(self, files: Iterable[Path], folder: Path) -> list[Path]:
        """Open workbooks, calculate every formula, and save each as .xlsx into another folder."""
        files = list(files)
        done = self._convert("xlsx:Calc MS Excel 2007 XML", files, folder)
        saved = [folder / file.name for file in files]
        assert all(path.exists() for path in saved), done
        return saved

    def as_flat_xml(self, files: Iterable[Path], folder: Path) -> list[Path]:
        """Open workbooks and save what LibreOffice made of each as one XML file of its own kind."""
        files = list(files)
        done = self._convert("fods", files, folder)
        saved = [folder / f"{file.stem}.fods" for file in files]
        assert all(path.exists() for path in saved), done
        return saved

    def _convert(self, what: str, files: Iterable[Path], folder: Path) -> str:
        options = [f"-env:UserInstallation={self._profile.as_uri()}", "--headless"]
        command = [self._program, *options, "--convert-to", what, "--outdir", str(folder), *map(str, files)]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stderr
