"""Values as a cell's XML keeps them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sheetcrm.values import Value
from sheetcrm.values import to_serial
from sheetcrm.workbooks.xlsx.cell_text import inline_item


def rest_of_cell(value: Value, prefix: str, *, epoch_1904: bool) -> str:
    """Write a cell from its kind on: what follows its tag's reference and look. Text is never a formula."""
    if value is None or value == "":
        return "/>"
    if isinstance(value, str):
        return f' t="inlineStr">{inline_item(value, prefix)}</{prefix}c>'
    if isinstance(value, bool):
        return f' t="b"><{prefix}v>{value:d}</{prefix}v></{prefix}c>'
    return f"><{prefix}v>{_number(value, epoch_1904=epoch_1904)}</{prefix}v></{prefix}c>"


def _number(value: int | Decimal | date, *, epoch_1904: bool) -> str:
    if isinstance(value, date):
        return repr(to_serial(value, epoch_1904=epoch_1904))
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"no cell can hold {value}")
    return str(value)
