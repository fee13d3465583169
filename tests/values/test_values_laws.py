"""Laws of values: whatever a cell holds, decoding answers; what it answers is canonical."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import decode_currency
from sheetcrm.values import decode_date
from sheetcrm.values import decode_datetime
from sheetcrm.values import decode_email
from sheetcrm.values import decode_integer
from sheetcrm.values import decode_link
from sheetcrm.values import decode_long_text
from sheetcrm.values import decode_money
from sheetcrm.values import decode_month
from sheetcrm.values import decode_number
from sheetcrm.values import decode_percent
from sheetcrm.values import decode_phone
from sheetcrm.values import decode_tax_code
from sheetcrm.values import decode_text
from sheetcrm.values import fold
from sheetcrm.values import from_serial
from sheetcrm.values import is_blank
from sheetcrm.values import normalise_text
from sheetcrm.values import to_serial
from sheetcrm.values.dates import FIRST_YEAR
from sheetcrm.values.dates import LAST_YEAR

TEXTS = st.text(st.characters())
TYPED = st.lists(
    st.sampled_from([*"0123456789", *".,/-+() %:'₫đ@xTZ", "tỷ", "tr", "triệu", " năm ", "tháng", "0912", "2026"]),
    max_size=12,
).map("".join)
RAWS: st.SearchStrategy[Raw] = st.one_of(
    st.none(),
    TEXTS,
    TYPED,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.decimals(),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([None, UTC])),
    st.times(),
    st.timedeltas(),
    st.builds(CellError, st.sampled_from(["#REF!", "#N/A"])),
)
DECODERS: dict[str, Callable[[Raw, str], Value | Undecodable]] = {
    "text": lambda raw, _: decode_text(raw),
    "long text": lambda raw, _: decode_long_text(raw),
    "integer": decode_integer,
    "number": decode_number,
    "percent": decode_percent,
    "đồng": lambda raw, lang: decode_money(raw, lang, 0, "VND"),
    "dollars": lambda raw, lang: decode_money(raw, lang, 2, "USD"),
    "date": lambda raw, _: decode_date(raw, UTC),
    "datetime": lambda raw, _: decode_datetime(raw),
    "month": lambda raw, _: decode_month(raw),
    "phone": lambda raw, _: decode_phone(raw),
    "email": lambda raw, _: decode_email(raw),
    "link": lambda raw, _: decode_link(raw),
    "tax code": lambda raw, _: decode_tax_code(raw),
    "currency": lambda raw, _: decode_currency(raw),
}


@pytest.mark.parametrize("name", DECODERS)
@given(raw=RAWS, lang=st.sampled_from(["vi", "en"]))
@settings(max_examples=120)
@example(raw=Decimal("sNaN"), lang="vi")
@example(raw=datetime.max.replace(tzinfo=UTC), lang="vi")
def test_decoding_never_raises_and_is_settled_at_once(name: str, raw: Raw, lang: str) -> None:
    """What decoding gives, decodes to itself: a second reading changes nothing."""
    value = DECODERS[name](raw, lang)
    if isinstance(value, Undecodable):
        assert value.code
        assert value.params["value"] is not None
    else:
        assert DECODERS[name](value, lang) == value


@given(st.text(st.sampled_from(" \xa0\t\n\r\u200b\ufeff\x00")))
@settings(max_examples=30)
def test_a_blank_cell_is_a_blank_value_of_every_kind(blank: str) -> None:
    assert is_blank(blank)
    assert {decode(blank, "vi") for decode in DECODERS.values()} == {None}


@given(TEXTS)
@settings(max_examples=300)
@example("_x00\u200b0D_")
@example("a_x000D_\u0301")
@example("\u0300 x")
@example("İ ß ﬁ ǰ \u1e9e")
def test_tidying_text_twice_changes_nothing_more(text: str) -> None:
    assert normalise_text(normalise_text(text)) == normalise_text(text)
    assert fold(fold(text)) == fold(text)
    assert fold(normalise_text(text)) == fold(text)


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.sampled_from([("vi", "."), ("en", ","), ("vi", " "), ("en", "'")]))
def test_grouped_digits_say_the_same_number(number: int, written: tuple[str, str]) -> None:
    lang, mark = written
    assert decode_integer(f"{number:,}".replace(",", mark), lang) == number
    assert decode_number(f"{number:,}".replace(",", mark), lang) == number
    assert decode_money(f"{number:,} ₫".replace(",", mark), lang, 0, "VND") == number


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["vi", "en"]))
def test_a_number_written_in_a_language_is_read_back_in_it(number: Decimal, lang: str) -> None:
    written = f"{number:,.2f}"
    if lang == "vi":
        written = written.translate(str.maketrans(",.", ".,"))
    assert decode_number(written, lang) == number
    assert decode_percent(f"{written} %", lang) == number


@given(st.integers(1, 9999), st.integers(0, 99), st.sampled_from([("tỷ", 10**9), ("tr", 10**6), ("triệu", 10**6)]))
def test_words_multiply(whole: int, hundredths: int, unit: tuple[str, int]) -> None:
    word, worth = unit
    meant = (whole * 100 + hundredths) * worth // 100
    assert decode_money(f"{whole},{hundredths:02d} {word}", "vi", 0) == meant
    assert decode_money(f"{whole}.{hundredths:02d}{word}", "en", 0) == meant


DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
SECONDS = st.datetimes(datetime(1990, 1, 1), datetime(LAST_YEAR, 12, 31)).map(lambda one: one.replace(microsecond=0))


@given(DAYS, st.sampled_from("/-."))
def test_a_day_written_day_month_year_is_that_day(day: date, mark: str) -> None:
    assert decode_date(f"{day.day}{mark}{day.month}{mark}{day.year}") == day
    assert decode_date(day.isoformat()) == day
    assert decode_month(f"{day.month}/{day.year}") == day.replace(day=1)


@given(DAYS.filter(lambda day: day.day > 12))
def test_the_month_is_never_taken_for_the_day(day: date) -> None:
    found = decode_date(f"{day.month}/{day.day}/{day.year}")
    assert isinstance(found, Undecodable)


@given(SECONDS)
def test_a_spreadsheets_number_is_the_time_it_was_made_from(moment: datetime) -> None:
    assert from_serial(to_serial(moment)) == moment
    assert decode_datetime(to_serial(moment)) == moment
    assert decode_date(to_serial(moment.date())) == moment.date()
    assert from_serial(to_serial(moment, epoch_1904=True), epoch_1904=True) == moment


@given(SECONDS, st.integers(-499_999, 499_999))
def test_a_programs_rounding_does_not_shift_the_second(moment: datetime, microseconds: int) -> None:
    assert decode_datetime(moment + timedelta(microseconds=microseconds)) == moment


@given(st.integers(0, 10**9 - 1), st.sampled_from(["0", "+84", "84", "0084", "+84 0", ""]))
def test_a_phone_number_is_one_number_however_it_is_prefixed(rest: int, prefix: str) -> None:
    """A Vietnamese number, if it is one, comes out the same with a zero, with the country code, and as a number."""
    digits = f"{rest:09d}"
    national = decode_phone("0" + digits)
    if isinstance(national, str) and digits[0] in "35789":
        assert decode_phone(prefix + digits) == national
        assert decode_phone(float(digits)) == national


@given(st.text(max_size=3))
def test_a_text_is_blank_when_nothing_is_left_of_it(text: str) -> None:
    assert is_blank(text) == (normalise_text(text) == "")
