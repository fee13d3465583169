"""Data that nobody here wrote go through the ordinary import command: leadforge, and all that hangs on its leads."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pandas
import pytest
from click.testing import CliRunner

from sheetcrm.app.build import new_workbook
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import read_workbook
from sheetcrm.surfaces.cli.group import cli
from sheetcrm.surfaces.cli.import_ import import_command
from sheetcrm.sync.identity import new_id
from sheetcrm.workbooks import open_workbook
from tests.oracle.agreement import Tabs
from tests.oracle.kpi_rules import Rules
from tests.oracle.kpis_in_sql import Sql
from tests.oracle.raw_sheets import database
from tests.oracle.raw_sheets import read_sheets
from tests.oracle.spans import month_of
from tests.oracle.visible_words import STAGES
from tests.oracle.visible_words import WORDS
from tests.real_data.leadforge_export import TABLES
from tests.real_data.leadforge_export import export
from tests.real_data.leadforge_export import generate

MAPS = Path(__file__).parent
pytestmark = pytest.mark.xdist_group("leadforge")  # one worker, so that the import is done once


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("leadforge")


@pytest.fixture(scope="module")
def sources(folder: Path) -> dict[str, Path]:
    return export(generate(folder), folder)


@pytest.fixture(scope="module")
def reports(folder: Path, sources: dict[str, Path]) -> list[str]:
    """Import everything twice; gives the first line of each report."""
    path = folder / "pipeline.xlsx"
    new_workbook(path, lang="en", process="standard", scheme="bant", currency="USD", templates=None)
    return [first_line(path, table, sources[table]) for _ in range(2) for table in TABLES]


def first_line(workbook: Path, table: str, source: Path) -> str:
    options = ["--table", table, "--map", str(MAPS / f"{table}.map.toml")]
    result = CliRunner().invoke(import_command, [str(workbook), str(source), *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()[0]


@pytest.fixture(scope="module")
def reading(folder: Path, reports: list[str]) -> Reading:
    assert reports
    return read_workbook(open_workbook(folder / "pipeline.xlsx"), "pipeline.xlsx", None, new_id)


def test_every_row_goes_in_once(reports: list[str]) -> None:
    assert reports == [
        "leads.csv → Leads: 5000 new, 0 already there, 0 with errors.",
        "opportunities.csv → Opportunities: 4641 new, 0 already there, 0 with errors.",
        "activities.csv → Activities: 60739 new, 0 already there, 0 with errors.",
        "orders.csv → Orders: 1049 new, 0 already there, 0 with errors.",
        "leads.csv → Leads: 0 new, 5000 already there, 0 with errors.",
        "opportunities.csv → Opportunities: 0 new, 4641 already there, 0 with errors.",
        "activities.csv → Activities: 0 new, 60739 already there, 0 with errors.",
        "orders.csv → Orders: 0 new, 1049 already there, 0 with errors.",
    ]


def test_what_stands_in_the_workbook_is_what_stood_in_the_source(reading: Reading, sources: dict[str, Path]) -> None:
    """Counted by pandas from the CSV files on one side, by sheetcrm from the workbook on the other."""
    deals, activities = pandas.read_csv(sources["opportunities"]), pandas.read_csv(sources["activities"])
    company = reading.company
    statuses = {"closed_won": "won", "closed_lost": "lost"}
    assert Counter(one.status for one in company.opportunities) == Counter(
        statuses.get(stage, "open") for stage in deals["stage"]
    )
    assert sum(one.amount or 0 for one in company.opportunities) == int(deals["estimated_acv"].sum())
    assert Counter(one.rep for one in company.activities) == Counter(activities["rep_id"])
    assert Counter(one.at.date().isoformat() for one in company.activities if one.at) == Counter(
        activities["activity_timestamp"]
    )
    won = deals[deals["stage"] == "closed_won"]
    assert sum(one.net_revenue or 0 for one in company.orders) == int(won["estimated_acv"].sum())


def test_rows_still_belong_together(reading: Reading, sources: dict[str, Path]) -> None:
    leads, deals = pandas.read_csv(sources["leads"]), pandas.read_csv(sources["opportunities"])
    company_of = {lead.id: lead.company for lead in reading.company.leads}
    told = deals.merge(leads[["lead_id", "company_name"]], on="lead_id", suffixes=("", "_of_lead"))
    expected = dict(zip(told["opportunity_name"], told["company_name_of_lead"], strict=True))
    assert {one.name: company_of[str(one.lead_id)] for one in reading.company.opportunities} == expected
    known = {lead.id for lead in reading.company.leads}
    assert all(activity.lead_id in known for activity in reading.company.activities)


def test_every_opportunity_stands_where_it_came_with_one_row_of_history(reading: Reading) -> None:
    opportunities = {one.id: one for one in reading.company.opportunities}
    moves = reading.company.stage_moves
    assert len(moves) == len(opportunities) == len({move.opportunity_id for move in moves})
    for move in moves:
        one = opportunities[str(move.opportunity_id)]
        assert (one.stage, one.status, one.accepted_on) == (one.accepted_stage, one.accepted_status, move.at)
        assert (move.from_stage, move.to_stage, move.to_status) == (None, one.stage, one.status)


def test_nothing_that_went_in_is_wrong_in_the_workbook(reading: Reading) -> None:
    assert reading.problems == ()
    assert reading.stamps == ()


@pytest.fixture(scope="module", params=[date(2024, 3, 19), date(2024, 4, 30)], ids=str)
def tabs(request: pytest.FixtureRequest, folder: Path, reports: list[str]) -> Tabs:
    """What a recompute shows as of a day in the middle, when much of the data lies ahead, and as of the last month."""
    assert reports
    today, path = request.param, folder / f"{request.param}.xlsx"
    shutil.copy(folder / "pipeline.xlsx", path)
    result = CliRunner().invoke(cli, ["recompute", str(path), "--as-of", f"{today}"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    sheets, words, stages = read_sheets(path), WORDS["en"], STAGES["standard", "en"]
    sql = Sql(database(sheets, words, stages, today, "USD"), digits=2)
    return Tabs(sheets, "en", words, stages, Rules(sql, today, month_of(today)))


def test_every_number_of_every_kpi_tab_is_what_sql_says(tabs: Tabs) -> None:
    tabs.agree()
    assert tabs.rules.figure("customers_won", (), ()).value > 50
    assert tabs.rules.figure("interactions", (), ()).value > 1000
