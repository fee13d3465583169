"""Updating many rows the quick way: the same bytes as the general way, and whatever is not simple is left to it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook as File
from xlsxwriter.worksheet import Worksheet

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import WouldLoseContent
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.printing import SheetPrinter
from sheetcrm.workbooks.xlsx.quick_updates import Rewritten
from sheetcrm.workbooks.xlsx.quick_updates import rewrite_rows
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft
from sheetcrm.workbooks.xlsx.styles import StyleSheet
from sheetcrm.workbooks.xlsx.table_edits import TableEdits
from sheetcrm.workbooks.xlsx.tables import TablePlace
from sheetcrm.workbooks.xlsx.tables import find_places
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.workbooks import rewriting
from tests.workbooks.make_xlsx import Finish
from tests.workbooks.make_xlsx import make_xlsx

LEADS: Mapping[str, Sequence[Raw]] = {
    "id": ["ID0", "ID1", "ID2", "ID3"],
    "company": ["An", "Bình", "<Cường & con>", " Dung "],
    "score": [1.0, 2.5, 3.0, 1e15],
    "day": [date(2026, 11, 1), date(2026, 11, 2), datetime(2026, 11, 3, 9, 30), date(2026, 11, 4)],
    "note": ["x", "y", "z", "w"],
}
texts = st.text(st.characters(exclude_categories=["Cs", "Co", "Cn"]), max_size=9) | st.sampled_from(
    ["=1+1", "_x0041_", "two\nlines", "]]>", "\x01", " "]
)
values: st.SearchStrategy[Value] = st.one_of(
    st.none(), texts, st.booleans(), st.integers(-(10**12), 10**12), st.decimals(-(10**9), 10**9, places=3),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
)  # fmt: skip
cells = st.dictionaries(st.sampled_from(list(LEADS)[1:]), values, min_size=1).map(
    lambda wish: {key: wish[key] for key in LEADS if key in wish}  # new looks are numbered in the order of columns
)


def opened(path: Path) -> tuple[Book, TablePlace]:
    book = Book(open_package(path.read_bytes(), "a.xlsx"))
    return book, find_places(book).tables["leads"]


def quickly(path: Path, edits: Sequence[UpdateRow]) -> Rewritten | None:
    book, place = opened(path)
    return rewrite_rows(book, place, edits, StyleSheet(book))


def generally(path: Path, edits: Sequence[UpdateRow]) -> bytes:
    book, place = opened(path)
    draft = SheetDraft(book, place.sheet)
    table = TableEdits(draft, place)
    for edit in edits:
        table.update(edit)
    return SheetPrinter(draft, StyleSheet(book), []).print().data


def left_by(path: Path, *edits: UpdateRow) -> list[UpdateRow]:
    result = quickly(path, edits)
    assert result is not None
    return result.left


def update(row: int, **cells: Value) -> UpdateRow:
    return UpdateRow("leads", f"ID{row - 3}", cells, row=row)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.none() | cells, min_size=4, max_size=4))
def test_the_quick_way_writes_the_bytes_that_the_general_way_writes(
    wishes: Sequence[Mapping[str, Value] | None],
) -> None:
    edits = [UpdateRow("leads", f"ID{at}", wish, row=at + 3) for at, wish in enumerate(wishes) if wish is not None]
    with tempfile.TemporaryDirectory() as folder:
        path = make_xlsx(Path(folder) / "a.xlsx", {"leads": LEADS})
        result = quickly(path, edits)
        if result is None:
            assert not edits
            return
        data, general = b"".join(result.pieces), generally(path, edits)
        assert result.left == []
        assert data == general if result.written else data == b""
        for number, (start, end) in result.places.items():
            assert data[start:end].startswith(b'<row r="%d"' % number)
            assert data[start:end].endswith(b"</row>")


def test_what_was_read_must_still_stand(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"leads": LEADS})
    seen = replace(update(3, note="new"), expected={"note": "x", "day": date(2026, 11, 1)})
    assert left_by(path, seen) == []
    stale = replace(update(4, note="new"), expected={"note": "x"})
    assert left_by(path, seen, stale) == [stale]
    before = path.read_bytes()
    with pytest.raises(ChangedMeanwhile):
        XlsxWorkbook(path).write([seen, stale])
    assert path.read_bytes() == before


def test_edits_that_do_not_name_one_row_of_their_own_are_left(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"leads": LEADS})
    moved = replace(update(3, note="a"), row=4)
    nowhere = replace(update(5, note="b"), row=None)
    stamp = UpdateRow("leads", None, {"id": "ID9"}, row=6)
    twice = [update(4, note="c"), update(4, score=5)]
    assert left_by(path, moved) == [moved]
    assert left_by(path, nowhere) == [nowhere]
    assert left_by(path, stamp) == [stamp]
    assert left_by(path, *twice) == twice
    assert left_by(path, replace(update(3, note="d"), row=99))


@pytest.mark.parametrize(
    "finish",
    [
        lambda _, sheets: sheets["leads"].write_formula("E4", "=1+1", None, 2),
        lambda _, sheets: sheets["leads"].write_rich_string("E4", "a", _.add_format({"bold": True}), "b"),
    ],
)  # fmt: skip
def test_a_formula_is_left_and_rich_text_is_written_over(tmp_path: Path, finish: Finish) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"leads": LEADS}, finish=finish)
    edits = [update(3, note="a"), update(4, note="b")]
    result = quickly(path, edits)
    assert result is not None
    assert len(result.left) == (1 if b"<f>" in opened(path)[0].package.xml("xl/worksheets/sheet1.xml") else 0)
    XlsxWorkbook(path).write(edits)
    assert XlsxWorkbook(path).read()["leads"].columns["note"] == ["a", "b", "z", "w"]


def test_a_missing_cell_and_a_row_without_cells_are_left_and_written_the_general_way(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"leads": {**LEADS, "note": ["x", None, "z", "w"]}})
    rewriting.change_sheets(path, lambda sheet: sheet.replace(b"</sheetData>", b'<row r="40" ht="9"/></sheetData>'))
    edits = [update(3, note="a"), update(4, note="b")]
    assert left_by(path, *edits) == edits[1:]
    receipt = XlsxWorkbook(path).write([*edits, InsertRow("leads", {"id": "ID4", "note": "c"})])
    assert (receipt.cells_changed, receipt.rows_inserted) == (4, 1)
    assert XlsxWorkbook(path).read()["leads"].columns["note"] == ["a", "b", "z", "w", "c"]


def test_a_text_too_long_for_a_cell_is_refused_as_ever(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"leads": LEADS})
    with pytest.raises(WouldLoseContent):
        XlsxWorkbook(path).write([update(3, note="a"), update(4, note="b" * 40_000)])


@pytest.mark.parametrize(
    "spelling", [rewriting.prefixed, rewriting.apostrophes, rewriting.reordered, rewriting.indented, rewriting.spaced]
)
def test_a_sheet_written_in_another_way_is_left_alone(tmp_path: Path, spelling: Callable[[bytes], bytes]) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"leads": LEADS})
    rewriting.change_sheets(path, spelling)
    assert quickly(path, [update(3, note="a")]) is None


def test_rows_out_of_order_comments_merged_cells_and_arrays_are_left_alone(tmp_path: Path) -> None:
    def merged(book: File, sheets: Mapping[str, Worksheet]) -> None:
        sheets["leads"].merge_range("H3:I3", "")

    def array(book: File, sheets: Mapping[str, Worksheet]) -> None:
        sheets["leads"].write_array_formula("H3:I3", "{=A1:B1}")

    for finish in (merged, array):
        assert quickly(make_xlsx(tmp_path / "a.xlsx", {"leads": LEADS}, finish=finish), [update(3, note="a")]) is None
    for old, new in ((b'<row r="5"', b'<row r="4"'), (b"</row>", b"<!-- --></row>"), (b'r="E5"', b'r="E4"')):
        path = make_xlsx(tmp_path / "a.xlsx", {"leads": LEADS})
        rewriting.change_part(path, "xl/worksheets/sheet1.xml", lambda sheet, old=old, new=new: sheet.replace(old, new))
        assert quickly(path, [update(3, note="a")]) is None


def test_a_few_edits_of_a_large_sheet_and_unknown_columns_are_left_alone(tmp_path: Path) -> None:
    many = {"id": [f"ID{at}" for at in range(400)], "note": ["x" * 30] * 400}
    path = make_xlsx(tmp_path / "a.xlsx", {"leads": many})
    assert quickly(path, [update(3, note="a")]) is None
    assert quickly(path, [update(3, gone="a")] * 400) is None


def test_dates_and_numbers_get_a_look_that_shows_them(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"leads": LEADS})
    XlsxWorkbook(path).write([update(3, day=Decimal("7.5")), update(4, score=date(2026, 12, 24))])
    leads = XlsxWorkbook(path).read()["leads"].columns
    assert leads["day"][0] == 7.5
    assert leads["score"][1] == date(2026, 12, 24)
