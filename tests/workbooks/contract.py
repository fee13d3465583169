"""What every workbook backend promises; a backend's tests subclass this and say how a workbook is made."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from decimal import Decimal

import pytest

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import WouldLoseContent
from sheetcrm.values import Raw
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import Workbook

LEADS: Mapping[str, Sequence[Raw]] = {
    "id": ["A1", "B2", "C3"],
    "company": ["Công ty An", "Bình & Con", None],
    "employees": [12.0, None, 0.5],
    "created_on": [date(2026, 11, 2), datetime(2026, 11, 3, 8, 30), None],
    "active": [True, None, False],
}


class WorkbookContract:
    """The promises, told on a workbook with the table `leads` of three rows and the report `today`."""

    def make(self, tables: Mapping[str, Mapping[str, Sequence[Raw]]], reports: Sequence[str]) -> Workbook:
        raise NotImplementedError

    def shown(self, workbook: Workbook, report: str) -> Mapping[tuple[int, int], Raw]:
        """What a report shows: (row, column) → value, blanks left out."""
        raise NotImplementedError

    @pytest.fixture
    def book(self) -> Workbook:
        return self.make({"leads": LEADS}, ["today"])

    def test_a_table_reads_as_columns_of_what_its_cells_hold(self, book: Workbook) -> None:
        leads = book.read()["leads"]
        assert {key: list(cells) for key, cells in leads.columns.items()} == {k: list(v) for k, v in LEADS.items()}
        assert list(leads.rows) == [3, 4, 5]
        assert leads.letters["company"] == "B"

    def test_only_the_tables_asked_for_are_read_and_absent_ones_left_out(self, book: Workbook) -> None:
        assert set(book.read(["leads", "orders"])) == {"leads"}
        assert book.read([]) == {}

    def test_blank_rows_are_left_out_and_positions_kept(self) -> None:
        book = self.make({"leads": {"id": ["A1", None, "B2"], "company": [None, "  ", "Bình"]}}, [])
        leads = book.read()["leads"]
        assert list(leads.columns["id"]) == ["A1", "B2"]
        assert list(leads.rows) == [3, 5]

    def test_every_kind_of_value_is_written_and_read_back(self, book: Workbook) -> None:
        cells = {"company": "=1+1 & <b>", "employees": Decimal("1200000.25"), "created_on": date(2027, 1, 31)}
        receipt = book.write([UpdateRow("leads", "B2", {**cells, "active": True})])
        leads = book.read()["leads"]
        assert [leads.columns[key][1] for key in ("company", "employees", "created_on", "active")] == [
            "=1+1 & <b>",
            1200000.25,
            date(2027, 1, 31),
            True,
        ]
        assert (receipt.cells_changed, receipt.rows_inserted, receipt.rows_deleted) == (4, 0, 0)

    def test_other_cells_stay_as_they_are(self, book: Workbook) -> None:
        book.write([UpdateRow("leads", "B2", {"company": "Mới"})])
        leads = book.read()["leads"]
        assert list(leads.columns["company"]) == ["Công ty An", "Mới", None]
        assert list(leads.columns["employees"]) == list(LEADS["employees"])

    def test_a_cell_is_emptied_with_none(self, book: Workbook) -> None:
        book.write([UpdateRow("leads", "A1", {"company": None})])
        assert book.read()["leads"].columns["company"][0] is None

    def test_a_cell_that_says_it_already_is_not_written(self, book: Workbook) -> None:
        same = {"company": "Công ty An", "employees": 12, "created_on": date(2026, 11, 2), "active": True}
        receipt = book.write([UpdateRow("leads", "A1", {**same, "id": "A1"})])
        assert receipt.cells_changed == 0

    def test_a_row_is_found_by_its_id_when_it_is_not_where_it_was_read(self, book: Workbook) -> None:
        book.write([UpdateRow("leads", "C3", {"company": "Ba"}, row=3)])
        assert list(book.read()["leads"].columns["company"]) == ["Công ty An", "Bình & Con", "Ba"]

    def test_a_row_without_id_is_addressed_by_its_place(self) -> None:
        book = self.make({"leads": {"id": [None, "B2"], "company": ["An", "Bình"]}}, [])
        book.write([UpdateRow("leads", None, {"id": "NEW"}, expected={"company": "An"}, row=3)])
        assert list(book.read()["leads"].columns["id"]) == ["NEW", "B2"]

    def test_an_id_that_stands_twice_is_not_guessed_at(self) -> None:
        book = self.make({"leads": {"id": ["A1", "A1"], "company": ["An", "Bình"]}}, [])
        with pytest.raises(WouldLoseContent):
            book.write([UpdateRow("leads", "A1", {"company": "x"})])

    def test_an_unknown_id_stops_the_write(self, book: Workbook) -> None:
        with pytest.raises(ChangedMeanwhile):
            book.write([UpdateRow("leads", "A1", {"company": "x"}), UpdateRow("leads", "ZZ", {"company": "x"})])
        assert book.read()["leads"].columns["company"][0] == "Công ty An"

    def test_what_is_expected_is_compared_in_canonical_form(self, book: Workbook) -> None:
        expected: dict[str, Raw] = {"company": "Công ty An  ", "employees": 12, "created_on": datetime(2026, 11, 2)}
        book.write([UpdateRow("leads", "A1", {"company": "x"}, expected=expected)])
        assert book.read()["leads"].columns["company"][0] == "x"

    @pytest.mark.parametrize(
        ("key", "raw"),
        [("company", "Khác"), ("company", None), ("employees", 13), ("created_on", date(2026, 11, 3)), ("active", 1)],
    )
    def test_an_edit_never_overwrites_what_it_has_not_seen(self, book: Workbook, key: str, raw: Raw) -> None:
        with pytest.raises(ChangedMeanwhile):
            book.write([UpdateRow("leads", "A1", {"company": "x"}, expected={key: raw})])
        assert book.read()["leads"].columns["company"][0] == "Công ty An"

    def test_new_rows_stand_below_the_last_one(self, book: Workbook) -> None:
        receipt = book.write([InsertRow("leads", {"id": f"N{n}", "employees": n}) for n in range(3)])
        leads = book.read()["leads"]
        assert list(leads.columns["id"]) == ["A1", "B2", "C3", "N0", "N1", "N2"]
        assert list(leads.columns["employees"])[3:] == [0.0, 1.0, 2.0]
        assert list(leads.rows) == [3, 4, 5, 6, 7, 8]
        assert receipt.rows_inserted == 3

    def test_a_row_without_content_is_not_inserted(self, book: Workbook) -> None:
        assert book.write([InsertRow("leads", {"id": None, "company": ""})]).rows_inserted == 0

    def test_a_deleted_row_is_gone_and_the_others_stay(self, book: Workbook) -> None:
        receipt = book.write([DeleteRow("leads", "B2", expected={"company": "Bình & Con"})])
        assert list(book.read()["leads"].columns["id"]) == ["A1", "C3"]
        assert receipt.rows_deleted == 1

    def test_a_row_that_is_not_what_was_read_is_not_deleted(self, book: Workbook) -> None:
        with pytest.raises(ChangedMeanwhile):
            book.write([DeleteRow("leads", "B2", expected={"company": "Khác"})])
        assert len(book.read()["leads"].rows) == 3

    def test_unknown_tables_columns_and_reports_stop_the_write(self, book: Workbook) -> None:
        for edit in (
            InsertRow("orders", {"id": "X"}),
            InsertRow("leads", {"colour": "red"}),
            UpdateRow("leads", "A1", {"colour": "red"}),
            ReplaceBlock("dashboard", 2, 1, [[ReportCell(1)]]),
        ):
            with pytest.raises(LayoutBroken):
                book.write([UpdateRow("leads", "A1", {"company": "x"}), edit])
        assert book.read()["leads"].columns["company"][0] == "Công ty An"

    def test_a_report_shows_its_block(self, book: Workbook) -> None:
        book.write([ReplaceBlock("today", 4, 2, [[ReportCell("Quá hạn"), ReportCell(Decimal(3))], [ReportCell(None)]])])
        assert self.shown(book, "today") == {(4, 2): "Quá hạn", (4, 3): 3.0}

    def test_nothing_of_a_longer_or_wider_older_block_stays(self, book: Workbook) -> None:
        book.write([ReplaceBlock("today", 2, 1, [[ReportCell(n), ReportCell(n)] for n in range(5)])])
        book.write([ReplaceBlock("today", 2, 1, [[ReportCell("a"), ReportCell("b")], [ReportCell("c")]])])
        assert self.shown(book, "today") == {(2, 1): "a", (2, 2): "b", (3, 1): "c"}

    def test_a_block_with_a_height_leaves_what_stands_below_it(self, book: Workbook) -> None:
        book.write([ReplaceBlock("today", 2, 1, [[ReportCell(n)] for n in range(5)])])
        book.write([ReplaceBlock("today", 2, 1, [[ReportCell("a")]], height=2)])
        assert self.shown(book, "today") == {(2, 1): "a", (4, 1): 2.0, (5, 1): 3.0, (6, 1): 4.0}

    def test_an_optional_block_of_a_report_that_is_not_there_is_left_out(self, book: Workbook) -> None:
        edits = [
            ReplaceBlock("dashboard", 2, 1, [[ReportCell(1)]], optional=True),
            UpdateRow("leads", "A1", {"company": "x"}),
        ]
        book.write(edits)
        assert book.read()["leads"].columns["company"][0] == "x"

    def test_the_same_block_again_changes_nothing(self, book: Workbook) -> None:
        block = ReplaceBlock(
            "today", 2, 1, [[ReportCell("a"), ReportCell(date(2026, 1, 2))], [ReportCell(Decimal("1.5"))]]
        )
        assert book.write([block]).cells_changed == 3
        assert book.write([block]).cells_changed == 0
