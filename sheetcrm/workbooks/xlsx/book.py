"""What a workbook file consists of: its sheets, their tables, its shared texts and date system."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from urllib.parse import unquote
from xml.etree import ElementTree

from sheetcrm.workbooks.xlsx.cell_text import shared_texts_in
from sheetcrm.workbooks.xlsx.package import Package
from sheetcrm.workbooks.xlsx.references import Area
from sheetcrm.workbooks.xlsx.references import parse_area


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its title and the part that holds it."""

    title: str
    part: str
    position: int
    """Among all sheets, from 0: the number calamine and sheet-level names go by."""


@dataclass(frozen=True, slots=True)
class ListObject:
    """A table part: what Excel calls a table on a sheet."""

    part: str
    name: str
    area: Area
    """Header to last row, the totals row included."""
    totals_rows: int
    header_rows: int

    @property
    def last_data_row(self) -> int:
        """The last row that belongs to the data."""
        return self.area.last_row - self.totals_rows


@dataclass
class Book:
    """A workbook's structure, looked up in its package when first asked for."""

    package: Package
    regular: set[str] = field(default_factory=set)
    """Parts of sheets that were read and found to be written the regular way throughout."""
    _tables: dict[str, tuple[ListObject, ...]] = field(default_factory=dict)

    @cached_property
    def part(self) -> str:
        """The workbook part, by the package's relationships."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument":
                found = self.package.find(target)
                if found is not None and not found.lower().endswith(".bin"):
                    return found
        raise self.package.unreadable("xlsx_not_a_spreadsheet")

    @cached_property
    def _root(self) -> ElementTree.Element:
        root = self.parse(self.part)
        if local_name(root) != "workbook":
            raise self.package.unreadable("xlsx_not_a_spreadsheet")
        return root

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """All worksheets (chart sheets left out), in order."""
        relations = self.relations(self.part)
        found: list[Sheet] = []
        elements = [child for group in children(self._root, "sheets") for child in children(group, "sheet")]
        for position, element in enumerate(elements):
            relation = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
            kind, target = relations.get(relation, ("", ""))
            part = self.package.find(target)
            if kind == "worksheet" and part is not None:
                found.append(Sheet(element.get("name", ""), part, position))
        return tuple(found)

    @cached_property
    def epoch_1904(self) -> bool:
        """Whether days count from 1904 (old Mac workbooks)."""
        properties = next(children(self._root, "workbookPr"), None)
        return properties is not None and properties.get("date1904", "0") in ("1", "true", "on")

    @cached_property
    def shared_texts_part(self) -> str | None:
        """The part with the texts that cells name by number."""
        return self._related("sharedStrings")

    @cached_property
    def shared_texts(self) -> list[str]:
        """The shared texts, in order."""
        part = self.shared_texts_part
        return shared_texts_in(self.package.xml(part)) if part else []

    def shared_text(self, index: bytes) -> str:
        """Give the shared text that a cell names. Raises: NotAWorkbook."""
        if (index.isdigit() or index.strip().isdigit()) and (number := int(index)) < len(self.shared_texts):
            return self.shared_texts[number]
        raise self.package.unreadable("xlsx_damaged")

    @cached_property
    def styles_part(self) -> str | None:
        """The part with the cell formats."""
        return self._related("styles")

    def tables(self, sheet: Sheet) -> tuple[ListObject, ...]:
        """Give the tables of a sheet."""
        if sheet.part not in self._tables:
            parts = [
                self.package.find(target) for kind, target in self.relations(sheet.part).values() if kind == "table"
            ]
            self._tables[sheet.part] = tuple(self._table(part) for part in parts if part is not None)
        return self._tables[sheet.part]

    def _table(self, part: str) -> ListObject:
        root = self.parse(part)
        totals, header = root.get("totalsRowCount", "0"), root.get("headerRowCount", "1")
        area = parse_area(root.get("ref", ""))
        if area is None or not (totals.isdigit() and header.isdigit()):
            raise self.package.unreadable("xlsx_damaged")
        return ListObject(part, root.get("displayName", root.get("name", "")), area, int(totals), int(header))

    def relations(self, part: str) -> Mapping[str, tuple[str, str]]:
        """Give a part's relationships: id → (last word of the kind, target part); outside links are left out."""
        folder, name = posixpath.split(part)
        found = self.package.find(posixpath.join(folder, "_rels", f"{name}.rels"))
        if found is None:
            return {}
        related: dict[str, tuple[str, str]] = {}
        for element in self.parse(found):
            if element.get("TargetMode") != "External":
                kind = element.get("Type", "").rpartition("/")[2]
                related[element.get("Id", "")] = (kind, _resolve(folder, element.get("Target", "")))
        return related

    def parse(self, part: str) -> ElementTree.Element:
        """Parse a small XML part."""
        try:
            return ElementTree.fromstring(self.package.xml(part))
        except ElementTree.ParseError as error:
            raise self.package.unreadable("xlsx_damaged") from error

    def _related(self, wanted: str) -> str | None:
        for kind, target in self.relations(self.part).values():
            if kind == wanted:
                return self.package.find(target)
        return None


def local_name(element: ElementTree.Element) -> str:
    """Give an element's name without its namespace, so that strict and transitional files read alike."""
    return element.tag.rpartition("}")[2]


def children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Give an element's children of that local name."""
    return (child for child in element if local_name(child) == name)


def _resolve(folder: str, target: str) -> str:
    target = unquote(target)
    joined = target if target.startswith("/") else posixpath.join("/", folder, target)
    return posixpath.normpath(joined).lstrip("/")
