"""The looks of reports: cells of the settings that carry them, from which they are copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import xlwings

from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.live.drafting import Place
from sheetcrm.workbooks.live.reading import Tab

_STYLE = "style."


@dataclass(frozen=True, slots=True)
class Swatches:
    """Where each style's look stands."""

    sheet: xlwings.Sheet
    places: Mapping[str, Place]


def swatches_in(settings: Tab) -> Swatches | None:
    """Find the looks that the settings keep; None when these are no settings."""
    columns = settings.keys.columns
    if not {"id", "value"} <= columns.keys():
        return None
    settings.load()
    ids = enumerate(settings.column(columns["id"]), start=FIRST_DATA_ROW)
    styles = ((row, key.removeprefix(_STYLE)) for row, key in ids if isinstance(key, str) and key.startswith(_STYLE))
    return Swatches(settings.sheet, {style: (row, columns["value"]) for row, style in styles})


def setting(settings: Tab, key: str) -> str:
    """Give what the settings say under a key; nothing when they do not."""
    columns = settings.keys.columns
    if not {"id", "value"} <= columns.keys():
        return ""
    settings.load()
    pairs = zip(settings.column(columns["id"]), settings.column(columns["value"]), strict=True)
    return next((str(value) for found, value in pairs if found == key and value is not None), "")
