"""Every number that a KPI tab shows is what SQL over the raw sheets says: both languages, clean and dirty data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from kpi_rules import BY_ORDER
from kpi_rules import PERCENT
from kpi_rules import Rules
from kpi_rules import growth
from kpi_rules import months_earlier
from kpi_tabs_seen import Place
from kpi_tabs_seen import breakdowns
from kpi_tabs_seen import months_beside
from kpi_tabs_seen import names_of
from kpi_tabs_seen import scorecard
from kpi_tabs_seen import small_tables
from kpis_in_sql import Found
from kpis_in_sql import Line
from raw_sheets import Sheet
from raw_sheets import table_of
from recomputed_books import BREAKDOWN_TABS
from recomputed_books import DASHBOARD
from recomputed_books import OPPORTUNITIES
from recomputed_books import Book
from visible_words import STAGES

from sheetcrm.domain.kpis.catalogue import CATALOGUE

pytestmark = pytest.mark.xdist_group("recomputed in LibreOffice")  # one worker, so that it is opened once

WITHOUT_N = frozenset({"revenue_attainment", "revenue_growth"})
"""Ratios whose n (the orders) stands in a column of its own in the same table."""
DIGITS = Fraction(1, 10**14)
"""A cell keeps 15 digits."""
MONTHS_SHOWN = 12


def shows(cell: object, found: Found, words: Mapping[str, str], allowed: Fraction = DIGITS) -> bool:
    """Say whether a cell shows a figure to its last digit, or the reason why there is none."""
    if found.value is None:
        return cell == words[found.why]
    if not isinstance(cell, int | float):
        return False
    return abs(Fraction(cell) - found.value) <= max(abs(found.value) * allowed, Fraction(0))


def tolerance(kpi: str) -> Fraction:
    """A mean of margins adds margins of orders that are kept to ten digits; all else is exact."""
    return Fraction(1, 10**9) if kpi == "margin_mean_of_orders" else DIGITS


def numbers(sheet: Sheet) -> set[tuple[int, int]]:
    """Find every cell that holds a number."""
    return {
        (row, column)
        for row, cells in enumerate(sheet)
        for column, cell in enumerate(cells)
        if isinstance(cell, int | float)
    }


def test_every_number_of_every_breakdown_tab_is_what_sql_says(book: Book) -> None:
    words, rules = book.words, book.rules
    for title in BREAKDOWN_TABS[book.lang]:
        sheet = book.after[title]
        compared: set[tuple[int, int]] = set()
        for table in breakdowns(sheet, words, book.lang):
            for kpi, column in table.columns.items():
                figures = rules.lines(kpi, table.by)
                assert set(figures) <= set(table.lines), (title, kpi, set(figures) - set(table.lines))
                shown = [*table.lines.items(), ((), table.total)]
                for line, cells in shown:
                    found = rules.figure(kpi, table.by if line else (), line)
                    place = cells[column]
                    assert shows(place.cell, found, words, tolerance(kpi)), (title, kpi, line, place, found)
                    compared.add((cells[column].row, column))
                    if kpi in table.with_n:
                        assert cells[column + 1].cell == found.n, (title, kpi, line, found)
                        compared.add((cells[column + 1].row, column + 1))
                    if table.compared:
                        compared |= compare_with_before(
                            rules, words, kpi, table.by if line else (), line, cells, column
                        )
        assert not numbers(sheet) - compared - overlaps(sheet, words, book.lang), title


def compare_with_before(
    rules: Rules, words: Mapping[str, str], kpi: str, by: tuple[str, ...], line: Line, cells: Sequence[Place], at: int
) -> set[tuple[int, int]]:
    """Compare the figure of the period before, and the change, that stand beside a count."""
    before = rules.figure(kpi, by, line, 1)
    assert shows(cells[at + 1].cell, before, words), (kpi, line, before)
    assert shows(cells[at + 2].cell, growth(rules.figure(kpi, by, line), before), words), (kpi, line, before)
    return {(cells[at].row, at + 1), (cells[at].row, at + 2)}


def overlaps(sheet: Sheet, words: Mapping[str, str], lang: str) -> set[tuple[int, int]]:
    """Find the cells that say how many orders stand in several lines."""
    return {(place.row, place.column) for table in breakdowns(sheet, words, lang) for place in table.overlap}


def test_every_breakdown_says_that_it_adds_up_and_it_does(book: Book) -> None:
    for title in BREAKDOWN_TABS[book.lang]:
        for table in breakdowns(book.after[title], book.words, book.lang):
            for kpi, column in table.columns.items():
                assert table.check[column].cell == "✓", (title, kpi)
                several = book.rules.overlap(kpi, table.by)
                said = table.overlap[column].cell if table.overlap else None
                assert (said or 0) == -several, (title, kpi, table.by)
                assert not several or kpi in BY_ORDER


def test_the_count_stands_beside_every_ratio(book: Book) -> None:
    ratios = {key for key, kpi in CATALOGUE.items() if kpi.unit == "days" or key in PERCENT - WITHOUT_N}
    ratios |= {"order_value", "order_value_median", "cost_per_opportunity"}
    for title in BREAKDOWN_TABS[book.lang]:
        for table in breakdowns(book.after[title], book.words, book.lang):
            assert table.with_n == ratios & set(table.columns), (title, table.by)


def test_every_number_of_the_scorecard_is_what_sql_says(book: Book) -> None:
    words, rules = book.words, book.rules
    sheet = book.after["KPI"]
    compared: set[tuple[int, int]] = set()
    for kpi, (now, before, change, last_year, goal, reached, n), note in scorecard(sheet, words, book.lang):
        found, wanted = rules.figure(kpi, (), ()), rules.goal(kpi)
        assert shows(now.cell, found, words, tolerance(kpi)), (kpi, now, found)
        assert shows(before.cell, rules.figure(kpi, (), (), 1), words, tolerance(kpi)), (kpi, before)
        assert shows(last_year.cell, rules.figure(kpi, (), (), 12), words, tolerance(kpi)), (kpi, last_year)
        assert shows_change(change.cell, rules.change(kpi), words, kpi), (kpi, change, rules.change(kpi))
        assert (goal.cell is None) if wanted is None else goal.cell == wanted, (kpi, goal, wanted)
        if wanted is not None and found.value is not None:
            assert shows(reached.cell, Found(found.value * 100 / wanted), words), (kpi, reached)
        assert n.cell == (found.n if kpi not in WITHOUT_N else None), (kpi, n)
        for count, why in ((found.no_rate, "no_rate"), (found.no_amount, "no_amount")):
            assert (words[why].format(count) in note) == bool(count), (kpi, note, found)
        compared |= {(place.row, place.column) for place in (now, before, change, last_year, goal, reached, n)}
    for kpi, months in months_beside(sheet, words, book.lang):
        for back, (head, place) in enumerate(reversed(months.items())):
            whole = Rules(rules.sql, rules.today, months_earlier(rules.month, back)).figure(kpi, (), ())
            assert head == f"{months_earlier(rules.month, back):%m/%Y}"
            shown = place.cell is None if whole.value is None else shows(place.cell, whole, words, tolerance(kpi))
            assert shown, (kpi, head, place, whole)
            compared.add((place.row, place.column))
    assert not numbers(sheet) - compared


def shows_change(cell: object, found: Found, words: Mapping[str, str], kpi: str) -> bool:
    """Compare a change; the difference of two rounded numbers loses digits."""
    if found.value is None or not isinstance(cell, int | float):
        return shows(cell, found, words)
    return abs(Fraction(cell) - found.value) <= max(abs(found.value), 100) * max(tolerance(kpi), DIGITS)


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


def test_every_number_of_the_dashboard_is_what_sql_says(book: Book) -> None:
    sheet = book.after[DASHBOARD[book.lang]]
    compared = set(dashboard_tiles(book, sheet))
    tables = dict(small_tables(sheet, book.words, book.lang))
    compared |= {(place.row, place.column) for lines in tables.values() for line in lines for place in line}
    months, stages, closing, reps, sources, reasons = tables.items()
    compare_months(book, *months)
    compare_stages(book, *stages)
    compare_closing(book, *closing)
    compare_entries(book, *reps, rep_figures(book))
    leads = book.rules.lines("leads", ("source",))
    compare_entries(book, *sources, {line: (found.value,) for line, found in leads.items()})
    lost, amount = (book.rules.year(kpi, ("lost_reason",)) for kpi in ("lost_by_stage", "lost_amount"))
    compare_entries(book, *reasons, {line: (lost[line].value, amount[line].value) for line in lost})
    assert not numbers(sheet) - compared


def rep_figures(book: Book) -> dict[Line, tuple[Fraction | None, ...]]:
    """Give revenue and target of everybody who has any."""
    revenue = book.rules.lines("revenue", ("rep",))
    goals = book.rules.sql.goals("revenue", "rep", f"{book.month}")
    return {line: (revenue.get(line, Found(Fraction(0))).value, goals.get(line)) for line in revenue | goals}


def dashboard_tiles(book: Book, sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Compare the tiles: a name, a figure below it, what changed below that."""
    names, found_any = names_of(book.lang), False
    heads = next(row for row, cells in enumerate(sheet) if row > 2 and cells[0] in names)
    for column, cell in enumerate(sheet[heads]):
        if cell is None:
            continue
        kpi, found_any = names[str(cell)], True
        assert shows(sheet[heads + 1][column], book.rules.figure(kpi, (), ()), book.words), kpi
        change = book.rules.change(kpi)
        sentence = book.words["points_change" if kpi in PERCENT else "percent_change"]
        known = change.value is not None
        text = sentence.format(signed(change.value, book.lang)) if known else book.words[change.why]
        assert sheet[heads + 2][column] == text, kpi
        yield heads + 1, column
    assert found_any


