"""Rows that were just edited are judged as the whole workbook would judge them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from sheetcrm.app.check_edit import EditChecker
from sheetcrm.app.check_edit import RowVerdict
from sheetcrm.app.demo.company import demo_company
from sheetcrm.app.demo.dirt import dirt
from sheetcrm.app.demo.dirt import soiled
from sheetcrm.app.demo.write import build_company
from sheetcrm.app.edited_rows import EditedRow
from sheetcrm.app.judging import judge_workbook
from sheetcrm.app.reading import understand_tables
from sheetcrm.app.wording import Finding
from sheetcrm.app.wording import Wording
from sheetcrm.app.wording import find
from sheetcrm.values import Raw
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import TableData
from tests.app.books import NOW
from tests.app.books import TODAY
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import ids
from tests.app.books import lead
from tests.app.books import recompute

Tables = Mapping[str, TableData]


def tables_of(path: Path) -> dict[str, TableData]:
    return dict(open_workbook(path).read())


def check(tables: Tables, *edited: EditedRow, today: date = TODAY) -> list[RowVerdict]:
    return EditChecker(tables, "a.xlsx", None).check(edited, today)


def test_an_illegal_move_is_held_and_says_what_is_missing(tmp_path: Path) -> None:
    tables = tables_of(book(tmp_path / "a.xlsx", leads=[lead(phone=None)], opportunities=[deal()]))
    (told,) = check(tables, EditedRow("opportunities", 3, {"stage": "Đàm phán"}))
    assert told.held
    assert told.accepted_stage == "Tìm kiếm & phân loại"
    assert {one.column_key for one in told.findings} >= {"stage"}
    assert all(one.row == 3 for one in told.findings)


def test_what_is_legal_is_told_as_accepted_with_its_new_stage(tmp_path: Path) -> None:
    tables = tables_of(book(tmp_path / "a.xlsx", leads=[lead()], opportunities=[deal()]))
    (told,) = check(tables, EditedRow("opportunities", 3, {}))
    assert (told.held, told.accepted_stage) == (False, "Chuẩn bị tiếp cận")


def test_a_lead_is_scored_with_the_sum_that_explains_it(tmp_path: Path) -> None:
    tables = tables_of(book(tmp_path / "a.xlsx", leads=[lead()], opportunities=[deal()]))
    (told,) = check(tables, EditedRow("leads", 3, {"bant_need": 0}))
    assert told.score is not None
    assert told.score <= 24
    assert told.band == "cold"
    assert "N0" in str(told.why)


def test_a_row_below_the_last_one_is_new_and_an_emptied_one_has_nothing_to_be_said_of(tmp_path: Path) -> None:
    tables = tables_of(book(tmp_path / "a.xlsx", leads=[lead()], opportunities=[deal()]))
    gone = dict.fromkeys(tables["leads"].columns)
    new = {"company": "Công ty Mới", "source": "không có nguồn này"}
    told = check(tables, EditedRow("leads", 9, new), EditedRow("leads", 3, gone), EditedRow("nowhere", 3, {}))
    assert "source" in {one.column_key for one in told[0].findings}
    assert [one.findings for one in told[1:]] == [(), ()]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TableData]:
    path = tmp_path_factory.mktemp("company") / "a.xlsx"
    clean = demo_company(3, TODAY)
    build_company(path, "vi", soiled(clean, dirt(clean, 3)), 3)
    recompute(path)
    return tables_of(path)


def of_the_whole(tables: Tables, edited: EditedRow, today: date) -> tuple[set[Finding], str | None, int | None]:
    """What judging the whole workbook says of one row."""
    reading = understand_tables(tables, "a.xlsx", None, ids())
    judged = judge_workbook(reading, today, NOW, ids())
    position = list(reading.tables[edited.table].rows).index(edited.row)
    wording = Wording(reading.template, reading.process, reading.settings.lang)
    of_row = [one for one in judged.problems if one.table == edited.table and one.row == position]
    findings = {find(one, wording, reading.tables) for one in of_row}
    if edited.table == "opportunities":
        return findings, judged.verdicts[position].stage_requested, None
    return findings, None, judged.scores[position].points if edited.table == "leads" else None


def edited_tables(tables: Tables, edited: EditedRow) -> Tables:
    data = tables[edited.table]
    position = list(data.rows).index(edited.row)
    columns = {
        key: [edited.cells.get(key, cell) if at == position else cell for at, cell in enumerate(cells)]
        for key, cells in data.columns.items()
    }
    return {**tables, edited.table: replace(data, columns=columns)}


def random_edit(random: Random, tables: Tables) -> EditedRow:
    table = random.choice(("opportunities", "opportunities", "leads", "activities", "objections", "orders"))
    data = tables[table]
    row = random.choice(data.rows)
    typed = [key for key in data.columns if key not in ("id", "issues")]
    cells: dict[str, Raw] = {}
    for key in random.sample(typed, min(3, len(typed))):
        cells[key] = random.choice((None, *random.choices(data.columns[key], k=3), "rác"))
    if table == "opportunities":
        cells["stage"] = random.choice(data.columns["stage"])
    return EditedRow(table, row, cells)


def test_one_edit_after_the_other_is_judged_as_the_whole_workbook_judges_it(company: Tables) -> None:
    random = Random(5)
    checker, now = EditChecker(company, "a.xlsx", None), company
    compared = held = 0
    for _ in range(16):
        edited = random_edit(random, company)
        now = edited_tables(now, edited)
        (told,) = checker.check([edited], TODAY)
        findings, requested, score = of_the_whole(now, edited, TODAY)
        assert set(told.findings) == findings, edited
        assert told.held == (requested is not None), edited
        assert told.score == score, edited
        compared += len(findings)
        held += told.held
    assert compared > 12
    assert held > 2
