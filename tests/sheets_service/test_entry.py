"""USER_ENTERED: what typing a text makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_service.cell import CellError
from sheets_service.cell import Formula
from sheets_service.entry import enter
from sheets_service.locales import locale
from sheets_service.number_format import show

AMERICAN = {
    "42": (42, "42"),
    "0042": (42, "42"),
    "-1.5": (-1.5, "-1.5"),
    "2,000,000.01": (2000000.01, "2,000,000.01"),
    "1,234": (1234, "1,234"),
    "12%": (0.12, "12%"),
    "12.5%": (0.125, "12.50%"),
    "$5": (5, "$5"),
    "$1,234.50": (1234.5, "$1,234.50"),
    "1e3": (1000, "1.00E+03"),
    "2020-01-01": (43831, "2020-01-01"),
    "1/2/2020": (43832, "1/2/2020"),
    "13/2/2020": ("13/2/2020", "13/2/2020"),
    "2020-01-01 06:00": (43831.25, "2020-01-01 6:00"),
    "6:30 PM": (0.7708333333333334, "6:30 PM"),
    "TRUE": (True, "TRUE"),
    "false": (False, "FALSE"),
    "#N/A": (CellError("N_A"), "#N/A"),
    "'0042": ("0042", "0042"),
    "'=1+1": ("=1+1", "=1+1"),
    "0912 345 678": ("0912 345 678", "0912 345 678"),
    "Cơ hội": ("Cơ hội", "Cơ hội"),
    "12-abc": ("12-abc", "12-abc"),
    " x ": (" x ", " x "),
}
VIETNAMESE = {
    "1.234,5": (1234.5, "1.234,50"),
    "0,5": (0.5, "0,5"),
    "13/2/2020": (43874, "13/02/2020"),
    "1.234": (1234, "1.234"),
}


@pytest.mark.parametrize("text", AMERICAN)
def test_a_text_typed_in_america(text: str) -> None:
    value, number_format = enter(text, locale("en_US"))
    assert not isinstance(value, Formula)
    assert (value, show(value, number_format, locale("en_US"))) == AMERICAN[text]


@pytest.mark.parametrize("text", VIETNAMESE)
def test_a_text_typed_in_vietnam(text: str) -> None:
    value, number_format = enter(text, locale("vi_VN"))
    assert not isinstance(value, Formula)
    assert (value, show(value, number_format, locale("vi_VN"))) == VIETNAMESE[text]


@pytest.mark.parametrize("text", ["=1+1", '=IMPORTXML("http://x";"//a")', "+cmd|' /C calc'!A0"])
def test_a_formula_is_kept_as_one(text: str) -> None:
    value, _ = enter(text, locale("en_US"))
    assert value == Formula(text if text.startswith("=") else f"={text}")


@given(st.text(st.characters(categories=["L"]), min_size=6))
def test_words_stay_as_they_are(text: str) -> None:
    assert enter(text, locale("en_US")) == (text, None)
