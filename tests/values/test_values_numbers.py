"""Numbers, percent and money: exact, in either language's marks, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import currency_digits
from sheetcrm.values import decode_currency
from sheetcrm.values import decode_integer
from sheetcrm.values import decode_money
from sheetcrm.values import decode_number
from sheetcrm.values import decode_percent

TY = 10**9
TRIEU = 10**6


def code(found: Value | Undecodable) -> str | None:
    return found.code if isinstance(found, Undecodable) else None


def vnd(raw: Raw, lang: str = "vi") -> Value | Undecodable:
    return decode_money(raw, lang, 0, "VND")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.200.000", 1_200_000),
        ("1,200,000", 1_200_000),
        ("1 200 000", 1_200_000),
        ("1\xa0200\u202f000", 1_200_000),
        ("1'200'000", 1_200_000),
        ("1200000", 1_200_000),
        ("'1200000", 1_200_000),
        ("１２００", 1_200),
        ("1.200", 1_200),
        ("1,200", 1_200),
        ("1,2 tỷ", 12 * TY // 10),
        ("1.2 ty", 12 * TY // 10),
        ("1,2 TỈ", 12 * TY // 10),
        ("1.25 tỷ đồng", 125 * TY // 100),
        ("1500 tỷ", 1500 * TY),
        ("0,125 tỷ", TY // 8),
        ("350tr", 350 * TRIEU),
        ("350 triệu", 350 * TRIEU),
        ("350trđ", 350 * TRIEU),
        ("2tr5", 25 * TRIEU // 10),
        ("1tr250", 1_250_000),
        ("1 tỷ 2", 12 * TY // 10),
        ("1 tỷ 050", TY + 50 * TRIEU),
        ("1 tỷ 200 triệu", 12 * TY // 10),
        ("1 tỷ 200tr 500k", 12 * TY // 10 + 500_000),
        ("1 tỷ rưỡi", 15 * TY // 10),
        ("500k", 500_000),
        ("5 nghìn", 5_000),
        ("5 ngàn", 5_000),
        ("5m", 5 * TRIEU),
        ("2 billion", 2 * TY),
        ("1.200.000 ₫", 1_200_000),
        ("₫1.200.000", 1_200_000),
        ("1.200.000đ", 1_200_000),
        ("VND 1,200,000", 1_200_000),
        ("1.200.000 VNĐ", 1_200_000),
        ("(1.200.000)", -1_200_000),
        ("(₫5.000)", -5_000),
        ("-₫5.000", -5_000),
        ("₫-5.000", -5_000),
        ("−5tr", -5 * TRIEU),
        ("–5", -5),
        ("5.000-", -5_000),
        ("+5", 5),
        ("-0", 0),
        ("007", 7),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_amounts_are_read_as_reps_type_them(typed: str, amount: int, lang: str) -> None:
    assert vnd(typed, lang) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1.250 tỷ", "number_ambiguous"),  # 1,25 or 1250 tỷ?
        ("1,250 triệu", "number_ambiguous"),
        ("1 tỷ 25", "number_text"),  # 1,25 or 1,025 tỷ?
        ("1,2 tỷ 200 triệu", "number_text"),
        ("1,2 tỷ 5", "number_text"),
        ("1 tỷ 2000 triệu", "number_text"),
        ("200 triệu 1 tỷ", "number_text"),
        ("1 triệu 1 triệu", "number_text"),
        ("1.20.000 tr", "number_text"),
        ("tr", "number_text"),
        ("rưỡi", "number_text"),
        ("1.2", "money_fraction"),
        ("0.500", "money_fraction"),
        ("1.5k5", "number_text"),
        ("$1,200", "money_other_currency"),
        ("1200 USD", "money_other_currency"),
        ("€5", "money_other_currency"),
        ("10² tr", "number_text"),
        ("٣", "number_text"),
        ("1.2E+09", "number_scientific"),
        ("1E5", "number_scientific"),
        ("~350tr", "number_text"),
        ("300-400tr", "number_text"),
        ("12,34,567", "number_text"),
        ("1.200,000.5", "number_text"),
        ("1.200.50,5", "number_text"),
        ("1,200,50", "number_text"),
        ("012.345", "number_text"),
        ("5.", "number_text"),
        ("5 5", "number_text"),
        ("5 đ 5", "number_text"),
        ("--5", "number_text"),
        ("-", "number_text"),
        ("((5))", "number_text"),
        ("1_200", "number_text"),
        ("chưa rõ", "number_text"),
        ("1234567890123456", "number_too_long"),
        ("#REF!", "cell_error"),
    ],
)
def test_what_could_mean_two_things_or_nothing_is_refused(typed: str, why: str) -> None:
    assert code(vnd(typed)) == why


@pytest.mark.parametrize(
    ("cell", "amount"),
    [(1200000.0, "1200000"), (1234567.1, "1234567"), (1000.5, "1001"), (-1000.5, "-1001"), (5, "5"), (0.0, "0")],
)
def test_a_formulas_fraction_is_rounded_as_its_cell_shows_it(cell: float, amount: str) -> None:
    assert vnd(cell) == Decimal(amount)


def test_a_small_fraction_of_dong_was_meant_as_millions_or_billions() -> None:
    assert code(vnd(1.2)) == "money_fraction"
    assert code(vnd(999.5)) == "money_fraction"


@pytest.mark.parametrize(
    ("typed", "lang", "amount"),
    [
        ("1,200.50", "vi", "1200.5"),
        ("1.200,50", "en", "1200.5"),
        ("1 200.5", "vi", "1200.5"),
        ("1.200", "vi", "1200"),
        ("1,200", "en", "1200"),
        ("$1,200", "en", "1200"),
        ("US$ 12.5", "vi", "12.5"),
        ("1200.5 usd", "en", "1200.5"),
        (".5", "en", "0.5"),
        (0.1 + 0.2, "vi", "0.3"),
        (1.005, "vi", "1.01"),
    ],
)
def test_a_currency_with_cents_is_read_in_the_workbooks_language(typed: Raw, lang: str, amount: str) -> None:
    assert decode_money(typed, lang, 2, "USD") == Decimal(amount)


@pytest.mark.parametrize(("typed", "lang"), [("1.200", "en"), ("1,200", "vi")])
def test_a_lone_decimal_mark_before_three_digits_is_ambiguous(typed: str, lang: str) -> None:
    assert code(decode_money(typed, lang, 2, "USD")) == "number_ambiguous"
    assert code(decode_number(typed, lang)) == "number_ambiguous"


def test_typed_cents_are_never_rounded() -> None:
    assert code(decode_money("12.345,678", "vi", 2, "USD")) == "money_fraction"


def test_without_a_known_currency_any_sign_goes() -> None:
    assert decode_money("€5", "vi", 2) == 5


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (float("nan"), "number_not_finite"),
        (float("inf"), "number_not_finite"),
        (Decimal("-Infinity"), "number_not_finite"),
        (Decimal("sNaN"), "number_not_finite"),
        (1e15, "number_too_long"),
        (-(10**15), "number_too_long"),
        (Decimal("1234567890.123456"), "number_too_long"),
        (Decimal("1E+400"), "number_too_long"),
        (Decimal("1E-400"), "number_too_long"),
        (True, "number_text"),
        (date(2026, 1, 1), "number_text"),
        (CellError("#N/A"), "cell_error"),
    ],
)
def test_what_is_no_number_a_sheet_can_keep_is_refused(cell: Raw, why: str) -> None:
    for found in (
        decode_number(cell, "vi"),
        decode_money(cell, "vi", 0),
        decode_percent(cell, "vi"),
        decode_integer(cell, "vi"),
    ):
        assert code(found) == why


def test_fifteen_digits_are_kept() -> None:
    assert decode_number(123456789012345.0, "vi") == Decimal(123456789012345)
    assert decode_number("0,123456789012345", "vi") == Decimal("0.123456789012345")
    assert decode_number(1e14 + 0.3, "vi") == Decimal(10**14)


@pytest.mark.parametrize("cell", [None, "", "\xa0"])
def test_a_blank_is_no_number(cell: Raw) -> None:
    assert decode_number(cell, "vi") is decode_integer(cell, "vi") is decode_percent(cell, "vi") is vnd(cell) is None


def test_a_number_has_no_redundant_zeros() -> None:
    assert str(decode_number("12,500", "en")) == "12500"
    assert str(decode_number("0,50", "vi")) == "0.5"
    assert str(decode_number(Decimal("1.20E+3"), "vi")) == "1200"


def test_words_count_in_plain_numbers_save_those_that_mean_something_else() -> None:
    assert decode_number("1,2 tỷ", "vi") == Decimal(12 * TY // 10)
    assert decode_integer("1k", "vi") == 1000
    assert code(decode_number("5 m", "vi")) == "number_text"
    assert code(decode_number("10%", "vi")) == "number_text"


@pytest.mark.parametrize(("typed", "whole"), [("1.200", 1200), ("1,200", 1200), ("3,0", 3), (3.0, 3), ("(2)", -2)])
def test_a_whole_number_has_no_fraction_so_a_mark_before_three_digits_groups(typed: Raw, whole: int) -> None:
    for lang in ("vi", "en"):
        found = decode_integer(typed, lang)
        assert found == whole
        assert isinstance(found, int)


@pytest.mark.parametrize("typed", ["3,5", 3.5, "0.001"])
def test_a_fraction_is_no_whole_number(typed: Raw) -> None:
    assert code(decode_integer(typed, "vi")) == "integer_wanted"


@pytest.mark.parametrize(
    ("typed", "points"),
    [("10%", "10"), ("10 %", "10"), ("10", "10"), (10.0, "10"), ("0,5 %", "0.5"), ("12.5%", "12.5"), ("(5%)", "-5")],
)
def test_percent_is_kept_in_points(typed: Raw, points: str) -> None:
    assert decode_percent(typed, "vi") == Decimal(points)


@pytest.mark.parametrize(("typed", "why"), [("12,500%", "number_ambiguous"), ("%", "number_text")])
def test_an_unclear_percentage_is_refused_and_quoted_as_typed(typed: str, why: str) -> None:
    found = decode_percent(typed, "vi")
    assert isinstance(found, Undecodable)
    assert found.code == why
    assert found.params["value"] == typed


@pytest.mark.parametrize(
    ("typed", "currency"),
    [("VND", "VND"), ("vnđ", "VND"), ("đ", "VND"), ("₫", "VND"), ("Đồng", "VND"), ("usd ", "USD"), ("€", "EUR")],
)
def test_a_currency_is_its_code(typed: str, currency: str) -> None:
    assert decode_currency(typed) == currency


@pytest.mark.parametrize("typed", ["$", "¥", "đô la", "US", 1.0])
def test_a_sign_of_several_currencies_is_refused(typed: Raw) -> None:
    assert code(decode_currency(typed)) == "currency_unknown"


def test_a_blank_currency_is_blank_and_an_error_an_error() -> None:
    assert decode_currency(None) is None
    assert code(decode_currency(CellError("#REF!"))) == "cell_error"


def test_currencies_have_the_decimals_of_iso_4217() -> None:
    assert [currency_digits(one) for one in ("VND", "JPY", "USD", "KWD")] == [0, 0, 2, 3]
