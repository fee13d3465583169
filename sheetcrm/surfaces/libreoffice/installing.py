"""Finds LibreOffice and puts the extension into it, or takes it out again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

from sheetcrm.errors import OfficeRefused
from sheetcrm.errors import ProgramMissing

_PATIENCE = 180


def find_unopkg() -> Path:
    """Find LibreOffice's own installer of extensions. Raises: ProgramMissing."""
    for place in _places():
        if place.is_file():
            return place
    raise ProgramMissing(program="LibreOffice")


def _places() -> Iterator[Path]:
    found = shutil.which("unopkg")
    if found:
        yield Path(found)
    if sys.platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432"):
            yield Path(os.environ.get(variable, "C:/Program Files")) / "LibreOffice" / "program" / "unopkg.com"
    elif sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield folder / "LibreOffice.app" / "Contents" / "MacOS" / "unopkg"
    else:
        for folder in (Path("/usr/lib"), Path("/usr/lib64"), *sorted(Path("/opt").glob("libreoffice*"), reverse=True)):
            base = folder if folder.parent == Path("/opt") else folder / "libreoffice"
            yield base / "program" / "unopkg"
        yield Path("/snap/bin/libreoffice.unopkg")


def add_extension(unopkg: Path, extension: Path, boot: Sequence[str] = ()) -> None:
    """Install, over an older one if there is any; `boot` are LibreOffice's `-env:` options, for another profile.

    Raises: OfficeRefused.
    """
    _run(unopkg, ["add", "--force", "--suppress-license", *_for_everybody(), *boot, str(extension)])


def remove_extension(unopkg: Path, identifier: str, boot: Sequence[str] = ()) -> None:
    """Take the extension out. Raises: OfficeRefused."""
    _run(unopkg, ["remove", *_for_everybody(), *boot, identifier])


def _for_everybody() -> list[str]:
    """Let root install for all users of the machine: LibreOffice refuses to do it for root alone."""
    return ["--shared"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _run(unopkg: Path, command: list[str]) -> None:
    try:
        done = subprocess.run(
            [str(unopkg), *command], capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OfficeRefused(program=str(unopkg), why=str(error)) from error
    if done.returncode:
        said = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise OfficeRefused(program=str(unopkg), why=" ".join(said) or "?")
