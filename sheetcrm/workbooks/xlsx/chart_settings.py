"""The charts of a new workbook with every setting spelled out that programs take differently when it is left out.

XlsxWriter leaves out what Excel 2007 left out. Excel knows such a file by its version mark; others read the missing
words by the standard's defaults, and draw no axes, smooth lines, a colour for every bar, or names beside every number.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.package_writer import new_zip
from sheetcrm.workbooks.xlsx.package_writer import pack

CHARTS = "xl/charts/"
_NAMESPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
for _prefix, _address in _NAMESPACES.items():
    ElementTree.register_namespace(_prefix, _address)


class Setting(NamedTuple):
    """A word that is to stand in every element of a kind, right behind the last of those named in `behind`."""

    inside: str
    name: str
    value: str
    behind: Sequence[str]
    """In the standard's order; nothing: at the end."""


_LABELS = ("dLbl", "delete", "numFmt", "spPr", "txPr", "dLblPos")
_SHOWN = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
_AXIS = ("axId", "scaling")
SETTINGS = (
    Setting(".", "roundedCorners", "0", ("date1904", "lang")),
    Setting("c:chart", "autoTitleDeleted", "0", ("title",)),
    Setting("c:chart", "dispBlanksAs", "gap", ("title", "autoTitleDeleted", "plotArea", "legend", "plotVisOnly")),
    Setting(".//c:title", "overlay", "0", ("tx", "layout")),
    Setting(".//c:legend", "overlay", "0", ("legendPos", "legendEntry", "layout")),
    Setting(".//c:barChart", "varyColors", "0", ("barDir", "grouping")),
    Setting(".//c:lineChart", "varyColors", "0", ("grouping",)),
    Setting(".//c:barChart/c:ser", "invertIfNegative", "0", ("idx", "order", "tx", "spPr")),
    Setting(".//c:lineChart/c:ser", "smooth", "0", ()),
    *(Setting(".//c:dLbls", name, "0", (*_LABELS, *_SHOWN[:place])) for place, name in enumerate(_SHOWN)),
    Setting(".//c:catAx", "delete", "0", _AXIS),
    Setting(".//c:valAx", "delete", "0", _AXIS),
    Setting(".//c:catAx", "noMultiLvlLbl", "0", ()),
)


def spell_out_charts(data: bytes) -> Iterator[bytes | memoryview]:
    """Give a new workbook's bytes with its charts spelled out, piece by piece."""
    package = open_package(data, "")
    charts = [name for name in package.entries if name.startswith(CHARTS)]
    return new_zip(package, {name: pack([spell_out(package.xml(name))]) for name in charts}, ())


def spell_out(part: bytes) -> bytes:
    """Give a chart with every setting said."""
    root = ElementTree.fromstring(part)
    for setting in SETTINGS:
        for element in root.iterfind(setting.inside, _NAMESPACES):
            _say(element, setting)
    for names in root.iterfind(".//c:cat", _NAMESPACES):
        _call_text(names)
    written: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _say(element: Element, setting: Setting) -> None:
    standing = [child.tag.rpartition("}")[2] for child in element]
    if setting.name in standing:
        return
    places = [place for place, name in enumerate(standing, start=1) if name in setting.behind]
    place = max(places, default=0) if setting.behind else len(standing)
    element.insert(place, Element(_named(setting.name), {"val": setting.value}))


def _call_text(names: Element) -> None:
    """Call names text where the cells they stand in are still blank: XlsxWriter takes those for numbers."""
    source = names.find("c:numRef", _NAMESPACES)
    cache = source.find("c:numCache", _NAMESPACES) if source is not None else None
    if source is None or cache is None or cache.find("c:pt", _NAMESPACES) is not None:
        return
    source.tag, cache.tag = _named("strRef"), _named("strCache")
    for look in cache.findall("c:formatCode", _NAMESPACES):
        cache.remove(look)


def _named(name: str) -> str:
    return f"{{{_NAMESPACES['c']}}}{name}"
