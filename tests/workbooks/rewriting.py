"""The same workbook file spelt in other ways: what other programs write, and what damaged files hold."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string

Change = Callable[[bytes], bytes]

BODY = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
ROW = re.compile(rb'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
CELL = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*?)(/>|>.*?</c>)', re.DOTALL)


def change_parts(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Rewrite a zip file member by member; None drops one."""
    source, target = zipfile.ZipFile(BytesIO(path.read_bytes())), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            content = change(info.filename, source.read(info))
            if content is not None:
                archive.writestr(zipfile.ZipInfo(info.filename, info.date_time), content, zipfile.ZIP_DEFLATED)
    path.write_bytes(target.getvalue())


def change_sheets(path: Path, change: Change) -> None:
    """Rewrite the worksheets."""
    change_parts(path, lambda name, data: change(data) if name.startswith("xl/worksheets/sheet") else data)


def change_part(path: Path, part: str, change: Change) -> None:
    """Rewrite one part, which must differ afterwards."""

    def only(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        changed = change(data)
        assert changed != data
        return changed

    change_parts(path, only)


def add_parts(path: Path, parts: dict[str, bytes]) -> None:
    """Append members."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def spaced(sheet: bytes) -> bytes:
    """Begin a new line after every row, as people do who format XML to read it."""
    return sheet.replace(b"</row>", b"</row>\n")


def prefixed(sheet: bytes) -> bytes:
    """Name every element `x:…`, as the Open XML SDK does."""
    named = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", sheet)
    return named.replace(b' xmlns="', b' xmlns:x="')


def unreferenced(sheet: bytes) -> bytes:
    """Leave out the references of rows and cells; what stands between is written as empty elements."""

    def body(match: re.Match[bytes]) -> bytes:
        rows = {int(number): (attributes, cells) for number, attributes, cells in ROW.findall(match[0])}
        written = b""
        for number in range(1, max(rows, default=0) + 1):
            attributes, cells = rows.get(number, (b"", b""))
            written += b"<row" + attributes + b">" + _in_order(cells) + b"</row>"
        return b"<sheetData>" + written + b"</sheetData>"

    return BODY.sub(body, sheet)


def _in_order(cells: bytes) -> bytes:
    found = {}
    for reference, attributes, rest in CELL.findall(cells):
        column = column_index_from_string(coordinate_from_string(reference.decode())[0])
        found[column] = b"<c" + attributes + rest
    return b"".join(found.get(column, b"<c/>") for column in range(1, max(found, default=0) + 1))


def apostrophes(sheet: bytes) -> bytes:
    """Quote attributes with apostrophes."""
    return BODY.sub(lambda match: re.sub(rb'="([^"<]*)"', rb"='\1'", match[0]), sheet)


def reordered(sheet: bytes) -> bytes:
    """Write a cell's kind and format before its reference, with an attribute of another namespace."""

    def cell(match: re.Match[bytes]) -> bytes:
        return b"<c" + match[2] + b' x14ac:mark="1" r="' + match[1] + b'"' + match[3]

    named = sheet.replace(b"<worksheet ", b'<worksheet xmlns:x14ac="urn:x14ac" ', 1)
    return BODY.sub(lambda match: CELL.sub(cell, match[0]), named)


def indented(sheet: bytes) -> bytes:
    """Put every row and cell on a line of its own."""

    def body(match: re.Match[bytes]) -> bytes:
        return re.sub(rb"(?=<row|</row>|<c |</sheetData>)", b"\r\n  ", match[0])

    return BODY.sub(body, sheet)


def strict(name: str, data: bytes) -> bytes:
    """Use the namespaces of Strict Open XML."""
    data = data.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    return data.replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
