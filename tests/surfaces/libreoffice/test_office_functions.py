"""The functions in cells of a real LibreOffice: the same answers as everywhere, of what is not saved, and in files."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docs.write_office_types import EXTENSION
from docs.write_office_types import find_tool
from docs.write_office_types import write_types
from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.app.cell_functions.calling import call_function
from sheetcrm.app.clock import local_now
from sheetcrm.messages import say
from sheetcrm.surfaces.libreoffice.function_types import idl
from sheetcrm.templates.function_signatures import SIGNATURES
from sheetcrm.values import Value
from sheetcrm.values import to_serial
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.xlsx.references import column_letters
from tests.app.golden_cells import ASKED
from tests.app.golden_cells import golden_book
from tests.surfaces.libreoffice.office import Office
from tests.surfaces.libreoffice.screen import wait_for

pytestmark = pytest.mark.xdist_group("functions in LibreOffice")

SHEET = "Tính thử"
ORDERS, BESIDE = "Đơn hàng", "AZ3"
BEFORE, MORE, AFTER = 400_000_000, 5_000_000_000, 5_100_000_000
"""The month's revenue, the first order's new one, and the month's then."""
TABLE = ("CRM_KPI_TABLE", ("revenue", "rep", "11/2026"))
TALL, WIDE = 6, 4
"""The room that each question's answer gets."""


def test_the_type_library_is_what_its_source_makes(tmp_path: Path) -> None:
    """Where LibreOffice's SDK is installed it is made anew; everywhere its source is compared with the functions."""
    assert (EXTENSION / "functions.idl").read_text("utf-8") == idl()
    tool = find_tool()
    if tool is not None:
        write_types(tool, EXTENSION / "functions.idl", tmp_path / "made.rdb")
        assert (tmp_path / "made.rdb").read_bytes() == (EXTENSION / "functions.rdb").read_bytes()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("golden")
    golden_book(folder, "vi")
    return folder / "vi.xlsx"


@pytest.fixture(scope="module")
def answered(office: Office, path: Path) -> Mapping[int, list[list[object]]]:
    """What the cells show for each question, on a sheet of the user's own beside ours."""
    office.open(path)
    office.tell("add_sheet", SHEET)
    for at, (name, arguments) in enumerate(ASKED):
        top = at * TALL + 1
        office.tell(
            "array", SHEET, f"A{top}:{column_letters(WIDE)}{top + TALL - 1}", _formula(office, at, name, arguments)
        )
    return {
        at: office.tell("cells", SHEET, f"A{at * TALL + 1}:{column_letters(WIDE)}{at * TALL + TALL}")
        for at in range(len(ASKED))
    }


@pytest.mark.parametrize("at", range(len(ASKED)), ids=[f"{name} {arguments}" for name, arguments in ASKED])
def test_a_cell_shows_what_every_surface_answers(
    answered: Mapping[int, list[list[object]]], path: Path, at: int
) -> None:
    name, arguments = ASKED[at]
    book = CellBook(open_workbook(path), path.name, local_now)
    if SIGNATURES[name][0].name == "level1" and (None in arguments or 0 in arguments):
        wanted: list[list[object]] = [[say("office_blank_or_zero", "vi")]]
    else:
        wanted = [[_plain(value) for value in row] for row in call_function(name, book, arguments, "vi")]
    shown = answered[at]
    assert [row[: len(wanted[0])] for row in shown[: len(wanted)]] == wanted


