"""Every number that a KPI tab shows is what SQL over the raw sheets says: both languages, clean and dirty data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest
from recomputed_books import OPPORTUNITIES
from recomputed_books import Book

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from tests.oracle.agreement import WITHOUT_N
from tests.oracle.kpi_rules import PERCENT
from tests.oracle.kpi_tabs_seen import breakdowns
from tests.oracle.kpi_tabs_seen import scorecard
from tests.oracle.raw_sheets import table_of
from tests.oracle.visible_words import BREAKDOWN_TABS
from tests.oracle.visible_words import DASHBOARD
from tests.oracle.visible_words import STAGES

pytestmark = pytest.mark.xdist_group("recomputed in LibreOffice")  # one worker, so that it is opened once


def test_every_number_of_every_breakdown_tab_is_what_sql_says(book: Book) -> None:
    for title in BREAKDOWN_TABS[book.lang]:
        book.tabs.breakdowns_agree(title)


def test_every_breakdown_says_that_it_adds_up_and_it_does(book: Book) -> None:
    for title in BREAKDOWN_TABS[book.lang]:
        book.tabs.checks_agree(title)


def test_every_number_of_the_scorecard_is_what_sql_says(book: Book) -> None:
    book.tabs.scorecard_agrees()


def test_every_number_of_the_dashboard_is_what_sql_says(book: Book) -> None:
    book.tabs.dashboard_agrees()


def test_every_debt_and_every_delivery_is_what_sql_says(book: Book) -> None:
    book.tabs.debts_agree()


def test_everything_due_today_is_what_sql_says(book: Book) -> None:
    book.tabs.today_agrees()


def test_every_place_that_is_wrong_is_counted_and_listed_as_sql_finds_it(book: Book) -> None:
    book.tabs.quality_agrees()


def test_no_number_of_any_report_tab_was_left_out(book: Book) -> None:
    book.tabs.agree()


def test_the_count_stands_beside_every_ratio(book: Book) -> None:
    ratios = {key for key, kpi in CATALOGUE.items() if kpi.unit == "days" or key in PERCENT - WITHOUT_N}
    ratios |= {"order_value", "order_value_median", "cost_per_opportunity"}
    for title in BREAKDOWN_TABS[book.lang]:
        for table in breakdowns(book.after[title], book.words, book.lang):
            assert table.with_n == ratios & set(table.columns), (title, table.by)


def test_every_kpi_stands_on_some_tab_of_every_workbook(book: Book) -> None:
    seen = {kpi for kpi, _, _ in scorecard(book.after["KPI"], book.words, book.lang)}
    for title in BREAKDOWN_TABS[book.lang]:
        seen |= {kpi for table in breakdowns(book.after[title], book.words, book.lang) for kpi in table.columns}
    assert seen == set(CATALOGUE)


def test_every_stage_and_everybody_at_work_has_a_line(book: Book) -> None:
    people = {row[0] for row in book.rules.sql.db.execute("SELECT name FROM reps")}
    always = {"stage": set(STAGES[book.process, book.lang]), "rep": people}
    for title in BREAKDOWN_TABS[book.lang]:
        for table in breakdowns(book.after[title], book.words, book.lang):
            if len(table.by) == 1:
                assert {(name,) for name in always.get(table.by[0], set())} <= set(table.lines)


def test_each_tab_says_which_days_it_speaks_about(book: Book) -> None:
    start, end = book.rules.span.now
    last = date.fromordinal(end.toordinal() - 1)
    running = start <= book.today and last == book.today and end.day != 1
    period = book.words["period"].format(start, last) + (book.words["running"] if running else "")
    for title in ("KPI", DASHBOARD[book.lang], *BREAKDOWN_TABS[book.lang]):
        assert str(book.after[title][3][0]).startswith(f"{period} · "), title
        assert str(book.after[title][1][0]).startswith(f"{title} · "), title
        assert re.search(r"\d\d/\d\d/\d{4} \d\d:\d\d, .* (\d\d/\d\d/\d{4})$", str(book.after[title][2][0])), title


def test_the_history_tells_where_each_deal_stands(book: Book) -> None:
    """So SQL may rest on it; and no accepted move was forgotten."""
    wrong = book.rules.sql.db.execute(
        """SELECT id, final_stage, accepted_stage, final, accepted_status FROM deals
        WHERE final_stage IS NOT accepted_stage OR final IS NOT accepted_status"""
    ).fetchall()
    assert not wrong
    told = book.rules.sql.db.execute("SELECT COUNT(*) FROM deals").fetchone()
    assert told == book.rules.sql.db.execute("SELECT COUNT(*) FROM opportunities").fetchone()


@pytest.mark.parametrize("name", ["dirty", "clean"])
@pytest.mark.parametrize(
    "rows",
    [
        "leads WHERE merged_into IS NOT NULL",
        "lines WHERE cancelled AND number NOT IN (SELECT number FROM live)",
        "(SELECT number FROM live GROUP BY number HAVING COUNT(DISTINCT product_group) > 1)",
        "booked WHERE currency <> 'VND'",
        "deals WHERE final = word('status_paused')",
        "way WHERE status = word('status_paused') AND NOT is_last",
        "deals WHERE final = word('status_won') AND id IN (SELECT id FROM way WHERE status = word('status_lost'))",
        "way WHERE rank < (SELECT rank FROM stages WHERE stage = before)",
        "chances JOIN stages USING (stage) WHERE per_mille <> assumed * 10",
        "closings WHERE won < 0",
    ],
)
def test_the_example_holds_what_the_rules_speak_about(name: str, rows: str, books: Mapping[str, Book]) -> None:
    assert books[name].rules.sql.db.execute(f"SELECT COUNT(*) FROM {rows}").fetchone() > (0,)


def test_dirty_cells_were_read_as_a_person_reads_them(books: Mapping[str, Book]) -> None:
    """The comparison is worth something only when the dirt is there, and SQL understands it."""
    amounts = [row["amount"] for row in table_of(books["dirty"].after[OPPORTUNITIES])]
    assert sum(isinstance(amount, str) and amount.endswith(("tỷ", "triệu")) for amount in amounts) == 20
    db = books["dirty"].rules.sql.db
    for rows, count in (
        ("opportunities WHERE owner IS NULL", 6),
        ("leads WHERE created_on IS NULL", 3),
        ("leads WHERE source IS NULL", 5),
        ("activities WHERE kind IS NULL", 4),
        ("activities WHERE at IS NULL", 4),
        ("activities, today WHERE at > today.day AND outcome = word('outcome_done')", 6),
    ):
        assert db.execute(f"SELECT COUNT(*) FROM {rows}").fetchone() == (count,), rows
