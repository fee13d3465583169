"""Dates: day, month, year; never the other way round, never a guessed century."""

from __future__ import annotations

from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from datetime import timezone
from decimal import Decimal

import pytest

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import decode_date
from sheetcrm.values import decode_datetime
from sheetcrm.values import decode_month
from sheetcrm.values import from_serial
from sheetcrm.values import to_serial

VIETNAM = timezone(timedelta(hours=7))
THE_DAY = date(2026, 4, 3)
THE_TIME = datetime(2026, 4, 3, 14, 30)


def code(found: Value | Undecodable) -> str | None:
    return found.code if isinstance(found, Undecodable) else None


@pytest.mark.parametrize(
    "typed",
    [
        THE_DAY,
        datetime(2026, 4, 3),
        THE_TIME,
        46115.0,
        46115,
        46115.6,
        Decimal(46115),
        "46115",
        "03/04/2026",
        "3/4/2026",
        " 3 / 4 / 2026 ",
        "3-4-2026",
        "3.4.2026",
        "'3/4/2026",
        "2026-04-03",
        "2026/4/3",
        "ngày 3 tháng 4 năm 2026",
        "3 tháng 4, 2026",
        "3 thg 4, 2026",
        "ngày 3/4/2026",
        "3 Apr 2026",
        "3-Apr-2026",
        "3rd April 2026",
        "April 3, 2026",
        "Apr. 3rd, 2026",
        "Thứ 6, 03/04/2026",
        "Thứ sáu, ngày 3 tháng 4 năm 2026",
        "Friday, 3 April 2026",
        "03/04/2026 14:30",
        "2026-04-03T14:30:00",
    ],
)
def test_a_day_is_read_in_all_its_spellings(typed: Raw) -> None:
    assert decode_date(typed) == THE_DAY
    assert type(decode_date(typed)) is date


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/02/2026", "date_impossible"),
        ("29/02/2026", "date_impossible"),
        ("13/25/2026", "date_impossible"),
        ("4/31/2026", "date_impossible"),
        ("0/1/2026", "date_impossible"),
        ("3/4/26", "date_two_digit_year"),
        ("3/4", "date_without_year"),
        ("3-Apr", "date_text"),
        ("3 Foo 2026", "date_text"),
        ("Foo 3, 2026", "date_text"),
        ("3/4-2026", "date_text"),
        ("hôm nay", "date_text"),
        ("2026", "date_text"),
        ("20260403", "date_text"),
        ("31/02/2026 14:30", "date_impossible"),
        ("x 14:30", "date_text"),
        ("1/1/1800", "date_out_of_range"),
        ("1/1/2206", "date_out_of_range"),
        ("12345", "date_out_of_range"),
        (2026.0, "date_out_of_range"),
        (20260403, "date_out_of_range"),
        (0, "date_out_of_range"),
        (-1.5, "date_out_of_range"),
        (float("nan"), "date_out_of_range"),
        (float("inf"), "date_out_of_range"),
        (Decimal("NaN"), "date_out_of_range"),
        (Decimal("sNaN"), "date_out_of_range"),
        (date(1899, 12, 31), "date_out_of_range"),
        (datetime(9999, 1, 1), "date_out_of_range"),
        (True, "date_text"),
        (time(14, 30), "date_only_time"),
        (timedelta(hours=30), "date_only_time"),
        (CellError("#VALUE!"), "cell_error"),
        ("#VALUE!", "cell_error"),
        (datetime(2026, 4, 3, tzinfo=UTC), "date_of_another_zone"),
        ("2026-04-03T00:00:00Z", "date_of_another_zone"),
    ],
)
def test_what_is_no_clear_day_is_refused(typed: Raw, why: str) -> None:
    assert code(decode_date(typed)) == why
    assert code(decode_month(typed)) == why


@pytest.mark.parametrize("cell", [None, "", " \xa0", "'"])
def test_a_blank_is_no_day(cell: Raw) -> None:
    assert decode_date(cell) is decode_datetime(cell) is decode_month(cell) is None