def signed(value: Fraction, lang: str) -> str:
    """Write a change as people of the language do."""
    mark = "▲" if value > 0 else "▼" if value < 0 else "■"
    text = f"{mark} {Decimal(value.numerator) / Decimal(value.denominator):+.1f}"
    return text.replace(".", ",") if lang == "vi" else text


def compare_months(book: Book, heads: Sequence[str], lines: Sequence[Sequence[Place]]) -> None:
    """Compare revenue, target and win rate of each month; a rate that cannot be told leaves a gap in the chart."""
    assert heads == ("month", "revenue", book.words["goal"], "win_rate", book.words["n"])
    months = [months_earlier(book.month, back) for back in range(MONTHS_SHOWN - 1, -1, -1)]
    assert [line[0].cell for line in lines] == [f"{month:%m/%Y}" for month in months]
    for month, (_, revenue, goal, rate, n) in zip(months, lines, strict=True):
        rules = Rules(book.rules.sql, book.today, month)
        found = rules.figure("win_rate", (), ())
        assert shows(revenue.cell, rules.figure("revenue", (), ()), {}), month
        assert goal.cell == rules.goal("revenue"), month
        assert rate.cell is None if found.value is None else shows(rate.cell, found, {}), month
        assert n.cell == (found.n or 0), month


