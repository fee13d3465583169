"""A1 notation as the service reads and writes it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_service import a1
from sheets_service.area import Area


@dataclass(frozen=True)
class Names:
    titles: list[tuple[str, int]] = field(
        default_factory=lambda: [("Sheet1", 0), ("D3", 3), ("Cơ hội", 7), ("it's", 9)]
    )
    named_areas: dict[str, Area] = field(default_factory=lambda: {"stages": Area(7, 1, 8, 2, 3)})


READ = {
    "A1": Area(0, 0, 1, 0, 1),
    "$B$2": Area(0, 1, 2, 1, 2),
    "A1:B2": Area(0, 0, 2, 0, 2),
    "D4:A1": Area(0, 0, 4, 0, 4),
    "B4:D1": Area(0, 0, 4, 1, 4),
    "A2:C": Area(0, 1, None, 0, 3),
    "A:A": Area(0, 0, None, 0, 1),
    "C:A": Area(0, 0, None, 0, 3),
    "2:5": Area(0, 1, 5, 0, None),
    "A3:3": Area(0, 2, 3, 0, None),
    "AA10": Area(0, 9, 10, 26, 27),
    "D3": Area(0, 2, 3, 3, 4),  # a cell of the first sheet, although a sheet is called so
    "'D3'": Area(3),
    "'D3'!B1": Area(3, 0, 1, 1, 2),
    "sheet1!b2": Area(0, 1, 2, 1, 2),
    "Cơ hội": Area(7),
    "CƠ HỘI!A1": Area(7, 0, 1, 0, 1),
    "'it''s'!A1:B1": Area(9, 0, 1, 0, 2),
    "R2C3": Area(0, 1, 2, 2, 3),
    "Sheet1!R1C1:R2C2": Area(0, 0, 2, 0, 2),
    "Stages": Area(7, 1, 8, 2, 3),
    "'Sheet1'!stages": Area(7, 1, 8, 2, 3),
}


@pytest.mark.parametrize("text", READ)
def test_a_range_means_an_area(text: str) -> None:
    assert a1.parse(text, Names()) == READ[text]


@pytest.mark.parametrize(
    "text", ["", "Nowhere!A1", "A0", "Sheet1!", "Sheet1!A1:", "'Sheet1", "A1:B2:C3", "AAAA1", "Sheet2"]
)
def test_anything_else_is_no_range(text: str) -> None:
    with pytest.raises(a1.UnreadableRange):
        a1.parse(text, Names())


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Sheet1", "Sheet1"),
        ("D3", "'D3'"),
        ("R1C1", "'R1C1'"),
        ("two words", "'two words'"),
        ("it's", "'it''s'"),
        ("2024", "'2024'"),
        ("_sheetcrm", "_sheetcrm"),
    ],
)
def test_a_title_is_quoted_where_it_must_be(title: str, written: str) -> None:
    assert a1.quoted(title) == written


numbers = st.integers(0, 17000)


@given(numbers)
def test_letters_and_numbers_of_columns_are_the_same_thing(column: int) -> None:
    assert a1.column_number(a1.letters(column)) == column


@given(numbers, numbers, st.integers(1, 500), st.integers(1, 500), st.sampled_from(Names().titles))
def test_what_is_written_is_read_again(top: int, left: int, rows: int, columns: int, sheet: tuple[str, int]) -> None:
    area = Area(sheet[1], top, top + rows, left, left + columns)
    assert a1.parse(a1.area_text(area, sheet[0]), Names()) == area


@pytest.mark.parametrize(
    ("area", "text"),
    [
        (Area(0, 1000, 1005, 0, None), "Sheet1!1001:1005"),
        (Area(0, 1000, None, 0, None), "Sheet1!1001:"),
        (Area(0, 0, None, 26, 28), "Sheet1!AA:AB"),
        (Area(0, 4, None, 26, 28), "Sheet1!AA5:AB"),
        (Area(0, 4, 5, 26, 27), "Sheet1!AA5"),
    ],
)
def test_a_refusal_repeats_the_range_with_its_open_ends(area: Area, text: str) -> None:
    assert a1.requested_text(area, "Sheet1") == text
