"""New workbooks for tests, built once each: the builder makes the same bytes of the same wishes (`test_build.py`)."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from sheetcrm.app.build import new_workbook
from sheetcrm.values import Value

Rows = Mapping[str, Sequence[Mapping[str, Value]]]

PLACE, TEXTS = "THE-ID-OF-THIS-ONE", "xl/sharedStrings.xml"
"""What stands for a workbook's own id until it gets one, and in which part."""
MOST = 100
"""So many are remembered, of 150 to 190 kB each."""
_made: dict[str, bytes] = {}


def made(path: Path, workbook_id: str, *, rows: Rows | None = None, **options: str) -> Path:
    """Make a new workbook with the templates that are shipped. Raises: FileExistsError."""
    key = repr((path.suffix, options, rows))
    if key not in _made:
        if len(_made) == MOST:
            del _made[next(iter(_made))]
        _made[key] = _build(path.suffix, rows, options)
    with path.open("xb") as file:
        file.write(_renamed(_made[key], workbook_id))
    return path


def _build(suffix: str, rows: Rows | None, options: Mapping[str, str]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"once{suffix}"
        new_workbook(path, templates=None, rows=rows, make_id=lambda: PLACE, **options)
        return path.read_bytes()


def _renamed(content: bytes, workbook_id: str) -> bytes:
    """Give the workbook its id; every other part stays as it was built."""
    renamed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as once, zipfile.ZipFile(renamed, "w", zipfile.ZIP_DEFLATED, True, 1) as own:
        for part in once.infolist():
            told = once.read(part)
            if part.filename == TEXTS:
                assert told.count(PLACE.encode()) == 1
                told = told.replace(PLACE.encode(), workbook_id.encode())
            own.writestr(part, told)
    return renamed.getvalue()
