from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from decimal import Decimal

import pytest

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.comparing import still_stands


@pytest.mark.parametrize(
    ("stored", "value", "verdict"),
    [
        (None, None, True),
        (None, "", True),
        ("", None, True),
        (" ", None, False),
        (None, "a", False),
        ("a", "a", True),
        ("a ", "a", False),
        (1.0, "1", False),
        (1.0, True, False),
        (True, True, True),
        (True, 1, False),
        (0.1, Decimal("0.1"), True),
        (0.1 + 0.2, Decimal("0.3"), True),
        (3.0, 3, True),
        (3.0, 4, False),
        ("3", 3, False),
        (46328.0, date(2026, 11, 2), True),
        (46328.354166666664, datetime(2026, 11, 2, 8, 30), True),
        (46328.3542, datetime(2026, 11, 2, 8, 30), False),
        ("02/11/2026", date(2026, 11, 2), False),
        (CellError("#N/A"), 3, False),
    ],
)
def test_a_cell_holds_a_value_or_not(stored: Raw, value: Value, *, verdict: bool) -> None:
    assert holds(stored, value, epoch_1904=False) is verdict


@pytest.mark.parametrize(
    ("expected", "stored", "verdict"),
    [
        (None, None, True),
        (None, "  ", True),
        (None, 0.0, False),
        ("Nguyễn\u00a0An ", "Nguye\u0302\u0303n An", True),
        ("a", "b", False),
        ("1", 1.0, False),
        (CellError("#N/A"), CellError("#N/A"), True),
        (CellError("#N/A"), CellError("#REF!"), False),
        (1.0, CellError("#N/A"), False),
        (True, True, True),
        (True, 1.0, False),
        (0.3, 0.1 + 0.2, True),
        (1.0, 2.0, False),
        (date(2026, 11, 2), 46328.0, True),
        (datetime(2026, 11, 2, 23, 59, 59, 999000), 46329.0, True),
        (date(2026, 11, 2), datetime(2026, 11, 2), True),
        (date(2026, 11, 2), "02/11/2026", False),
        (time(12), 0.5, True),
        (timedelta(days=1.5), 1.5, True),
        (date(1900, 2, 28), 60.0, True),
    ],
)
def test_what_was_read_still_stands_or_not(expected: Raw, stored: Raw, *, verdict: bool) -> None:
    assert still_stands(expected, stored, epoch_1904=False) is verdict


def test_days_from_1904_are_other_numbers() -> None:
    assert holds(44866.0, date(2026, 11, 2), epoch_1904=True)
    assert still_stands(date(2026, 11, 2), 44866.0, epoch_1904=True)
