"""A write is looked at: what it hit because somebody was faster comes back, and whoever asked hears of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sheets_service.faults import Again
from sheets_service.faults import DropAfter
from sheets_service.faults import DropBefore
from sheets_service.faults import Edit
from sheets_service.faults import Event
from sheets_service.faults import Late
from sheets_service.server import SheetsService
from sheets_service.typist import Typist

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import UpdateRow
from tests.workbooks.google.sheets import FIRST_ID
from tests.workbooks.google.sheets import new_spreadsheet
from tests.workbooks.google.sheets import opened

LEADS = {
    "id": ["A1", None, "C3"],
    "company": ["An", "Bình", "Cường"],
    "phone": ["0901", "0902", "0903"],
    "employees": [1.0, 2.0, 3.0],
}


@pytest.fixture
def typist(sheets_service: SheetsService) -> Typist:
    return new_spreadsheet(sheets_service, {"leads": LEADS, "settings": {"id": ["lang"], "value": ["vi"]}})


def shown(typist: Typist) -> list[list[object]]:
    """The rows that are filled, whatever the order of rows and columns."""
    keys = [str(key).rpartition(".")[2] for key in typist.read("leads!1:1")[0]]
    found = [dict(zip(keys, row, strict=False)) for row in typist.read("leads!A3:Z40") if any(c != "" for c in row)]
    return sorted([[row.get(key, "") for key in LEADS] for row in found], key=lambda row: str(row[1]))


def sort_backwards(typist: Typist) -> None:
    typist.sort("leads!A3:D5", 1, descending=True)


def insert_above(typist: Typist) -> None:
    typist.insert_rows("leads", 3)


def type_there(typist: Typist) -> None:
    typist.type("leads!D4", [[77]])


def move_a_column(typist: Typist) -> None:
    span = {"sheetId": FIRST_ID, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 4}
    typist.change({"moveDimension": {"source": span, "destinationIndex": 1}})


STAMP = UpdateRow("leads", None, {"id": "NEW", "employees": Decimal(20)}, {}, 4)
GONE = DeleteRow("leads", None, {}, 5)
RACES: list[tuple[Callable[[Typist], None], RowEdit]] = [
    (sort_backwards, UpdateRow("leads", "A1", {"employees": Decimal(10)}, {}, 3)),
    (sort_backwards, STAMP),
    (insert_above, STAMP),
    (insert_above, GONE),
    (type_there, STAMP),
    (move_a_column, UpdateRow("leads", "A1", {"employees": Decimal(10)}, {}, 3)),
    (move_a_column, STAMP),
]


@pytest.mark.parametrize("number", range(len(RACES)))
def test_what_a_write_hit_by_mistake_comes_back(sheets_service: SheetsService, typist: Typist, number: int) -> None:
    race, edit = RACES[number]
    workbook = opened(sheets_service, typist)
    wanted = shown(typist)
    if race is type_there:
        wanted[1][3] = 77
    if (race, edit) == (move_a_column, STAMP):
        wanted[1][0] = "NEW"  # the id hit the row and the column it was meant for
    sheets_service.schedule([(2, Edit(lambda _: race(typist)))])
    if race is sort_backwards and edit is STAMP:  # the row in the middle stays where it is
        workbook.write([edit])
        assert shown(typist)[1] == ["NEW", "Bình", "0902", 20]
        return
    with pytest.raises(ChangedMeanwhile):
        workbook.write([edit])
    assert shown(typist) == wanted


@pytest.mark.parametrize("event", [DropBefore(), DropAfter(), Late(1), Again(1)])
def test_a_write_is_done_once_whatever_becomes_of_the_line(
    sheets_service: SheetsService, typist: Typist, event: Event
) -> None:
    sheets_service.schedule([(2, event)])
    receipt = opened(sheets_service, typist).write([InsertRow("leads", {"id": "D4", "company": "Dũng"}), GONE])
    sheets_service.deliver_rest()
    assert (receipt.rows_inserted, receipt.rows_deleted) == (1, 1)
    assert [row[1] for row in shown(typist)] == ["An", "Bình", "Dũng"]
