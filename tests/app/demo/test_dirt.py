from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date

import pytest

from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.dirt import HOW
from sheetcrm.app.demo.dirt import Dirt
from sheetcrm.app.demo.dirt import NotHere
from sheetcrm.app.demo.dirt import Spot
from sheetcrm.app.demo.dirt import dirt
from sheetcrm.app.demo.dirt import soiled
from sheetcrm.app.demo.words import words
from sheetcrm.templates.columns import Parsed
from sheetcrm.values import Value

Rows = Mapping[str, Sequence[Mapping[str, Value]]]
Understand = Callable[[Rows, str], Mapping[str, Parsed]]

TODAY = date(2026, 11, 23)
CHANGES_WHAT_IS_MEANT = {"blank", "next_stage", "not_known"}
"""Silent dirt that says something else than the clean cell: a blank, a move, a placeholder."""
TOLD_ELSEWHERE = {"id_copied", "id_mistyped", "required_blank", "skip_refused", "need_filled", "kpi_future_date"}
"""Codes of problems that are not about understanding one cell."""


@pytest.fixture(scope="module")
def found(rows: Rows) -> list[Dirt]:
    return dirt(rows, 1)


@pytest.fixture(scope="module")
def parsed(rows: Rows, found: list[Dirt], understand: Understand) -> Mapping[str, Parsed]:
    return understand(soiled(rows, found), "vi")


def places(rows: Rows) -> dict[str, dict[str, int]]:
    return {table: {row["id"]: place for place, row in enumerate(kept)} for table, kept in rows.items()}


def test_the_same_seed_gives_the_same_dirt(rows: Rows, found: list[Dirt]) -> None:
    assert dirt(rows, 1) == found
    assert dirt(rows, 2) != found


@pytest.mark.parametrize("seed", [1, 2])
def test_each_kind_of_dirt_is_there_as_often_as_listed(seed: int, invent: Callable[[int, date], Rows]) -> None:
    rows = invent(seed, TODAY)
    counted = Counter((one.table, one.column, one.why) for one in dirt(rows, seed))
    for kind in words().dirt.dirt:
        assert counted[kind.table, kind.column, kind.why] == kind.times


def test_where_no_row_fits_nothing_is_soiled(rows: Rows) -> None:
    kind = words().dirt.dirt[0].model_copy(update={"where": {"status": "no such status"}})
    assert dirt(rows, 1, [kind]) == []


def test_no_row_is_dirty_twice(found: list[Dirt]) -> None:
    kinds = {(one.table, one.row_id, one.why) for one in found}
    assert len({(table, row_id) for table, row_id, _ in kinds}) == len(kinds)


def test_clean_rows_stay_as_they_are(rows: Rows, found: list[Dirt]) -> None:
    before = {table: [dict(row) for row in kept] for table, kept in rows.items()}
    dirty = soiled(rows, found)
    assert rows == before
    changed = sum(one != other for table in rows for one, other in zip(rows[table], dirty[table], strict=True))
    assert changed == len({(one.table, one.row_id) for one in found})


def test_silent_dirt_is_understood_as_it_was_meant(rows: Rows, found: list[Dirt], parsed: Mapping[str, Parsed]) -> None:
    where = places(rows)
    meaning = {(kind.table, kind.column, kind.why) for kind in words().dirt.dirt if kind.how in CHANGES_WHAT_IS_MEANT}
    checked = 0
    for one in found:
        if one.check != "silent" or (one.table, one.column, one.why) in meaning or one.raw is None:
            continue
        place = where[one.table][one.row_id]
        clean = rows[one.table][place][one.column]
        understood = parsed[one.table].values[one.column][place]
        assert understood == (one.raw if str(one.raw).startswith("=") else clean), one
        checked += 1
    assert checked > 250


def test_what_cannot_be_understood_is_told_at_its_cell(
    rows: Rows, found: list[Dirt], parsed: Mapping[str, Parsed]
) -> None:
    where = places(rows)
    told = {
        (problem.table, problem.row, problem.column, problem.code)
        for one in parsed.values()
        for problem in one.problems
    }
    for one in found:
        if one.code and one.code not in TOLD_ELSEWHERE:
            assert (one.table, where[one.table][one.row_id], one.column, one.code) in told, one


def test_nothing_else_is_told(found: list[Dirt], parsed: Mapping[str, Parsed]) -> None:
    """Dirt does not spill: as many problems as cells that were soiled."""
    expected = Counter(one.code for one in found if one.code and one.code not in TOLD_ELSEWHERE)
    assert Counter(problem.code for one in parsed.values() for problem in one.problems) == expected


def test_letters_and_marks_are_really_apart(found: list[Dirt]) -> None:
    apart = [str(one.raw) for one in found if "NFD" in one.why]
    assert apart
    assert all(unicodedata.normalize("NFC", text) != text for text in apart)


@pytest.mark.parametrize("how", ["day_month_year", "day_month_year_time", "in_words", "short_millions"])
def test_a_cell_without_that_dirty_form_is_left_alone(how: str) -> None:
    with pytest.raises(NotHere):
        HOW[how](Spot("chữ", {}, Dice(1), ()))


def test_every_way_of_soiling_is_used() -> None:
    used = {kind.how for kind in (*words().dirt.dirt, *words().loose.dirt)}
    assert used == set(HOW)
