"""People's names: marks tell people apart, and are often left out."""

from __future__ import annotations

import unicodedata

import pytest

from sheetcrm.values import Names

HUNG, HUWNG = "Nguyễn Văn Hùng", "Nguyễn Văn Hưng"


def test_two_people_whose_names_differ_by_a_mark_are_two() -> None:
    names = Names([HUNG, HUWNG])
    assert names.find(HUNG) == HUNG
    assert names.find(HUWNG) == HUWNG


def test_a_name_that_may_be_either_is_nobodys() -> None:
    assert Names([HUNG, HUWNG]).find("nguyen van hung") is None


@pytest.mark.parametrize(
    "typed", ["nguyen van hung", "NGUYỄN VĂN HÙNG", " Nguyễn  Văn\xa0Hung ", unicodedata.normalize("NFD", HUNG)]
)
def test_a_careless_spelling_of_one_name_is_that_name(typed: str) -> None:
    assert Names([HUNG, "Lê Hải"]).find(typed) == HUNG


@pytest.mark.parametrize("typed", [HUWNG, "Nguyễn Văn Hững", "Nguyến Văn Hung", "Nguyễn Hùng", "Đỗ Hùng"])
def test_another_name_is_not_a_careless_spelling(typed: str) -> None:
    assert Names([HUNG]).find(typed) is None


@pytest.mark.parametrize(("listed", "typed"), [("Lê Hoà", "Lê Hòa"), ("Do Dung", "Đỗ Dũng"), ("Thuý", "thúy")])
def test_where_in_a_word_a_mark_stands_and_which_side_lacks_it_does_not_matter(listed: str, typed: str) -> None:
    assert Names([listed]).find(typed) == listed


def test_dung_and_dzung_with_a_bar_are_two() -> None:
    assert Names(["Lê Đan", "Lê Dần"]).find("Lê Đần") is None


def test_namesakes_are_one_name() -> None:
    assert Names([HUNG, HUNG.upper()]).find(HUNG.lower()) == HUNG
