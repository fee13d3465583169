"""What Excel repairs though no schema forbids it: rules that files break in practice, looked up by a small reader.

Microsoft's validator does not compare parts with one another: a table's head with its cells, a cell's look or text
with the lists of looks and texts, a name or link with the sheets there are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.cell import range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LONGEST = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
LONGEST_CELL, LONGEST_TITLE, LONGEST_LIST = 32_767, 31, 255
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Workbook:
    """The parts of a file, and what of them other parts count in."""

    def __init__(self, path: Path) -> None:
        with ZipFile(path) as archive:
            self._names = archive.namelist()
            self._parts = {name: archive.read(name) for name in self._names if not name.endswith(".bin")}
        self.root = self.parsed("xl/workbook.xml")
        texts = self._parts.get("xl/sharedStrings.xml")
        self.texts = [text_of(item) for item in ElementTree.fromstring(texts)] if texts else []
        styles = self.parsed("xl/styles.xml")
        self.looks, self.paints = (len(found(styles, name)) for name in ("cellXfs", "dxfs"))
        links = self.links("xl/workbook.xml")
        self.sheets = {sheet.get("name", ""): links[sheet.get(LINKED, "")] for sheet in found(self.root, "sheets")}

    def parsed(self, part: str) -> Element:
        return ElementTree.fromstring(self._parts[part])

    def links(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        rels = self._parts.get(f"{folder}/_rels/{name}.rels")
        near = [one for one in ElementTree.fromstring(rels) if one.get("TargetMode") != "External"] if rels else []
        return {one.get("Id", ""): _place(folder, one.get("Target", "")) for one in near}

    def faults(self) -> list[str]:
        """Everything Excel would stumble over."""
        return [
            *self._book(),
            *(f"{title}: {fault}" for title, part in self.sheets.items() for fault in self._sheet(part)),
        ]

    def _book(self) -> Iterator[str]:
        yield from (f"{name} twice" for name in repeated(self._names))
        yield from (
            f"{title}: title"
            for title in self.sheets
            if len(title) > LONGEST_TITLE or re.search(r"[\[\]:*?/\\]", title)
        )
        yield from (f"{title}: title twice" for title in repeated(self.sheets))
        names = found(self.root, "definedNames")
        yield from (
            f"name {name} twice" for name in repeated(str((one.get("name"), one.get("localSheetId"))) for one in names)
        )
        for name in names:
            for quoted, plain in re.findall(r"(?:'((?:[^']|'')+)'|([\w.]+))!", name.text or ""):
                if (quoted.replace("''", "'") or plain) not in self.sheets:
                    yield f"name {name.get('name')}: no sheet {quoted or plain}"
        tables = [
            self.parsed(target)
            for part in self.sheets.values()
            for target in self.links(part).values()
            if "/tables/" in target
        ]
        yield from (
            f"table {name} twice"
            for key in ("id", "displayName")
            for name in repeated(one.get(key, "") for one in tables)
        )

    def _sheet(self, part: str) -> Iterator[str]:
        root, standing = self.parsed(part), dict[tuple[int, int], object]()
        numbers = [int(row.get("r", "0")) for row in root.iter(f"{MAIN}row")]
        if any(later <= earlier for earlier, later in pairwise([0, *numbers])):
            yield "rows out of order"
        for row in root.iter(f"{MAIN}row"):
            places = [coordinate_to_tuple(cell.get("r", "")) for cell in row]
            if any(at != int(row.get("r", "0")) for at, _ in places) or any(
                b <= a for a, b in pairwise(c for _, c in places)
            ):
                yield f"row {row.get('r')}: cells out of order"
            for cell, place in zip(row, places, strict=True):
                standing[place] = value = self._value(cell)
                if int(cell.get("s", "0")) >= self.looks or value == _NOTHING or len(str(value)) > LONGEST_CELL:
                    yield f"cell {cell.get('r')}"
                formula = cell.find(f"{MAIN}f")
                if formula is not None and (formula.text or "").startswith("="):
                    yield f"formula of {cell.get('r')}"
        yield from self._around(root)
        for target in self.links(part).values():
            if "/tables/" in target:
                yield from self._table(self.parsed(target), standing)

    def _value(self, cell: Element) -> object:
        value = cell.find(f"{MAIN}v")
        if cell.get("t") == "s":
            number = int((value.text or "") if value is not None else "-1")
            return self.texts[number] if 0 <= number < len(self.texts) else _NOTHING
        inline = cell.find(f"{MAIN}is")
        return text_of(inline) if inline is not None else value.text if value is not None else None

    def _around(self, root: Element) -> Iterator[str]:
        """What stands around the cells: rules of typing and of colour, links, merged areas."""
        for rule in root.iter(f"{MAIN}dataValidation"):
            yield from (
                f"{key} of {rule.get('sqref')}" for key, most in LONGEST.items() if len(rule.get(key, "")) > most
            )
            if len(rule.findtext(f"{MAIN}formula1", "")) > LONGEST_LIST:
                yield f"list of {rule.get('sqref')}"
        yield from (
            f"paint {one.get('dxfId')}"
            for one in root.iter(f"{MAIN}cfRule")
            if int(one.get("dxfId", "0")) >= self.paints
        )
        for link in root.iter(f"{MAIN}hyperlink"):
            title, cell, _ = link.get("location", "").rpartition("!")
            if cell and title.strip("'").replace("''", "'") not in self.sheets:
                yield f"link of {link.get('ref')}"
        merged = [range_boundaries(one.get("ref", "")) for one in root.iter(f"{MAIN}mergeCell")]
        yield from (
            "merged areas meet" for place, one in enumerate(merged) for other in merged[:place] if meet(one, other)
        )

    def _table(self, table: Element, standing: dict[tuple[int, int], object]) -> Iterator[str]:
        name = table.get("displayName")
        left, top, right, bottom = (number or 0 for number in range_boundaries(table.get("ref", "")))
        heads = [
            _ESCAPE.sub(lambda match: chr(int(match[1], 16)), one.get("name", ""))
            for one in found(table, "tableColumns")
        ]
        if [str(standing.get((top, column))) for column in range(left, right + 1)] != heads:
            yield f"table {name}: heads differ from the cells"
        if repeated(head.lower() for head in heads) or bottom <= top:
            yield f"table {name}: heads or rows"
        filters = table.find(f"{MAIN}autoFilter")
        if filters is not None and filters.get("ref") != table.get("ref"):
            yield f"table {name}: filter"


_NOTHING = object()


def found(root: Element, name: str) -> list[Element]:
    """The children of a part's list."""
    listed = root.find(MAIN + name)
    return list(listed) if listed is not None else []


def text_of(item: Element) -> str:
    text = "".join(one.text or "" for one in item.iter(f"{MAIN}t"))
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def repeated(names: Iterable[str]) -> set[str]:
    seen = [name.lower() for name in names]
    return {name for name in seen if seen.count(name) > 1}


def meet(one: tuple[int | None, ...], other: tuple[int | None, ...]) -> bool:
    (left, top, right, bottom), (left2, top2, right2, bottom2) = ([n or 0 for n in area] for area in (one, other))
    return left <= right2 and left2 <= right and top <= bottom2 and top2 <= bottom


def _place(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
