"""A small spreadsheet program of another make: it reads and saves one sheet of a workbook, and knows nothing of sync.

It saves as Excel does: text goes to the shared strings (if the file has none, into its cells), the whole file is
written anew and takes the old one's place, and no two saves have the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from html import unescape
from itertools import count
from pathlib import Path
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

from sheetcrm.values import CellError
from sheetcrm.values import Raw

FIRST = 3
Cells = Mapping[str, Raw]

_STRINGS, _CORE = "xl/sharedStrings.xml", "docProps/core.xml"
_ITEM = re.compile(rb"<si(?:\s*/>|[ >].*?</si>)", re.DOTALL)
_TEXT = re.compile(rb"<t(?:\s[^>]*)?>(.*?)</t>", re.DOTALL)
_ROW = re.compile(rb'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(rb'<c r="([A-Z]+)\d+"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_STYLE = re.compile(rb' s="\d+"')
_TYPE = re.compile(rb' t="(\w+)"')
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>(.*?)</v>", re.DOTALL)
_PHONETIC = re.compile(rb"<rPh.*?</rPh>", re.DOTALL)
_SAVES = count(1)
_FOUND: dict[str, str] = {}
"""Where a table's sheet was found last: the first place to look."""


@dataclass
class OpenFile:
    """One file as this program holds it in memory."""

    archive: ZipFile
    changed: dict[str, bytes] = field(default_factory=dict)
    strings: list[str] = field(default_factory=list)
    part: str = ""
    """The sheet's part."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Key → letters of its column."""

    def rows(self, keys: Sequence[str]) -> list[dict[str, Raw]]:
        """Give the data rows from the first on, blank ones in between included."""
        found: list[dict[str, Raw]] = []
        names = {self.columns[key]: key for key in keys}
        for number, cells in self.filled():
            shown = {names[letters]: self.value(*cell) for letters, cell in cells.items() if letters in names}
            if number >= FIRST and any(value is not None for value in shown.values()):
                found += [dict.fromkeys(keys) for _ in range(number - FIRST - len(found) + 1)]
                found[number - FIRST].update(shown)
        return found

    def write(self, rows: Sequence[Cells], keys: Sequence[str]) -> None:
        """Let these cells stand in the data rows, from the first on, and nothing in these columns below."""
        xml, places = self.member(self.part), {self.columns[key]: key for key in keys}
        pieces, at, last = [], 0, FIRST - 1
        for row in _ROW.finditer(xml):
            number = int(row[1])
            if number < FIRST:
                pieces.append(xml[at : row.end()])
            else:
                wanted = rows[number - FIRST] if number < FIRST + len(rows) else {}
                between = range(last + 1, min(number, FIRST + len(rows)))
                new = [self._row(one, b"", b"", places, rows[one - FIRST]) for one in between]
                made = self._row(number, row[2], row[3] or b"", places, wanted)
                pieces += [xml[at : row.start()], *new, made]
                last = number
            at = row.end()
        for number in range(last + 1, FIRST + len(rows)):
            pieces.append(self._row(number, b"", b"", places, rows[number - FIRST]))
        self.changed[self.part] = b"".join([*pieces, xml[at:]])

    def save(self) -> bytes:
        """Give the bytes of a new file."""
        if self.has_strings:
            self.changed[_STRINGS] = self._shared_strings()
        who = b"<cp:lastModifiedBy>save %d</cp:lastModifiedBy>" % next(_SAVES)
        core = re.sub(rb"<cp:lastModifiedBy>.*?</cp:lastModifiedBy>", b"", self.member(_CORE))
        self.changed[_CORE] = core.replace(b"</cp:coreProperties>", who + b"</cp:coreProperties>")
        packed = io.BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for name in self.archive.namelist():
                archive.writestr(name, self.member(name))
        return packed.getvalue()

    def _shared_strings(self) -> bytes:
        items = "".join(f'<si><t xml:space="preserve">{_escaped(text)}</t></si>' for text in self.strings)
        head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="%s" uniqueCount="%d">' % (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", len(self.strings),
        )  # fmt: skip
        return head + items.encode() + b"</sst>"

    @property
    def has_strings(self) -> bool:
        """Say whether texts stand in a part of their own."""
        return _STRINGS in self.archive.namelist()

    def member(self, name: str) -> bytes:
        """Give a part as it is now."""
        return self.changed.get(name) or self.archive.read(name)

    def filled(self) -> Iterator[tuple[int, dict[str, tuple[bytes, bytes]]]]:
        """Give each row's number and its cells: letters → attributes and what stands inside."""
        for row in _ROW.finditer(self.member(self.part)):
            yield int(row[1]), {cell[1].decode(): (cell[2], cell[3] or b"") for cell in _CELL.finditer(row[3] or b"")}

    def value(self, attributes: bytes, body: bytes) -> Raw:
        """Give what a cell shows."""
        kind = _TYPE.search(attributes)
        if kind and kind[1] == b"inlineStr":
            return _text(body) or None
        value = _VALUE.search(body)
        if value is None or not value[1]:
            return None
        said = unescape(value[1].decode())
        match kind[1] if kind else b"n":
            case b"s":
                return self.strings[int(said)] or None
            case b"str":
                return said
            case b"e":
                return CellError(said)
        return int(said) if said.isdigit() else float(said)

    def _row(self, number: int, attributes: bytes, body: bytes, places: Mapping[str, str], wanted: Cells) -> bytes:
        cells = {cell[1].decode(): cell[0] for cell in _CELL.finditer(body)}
        for letters, key in places.items():
            old = cells.pop(letters, b"")
            style = _STYLE.search(old.partition(b">")[0])
            made = self._cell(letters, number, style[0] if style else b"", wanted.get(key))
            if made:
                cells[letters] = made
        if not cells and not attributes:
            return b""
        in_order = b"".join(cells[letters] for letters in sorted(cells, key=lambda one: (len(one), one)))
        return b'<row r="%d"%s>%s</row>' % (number, attributes, in_order)

    def _cell(self, letters: str, number: int, style: bytes, value: Raw) -> bytes:
        start = b'<c r="%s%d"%s' % (letters.encode(), number, style)
        if value is None:
            return start + b"/>" if style else b""
        if isinstance(value, CellError):
            return start + b' t="e"><v>%s</v></c>' % value.text.encode()
        if isinstance(value, str) and not self.has_strings:
            text = _escaped(value).encode()
            return start + b' t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % text
        if isinstance(value, str):
            self.strings.append(value)
            return start + b' t="s"><v>%d</v></c>' % (len(self.strings) - 1)
        return start + b"><v>%s</v></c>" % str(value).encode()


def opened(data: bytes, table: str = "leads") -> OpenFile:
    """Open the sheet on whose hidden first row a table's id column is named."""
    file = OpenFile(ZipFile(io.BytesIO(data)))
    file.strings = [_text(item) for item in _ITEM.findall(file.member(_STRINGS))] if file.has_strings else []
    parts = [name for name in file.archive.namelist() if name.startswith("xl/worksheets/sheet")]
    for file.part in sorted(parts, key=lambda name: name != _FOUND.get(table)):
        keys = {str(file.value(*cell)): letters for letters, cell in next(file.filled(), (0, {}))[1].items()}
        if f"{table}.id" in keys:
            _FOUND[table] = file.part
            file.columns = {key.rpartition(".")[2]: letters for key, letters in keys.items()}
            return file
    raise AssertionError(f"no sheet of {table}")


def put(path: Path, data: bytes) -> None:
    """Let new content take a file's place, as programs save."""
    fresh = path.with_name(f"{path.name}.tmp")
    fresh.write_bytes(data)
    fresh.replace(path)


def _text(item: bytes) -> str:
    return unescape("".join(piece.decode() for piece in _TEXT.findall(_PHONETIC.sub(b"", item))))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