def test_functions_survive_in_an_excel_file_under_the_names_they_have_there(
    office: Office, answered: object, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.xlsx"
    office.tell("save", saved.as_uri())
    sheet = openpyxl.load_workbook(saved)[SHEET]
    formulas = {str(getattr(cell.value, "text", cell.value)) for row in sheet.iter_rows(max_col=1) for cell in row}
    used = {text.lstrip("=").partition("(")[0] for text in formulas if text.startswith("=CRM_")}
    assert used == set(SIGNATURES)


def test_what_is_typed_and_not_saved_counts_and_cells_follow_by_themselves(office: Office, answered: object) -> None:
    """Also beside the table itself, in a column of the user's own: telling the table asks no such cell again."""
    top = TALL * ASKED.index(TABLE) + 1
    office.tell("type", ORDERS, BESIDE, '=CRM_KPI("revenue";"11/2026")')
    assert _figure(office) == BEFORE
    assert office.tell("cells", SHEET, f"A{top + 3}:B{top + 3}") == [["Tổng", BEFORE]]
    undo = len(office.tell("state")["undo"])
    office.tell("type", ORDERS, _revenue(office), MORE)
    wait_for(lambda: _figure(office) == AFTER, "the figure to follow")
    assert office.tell("cells", SHEET, f"A{top + 3}:B{top + 3}") == [["Tổng", AFTER]]
    assert len(office.tell("state")["undo"]) == undo + 1, "only what was typed can be undone"
    office.tell("undo")
    wait_for(lambda: _figure(office) == BEFORE, "the figure to follow what is undone")


def test_in_a_saved_file_that_is_opened_figures_follow_and_it_counts_as_saved(
    office: Office, answered: object, tmp_path: Path
) -> None:
    saved = tmp_path / "again.xlsx"
    office.tell("save", saved.as_uri())
    office.tell("close")
    office.open(saved, hidden=False)  # LibreOffice tells extensions of no other
    assert _figure(office) == BEFORE
    assert (office.tell("state")["modified"], office.tell("state")["undo"]) == (False, [])
    office.tell("type", ORDERS, _revenue(office), MORE)
    wait_for(lambda: _figure(office) == AFTER, "the figure to follow")


def test_in_a_document_that_is_not_ours_a_function_says_so(office: Office, answered: object) -> None:
    office.tell("close")
    office.tell("open", "private:factory/scalc")
    (title,) = office.tell("titles")
    office.tell("type", title, "A1", '=CRM_KPI("revenue")')
    assert "not a sheetcrm workbook" in office.tell("shown", title, "A1")


def test_the_function_wizard_explains_every_argument(office: Office, answered: object) -> None:
    told = office.tell("function_help", "CRM_KPI")
    assert [name for name, _, _ in told["arguments"]] == ["key", "period", "by", "value"]
    assert all(description for _, description, _ in told["arguments"])
    assert told["description"].startswith("One KPI figure")


def _formula(office: Office, at: int, name: str, arguments: Sequence[Any]) -> str:
    return f"={name}({';'.join(_argument(office, at, place, one) for place, one in enumerate(arguments))})"


def _argument(office: Office, at: int, place: int, argument: Any) -> str:
    """Type ranges into cells of their own and point at them."""
    if argument is None:
        return "$XFD$1048576"
    if isinstance(argument, str):
        return f'"{argument}"'
    if not isinstance(argument, list):
        return str(argument)
    top, left = at * TALL + 1, 8 + place * (WIDE + 1)
    for down, row in enumerate(argument):
        for across, cell in enumerate(row):
            if cell is not None:
                office.tell("type", SHEET, f"{column_letters(left + across)}{top + down}", cell)
    end = f"{column_letters(left + len(argument[0]) - 1)}{top + len(argument) - 1}"
    return f"{column_letters(left)}{top}:{end}"


def _figure(office: Office) -> object:
    return office.tell("cells", ORDERS, BESIDE)[0][0]


def _revenue(office: Office) -> str:
    """The cell of the first order's revenue."""
    (keys,) = office.tell("cells", ORDERS, "A1:Z1")
    return f"{column_letters(keys.index('net_revenue') + 1)}3"


def _plain(value: Value) -> object:
    if isinstance(value, date):
        return float(to_serial(value))
    return float(value) if isinstance(value, bool | int | Decimal) else value or ""
