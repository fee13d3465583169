"""Text: what looks the same is spelt the same."""

from __future__ import annotations

import unicodedata
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal

import pytest

from sheetcrm.values import CellError
from sheetcrm.values import Undecodable
from sheetcrm.values import decode_long_text
from sheetcrm.values import decode_text
from sheetcrm.values import fold
from sheetcrm.values import is_blank
from sheetcrm.values import normalise_text
from sheetcrm.values.cells import SHOWN
from sheetcrm.values.cells import spell
from sheetcrm.values.text import LONGEST_TEXT


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("Hòa Bình", "Hòa Bình"),
        (unicodedata.normalize("NFD", "Công ty Điện lực Hà Nội"), "Công ty Điện lực Hà Nội"),
        ("\xa0Lan\u202fAnh \u3000", "Lan Anh"),
        ("a\u200bb\ufeffc\u2060d\xade", "abcde"),
        ("e\u200b\u0301", "é"),
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("một_x000D_\nhai_x000d_ba", "một\nhai\nba"),
        ("\x00a\x07b\x7f", "ab"),
        ("a\tb", "a b"),
        ("\ud800a\uffff", "a"),
        ("\u202eabc\u200f", "abc"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("Lan\u200dAnh", "LanAnh"),
        ("  \n dòng \n", "dòng"),
        ("file_x0041_.pdf", "file_x0041_.pdf"),
    ],
)
def test_what_looks_the_same_is_spelt_the_same(typed: str, canonical: str) -> None:
    assert normalise_text(typed) == canonical


def test_text_is_one_line_and_long_text_keeps_its_lines() -> None:
    typed = "Sân  cỏ\nnhân tạo"
    assert decode_text(typed) == "Sân cỏ nhân tạo"
    assert decode_long_text(typed) == "Sân  cỏ\nnhân tạo"


@pytest.mark.parametrize("formula", ["=1+1", "+84", "-5", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_text_that_looks_like_a_formula_stays_that_text(formula: str) -> None:
    assert decode_text(formula) == formula


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1.0, "1"),
        (12, "12"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (1e20, "1e+20"),
        (float("nan"), "nan"),
        (Decimal("1.50"), "1.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E+999999"), "1E+999999"),
        (Decimal("Infinity"), "Infinity"),
        (True, "TRUE"),
        (date(2026, 1, 2), "02/01/2026"),
        (date(26, 1, 2), "02/01/0026"),
        (datetime(2026, 1, 2), "02/01/2026"),
        (datetime(2026, 1, 2, 3, 4, 5), "02/01/2026 03:04:05"),
        (time(3, 4), "03:04:00"),
    ],
)
def test_what_a_spreadsheet_made_of_text_becomes_text_again(cell: object, text: str) -> None:
    assert spell(cell) == text


def test_a_number_in_a_text_cell_is_text() -> None:
    assert decode_text(2026.0) == "2026"


@pytest.mark.parametrize("cell", [CellError("#REF!"), "#REF!", "#n/a", " #DIV/0! "])
def test_a_spreadsheets_error_is_not_text(cell: CellError | str) -> None:
    found = decode_text(cell)
    assert isinstance(found, Undecodable)
    assert found.code == "cell_error"


def test_a_number_sign_alone_is_text() -> None:
    assert decode_text("#1 khách hàng") == "#1 khách hàng"


def test_text_longer_than_a_cell_is_refused_and_quoted_short() -> None:
    assert decode_long_text("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT
    found = decode_long_text("x" * (LONGEST_TEXT + 1))
    assert isinstance(found, Undecodable)
    assert found.code == "text_too_long"
    assert found.params["value"] == "x" * (SHOWN - 1) + "…"


@pytest.mark.parametrize("cell", [None, "", " ", "\xa0\u200b\n", "\x00"])
def test_what_cannot_be_seen_is_blank(cell: str | None) -> None:
    assert is_blank(cell)
    assert decode_text(cell) is None
    assert decode_long_text(cell) is None


@pytest.mark.parametrize("cell", ["x", 0, 0.0, False, "0", "-", CellError("#N/A")])
def test_zero_and_dashes_are_not_blank(cell: str | float | CellError) -> None:
    assert not is_blank(cell)


@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("Số điện thoại", "so dien thoai"),
        ("DOANH_THU  (₫)", "Doanh thu"),
        ("Đang làm", "dang lam"),
        (unicodedata.normalize("NFD", "Ngày hẹn"), "ngay hen"),
        ("ＥＭＡＩＬ", "email"),
        ("hoà", "hòa"),
        ("Next-step: on", "next_step on"),
    ],
)
def test_labels_are_recognised_without_case_diacritics_and_punctuation(label: str, other: str) -> None:
    assert fold(label) == fold(other)


def test_different_words_stay_different() -> None:
    assert len({fold(word) for word in ("nguồn", "người", "kênh", "chặng", "stage", "阶段")}) == 6
