"""Records come out as a spreadsheet shows them, whatever stands between the cells."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.app.importing.delimited import detect_delimiter
from sheetcrm.app.importing.delimited import split_records
from sheetcrm.errors import ImportFailed

cells = (
    st.text("abcĐỗ 1,;\t|\"'\n=", max_size=8)
    .map(str.strip)
    .filter(lambda cell: not re.search(r'"[,;\t|]|[,;\t|]"|^[,;\t|]|[,;\t|]$', cell))
)
tables = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8)
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@settings(max_examples=80)
@given(rows=tables)
def test_what_is_written_with_quotes_is_read_back_with_its_delimiter(delimiter: str, rows: list[list[str]]) -> None:
    header = [f"Cột {number}" for number in range(len(rows[0]))]
    sheet = io.StringIO(newline="")
    csv.writer(sheet, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    assert split_records(sheet.getvalue(), "a.csv") == ([header, *rows], delimiter)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Tên;Giá\nA;1,5\nB;2,5\n", ";"),
        ("Tên,Giá\nA,1.5\n", ","),
        ("Tên\tGhi chú\nA\tmột, hai, ba\nB\tbốn, năm\n", "\t"),
        ("Báo cáo tháng 3, quý 1\n\nTên;Ghi chú;Số\nA;x, y;1\nB;z;2\n", ";"),
        ("chỉ một cột\nA\n", ","),
        ("", ","),
    ],
)
def test_the_delimiter_that_cuts_most_evenly_is_taken(text: str, delimiter: str) -> None:
    assert detect_delimiter(text) == delimiter


def test_excels_announcement_is_heeded_and_keeps_the_row_numbers() -> None:
    assert split_records("sep=;\r\na,b;c\r\n", "a.csv") == ([[], ["a,b", "c"]], ";")
    assert split_records('"sep=\t"\na\tb', "a.csv") == ([[], ["a", "b"]], "\t")


def test_blank_lines_line_ends_of_all_kinds_and_long_cells_are_kept() -> None:
    assert split_records("a,b\r\r1,2\n\n3,4\r\n", "a.csv")[0] == [["a", "b"], [], ["1", "2"], [], ["3", "4"]]
    long = "x" * 200_000
    assert split_records(f"a,b\n{long},2", "a.csv")[0][1] == [long, "2"]


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_row() -> None:
    with pytest.raises(ImportFailed, match="opened in row 3"):
        split_records('a,b\n1,2\n"x,1\n2,3\n', "a.csv")
