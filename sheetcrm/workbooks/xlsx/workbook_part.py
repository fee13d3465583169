"""Parts of a workbook that must follow when cells change: calculation settings, calculation chain, pivot caches."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection

from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.book import children

_CALCULATION = re.compile(rb"<(?:[\w.-]+:)?calcPr(?=[\s/>])")
_FULL = re.compile(rb"\sfullCalcOnLoad\s*=\s*[\"']([^\"']*)[\"']")
_BEFORE_CALCULATION = re.compile(
    rb".*(?:</(?P<p>[\w.-]+:)?(?:definedNames|externalReferences|functionGroups|sheets)>"
    rb"|<(?P<q>[\w.-]+:)?(?:externalReferences|functionGroups|definedNames)\s*/>)",
    re.DOTALL,
)
_REFRESH = re.compile(rb"\srefreshOnLoad\s*=\s*[\"'][^\"']*[\"']")
_PIVOT_ROOT = re.compile(rb"<(?:[\w.-]+:)?pivotCacheDefinition(?=[\s>])")
_CONTENT_TYPES = "[Content_Types].xml"


def calculate_on_opening(workbook: bytes) -> bytes:
    """Tell Excel to calculate every formula when it opens the file: their kept results may be old."""
    match = _CALCULATION.search(workbook)
    if match is None:
        before = _BEFORE_CALCULATION.match(workbook)
        if before is None:
            return workbook
        prefix = before["p"] or before["q"] or b""
        at = before.end()
        return workbook[:at] + b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>' + workbook[at:]
    end = workbook.index(b">", match.end())
    tag = workbook[match.end() : end]
    full = _FULL.search(tag)
    if full and full[1] in (b"1", b"true"):
        return workbook
    return workbook[: match.end()] + b' fullCalcOnLoad="1"' + _FULL.sub(b"", tag) + workbook[end:]


def forget_calculation_chain(book: Book, changed: dict[str, bytes], dropped: set[str]) -> None:
    """Drop the calculation chain: an entry for a cell without formula makes Excel offer a repair."""
    chain = next((target for kind, target in book.relations(book.part).values() if kind == "calcChain"), None)
    part = book.package.find(chain) if chain else None
    if part is None:
        return
    dropped.add(part)
    folder, name = posixpath.split(book.part)
    relations = book.package.find(posixpath.join(folder, "_rels", f"{name}.rels")) or ""
    _without(book, changed, relations, rb"Relationship", rb"Type\s*=\s*[\"'][^\"']*/calcChain[\"']")
    types = book.package.find(_CONTENT_TYPES) or ""
    _without(book, changed, types, rb"Override", rb"PartName\s*=\s*[\"']/?" + re.escape(part.encode()) + rb"[\"']")


def _without(book: Book, changed: dict[str, bytes], part: str, element: bytes, holding: bytes) -> None:
    before = changed.get(part) or book.package.xml(part)
    start = rb"<(?P<p>(?:[\w.-]+:)?)" + element + rb"\s[^>]*?" + holding + rb"[^>]*?"
    pattern = start + rb"(?:/>|>\s*</(?P=p)" + element + rb"\s*>)"
    changed[part] = re.sub(pattern, b"", before, flags=re.IGNORECASE)


def refresh_pivots(book: Book, titles: Collection[str], changed: dict[str, bytes]) -> None:
    """Tell Excel to refresh the pivot tables that read a changed sheet when it opens the file."""
    tables = {table.name for sheet in book.sheets if sheet.title in titles for table in book.tables(sheet)}
    for kind, target in book.relations(book.part).values():
        part = book.package.find(target)
        if kind != "pivotCacheDefinition" or part is None:
            continue
        root = book.parse(part)
        sources = [source for cache in children(root, "cacheSource") for source in children(cache, "worksheetSource")]
        if root.get("refreshOnLoad") in ("1", "true"):
            continue
        if any(source.get("sheet") in titles or source.get("name") in tables for source in sources):
            changed[part] = _refreshing(book.package.xml(part))


def _refreshing(part: bytes) -> bytes:
    match = _PIVOT_ROOT.search(part)
    if match is None:
        return part
    end = part.index(b">", match.end())
    tag = _REFRESH.sub(b"", part[match.end() : end])
    return part[: match.end()] + b' refreshOnLoad="1"' + tag + part[end:]
