"""Gives templates: the shipped one as it was compiled, anything else from its files.

Reading and proving the files costs half of what a recompute of a small company costs, so the shipped template is kept
compiled beside them (`make ready`), under a seal that an edited file breaks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from sheetcrm.templates.compiled import SHAPE
from sheetcrm.templates.compiled import compile_template
from sheetcrm.templates.compiled import restore_template
from sheetcrm.templates.shipped import shipped_templates
from sheetcrm.templates.template import Template

__all__ = ["Template", "load_template", "shipped_templates", "write_compiled"]

COMPILED = "ready/template.txt"
"""The seal on the first line, the template below."""


def load_template(folder: Path | None = None) -> Template:
    """Give the workbook template with its processes and schemes, a company's own files before the shipped ones.

    Raises: TemplateError, with the file, the line and the reason.
    """
    if folder is None and (compiled := compiled_template(shipped_templates())) is not None:
        return compiled
    return _read(folder)


def write_compiled(path: Path) -> None:
    """Compile the shipped template, so that nobody need read its files again until they change."""
    text = f"{_seal(shipped_templates())}\n{compile_template(_read(None))}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _read(folder: Path | None) -> Template:
    from sheetcrm.templates.reading import read_template  # brings pydantic, which a compiled template does not need

    return read_template(folder)


def compiled_template(folder: Path) -> Template | None:
    """Give the compiled template of a folder, unless a file or the program has changed since."""
    try:
        seal, _, text = (folder / COMPILED).read_text(encoding="utf-8").partition("\n")
    except OSError:
        return None
    return restore_template(text) if seal == _seal(folder) else None


def seal_of(folder: Path | None) -> str:
    """Sum up all files of templates, the shipped ones and a company's own, and what this program makes of them."""
    return _seal(shipped_templates()) + (_seal(folder) if folder else "")


def _seal(folder: Path) -> str:
    """Sum up the files, their names and what templates consist of; how lines end does not count."""
    seal = hashlib.sha256(SHAPE.encode())
    for path in _files(folder):
        seal.update(path.relative_to(folder).as_posix().encode())
        seal.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return seal.hexdigest()


def _files(folder: Path) -> Iterable[Path]:
    return sorted([*folder.glob("*.toml"), *folder.glob("*/*.toml")])
