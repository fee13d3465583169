"""`leads.errors.csv`: the rows that could not go in, with row number and reason, to be corrected and imported again.

A spreadsheet program would run a cell that begins with `=`, `+`, `-` or `@`; such text is guarded by an apostrophe
here, which is taken off again when the corrected file is imported.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sheetcrm.errors import ImportFailed
from sheetcrm.messages import LANGUAGES
from sheetcrm.messages import say
from sheetcrm.values import Raw
from sheetcrm.values import decode_long_text

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_HARMLESS = re.compile(r"[+-][\d\s.,()/-]*")
_GUARDED = re.compile(r"'('*[=+\-@\t\r].*)", re.DOTALL)


def own_headers() -> tuple[str, ...]:
    """Give the headers that an errors file has more than its source, in all languages."""
    return tuple(say(code, lang) for lang in LANGUAGES for code in ("import_errors_row", "import_errors_reason"))


def errors_path(source: Path) -> Path:
    """Say where the errors of a source are written: beside it."""
    return source.with_name(f"{source.stem}.errors.csv")


def render_errors(
    header: Sequence[Raw], rows: Sequence[tuple[int, str, Sequence[Raw]]], lang: str, delimiter: str
) -> bytes:
    """Write the file's bytes; each row is its number in the source, the reason, and its cells as they stood."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=delimiter)
    writer.writerow([say("import_errors_row", lang), say("import_errors_reason", lang), *map(_shown, header)])
    writer.writerows([number, reason, *map(_shown, cells)] for number, reason, cells in rows)
    return sheet.getvalue().encode("utf-8-sig")


def unguard(cell: Raw) -> Raw:
    """Take the apostrophe off a cell that came through an errors file."""
    found = _GUARDED.fullmatch(cell) if isinstance(cell, str) else None
    return found[1] if found else cell


def _shown(cell: Raw) -> str:
    text = cell if isinstance(cell, str) else decode_long_text(cell)
    if not isinstance(text, str):
        return str(getattr(cell, "text", "")) if text is not None else ""
    return f"'{text}" if _DANGEROUS.match(text) and not _HARMLESS.fullmatch(text) else text


class StagedFile:
    """A file made ready beside its place and put there in one step, so that nothing half-written is ever seen."""

    def __init__(self, path: Path, data: bytes) -> None:
        """Write the bytes beside the place. Raises ImportFailed when the system refuses."""
        self.path = path
        self._data = data
        try:
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            self._ready = Path(name)
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            self._ready.chmod(0o644)
        except OSError as error:
            raise ImportFailed(file=path, why=error.strerror or type(error).__name__) from error

    def put(self) -> None:
        """Put the file in its place; one that stood there and is different (somebody may have corrected it) is kept."""
        if self.path.exists() and self.path.read_bytes() != self._data:
            self.path.replace(free_name(self.path))
        self._ready.replace(self.path)

    def discard(self) -> None:
        """Take the prepared file away again."""
        self._ready.unlink(missing_ok=True)


def free_name(path: Path) -> Path:
    """Give the first name like `leads.errors.2.csv` that nothing stands at."""
    number = 2
    while (found := path.with_name(f"{path.stem}.{number}{path.suffix}")).exists():
        number += 1
    return found