@pytest.mark.parametrize(
    "typed",
    [
        THE_TIME,
        "03/04/2026 14:30",
        "3/4/2026, 14:30",
        "14:30 3/4/2026",
        "14:30, ngày 3/4/2026",
        "lúc 14h30 ngày 3/4/2026",
        "14h30 3/4/2026",
        "3/4/2026 lúc 14h30",
        "2026-04-03T14:30:00.000",
        "2026-04-03 14:30:00",
        "3/4/2026 2:30 PM",
        "2:30 CH 3/4/2026",
        46115.604166666664,
        datetime(2026, 4, 3, 14, 29, 59, 999_999),
    ],
)
def test_a_time_is_read_in_all_its_spellings(typed: Raw) -> None:
    assert decode_datetime(typed) == THE_TIME


@pytest.mark.parametrize(
    ("typed", "hour"), [("12:00 AM", 0), ("12:00 SA", 0), ("12:00 PM", 12), ("9h", 9), ("9 h", 9), ("0:00", 0)]
)
def test_the_halves_of_a_day_are_understood(typed: str, hour: int) -> None:
    assert decode_datetime(f"3/4/2026 {typed}") == datetime(2026, 4, 3, hour)


def test_a_day_alone_is_its_beginning() -> None:
    assert decode_datetime("3/4/2026") == decode_datetime(THE_DAY) == datetime(2026, 4, 3)


@pytest.mark.parametrize("clock", ["25:00", "24:00", "14:60", "14:30:61", "13:00 PM", "0:30 AM", "14:30:00+25:00"])
def test_an_impossible_time_is_refused(clock: str) -> None:
    assert code(decode_datetime(f"2026-04-03 {clock}")) == "time_impossible"


@pytest.mark.parametrize(
    "typed",
    [
        "2026-04-03T07:30:00Z",
        "2026-04-03 07:30 UTC",
        "2026-04-03T14:30:00+07:00",
        "2026-04-03T14:30+0700",
        datetime(2026, 4, 3, 7, 30, tzinfo=UTC),
    ],
)
def test_a_time_of_another_zone_is_brought_to_the_companys(typed: Raw) -> None:
    assert decode_datetime(typed, VIETNAM) == THE_TIME
    assert code(decode_datetime(typed)) == "date_of_another_zone"


def test_late_in_utc_is_the_next_day_in_vietnam() -> None:
    assert decode_date("2026-04-02T20:00:00Z", VIETNAM) == THE_DAY


@pytest.mark.parametrize(
    "typed",
    [
        "04/2026",
        "4/2026",
        "4-2026",
        "2026-04",
        "tháng 4/2026",
        "Tháng 4 năm 2026",
        "T4/2026",
        "thg 4 2026",
        "Apr 2026",
        "April, 2026",
        "15/04/2026",
        "Sept 2026",
        THE_DAY,
        46115.0,
    ],
)
def test_a_month_is_its_first_day(typed: Raw) -> None:
    month = 9 if typed == "Sept 2026" else 4
    assert decode_month(typed) == date(2026, month, 1)


@pytest.mark.parametrize(
    ("typed", "why"), [("13/2026", "date_impossible"), ("4/26", "date_without_year"), ("Foo 2026", "date_text")]
)
def test_what_is_no_clear_month_is_refused(typed: str, why: str) -> None:
    assert code(decode_month(typed)) == why


def test_serial_numbers_count_as_excel_does() -> None:
    assert from_serial(61) == datetime(1900, 3, 1)
    assert from_serial(45_658) == datetime(2025, 1, 1)
    assert from_serial(45_658 - 1462, epoch_1904=True) == datetime(2025, 1, 1)
    assert from_serial(0, epoch_1904=True) == datetime(1904, 1, 1)
    assert to_serial(date(2025, 1, 1)) == 45_658
    assert to_serial(date(2025, 1, 1), epoch_1904=True) == 45_658 - 1462
    assert to_serial(datetime(2025, 1, 1, 12)) == 45_658.5


@pytest.mark.parametrize(("part", "second"), [("0.4999", 7), ("0.5001", 8), ("0.495", 7), ("0.505", 8)])
def test_a_time_near_half_a_second_is_rounded_by_its_exact_value(part: str, second: int) -> None:
    number = 45_658 + (7 + Decimal(part)) / 86_400
    assert from_serial(number) == datetime(2025, 1, 1, 0, 0, second)
    assert from_serial(float(number)) == datetime(2025, 1, 1, 0, 0, second)


@pytest.mark.parametrize("number", [60, 0, -1, 2_958_466, float("nan"), float("inf"), Decimal("sNaN")])
def test_a_number_that_programs_count_differently_or_not_at_all_is_refused(number: float | Decimal) -> None:
    assert code(from_serial(number)) == "date_out_of_range"
