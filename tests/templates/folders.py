"""Folders of templates for tests: the shipped files with something changed."""

from __future__ import annotations

from pathlib import Path

from sheetcrm.templates.shipped import shipped_templates


def folder_with(folder: Path, *changes: tuple[str, str], name: str = "b2b.toml", added: str = "") -> Path:
    """Put a changed copy of one shipped file into a folder; each change must find its text."""
    text = (shipped_templates() / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text + added, encoding="utf-8")
    return folder


def line_of(folder: Path, needle: str, name: str = "b2b.toml") -> int:
    """Give the line on which a text first stands."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if needle in line)
