"""Numbers as a Vietnamese or English reader writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sheetcrm.app.report.number_words import NumberWords
from sheetcrm.domain.kpis.figures import Figure

VI = NumberWords("vi", "VND", '#,##0" ₫"')
EN = NumberWords("en", "VND", '#,##0" ₫"')
USD = NumberWords("en", "USD", "[$$-409]#,##0.00")


def spaced(text: str) -> str:
    """A number and its unit are never torn apart: the space between them does not break."""
    assert " " not in text
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("words", "value", "said"),
    [
        (VI, 1_200_000, "1.200.000 ₫"),
        (VI, Decimal("1234567.5"), "1.234.568 ₫"),
        (VI, -7_000, "−7.000 ₫"),
        (EN, 1_200_000, "1,200,000 ₫"),
        (USD, Decimal("1200.005"), "$1,200.01"),
        (USD, Decimal("-3.1"), "−$3.10"),
        (NumberWords("vi", "XAU", '#,##0.00" XAU"'), 2, "2,00 XAU"),
    ],
)
def test_money_is_exact_to_its_smallest_unit_and_has_the_sign_its_cells_have(
    words: NumberWords, value: int | Decimal, said: str
) -> None:
    assert spaced(words.money(value)) == said


@pytest.mark.parametrize(
    ("words", "value", "said"),
    [
        (VI, 43_662_200_000, "43,7 tỷ ₫"),
        (VI, 1_250_000_000, "1,25 tỷ ₫"),
        (VI, 1_200_000_000, "1,2 tỷ ₫"),
        (VI, 701_197_532_240, "701 tỷ ₫"),
        (VI, -350_000_000, "−350 tr ₫"),
        (VI, 45_000, "45 nghìn ₫"),
        (VI, 999, "999 ₫"),
        (VI, 0, "0 ₫"),
        (EN, 43_662_200_000, "43.7 bn ₫"),
        (USD, 1_500_000, "$1.5 m"),
    ],
)
def test_a_short_amount_has_three_digits_or_so(words: NumberWords, value: int, said: str) -> None:
    assert spaced(words.short_money(value)) == said


def test_rates_and_days_have_one_decimal_and_counts_none() -> None:
    assert spaced(VI.number(Decimal("45.55"), "percent")) == "45,6 %"
    assert spaced(EN.number(Decimal("45.55"), "percent")) == "45.6 %"
    assert VI.number(Decimal("12.25"), "days") == "12,3"
    assert VI.number(1729, "count") == "1.729"
    assert VI.plain(Decimal("-0.04"), 1, signed=True) == "0,0", "nothing is neither more nor less"


def test_a_blank_figure_says_why() -> None:
    assert VI.figure(Figure(None, 0, "kpi_blank_no_denominator"), "percent") == "chưa có gì để chia"
    assert VI.short(Figure(None, reason="kpi_blank_no_target"), "money") == "chưa đặt chỉ tiêu"
    assert VI.figure(Figure(None), "money") == ""
