"""How the cells of report tabs look; the names are those that `ReportCell.style` refers to."""

from __future__ import annotations

from dataclasses import replace

from sheetcrm.templates.blueprint import Style
from sheetcrm.templates.palette import ACCENT
from sheetcrm.templates.palette import BAD
from sheetcrm.templates.palette import CHANGE
from sheetcrm.templates.palette import COUNT
from sheetcrm.templates.palette import GOOD
from sheetcrm.templates.palette import INK
from sheetcrm.templates.palette import INPUT
from sheetcrm.templates.palette import MUTED
from sheetcrm.templates.palette import PALE
from sheetcrm.templates.palette import RATE
from sheetcrm.templates.palette import SLATE
from sheetcrm.templates.palette import TEXT


def report_styles(money: str, short: str, points: str) -> dict[str, Style]:
    """Give every look of report cells by name; `money`, `short` and `points` as `draw_styles` has them."""
    return {**_cells(money), **_tile_styles(money, short), **_change_styles(points)}


def _cells(money: str) -> dict[str, Style]:
    head = Style(TEXT, bold=True, colour="FFFFFF", fill=ACCENT, wrap=True, indent=1)
    label = Style(colour=INK, align="left", indent=1)
    figure, total = Style(colour=INK, align="right", indent=1), Style(bold=True, colour=INK, fill=PALE, indent=1)
    return {
        "title": Style(bold=True, size=18, colour=ACCENT),
        "subtitle": Style(size=10, colour=MUTED),
        "section": Style(bold=True, size=12, colour=ACCENT),
        "header": replace(head, align="left"),
        "header_right": replace(head, align="right"),
        "header_center": replace(head, align="center", indent=0),
        "label": label,
        "label_indent": replace(label, indent=2),
        "muted": replace(label, size=10, italic=True, colour=MUTED),
        "count": replace(figure, number_format=COUNT),
        "decimal": replace(figure, number_format="#,##0.0"),
        "good": replace(label, colour=GOOD),
        "bad": replace(label, colour=BAD),
        "warn": replace(label, colour="9A6700"),
        "formula": replace(label, size=10, italic=True, colour=MUTED, wrap=True),
        "wrapped": replace(label, wrap=True),
        "new": replace(figure, colour=GOOD),
        "link": replace(label, colour="1155CC", underline=True),
        "figure_text": figure,
        "days_late": replace(figure, number_format=COUNT, bold=True, colour=BAD),
        "check": replace(label, number_format=COUNT, size=10, italic=True, colour=MUTED),
        "check_right": replace(figure, number_format=COUNT, size=10, italic=True, colour=MUTED),
        "reason": replace(figure, size=9, italic=True, colour=MUTED),
        "rate": replace(figure, number_format=RATE),
        "rate_reached": replace(figure, number_format=RATE, bold=True, colour=GOOD, fill="E3F3E6"),
        "rate_near": replace(figure, number_format=RATE, bold=True, colour="8A5A00", fill="FFF3D6"),
        "rate_below": replace(figure, number_format=RATE, bold=True, colour=BAD, fill="FDE7E5"),
        "total_label": replace(total, align="left"),
        "total_money": replace(total, number_format=money, align="right"),
        "total_count": replace(total, number_format=COUNT, align="right"),
        "total_percent": replace(total, number_format=RATE, align="right"),
        "total_decimal": replace(total, number_format="#,##0.0", align="right"),
        "input_period": Style(TEXT, bold=True, fill=INPUT, align="center", border=True, locked=False),
    }


def _tile_styles(money: str, short: str) -> dict[str, Style]:
    name = Style(TEXT, size=10, colour=SLATE, fill=PALE, align="left", indent=1, wrap=True)
    figure = Style(bold=True, size=18, colour=ACCENT, fill=PALE, align="left", indent=1)
    return {
        "tile_name": name,
        "tile_money": replace(figure, number_format=short),
        "tile_money_whole": replace(figure, number_format=money),
        "tile_count": replace(figure, number_format=COUNT),
        "tile_percent": replace(figure, number_format=RATE),
        "tile_days": replace(figure, number_format="#,##0.0"),
        "tile_reason": replace(figure, size=11, bold=False, colour=MUTED),
        "tile_better": replace(name, colour=GOOD),
        "tile_worse": replace(name, colour=BAD),
        "tile_flat": replace(name, colour=SLATE),
    }


def _change_styles(points: str) -> dict[str, Style]:
    """Changes in percent and in percentage points, by whether they are welcome."""
    figure = Style(align="right", indent=1)
    colours = {"better": GOOD, "worse": BAD, "flat": SLATE}
    return {
        f"{name}_{tone}": replace(figure, number_format=CHANGE.format(unit), colour=colour)
        for name, unit in (("rate", "%"), ("points", points))
        for tone, colour in colours.items()
    }


REPORT_STYLES = (*report_styles("", "", ""), "text", "number", "money", "percent", "date", "datetime")
"""The looks that report cells may ask for: the settings sheet keeps a swatch of each."""
