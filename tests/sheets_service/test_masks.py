"""Field masks."""

from __future__ import annotations

import pytest

from sheets_service import masks
from sheets_service.discovery import service
from sheets_service.errors import ApiError


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", {"a": {}}),
        ("a.b,a.c", {"a": {"b": {}, "c": {}}}),
        ("a(b,c.d),e", {"a": {"b": {}, "c": {"d": {}}}, "e": {}}),
        ("a/b", {"a": {"b": {}}}),
        ("user_entered_value", {"userEnteredValue": {}}),
        ("*", {"*": {}}),
    ],
)
def test_a_mask_is_a_tree(text: str, tree: masks.Mask) -> None:
    assert masks.parse(text) == tree


@pytest.mark.parametrize("text", ["", "a,", "a.", "(a)", "a(b", "a)b", "a b;c"])
def test_a_broken_mask_is_refused(text: str) -> None:
    with pytest.raises(masks.MaskError):
        masks.parse(text)


def test_a_name_that_is_not_there_is_named() -> None:
    with pytest.raises(ApiError) as refusal:
        masks.parse_selection(service("sheets.v4"), "Spreadsheet", "sheets.properties.titel")
    assert refusal.value.message == "Request contains an invalid argument."
    assert refusal.value.error["details"][0]["fieldViolations"][0]["field"] == "sheets.properties.titel"


def test_a_selection_keeps_the_places_of_a_list() -> None:
    rows = {"rows": [{"a": 1, "b": 2}, {"b": 3}, {"a": 4}]}
    assert masks.select(masks.parse("rows.a"), rows) == {"rows": [{"a": 1}, {}, {"a": 4}]}


def test_an_update_sets_clears_and_leaves_alone() -> None:
    old = {"title": "x", "grid": {"rows": 1, "columns": 2}, "hidden": True}
    new = {"grid": {"rows": 9, "columns": 9}}
    assert masks.overlay(old, new, masks.parse("grid.rows,hidden")) == {"title": "x", "grid": {"rows": 9, "columns": 2}}
    assert masks.overlay(old, new, masks.parse("*")) == new
