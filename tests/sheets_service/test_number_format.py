"""Formatted values."""

from __future__ import annotations

import pytest

from sheets_service.locales import locale
from sheets_service.number_format import show

SHOWN = [
    (1 / 1024, None, "0.0009765625"),
    (1 / 3, None, "0.3333333333"),
    (12345678.123456789, None, "12345678.12"),
    (123456789012, None, "123456789012"),
    (2.0, None, "2"),
    (1234.5, {"type": "NUMBER"}, "1,234.50"),
    (0.12, {"type": "PERCENT"}, "12.00%"),
    (1234.5, {"type": "NUMBER", "pattern": "#,##0"}, "1,235"),
    (-1234.5, {"type": "NUMBER", "pattern": "#,##0.0;(#,##0.0)"}, "(1,234.5)"),
    (-5, {"type": "CURRENCY", "pattern": '"$"#,##0.00'}, "-$5.00"),
    (0, {"type": "NUMBER", "pattern": "0;-0;none"}, "none"),
    (7, {"type": "NUMBER", "pattern": "000"}, "007"),
    (0.5, {"type": "NUMBER", "pattern": "#.##"}, ".5"),
    (12345, {"type": "SCIENTIFIC"}, "1.23E+04"),
    (43831, {"type": "DATE"}, "1/1/2020"),
    (43831, {"type": "DATE", "pattern": "dd mmmm yyyy"}, "01 January 2020"),
    (43831, {"type": "DATE", "pattern": "ddd, d mmm yy"}, "Wed, 1 Jan 20"),
    (43831.5, {"type": "DATE_TIME"}, "1/1/2020 12:00:00"),
    (0.7708333333333334, {"type": "TIME", "pattern": "hh:mm:ss"}, "18:30:00"),
    (True, None, "TRUE"),
    ("text", {"type": "DATE"}, "text"),
    (42, {"type": "TEXT"}, "42"),
]


@pytest.mark.parametrize(("value", "number_format", "shown"), SHOWN)
def test_a_value_is_shown_by_its_format(value: float, number_format: dict[str, str] | None, shown: str) -> None:
    assert show(value, number_format, locale("en_US")) == shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [(1234.5, {"type": "NUMBER"}, "1.234,50"), (43874, {"type": "DATE"}, "13/02/2020"), (1.5, None, "1,5")],
)
def test_a_vietnamese_sheet_shows_it_the_vietnamese_way(
    value: float, number_format: dict[str, str] | None, shown: str
) -> None:
    assert show(value, number_format, locale("vi_VN")) == shown
