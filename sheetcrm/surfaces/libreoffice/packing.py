"""Makes the extension: the files of `extension/`, and what is written from labels, this version and this Python."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from sheetcrm import __version__
from sheetcrm.messages import LANGUAGES
from sheetcrm.messages import sentences
from sheetcrm.surfaces.libreoffice.registering import BUTTONS
from sheetcrm.surfaces.libreoffice.registering import configuration
from sheetcrm.surfaces.libreoffice.registering import description
from sheetcrm.surfaces.libreoffice.registering import manifest

IDENTIFIER = "vnd.sheetcrm.desk"
_DESK = "sheetcrm.surfaces.libreoffice.desk"
_SAID_INSIDE = (
    "button_working",
    "office_not_a_sheet",
    "office_read_only",
    "office_password",
    "office_put_back",
    "office_no_answer",
    "office_busy",
)
"""Sentences that the extension says without asking."""
_BUILT_WITH = (1980, 1, 1, 0, 0, 0)
"""The same content is the same file."""


def pack_extension(target: Path, templates: Path | None = None) -> None:
    """Write the extension; it will run this very Python, with a company's own templates if there are any."""
    command = [sys.executable, "-m", _DESK]
    interpreter = {"command": command, "templates": str(templates.resolve()) if templates else None}
    written = {
        "META-INF/manifest.xml": manifest(),
        "description.xml": description(IDENTIFIER, __version__),
        "interpreter.json": json.dumps(interpreter, ensure_ascii=False),
        "words.json": json.dumps({lang: _words(lang) for lang in LANGUAGES}, ensure_ascii=False),
        **configuration(),
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in sorted({**dict(_shipped()), **_encoded(written)}.items()):
            package.writestr(zipfile.ZipInfo(name, _BUILT_WITH), content, zipfile.ZIP_DEFLATED)


def _encoded(written: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in written.items()}


def _words(lang: str) -> Mapping[str, str]:
    return {code: sentences(lang)[code] for code in (*_SAID_INSIDE, *(f"button_{button}" for button in BUTTONS))}


def _shipped() -> Iterator[tuple[str, bytes]]:
    yield from _files(resources.files("sheetcrm.surfaces.libreoffice").joinpath("extension"), "")


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry, f"{path}{entry.name}/")
        elif entry.is_file():
            yield f"{path}{entry.name}", entry.read_bytes()
