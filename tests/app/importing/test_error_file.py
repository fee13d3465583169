"""The errors file: safe to open in a spreadsheet, and the same when it comes back."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcrm.app.importing.error_file import StagedFile
from sheetcrm.app.importing.error_file import errors_path
from sheetcrm.app.importing.error_file import free_name
from sheetcrm.app.importing.error_file import own_headers
from sheetcrm.app.importing.error_file import render_errors
from sheetcrm.app.importing.error_file import unguard
from sheetcrm.errors import ImportFailed
from sheetcrm.values import CellError
from sheetcrm.values import Raw


def cells_of(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@given(text=st.text("=+-@'\t a1.,;\"\n", max_size=10))
def test_no_cell_can_run_as_a_formula_and_every_cell_comes_back(text: str) -> None:
    shown = cells_of(render_errors(["Ghi chú"], [(2, "lý do", [text])], "vi", ";"), ";")[1][2]
    assert unguard(shown) == text
    assert not shown.startswith(("=", "@", "\t")) or shown == ""


def test_phone_numbers_and_amounts_keep_their_sign() -> None:
    rows: list[tuple[int, str, list[Raw]]] = [(2, "x", ["+84 912 345 678", "-5.000", -5.0])]
    assert cells_of(render_errors(["a", "b", "c"], rows, "en", ","))[1] == ["2", "x", "+84 912 345 678", "-5.000", "-5"]


def test_it_opens_in_excel_and_shows_cells_as_people_know_them() -> None:
    rows: list[tuple[int, str, list[Raw]]] = [(7, "vì", [date(2026, 3, 1), Decimal("1.50"), CellError("#REF!"), None])]
    data = render_errors(["Ngày", "Số", "Lỗi", None], rows, "vi", ";")
    assert data.startswith(b"\xef\xbb\xbf")
    header, row = cells_of(data, ";")
    assert header == ["Dòng trong tệp gốc", "Lý do chưa nhập", "Ngày", "Số", "Lỗi", ""]
    assert row == ["7", "vì", "01/03/2026", "1.50", "#REF!", ""]
    assert set(header[:2]) < set(own_headers())


def test_it_stands_beside_the_source() -> None:
    assert errors_path(Path("a/leads.csv")) == Path("a/leads.errors.csv")
    assert errors_path(Path("a/leads.v2.xlsx")) == Path("a/leads.v2.errors.csv")


def test_an_older_errors_file_that_somebody_may_have_corrected_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "leads.errors.csv"
    path.write_bytes(b"corrected")
    StagedFile(path, b"new").put()
    assert path.read_bytes() == b"new"
    assert (tmp_path / "leads.errors.2.csv").read_bytes() == b"corrected"
    StagedFile(path, b"new").put()
    assert free_name(path).name == "leads.errors.3.csv"


def test_a_discarded_file_leaves_no_trace(tmp_path: Path) -> None:
    staged = StagedFile(tmp_path / "leads.errors.csv", b"new")
    staged.discard()
    staged.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="No such file"):
        StagedFile(tmp_path / "nowhere" / "leads.errors.csv", b"new")
