"""The same row gets the same id, whatever file it comes in; different rows get different ones."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.app.importing.identify import external_id
from sheetcrm.app.importing.identify import identify_rows
from sheetcrm.app.importing.identify import spell
from sheetcrm.sync.identity import is_valid_id
from sheetcrm.sync.identity import new_id
from sheetcrm.values import Value

values = st.none() | st.text("ab|=\x1f", max_size=3) | st.integers(0, 3) | st.decimals(0, 9, places=2) | st.dates()
rows = st.lists(st.tuples(values, values), max_size=6)


def whole_rows(found: Sequence[tuple[Value, ...]], names: Sequence[str] = ("a", "b")) -> list[str]:
    columns: Mapping[str, list[Value]] = {name: [row[place] for row in found] for place, name in enumerate(names)}
    return identify_rows("leads", "", [None] * len(found), columns, ())


@given(row_id=st.builds(new_id), text=st.text(min_size=1))
def test_a_sheetcrm_id_stays_and_any_other_becomes_one(row_id: str, text: str) -> None:
    assert external_id("leads", "", row_id) == row_id
    assert is_valid_id(external_id("leads", "", text))
    assert external_id("leads", "hubspot", text) != external_id("leads", "salesforce", text)


@settings(max_examples=100)
@given(found=rows)
def test_no_two_rows_of_a_file_share_an_id_even_when_they_are_alike(found: list[tuple[Value, Value]]) -> None:
    ids = whole_rows(found)
    assert len(set(ids)) == len(found)
    assert all(map(is_valid_id, ids))


@settings(max_examples=100)
@given(found=rows, at=st.integers(0, 5))
def test_rows_keep_their_ids_when_others_are_added_or_moved(found: list[tuple[Value, Value]], at: int) -> None:
    later = found[at:] + found[:at]
    assert sorted(whole_rows(found)) == sorted(whole_rows(later))
    assert set(whole_rows(found)) <= set(whole_rows([*found, ("neu", None)]))


def test_neither_blank_columns_nor_their_order_change_a_rows_id() -> None:
    assert whole_rows([("x", None)]) == whole_rows([(None, "x")], ("b", "a"))
    assert whole_rows([("x",)], ("a",)) == whole_rows([("x", None)])


def test_key_columns_decide_when_all_of_them_are_filled() -> None:
    columns: Mapping[str, list[Value]] = {"phone": ["0912", "0912", None], "note": ["a", "b", "b"]}
    first, second, keyless = identify_rows("leads", "", [None] * 3, columns, ("phone",))
    assert first == second != keyless
    assert identify_rows("leads", "", [None], {"note": ["a"]}, ("phone",))[0] not in (first, keyless)


def test_the_other_programs_id_decides_before_anything_else() -> None:
    columns: Mapping[str, list[Value]] = {"phone": ["0912", "0999"]}
    ids = identify_rows("leads", "", ["7", "7"], columns, ("phone",))
    assert ids == [external_id("leads", "", "7")] * 2


def test_values_are_spelt_in_one_way() -> None:
    assert spell(Decimal("1.50")) == spell(Decimal("1.5")) == "1.5"
    assert spell(Decimal("1E+3")) == "1000"
    assert spell(date(2026, 3, 1)) == "2026-03-01"
    assert spell(None) == ""
    assert spell(3) == "3"
