"""Every typed row gets an id of its own, durably, before anything is judged."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.app.identifying import Identified
from sheetcrm.app.identifying import identify
from sheetcrm.sync.identity import check_digits
from sheetcrm.sync.identity import derive_id
from sheetcrm.sync.identity import is_valid_id
from sheetcrm.sync.identity import new_id
from sheetcrm.sync.identity import valid_ids
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import TableData

TABLE = Table(
    key="leads",
    vi="Khách",
    en="Leads",
    columns=(
        Column(key="id", vi="Mã", en="ID", kind="id", engine=True, hidden=True),
        Column(key="company", vi="Công ty", en="Company", kind="text", required=True),
        Column(key="score", vi="Điểm", en="Score", kind="integer", engine=True),
    ),
)
A, B, C = derive_id("a"), derive_id("b"), derive_id("c")


def data(ids: Sequence[Raw], companies: Sequence[Raw], scores: Sequence[Raw] | None = None) -> TableData:
    columns = {"id": ids, "company": companies, "score": scores or [None] * len(ids)}
    rows = list(range(3, 3 + len(ids)))
    return TableData("leads", "Khách", columns, rows, dict.fromkeys(columns, "A"), dict.fromkeys(columns, "x"))


def fresh() -> Iterator[str]:
    yield from (B, C)


def identified(table: TableData) -> Identified:
    ids = fresh()
    return identify(TABLE, table, lambda: next(ids))


def test_a_row_that_only_waits_for_an_answer_is_not_taken_for_an_emptied_one() -> None:
    """Recompute leaves the lines of the sheet of conflicts alone in which nobody has chosen yet."""
    asking = replace(TABLE, columns=tuple(replace(column, required=False) for column in TABLE.columns))
    assert identify(asking, data([A], [None], [3]), new_id).stamps == ()
    assert identify(TABLE, data([A], [None], [3]), new_id).stamps != ()


def test_a_blank_id_is_stamped_where_the_row_was_typed() -> None:
    result = identified(data([A, None], ["An", "Bình"]))
    assert list(result.data.columns["id"]) == [A, B]
    (stamp,) = result.stamps
    assert (stamp.row_id, stamp.row, stamp.cells, stamp.expected) == (None, 4, {"id": B}, {"id": None})
    assert result.problems == ()


def test_a_copied_row_gets_an_id_of_its_own_and_the_upper_one_keeps_the_old() -> None:
    result = identified(data([A, A], ["An", "An"]))
    assert list(result.data.columns["id"]) == [A, B]
    assert [(problem.code, problem.row, problem.row_id) for problem in result.problems] == [("id_copied", 1, B)]


@pytest.mark.parametrize("typed", ["x", 12.0, A[:-1] + str((int(A[-1]) + 1) % 10), A.lower()])
def test_a_mistyped_or_filled_down_id_is_replaced_and_told(typed: Raw) -> None:
    result = identified(data([typed], ["An"]))
    assert list(result.data.columns["id"]) == [B]
    assert [problem.code for problem in result.problems] == ["id_mistyped"]


def test_a_row_whose_own_cells_were_emptied_is_wiped_clean() -> None:
    result = identified(data([A, C, None], ["An", None, "Chi"], [70.0, 55.0, None]))
    assert list(result.data.columns["company"]) == ["An", "Chi"]
    assert list(result.data.rows) == [3, 5]
    wipe = next(stamp for stamp in result.stamps if stamp.row == 4)
    assert wipe.cells == {"id": None, "score": None}
    assert wipe.expected == {"id": C, "score": 55.0}


def test_a_problem_below_an_emptied_row_points_to_the_right_row() -> None:
    result = identified(data([A, C, A], ["An", None, "An"], [1.0, 2.0, 3.0]))
    (problem,) = result.problems
    assert problem.row is not None
    assert result.data.rows[problem.row] == 5


def test_a_table_that_only_the_engine_writes_has_no_emptied_rows() -> None:
    columns = tuple(replace(column, engine=True) for column in TABLE.columns)
    history = replace(TABLE, columns=columns)
    assert identify(history, data([A], [None]), new_id).stamps == ()


def test_sound_ids_are_left_alone() -> None:
    before = data([A, B], ["An", "Bình"])
    assert identified(before) == Identified(before, (), ())


def test_new_ids_are_valid_and_differ() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(is_valid_id(one) for one in ids)


def test_the_same_parts_give_the_same_id_and_other_parts_another() -> None:
    assert derive_id("leads", "7") == derive_id("leads", "7") != derive_id("leads7", "")
    assert is_valid_id(derive_id("leads", "7"))


def test_no_filled_down_id_is_valid() -> None:
    """Excel's drag-fill counts the trailing digits up."""
    for _ in range(200):
        one = new_id()
        for step in range(1, 97):
            assert not is_valid_id(f"{one[:12]}{int(one[12:]) + step:02d}")


def test_one_mistyped_symbol_or_two_swapped_ones_are_noticed() -> None:
    one = A
    for place in range(12):
        for symbol in "23456789ABCDFGHJKLMNPQRSTVWXYZ":
            if symbol != one[place]:
                assert not is_valid_id(one[:place] + symbol + one[place + 1 :])
    for place in range(11):
        swapped = one[:place] + one[place + 1] + one[place] + one[place + 2 :]
        assert swapped == one or not is_valid_id(swapped)


def test_check_digits_are_two_digits() -> None:
    assert all(len(check_digits(new_id()[:12])) == 2 for _ in range(500))


@pytest.mark.parametrize("symbols", [A[:12], "222222222222", "ZZZZZZZZZZZZ"])
def test_of_all_two_digits_only_the_right_ones_prove_an_id(symbols: str) -> None:
    assert [n for n in range(100) if is_valid_id(f"{symbols}{n:02d}")] == [int(check_digits(symbols))]


@given(st.lists(st.sampled_from([A, C, "", None, 5, A[:13] + "x", A.lower(), A[:12] + "00", A + A, "é" * 14])))
def test_a_whole_column_is_checked_as_each_id_alone(ids: list[object]) -> None:
    assert valid_ids(ids) == {text for text in ids if is_valid_id(text)}
