from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.domain.placeholders import is_filled
from sheetcrm.domain.placeholders import known_placeholders
from sheetcrm.values import Value

WORDS = ("tbd", "n/a", "-", "x", "chưa rõ", "không biết")
KNOWN = known_placeholders(WORDS)
BLANKS = st.text(alphabet=" \t\n\u00a0\u200b", max_size=2)


@pytest.mark.parametrize("word", [*WORDS, "chua ro", "KHONG BIET", "N / A", "(tbd)", "Tbd.", "…", "---", "?", "", " "])
def test_a_placeholder_fills_nothing(word: str) -> None:
    assert not is_filled(word, KNOWN)


@pytest.mark.parametrize("word", ["không có", "X1", "Na", "xăng", "tbd 12/2026", "0", "Công ty X"])
def test_a_real_answer_fills(word: str) -> None:
    assert is_filled(word, KNOWN)


@pytest.mark.parametrize("value", [0, Decimal(0), False, date(2026, 1, 1)])
def test_what_is_not_text_fills_unless_it_is_blank(value: Value) -> None:
    assert is_filled(value, KNOWN)
    assert not is_filled(None, KNOWN)


@given(
    word=st.sampled_from(WORDS),
    form=st.sampled_from(["NFC", "NFD"]),
    case=st.sampled_from([str.lower, str.upper, str.title]),
    before=BLANKS,
    after=BLANKS,
)
def test_neither_case_nor_blanks_nor_unicode_form_make_a_placeholder_an_answer(
    word: str, form: str, case: Callable[[str], str], before: str, after: str
) -> None:
    assert not is_filled(before + unicodedata.normalize(form, case(word)) + after, KNOWN)
