"""Tables after edits, worked out without asking anybody: rows are numbered as they will stand."""

from __future__ import annotations

from sheetcrm.app.applied import applied
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow


def leads() -> TableData:
    columns = {"id": ["A", "B", "C"], "company": ["An", "Bình", "Cường"]}
    return TableData("leads", "Khách", columns, [3, 4, 7], {}, {})


def test_new_rows_come_below_and_rows_that_go_close_up() -> None:
    edits = [
        DeleteRow("leads", None, {}, 4),
        InsertRow("leads", {"id": "D", "company": "Dũng"}),
        UpdateRow("leads", None, {"company": "Cường & Con"}, {}, 7),
    ]
    after = applied({"leads": leads()}, edits)
    assert after.tables["leads"].columns == {"id": ["A", "C", "D"], "company": ["An", "Cường & Con", "Dũng"]}
    assert after.tables["leads"].rows == [3, 6, 7]
    assert [after.place("leads", row) for row in (3, 6, 7)] == [3, 7, None]


def test_a_cell_of_a_blank_row_makes_it_a_row_and_other_tables_stay() -> None:
    after = applied({"leads": leads(), "orders": leads()}, [UpdateRow("leads", None, {"company": "Em"}, {}, 5)])
    assert dict(zip(after.tables["leads"].rows, after.tables["leads"].columns["company"], strict=True))[5] == "Em"
    assert after.tables["orders"] == leads()
    assert after.place("orders", 4) == 4