def compare_stages(book: Book, heads: Sequence[str], lines: Sequence[Sequence[Place]]) -> None:
    """Compare what is open in each stage, how many came as far within a year, and how long they stayed."""
    words, rules = book.words, book.rules
    days_name = "days_in_stage_median"
    assert heads == ("stage", "pipeline_value", "weighted_pipeline", words["reached"], days_name, words["n"])
    assert [line[0].cell for line in lines] == list(STAGES[book.process, book.lang])
    reached, days = rules.year("stage_conversion", ("stage",)), rules.year(days_name, ("stage",))
    for name, amount, weighted, came, stayed, n in lines:
        line = (str(name.cell),)
        assert shows(amount.cell, rules.figure("pipeline_value", ("stage",), line), words), line
        assert shows(weighted.cell, rules.figure("weighted_pipeline", ("stage",), line), words), line
        assert came.cell == (reached[line].n if line in reached else 0), line
        assert stayed.cell is None if line not in days else shows(stayed.cell, days[line], words), line
        assert n.cell == (days[line].n if line in days else 0), line


def compare_closing(book: Book, heads: Sequence[str], lines: Sequence[Sequence[Place]]) -> None:
    """Compare what is open by month of expected close: before, six months, after, unknown."""
    assert heads == ("close_month", "pipeline_value", "weighted_pipeline")
    first = min(book.today, date.fromordinal(book.rules.now.end.toordinal() - 1)).replace(day=1)
    months = [months_earlier(first, -ahead) for ahead in range(6)]
    names = [book.words["before"].format(first), *(f"{month:%m/%Y}" for month in months)]
    names += [book.words["after"].format(months[-1]), book.words["unassigned"]]
    assert [line[0].cell for line in lines] == names
    for at, kpi in enumerate(heads[1:], 1):
        sums = [Fraction(0)] * len(names)
        for (month,), found in book.rules.lines(kpi, ("close_month",)).items():
            sums[place_of(month, months)] += found.value
        for line, wanted in zip(lines, sums, strict=True):
            assert shows(line[at].cell, Found(wanted), book.words), (kpi, line[0])


def place_of(month: str | None, months: Sequence[date]) -> int:
    """Say in which line a month of expected close, written as 11/2026, is counted."""
    if month is None:
        return len(months) + 2
    day = date(int(month[3:]), int(month[:2]), 1)
    return 0 if day < months[0] else months.index(day) + 1 if day in months else len(months) + 1


def compare_entries(
    book: Book,
    heads: Sequence[str],
    lines: Sequence[Sequence[Place]],
    figures: Mapping[Line, tuple[Fraction | None, ...]],
) -> None:
    """Compare reps, sources or reasons, the largest first; those without room are added up."""
    other = book.words[f"other_{heads[0]}"]
    shown = {str(name.cell): [place.cell for place in places] for name, *places in lines}
    named = {None if name == book.words["unassigned"] else name for name in shown if name != other}
    for name in named:
        for cell, wanted in zip(shown[name or book.words["unassigned"]], figures[(name,)], strict=True):
            assert cell is None if wanted is None else shows(cell, Found(wanted), {}), (heads, name)
    rest = [values for (name,), values in figures.items() if name not in named]
    assert bool(rest) == (other in shown), heads
    for place, cell in enumerate(shown.get(other, [])):
        assert shows(cell, Found(sum((values[place] or Fraction(0)) for values in rest)), {}), heads
    first = [float(values[0]) for name, values in shown.items() if name != other]
    assert first == sorted(first, reverse=True), heads


def test_each_tab_says_which_days_it_speaks_about(book: Book) -> None:
    start, end = book.rules.now
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
