"""Laws: a file does what the same workbook in memory does, whatever is written and however the file is spelt."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook as Book
from xlsxwriter.worksheet import Worksheet

from sheetcrm.errors import WorkbookError
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.memory import MemoryWorkbook
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.workbooks import rewriting
from tests.workbooks.make_xlsx import make_xlsx

SPELLINGS: Sequence[Callable[[bytes], bytes] | None] = (
    None,
    rewriting.prefixed,
    rewriting.unreferenced,
    rewriting.apostrophes,
    rewriting.reordered,
    rewriting.indented,
)
COLUMNS = ("id", "company", "amount", "note")
MARKER = "user's own"

slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

texts = st.text(st.characters(exclude_categories=["Cs", "Co", "Cn"]), max_size=12) | st.sampled_from(
    ["=1+1", "_x0041_", "a_x000D_", " blank ", "0912", "two\nlines", "&lt;", "]]>", "<!--", "#REF!", "'", "\t", "\x01"]
)
numbers = st.decimals(-(10**12), 10**12, places=4) | st.integers(-(10**14), 10**14)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
values: st.SearchStrategy[Value] = st.none() | texts | numbers | st.booleans() | days | moments
cells = st.dictionaries(st.sampled_from(COLUMNS[1:]), values, max_size=3)
ids = [f"ID{number}" for number in range(5)]
edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(UpdateRow, st.just("leads"), st.sampled_from(ids), cells, row=st.none() | st.integers(3, 9)),
    st.builds(UpdateRow, st.just("leads"), st.none(), cells, row=st.integers(3, 12)),
    st.builds(
        InsertRow, st.just("leads"), st.builds(lambda row_id, more: {"id": row_id, **more}, st.uuids().map(str), cells)
    ),
    st.builds(DeleteRow, st.just("leads"), st.sampled_from(ids)),
    st.builds(
        ReplaceBlock,
        st.just("today"),
        st.integers(2, 4),
        st.integers(1, 3),
        st.lists(st.lists(st.builds(ReportCell, values, st.sampled_from([None, "header"])), max_size=3), max_size=3),
        st.none() | st.integers(0, 5),
    ),
)
tables = st.lists(st.tuples(*(st.none() | texts | days | numbers.map(float) for _ in COLUMNS[1:])), max_size=5).map(
    lambda rows: {
        "id": ids[: len(rows)],
        **{key: [row[place] for row in rows] for place, key in enumerate(COLUMNS[1:])},
    }
)


def make(folder: str, table: Mapping[str, Sequence[Raw]], spelling: Callable[[bytes], bytes] | None) -> Path:
    """Make a file in which a user keeps cells of his own beside, above and on another sheet than ours."""

    def finish(book: Book, sheets: Mapping[str, Worksheet]) -> None:
        for row in (0, 1, 2, 4, 30):
            sheets["leads"].write_string(row, 8, MARKER)
            sheets["today"].write_formula(row + 40, 8, "=1+1", None, 2)
        book.add_worksheet("Mine").write_formula("B2", "=SUM(Leads!C3:C9)", None, 7)

    path = make_xlsx(Path(folder) / "a.xlsx", {"leads": table}, ["today"], blank_rows=1, finish=finish)
    if spelling:
        rewriting.change_sheets(path, spelling)
    return path


def read(workbook: Workbook) -> tuple[dict[str, list[Raw]], list[int]]:
    leads = workbook.read(["leads"])["leads"]
    return {key: [_settled(raw) for raw in column] for key, column in leads.columns.items()}, list(leads.rows)


def _settled(raw: Raw) -> Raw:
    """Blank text and blank are one; a float keeps 15 digits."""
    if isinstance(raw, float):
        return float(f"{raw:.15g}")
    return None if isinstance(raw, str) and not raw else raw


TEXTS = "xl/sharedStrings.xml"


def others(path: Path) -> dict[str, bytes]:
    sheets = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/tables/table1.xml", "xl/styles.xml"}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name not in sheets}


@slow
@given(tables, st.lists(st.lists(edits, max_size=4), min_size=1, max_size=3), st.sampled_from(SPELLINGS))
def test_a_file_does_what_the_same_workbook_in_memory_does(
    table: Mapping[str, Sequence[Raw]], batches: list[list[Edit]], spelling: Callable[[bytes], bytes] | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = make(folder, table, spelling)
        file, memory, before = XlsxWorkbook(path), MemoryWorkbook({"leads": table}, ["today"]), others(path)
        assert read(file) == read(memory)
        for batch in batches:
            assert _outcome(file, batch) == _outcome(memory, batch)
            assert read(file) == read(memory)
        after = others(path)
        if any(isinstance(edit, DeleteRow) for batch in batches for edit in batch):  # its texts may be gone from there
            assert after.pop(TEXTS).count(b"<si") == before.pop(TEXTS).count(b"<si")
        assert after == before
        sheet = openpyxl.load_workbook(path)
        assert [sheet["Leads"].cell(row, 9).value for row in (1, 2, 3, 5, 31)] == [MARKER] * 5
        assert [sheet["Today"].cell(row + 41, 9).value for row in (0, 1, 2, 4, 30)] == ["=1+1"] * 5


def _outcome(workbook: Workbook, batch: list[Edit]) -> object:
    try:
        receipt = workbook.write(batch)
    except WorkbookError as error:
        return type(error)
    shows_report = any(isinstance(edit, ReplaceBlock) for edit in batch)
    return receipt.rows_inserted, receipt.rows_deleted, shows_report or receipt.cells_changed


@slow
@given(tables, st.sampled_from([spelling for spelling in SPELLINGS if spelling not in (None, rewriting.prefixed)]))
def test_all_readers_read_the_same(table: Mapping[str, Sequence[Raw]], spelling: Callable[[bytes], bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = make(folder, table, None)
        readings = [XlsxWorkbook(path).read()]
        for other in (rewriting.spaced, spelling):
            rewriting.change_sheets(path, other)
            readings.append(XlsxWorkbook(path).read())
        regular, calamine, scanner = (
            {key: (data.columns, list(data.rows)) for key, data in reading.items()} for reading in readings
        )
        assert regular == calamine == scanner


@slow
@given(values)
def test_every_value_is_read_back_as_it_was_written(value: Value) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = XlsxWorkbook(make(folder, {"id": ["ID0"], "note": [None]}, None))
        file.write([UpdateRow("leads", "ID0", {"note": value})])
        memory = MemoryWorkbook({"leads": {"id": ["ID0"], "note": [None]}})
        memory.write([UpdateRow("leads", "ID0", {"note": value})])
        assert read(file) == read(memory)
        assert file.write([UpdateRow("leads", "ID0", {"note": value})]).cells_changed == 0


def test_a_number_keeps_fifteen_digits(tmp_path: Path) -> None:
    file = XlsxWorkbook(make(str(tmp_path), {"id": ["ID0"], "note": [None]}, None))
    file.write([UpdateRow("leads", "ID0", {"note": Decimal("123456789012.345")})])
    assert read(file)[0]["note"] == [123456789012.345]
