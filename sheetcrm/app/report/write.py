"""Puts a report page on disk: whole or not at all, and never in the place of somebody else's file."""

from __future__ import annotations

import secrets
from pathlib import Path

from sheetcrm.app.report.render import SIGNATURE
from sheetcrm.errors import BadRequest
from sheetcrm.workbooks.xlsx.replacing import in_our_words

SUFFIXES = (".html", ".htm")
_BEGINNING = 1000
"""Within how many bytes a page says that it is ours."""


def prove_place(path: Path) -> None:
    """Make sure a page may be written there, before the work is done.

    Raises: BadRequest when it is no name of a page, or a file stands there that is not an earlier report; NotAllowed.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise BadRequest(what=str(path), why="@report_not_html")
    try:
        ours = not path.exists() or _is_report(path)
    except OSError as error:
        raise in_our_words(error, path) from error
    if not ours:
        raise BadRequest(what=str(path), why="@report_not_ours")


def write_report(path: Path, html: str) -> None:
    """Write a page, over an earlier one. Raises: what `prove_place` raises."""
    prove_place(path)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        fresh.write_text(html, encoding="utf-8", newline="\n")
        fresh.replace(path)
    except OSError as error:
        raise in_our_words(error, path) from error
    finally:
        fresh.unlink(missing_ok=True)


def _is_report(path: Path) -> bool:
    with path.open("rb") as file:
        return SIGNATURE.encode() in file.read(_BEGINNING)
