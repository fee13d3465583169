"""Blueprint styles as XlsxWriter formats, each made once."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from sheetcrm.templates.blueprint import Style

_BORDER = "C5CDD5"
_VALIGN = {"center": "vcenter", "bottom": "bottom"}


class Looks:
    """The formats of one workbook under construction."""

    def __init__(self, workbook: Workbook, styles: Mapping[str, Style]) -> None:
        """Make formats in this workbook from these styles."""
        self._workbook = workbook
        self._styles = styles
        self._cells: dict[str, Format] = {}
        self._paints: dict[str, Format] = {}

    def cell(self, name: str) -> Format:
        """Give the look of a cell."""
        if name not in self._cells:
            self._cells[name] = self._workbook.add_format(_cell_properties(self._styles[name]))
        return self._cells[name]

    def paint(self, name: str) -> Format:
        """Give the look that a conditional format lays over a cell: colours, weight, number format."""
        if name not in self._paints:
            self._paints[name] = self._workbook.add_format(_paint_properties(self._styles[name]))
        return self._paints[name]


def _cell_properties(style: Style) -> dict[str, object]:
    properties = {
        **_paint_properties(style),
        "num_format": style.number_format,
        "italic": style.italic,
        "underline": 1 if style.underline else None,
        "font_size": style.size,
        "align": style.align,
        "text_wrap": style.wrap,
        "indent": style.indent,
        "border": 1 if style.border else 0,
        "border_color": _BORDER if style.border else None,
        "locked": style.locked,
        "valign": _VALIGN[style.valign],
    }
    return {name: value for name, value in properties.items() if value is not None}


def _paint_properties(style: Style) -> dict[str, object]:
    properties: dict[str, object] = {}
    if style.bold:
        properties["bold"] = True
    if style.colour:
        properties["font_color"] = f"#{style.colour}"
    if style.fill:
        properties["bg_color"] = f"#{style.fill}"
    if style.number_format != "General":
        properties["num_format"] = style.number_format
    return properties
