"""A cell that already says what it should is left alone."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import differing
from sheetcrm.values import same


@pytest.mark.parametrize(
    ("value", "raw"),
    [
        (None, None),
        (None, ""),
        (None, "  "),
        ("", None),
        ("Sân bóng", "Sân bóng"),
        ("Sân bóng", "Sa\u0302n bo\u0301ng "),
        (5, 5.0),
        (Decimal("0.1"), 0.1),
        (Decimal("1200000"), 1200000),
        (Decimal(1) / 3, 1 / 3),
        (True, True),
        (date(2026, 11, 23), datetime(2026, 11, 23)),
        (datetime(2026, 11, 23, 8, 30), datetime(2026, 11, 23, 8, 29, 59, 999_900)),
    ],
)
def test_what_a_spreadsheet_keeps_is_the_same(value: Value, raw: Raw) -> None:
    assert same(value, raw)


@pytest.mark.parametrize(
    ("value", "raw"),
    [
        (None, 0),
        (0, None),
        ("5", 5),
        (5, "5"),
        (1, True),
        (True, 1),
        (Decimal("0.1"), 0.1000001),
        ("#REF!", CellError("#REF!")),
        (None, CellError("#N/A")),
        (date(2026, 11, 23), datetime(2026, 11, 23, 0, 0, 1)),
        (date(2026, 11, 23), 46349),
        ("a", "A"),
    ],
)
def test_what_differs_is_not_the_same(value: Value, raw: Raw) -> None:
    assert not same(value, raw)


EITHER = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["", " ", "a", "A", "1", "é", "e\u0301"]),
    st.sampled_from([date(2026, 11, 23), datetime(2026, 11, 23), datetime(2026, 11, 23, 0, 0, 1)]),
)  # fmt: skip
VALUES = EITHER | st.sampled_from([Decimal(1), Decimal("0.1"), Decimal("1.50")])
CELLS = EITHER | st.sampled_from([1.0, 0.0, 0.1, 1.5, CellError("a"), CellError("#N/A")])


@given(st.lists(st.tuples(VALUES, CELLS)))
def test_a_column_differs_where_its_cells_do(pairs: list[tuple[Value, Raw]]) -> None:
    found = differing([value for value, _ in pairs], [raw for _, raw in pairs])
    assert found == [position for position, (value, raw) in enumerate(pairs) if not same(value, raw)]
