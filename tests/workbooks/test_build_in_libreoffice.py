"""A second spreadsheet program opens what is built, and finds tables, dropdowns, rules and colours in it."""

from __future__ import annotations

import openpyxl
import pytest
from second_program import LibreOffice

from sheetcrm.templates.shipped import shipped_templates

pytestmark = pytest.mark.xdist_group("ready in LibreOffice")  # one worker, so that it is opened once

READY = shipped_templates() / "ready" / "pipeline.vi.xlsx"


@pytest.fixture(scope="module")
def reopened(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """The ready workbook as LibreOffice understood it, saved again by LibreOffice."""
    (saved,) = libreoffice.save_again([READY], tmp_path_factory.mktemp("libreoffice"))
    return openpyxl.load_workbook(saved)


def test_every_sheet_is_there(reopened: openpyxl.Workbook) -> None:
    assert reopened.sheetnames == openpyxl.load_workbook(READY).sheetnames


def test_dropdowns_still_find_their_entries(reopened: openpyxl.Workbook) -> None:
    names = openpyxl.load_workbook(READY).defined_names
    assert set(names) <= set(reopened.defined_names)
    assert not any("#" in reopened.defined_names[name].value for name in names)


@pytest.mark.parametrize("title", ["Khách tiềm năng", "Cơ hội", "Đơn hàng"])
def test_rules_and_colours_are_understood(reopened: openpyxl.Workbook, title: str) -> None:
    built, again = openpyxl.load_workbook(READY)[title], reopened[title]
    kinds = [
        sorted(str(rule.type) for rule in sheet.data_validations.dataValidation if rule.type not in (None, "none"))
        for sheet in (built, again)
    ]
    assert kinds[0]
    assert set(kinds[0]) == set(kinds[1])
    assert {table.name for table in built.tables.values()} == {table.name for table in again.tables.values()}
    assert len(again.conditional_formatting) >= len(built.conditional_formatting)
    assert again.freeze_panes == built.freeze_panes


def test_no_cell_shows_an_error(reopened: openpyxl.Workbook) -> None:
    for sheet in reopened:
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "e"]
