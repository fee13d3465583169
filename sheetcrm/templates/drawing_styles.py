"""How cells look: one accent, quiet greys, and colour only where somebody should act.

The names are those that reports (`ReportCell.style`), kinds (`Kind.style`) and tones (`spec.Tone`) refer to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sheetcrm.templates.blueprint import Style

ACCENT = "1F6F78"
INK = "1F2933"
SLATE = "52606D"
MUTED = "7B8794"
PALE = "E8F1F2"
BAND = "F5F8F9"
INPUT = "FFF8E1"

DATE = "dd/mm/yyyy"
DATETIME = "dd/mm/yyyy hh:mm"
MONTH = "mm/yyyy"
COUNT = "#,##0"
PERCENT = 'General" %"'
RATE = '#,##0.0" %"'
"""Holds 7.5 for 7,5 %; `0.##` would show `10. %`."""
TEXT = "@"
"""Text as typed: 0912…, 01/2026 and 1.0 stay what they are."""
AMOUNT = "#,##0.##"


def draw_styles(money: str) -> Mapping[str, Style]:
    """Give every look by name. `money` is the number format of amounts in the base currency.

    Grouping and decimal marks follow the computer's own settings: `#,##0` shows 1.200.000 in a Vietnamese Excel and
    1,200,000 in an English one; no number format can change that.
    """
    cells = _cell_styles(money)
    engine = {
        f"{name}_engine": replace(style, colour=SLATE, wrap=style.wrap or name == "long_text")
        for name, style in cells.items()
    }
    return {**cells, **engine, **_header_styles(), **_report_styles(money), **_tones()}


def _cell_styles(money: str) -> dict[str, Style]:
    return {
        "text": Style(TEXT, align="left", indent=1),
        "long_text": Style(align="left", indent=1),
        "integer": Style(COUNT, align="right", indent=1),
        "number": Style(AMOUNT, align="right", indent=1),
        "money": Style(money, align="right", indent=1),
        "percent": Style(PERCENT, align="right", indent=1),
        "date": Style(DATE, align="center"),
        "datetime": Style(DATETIME, align="center"),
        "month": Style(MONTH, align="center"),
        "letter": Style("0", align="center"),
    }


def _header_styles() -> dict[str, Style]:
    head = Style(TEXT, bold=True, colour="FFFFFF", fill=SLATE, align="center", wrap=True)
    return {
        "table_key": Style(TEXT, size=8, colour=MUTED),
        "table_header": head,
        "table_header_required": replace(head, fill=ACCENT),
        "table_header_engine": replace(head, bold=False, colour=SLATE, fill="DDE3E7"),
    }


def _report_styles(money: str) -> dict[str, Style]:
    head = Style(TEXT, bold=True, colour="FFFFFF", fill=ACCENT, wrap=True, indent=1)
    label = Style(colour=INK, align="left", indent=1)
    figure, total = Style(colour=INK, align="right", indent=1), Style(bold=True, colour=INK, fill=PALE, indent=1)
    return {
        "title": Style(bold=True, size=18, colour=ACCENT),
        "subtitle": Style(size=10, colour=MUTED),
        "section": Style(bold=True, size=12, colour=ACCENT),
        "header": replace(head, align="left"),
        "header_right": replace(head, align="right"),
        "label": label,
        "label_indent": replace(label, indent=2),
        "muted": replace(label, size=10, italic=True, colour=MUTED),
        "count": replace(figure, number_format=COUNT),
        "decimal": replace(figure, number_format="#,##0.0"),
        "good": replace(label, colour="1B6E3C"),
        "bad": replace(label, colour="B3261E"),
        "warn": replace(label, colour="9A6700"),
        "check": replace(label, number_format=COUNT, size=10, italic=True, colour=MUTED),
        "check_right": replace(figure, number_format=COUNT, size=10, italic=True, colour=MUTED),
        "reason": replace(figure, size=9, italic=True, colour=MUTED),
        "rate": replace(figure, number_format=RATE),
        "total_label": replace(total, align="left"),
        "total_money": replace(total, number_format=money, align="right"),
        "total_count": replace(total, number_format=COUNT, align="right"),
        "total_percent": replace(total, number_format=RATE, align="right"),
        "total_decimal": replace(total, number_format="#,##0.0", align="right"),
        "input_period": Style(TEXT, bold=True, fill=INPUT, align="center", border=True, locked=False),
    }


def _tones() -> dict[str, Style]:
    """Give the looks of conditional formats: only colours and number formats count."""
    return {
        "tone_good": Style(colour="1B6E3C", fill="E3F3E6"),
        "tone_warn": Style(colour="8A5A00", fill="FFF3D6"),
        "tone_bad": Style(colour="B3261E", fill="FDE7E5"),
        "tone_muted": Style(colour="9AA5B1"),
        "tone_hot": Style(colour="9C2A10", fill="FBD9CF", bold=True),
        "tone_warm": Style(colour="8A5A00", fill="FDEBC8", bold=True),
        "tone_cold": Style(colour="1F4E79", fill="DCEAF7"),
        "tone_overdue": Style(colour="B3261E", fill="FDE7E5", bold=True),
        "tone_band": Style(fill=BAND),
        "other_currency": Style("#,##0.00"),
    }


REPORT_STYLES = (*_report_styles(""), "text", "money", "percent", "date", "datetime")
"""The looks that report cells may ask for: the settings sheet keeps a swatch of each."""
