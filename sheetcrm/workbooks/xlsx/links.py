"""Links from a report's cells to other cells of the workbook: elements of their own, never formulas.

Excel, LibreOffice and Google Sheets (after upload) all follow them; `HYPERLINK("#…")` leads nowhere in Google Sheets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sheetcrm.workbooks.xlsx.cell_text import escape
from sheetcrm.workbooks.xlsx.dialect import attribute
from sheetcrm.workbooks.xlsx.references import Area
from sheetcrm.workbooks.xlsx.references import area_text
from sheetcrm.workbooks.xlsx.references import parse_area

Links = Mapping[Area, str]

_ALL = re.compile(rb"<(?:[\w.-]+:)?hyperlinks\s*(?:/>|>(.*?)</(?:[\w.-]+:)?hyperlinks\s*>)", re.DOTALL)
_ONE = re.compile(rb"\s*<(?:[\w.-]+:)?hyperlink\s[^>]*?(?:/>|>\s*</(?:[\w.-]+:)?hyperlink\s*>)")
_AFTER = re.compile(
    rb"<(?:[\w.-]+:)?(?:printOptions|pageMargins|pageSetup|headerFooter|rowBreaks|colBreaks|customProperties|cellWatches"
    rb"|ignoredErrors|smartTags|drawing|legacyDrawing|legacyDrawingHF|drawingHF|picture|oleObjects|controls"
    rb"|webPublishItems|tableParts|extLst)[\s/>]|</(?:[\w.-]+:)?worksheet\s*>"
)
"""What may stand behind the links, the first of which they stand before."""


def renew_links(tail: bytes, area: Area, links: Links, prefix: str) -> bytes:
    """Give what stands after a sheet's cells with exactly these links in an area; the links elsewhere stay."""
    match = _ALL.search(tail)
    if match is None and not links:
        return tail
    standing = [one[0] for one in _ONE.finditer(match[1] or b"")] if match else []
    kept = [one for one in standing if not _lies_in(one, area)]
    made = [_element(place, target, prefix) for place, target in links.items()]
    if [_said(one) for one in standing if _lies_in(one, area)] == [_said(one) for one in made]:
        return tail
    p = prefix.encode()
    inside = b"".join([*kept, *made])
    element = b"<" + p + b"hyperlinks>" + inside + b"</" + p + b"hyperlinks>" if inside else b""
    if match:
        return tail[: match.start()] + element + tail[match.end() :]
    after = _AFTER.search(tail)
    at = after.start() if after else len(tail)
    return tail[:at] + element + tail[at:]


def _lies_in(element: bytes, area: Area) -> bool:
    reference = attribute(element, b"ref")
    place = parse_area(reference.decode()) if reference else None
    return place is not None and area.holds(place.first_row, place.first_column)


def _said(element: bytes) -> tuple[bytes | None, bytes | None]:
    """Give what a link says: from where, and where to; programs add remarks of their own."""
    return attribute(element, b"ref"), attribute(element, b"location")


def _element(place: Area, target: str, prefix: str) -> bytes:
    location = escape(target).replace('"', "&quot;")
    return f'<{prefix}hyperlink ref="{area_text(place)}" location="{location}"/>'.encode()
