"""Two cells say the same whatever spreadsheets made of them."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import Decimal

import pytest

from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import Agreed
from sheetcrm.sync.canon import Reader
from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.canon import alike
from sheetcrm.sync.canon import lost_zeros
from sheetcrm.sync.canon import unchanged
from sheetcrm.sync.cells_json import dump
from sheetcrm.sync.cells_json import load
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from tests.sync.sides import DEALS
from tests.sync.sides import decode

COLUMNS = {column.key: column for column in DEALS.columns}
CODE = SyncColumn("name", text=True)


def read(column: str, raw: Raw, lang: str = "en") -> object:
    return Reader(lambda key, cell: decode(lang, key, cell)).read(COLUMNS[column], raw)


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (Decimal("0.1"), Decimal("0.1000000000000000055")),
        (datetime(2026, 1, 2, 8, 30), datetime(2026, 1, 2, 8, 30, 0, 200_000)),
        (date(2026, 1, 2), datetime(2026, 1, 2)),
        ("Sân", "Sa\u0302n"),
        ("a\r\nb", "a\nb"),
        ("a\u00a0b", "a b"),
        ("a\u200bb", "ab"),
        ("a", "a  "),
        (None, None),
        (NO_BASE, NO_BASE),
    ],
)
def test_what_a_spreadsheet_may_do_to_a_value_is_no_edit(value: Agreed, other: Agreed) -> None:
    assert alike(value, other)
    assert alike(other, value)


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (Decimal("0.1"), Decimal("0.10000000000001")),
        (datetime(2026, 1, 2, 8, 30), datetime(2026, 1, 2, 8, 30, 2)),
        ("a", "A"),
        (None, Decimal(0)),
        (True, 1),
        (None, NO_BASE),
    ],
)
def test_what_a_user_changed_is_an_edit(value: Agreed, other: Agreed) -> None:
    assert not alike(value, other)
    assert not alike(other, value)


def test_a_vietnamese_and_an_english_label_are_one_stage() -> None:
    assert read("stage", "Đàm phán", "vi") == read("stage", "Negotiate", "en") == "negotiate"


@pytest.mark.parametrize("raw", [CellError("#REF!"), "#N/A", "Loading...", " Loading… "])
def test_an_error_or_a_cell_that_still_loads_is_not_an_edit(raw: Raw) -> None:
    found = read("name", raw)
    assert isinstance(found, Undecodable)
    assert found.code == "cell_error"


@pytest.mark.parametrize(
    ("raw", "code"), [(date(2026, 3, 4), "sync_date_in_text"), (timedelta(hours=3), "sync_date_in_text")]
)
def test_a_date_where_text_is_expected_is_reported(raw: Raw, code: str) -> None:
    found = read("name", raw)
    assert isinstance(found, Undecodable)
    assert found.code == code


@pytest.mark.parametrize("raw", [1234567890123456.0, 10**15])
def test_a_number_of_more_than_fifteen_digits_in_a_text_column_is_reported(raw: Raw) -> None:
    found = read("name", raw)
    assert isinstance(found, Undecodable)
    assert found.code == "sync_long_number"


@pytest.mark.parametrize(("agreed", "raw"), [("0123", 123), ("00123", 123.0), ("0912345678", 912345678)])
def test_a_code_that_lost_its_leading_zero_is_unchanged(agreed: str, raw: Raw) -> None:
    assert unchanged(agreed, CODE, raw, read("name", raw))


@pytest.mark.parametrize(
    ("value", "raw"), [("0123", 124), ("123", 123), ("0a12", 12), ("0123", "123"), ("01", True), (None, 1)]
)
def test_only_a_number_of_the_same_digits_is_a_code_without_its_zeros(value: str | None, raw: Raw) -> None:
    assert not lost_zeros(value, raw)


def test_a_cell_never_agreed_on_is_unchanged_by_nothing() -> None:
    assert not unchanged(NO_BASE, CODE, None, None)


def test_cells_survive_json() -> None:
    row = [
        None,
        "a",
        5,
        Decimal("0.1"),
        Decimal(7),
        True,
        date(2026, 1, 2),
        datetime(2026, 1, 2, 3, 4),
        NO_BASE,
        0.1,
        timedelta(hours=1),
        CellError("#N/A"),
    ]
    assert load(dump([row, {"n": {"d": 1, "x": date(2026, 1, 2)}}])) == [row, {"n": {"d": 1, "x": date(2026, 1, 2)}}]
    assert load(dump(datetime(2026, 1, 2).time())) == datetime(2026, 1, 2).time()
    with pytest.raises(TypeError):
        dump(object())
