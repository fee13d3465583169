"""How cells look: one accent, quiet greys, and colour only where somebody should act.

The names are those that reports (`ReportCell.style`), kinds (`Kind.style`) and tones (`spec.Tone`) refer to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sheetcrm.templates.blueprint import Style
from sheetcrm.templates.palette import ACCENT
from sheetcrm.templates.palette import AMOUNT
from sheetcrm.templates.palette import BAND
from sheetcrm.templates.palette import COUNT
from sheetcrm.templates.palette import DATE
from sheetcrm.templates.palette import DATETIME
from sheetcrm.templates.palette import MONTH
from sheetcrm.templates.palette import MUTED
from sheetcrm.templates.palette import PERCENT
from sheetcrm.templates.palette import SLATE
from sheetcrm.templates.palette import TEXT
from sheetcrm.templates.report_styles import report_styles


def draw_styles(money: str, short: str = COUNT, points: str = "%") -> Mapping[str, Style]:
    """Give every look by name.

    `money` is the number format of amounts in the base currency, `short` the one that shortens them on tiles;
    `points` is what percentage points are called.

    Grouping and decimal marks follow the computer's own settings: `#,##0` shows 1.200.000 in a Vietnamese Excel and
    1,200,000 in an English one; no number format can change that.
    """
    cells = _cell_styles(money)
    engine = {
        f"{name}_engine": replace(style, colour=SLATE, wrap=style.wrap or name == "long_text")
        for name, style in cells.items()
    }
    return {**cells, **engine, **_header_styles(), **report_styles(money, short, points), **_tones()}


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
