"""Who has a workbook open: the marks that Excel and LibreOffice leave beside a file."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from pathlib import Path

from sheetcrm.errors import Locked

_EXCEL_MARK, _EXCEL_WIDE_NAME, _OTHER_WIDE_NAME = 165, 55, 54
"""Excel's marks are this long and have the UTF-16 name there; Word's one byte before."""


def refuse_when_open(path: Path) -> None:
    """Look for a lock mark beside a workbook. Raises: Locked."""
    for mark, read_name in _marks(path):
        try:
            content = mark.read_bytes()
        except FileNotFoundError:
            continue
        except OSError:
            content = b""  # Excel holds its mark so that nobody else can read it: the file is open
        name = read_name(content)
        raise Locked(file=path, by=f"{name}, {mark.name}" if name else mark.name)


def is_marked(path: Path) -> bool:
    """Say whether such a mark lies beside a workbook."""
    return any(mark.exists() for mark, _ in _marks(path))


def _marks(path: Path) -> Iterable[tuple[Path, Callable[[bytes], str]]]:
    """Give where marks would lie, and who reads the name in each."""
    return (
        (path.with_name(f"~${path.name}"), _excel_user),
        (path.with_name(f"~${path.name[2:]}"), _excel_user),
        (path.with_name(f".~lock.{path.name}#"), _libreoffice_user),
    )


def _excel_user(content: bytes) -> str:
    """Read the name in Excel's mark: its length and itself in the system's encoding, padded, then both in UTF-16."""
    at = _EXCEL_WIDE_NAME if len(content) >= _EXCEL_MARK else _OTHER_WIDE_NAME
    if len(content) > at + 1:
        return content[at + 2 : at + 2 + 2 * content[at]].decode("utf-16-le", "ignore").strip(" \0")
    return content[1 : 1 + content[0]].decode("latin-1").strip(" \0") if content else ""


def _libreoffice_user(content: bytes) -> str:
    fields = content.decode("utf-8", "replace").split(",")
    return next((field.strip() for field in fields[:2] if field.strip()), "")
