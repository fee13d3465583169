"""Where the shipped templates stand, and which file counts when a company has one of its own."""

from __future__ import annotations

from pathlib import Path

import sheetcrm

FOLDER = "workbook_templates"


def shipped_templates(package: Path = Path(sheetcrm.__file__).parent) -> Path:
    """Give the shipped folder: inside the package (installed from a wheel), else beside it (checkout, editable)."""
    inside = package / FOLDER
    return inside if inside.is_dir() else package.parent / FOLDER


def template_files(own: Path | None, pattern: str) -> dict[str, Path]:
    """Give the files of a pattern (`processes/*.toml`) by stem; a company's own stand before the shipped ones."""
    folders = (shipped_templates(), own) if own is not None else (shipped_templates(),)
    found = {path.stem: path for folder in folders for path in folder.glob(pattern)}
    return dict(sorted(found.items()))
