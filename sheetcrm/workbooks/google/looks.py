"""Blueprint styles as the Sheets API says them: number formats, colours, fonts, alignment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheetcrm.templates.blueprint import Style

FORMAT_FIELDS = (
    "numberFormat,textFormat,backgroundColorStyle,horizontalAlignment,verticalAlignment,wrapStrategy,borders"
)
_BORDER = "C5CDD5"
_PLAIN = "General"


def colour(rgb: str) -> dict[str, Any]:
    """Give `RRGGBB` as a colour style."""
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}


def cell_format(style: Style) -> dict[str, Any]:
    """Give the look of a cell."""
    look: dict[str, Any] = {"textFormat": text_format(style), "verticalAlignment": "MIDDLE"}
    if style.number_format != _PLAIN:
        look["numberFormat"] = number_format(style.number_format)
    if style.fill:
        look["backgroundColorStyle"] = colour(style.fill)
    if style.align:
        look["horizontalAlignment"] = style.align.upper()
    look["wrapStrategy"] = "WRAP" if style.wrap else "CLIP"
    if style.border:
        line = {"style": "SOLID", "colorStyle": colour(_BORDER)}
        look["borders"] = dict.fromkeys(("top", "bottom", "left", "right"), line)
    return look


def paint_format(style: Style) -> dict[str, Any]:
    """Give the look that a conditional format lays over a cell: Google allows colours and weight only."""
    look: dict[str, Any] = {}
    text: dict[str, Any] = {"bold": True} if style.bold else {}
    if style.colour:
        text["foregroundColorStyle"] = colour(style.colour)
    if text:
        look["textFormat"] = text
    if style.fill:
        look["backgroundColorStyle"] = colour(style.fill)
    return look


def text_format(style: Style) -> Mapping[str, Any]:
    """Give font, weight and colour."""
    text: dict[str, Any] = {"bold": style.bold, "italic": style.italic, "underline": style.underline}
    if style.size:
        text["fontSize"] = style.size
    if style.colour:
        text["foregroundColorStyle"] = colour(style.colour)
    return text


def number_format(pattern: str) -> Mapping[str, str]:
    """Give a number format with the type that Google wants beside the pattern."""
    if pattern == "@":
        return {"type": "TEXT"}
    if "yy" in pattern:
        return {"type": "DATE_TIME" if "hh" in pattern else "DATE", "pattern": pattern}
    return {"type": "NUMBER", "pattern": pattern.replace(_PLAIN, "#,##0.##")}
