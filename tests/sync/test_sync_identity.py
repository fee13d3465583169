"""Row ids prove themselves: what was mistyped, filled down or made by hand is no id."""

from __future__ import annotations

import random

import pytest

from sheetcrm.sync.identity import ALPHABET
from sheetcrm.sync.identity import RANDOM_SYMBOLS
from sheetcrm.sync.identity import check_digits
from sheetcrm.sync.identity import derive_id
from sheetcrm.sync.identity import is_valid_id
from sheetcrm.sync.identity import new_id
from sheetcrm.sync.identity import valid_ids


def an_id(seed: int) -> str:
    return new_id(random.Random(seed).choice)


def test_a_new_id_is_valid_and_made_of_symbols_that_nobody_confuses() -> None:
    for seed in range(200):
        row_id = an_id(seed)
        assert is_valid_id(row_id)
        assert set(row_id[:RANDOM_SYMBOLS]) <= set(ALPHABET)
        assert len(row_id) == RANDOM_SYMBOLS + 2


def test_an_id_that_a_spreadsheet_filled_down_is_none() -> None:
    """It counts the digits at the end on, by one or by whatever two cells differed by."""
    for seed in range(50):
        row_id = an_id(seed)
        for step in range(1, 20):
            assert not is_valid_id(f"{row_id[:-2]}{(int(row_id[-2:]) + step) % 100:02d}")


def test_one_wrong_symbol_or_two_that_changed_places_are_found() -> None:
    row_id = an_id(1)
    wrong = [row_id[:at] + other + row_id[at + 1 :] for at in range(RANDOM_SYMBOLS) for other in ALPHABET]
    swapped = [row_id[:at] + row_id[at + 1] + row_id[at] + row_id[at + 2 :] for at in range(RANDOM_SYMBOLS - 1)]
    assert valid_ids([*wrong, *swapped]) == {row_id}


@pytest.mark.parametrize(
    "text", [None, "", 12345678901234, "AAAA", "aaaaaaaaaaaa11", "OOOOOOOOOOOO11", " " * 14, "Công ty An Lạc"]
)
def test_what_users_type_into_the_id_column_is_no_id(text: object) -> None:
    """Also among sound ids, and where it is just as long."""
    assert not is_valid_id(text)
    assert valid_ids([text, an_id(1), an_id(2)]) == {an_id(1), an_id(2)}


def test_the_same_parts_make_the_same_id_and_others_another() -> None:
    assert derive_id("leads", "An") == derive_id("leads", "An")
    made = {derive_id(*parts) for parts in (("leads", "An"), ("leadsA", "n"), ("leads", "Bình"), ("leads",))}
    assert len(made) == 4
    assert valid_ids(made) == made


def test_check_digits_are_always_two() -> None:
    assert {len(check_digits(an_id(seed)[:RANDOM_SYMBOLS])) for seed in range(500)} == {2}
