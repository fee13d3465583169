"""A KPI added to the catalogue, and to nothing else, is in the workbook, on the page, at the prompt and in the docs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from docs.write_reference import reference
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.surfaces.cli.group import cli
from sheetcrm.sync.identity import derive_id
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead

VISITS = Kpi(
    "site_visits", "K14", "Số lần khảo sát", "Site visits", "count",
    "Số tương tác đã thực hiện không phải gọi hay gặp", "Activities done that are no calls or meetings",
    Count("activities", (("done", 1), ("call_or_meeting", 0))), (("rep",),),
)  # fmt: skip


@pytest.fixture
def added() -> Iterator[None]:
    with CATALOGUE.extended(VISITS):
        yield


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    kinds = ("site_visit", "site_visit", "call")
    visits = [
        {"id": derive_id(f"{at}"), "at": date(2026, 11, 2 + at), "rep": "Lê Hải", "kind": kind, "outcome": "done"}
        for at, kind in enumerate(kinds)
    ]
    return book(tmp_path / "a.xlsx", leads=[lead()], opportunities=[deal()], activities=visits)


def run(*words: object) -> str:
    done = CliRunner().invoke(cli, [*map(str, words), "--as-of", "2026-11-23"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def scorecard(path: Path) -> list[tuple[object, ...]]:
    run("recompute", path)
    return list(openpyxl.load_workbook(path)["KPI"].iter_rows(values_only=True))


def test_it_stands_on_the_scorecard_in_a_block_of_its_own(workbook: Path, added: None) -> None:
    rows = scorecard(workbook)
    section = next(at for at, row in enumerate(rows) if row[0] == "Chỉ số khác")
    name, now, before, change, *_, formula = rows[section + 2][:10]
    assert (name, now, before, change, formula) == ("K14 · Số lần khảo sát", 2, 0, "mới", VISITS.formula_vi)


def test_without_it_there_is_no_such_block_and_what_stood_there_is_cleared(workbook: Path) -> None:
    with CATALOGUE.extended(VISITS):
        scorecard(workbook)
    assert not {"Chỉ số khác", "K14 · Số lần khảo sát"} & {row[0] for row in scorecard(workbook)}


def test_the_command_line_answers_it(workbook: Path, added: None) -> None:
    asked = run("kpi", workbook, "site_visits", "--by", "rep", "--month", "2026-11", "--format", "json")
    (answer,) = json.loads(asked)["kpis"]
    assert (answer["name"], answer["total"]["value"]) == ("Số lần khảo sát", 2)
    assert [(line["key"], line["value"]) for line in answer["lines"]] == [(["Lê Hải"], 2)]
    everything = json.loads(run("kpi", workbook, "--format", "json"))["kpis"]
    assert everything[-1]["kpi"] == "site_visits"


def test_the_page_for_a_browser_shows_it(workbook: Path, tmp_path: Path, added: None) -> None:
    run("report", workbook, "--out", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "Chỉ số khác" in page
    assert VISITS.vi in page
    assert VISITS.formula_vi in page


def test_the_reference_page_explains_it(added: None) -> None:
    assert "| `site_visits` | Site visits | Số lần khảo sát | count |" in reference()
