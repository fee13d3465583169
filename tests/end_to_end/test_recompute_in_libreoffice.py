"""After `sheetcrm recompute`, a second program opens the workbook, calculates it, and finds what was written."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import datetime

import pytest
from made_workbooks import golden_cases
from recomputed_books import LEADS
from recomputed_books import OPPORTUNITIES
from recomputed_books import OWN_HEAD
from recomputed_books import OWN_SHEET
from recomputed_books import STALE
from recomputed_books import TYPED_OVER
from recomputed_books import Book

from tests.oracle.raw_sheets import key_of
from tests.oracle.raw_sheets import table_of
from tests.oracle.visible_words import QUALITY

pytestmark = pytest.mark.xdist_group("recomputed in LibreOffice")  # one worker, so that it is opened once

ERROR = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)|Err:\d+")
ENGINE = {
    "leads": {"score", "completeness", "band", "grade", "why", "opportunity_id", "issues"},
    "opportunities": {"accepted_stage", "accepted_status", "accepted_on", "stage_requested", "probability",
                      "weighted_amount", "days_in_stage", "score", "health", "issues"},
    "orders": {"receivable", "overdue_days"},
    "accounts": {"first_order_on", "last_order_on", "last_contact_on", "lifetime_revenue", "open_opportunities"},
}  # fmt: skip
"""The columns that only sheetcrm writes, as the specification marks them."""


def test_libreoffice_saves_every_cell_as_it_was_written(book: Book) -> None:
    """It calculated everything anew, so what is the same is a value and not the result of a formula."""
    assert list(book.after) == list(book.before)
    for title, sheet in book.before.items():
        for row, cells in enumerate(sheet):
            for column, cell in enumerate(cells):
                is_own = title == OWN_SHEET or (sheet[1][column] == OWN_HEAD and row > 1)
                if cell is not None and not is_own:
                    assert book.after[title][row][column] == cell, (title, row, column)


def test_no_cell_of_ours_is_an_error_or_a_formula(book: Book) -> None:
    """What people typed stays theirs, errors too; nothing that sheetcrm writes is one, and none is a formula."""
    for title, sheet in book.after.items():
        if title == QUALITY[book.lang]:
            continue  # it quotes what people typed
        key = key_of(sheet)
        ours = ENGINE.get(key[1], set()) if key else set(range(len(sheet[0])))
        rows = table_of(sheet) if key else [dict(enumerate(cells)) for cells in sheet]
        for row in rows:
            assert not [row[column] for column in ours if ERROR.match(str(row[column]))], title
    with zipfile.ZipFile(book.path) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
    own = 2 + 3 if OWN_SHEET in book.before else 0
    assert sum(len(re.findall(rb"<f[ >/]", part)) for part in parts) == own


@pytest.mark.parametrize("case", list(golden_cases()), ids=lambda case: case["case"])
def test_a_deal_and_its_lead_are_judged_as_written_by_hand(case: Mapping, books: Mapping[str, Book]) -> None:
    for title, name, expected in (
        (OPPORTUNITIES, "name", case.get("expected", {})),
        (LEADS, "company", case.get("expected_lead", {})),
    ):
        (row,) = [row for row in table_of(books["golden"].after[title]) if row[name] == case["case"]]
        for column, wanted in expected.items():
            seen = row[column]
            if column == "issues":
                assert bool(seen) == bool(wanted), seen
                assert [part for part in wanted if part in str(seen)] == wanted, seen
            else:
                assert (f"{seen:%Y-%m-%d}" if isinstance(seen, datetime) else seen) == wanted, (column, row["issues"])


def test_a_persons_own_formulas_are_calculated_with_the_new_numbers(books: Mapping[str, Book]) -> None:
    """Each of them kept an old result; Excel is told to calculate on opening, LibreOffice is set to."""
    golden = books["golden"]
    with zipfile.ZipFile(golden.path) as archive:
        assert b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
    assert {golden.before[OWN_SHEET][0][0], golden.before[OWN_SHEET][1][0]} == {STALE}
    leads = golden.rules.figure("leads", (), ()).value
    assert leads != 0
    assert golden.after[OWN_SHEET][0][0] == leads
    deals = table_of(golden.after[OPPORTUNITIES])
    assert golden.after[OWN_SHEET][1][0] == deals[0]["amount"] * 2
    own = golden.after[OPPORTUNITIES][1].index(OWN_HEAD)
    assert [row[own] for row in golden.after[OPPORTUNITIES][2:5]] == [deals[at]["amount"] * 0.02 for at in range(3)]


def test_a_number_typed_over_a_kpi_is_put_back(books: Mapping[str, Book]) -> None:
    cells = [cell for sheet in books["golden"].before.values() for row in sheet for cell in row]
    assert TYPED_OVER not in cells
