"""Drive's older upload, by which gspread puts a CSV file in the place of a spreadsheet's content."""

from __future__ import annotations

import csv
import io
import re

from sheets_service.book import sheet_properties
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.errors import file_not_found
from sheets_service.sheet import Sheet
from sheets_service.world import World
from sheets_service.writing import put_rows

UPLOAD = re.compile(r"/upload/drive/v2/files/([^/]+)")


def import_csv(world: World, email: str, path: str, body: bytes) -> Json:
    """All sheets go; the first takes the file's rows, read as if typed."""
    match = UPLOAD.fullmatch(path)
    assert match is not None
    file = world.files.get(match[1])
    if file is None or file.rank(email) < 2:
        raise file_not_found(match[1])
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    book = file.book.copy()
    sheet = Sheet(sheet_properties(book.new_id(), file.name))
    book.sheets = [sheet]
    sheet.grow(len(rows), max(map(len, rows), default=0))
    edit = Edit(book, world.open(match[1], email)[1])
    put_rows(edit, sheet, 0, 0, [list(row) for row in rows], "USER_ENTERED")
    world.keep(file, book)
    return {"kind": "drive#file", "id": match[1], "title": file.name}
