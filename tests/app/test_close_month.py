"""Closed months in a workbook: no tab moves whatever is entered later, and what was entered shows where it belongs."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sheetcrm.app.closings import ROOM
from sheetcrm.app.closings import period_text
from sheetcrm.app.kpi_query import Question
from sheetcrm.app.kpi_query import ask_kpis
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.closing import keeps
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.measures import Growth
from sheetcrm.domain.kpis.periods import parse_period
from sheetcrm.errors import BadRequest
from sheetcrm.errors import LayoutBroken
from sheetcrm.messages import say
from sheetcrm.templates.dashboard_layout import BLOCKS_ROW
from sheetcrm.templates.dashboard_layout import dashboard_places
from sheetcrm.templates.load import load_template
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.memory import MemoryWorkbook
from tests.app.books import TODAY
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import rows_of
from tests.app.closing_books import close
from tests.app.closing_books import company_book
from tests.app.closing_books import fresh_ids
from tests.app.closing_books import in_memory
from tests.app.closing_books import reopen
from tests.app.closing_books import rows_in
from tests.app.closing_books import storm

NOTHING = {0, None, *(say(code, "vi") for code in ("kpi_blank_no_denominator", "kpi_blank_nothing_before"))}
NOTHING |= {say("kpi_blank_no_target", "vi")}
TITLES = {block.vi for report in load_template().reports for block in report.blocks}
NOTE = 10
"""Where the note of a KPI stands on the scorecard."""
STAYS = {kpi.name("vi") for kpi in CATALOGUE.values() if keeps(kpi) or isinstance(kpi.measure, Growth | Attainment)}


def recompute(workbook: Workbook, today: date = TODAY) -> None:
    recompute_workbook(workbook, "a.xlsx", templates=None, clock=clock, today=today, new_id=fresh_ids)


def asked(workbook: Workbook, key: str, by: tuple[str, ...] = (), period: str = "2026-11") -> Figures:
    question = Question((key,), by, period)
    answer = ask_kpis(workbook, "a", question, templates=None, clock=clock, today=TODAY, new_id=fresh_ids)
    return answer.figures[0]


def everything(workbook: Workbook, period: str) -> dict[tuple[str, tuple[str, ...]], Figures]:
    found = {}
    for by in {by for kpi in CATALOGUE.values() for by in ((), *kpi.by)}:
        question = Question((), by, period)
        answer = ask_kpis(workbook, "a", question, templates=None, clock=clock, today=TODAY, new_id=fresh_ids)
        found |= {(one.kpi, by): one for one in answer.figures if stays(CATALOGUE[one.kpi])}
    return found


def stays(kpi: Kpi) -> bool:
    return kpi.name("vi") in STAYS


def tab(workbook: MemoryWorkbook, key: str) -> list[list[Value]]:
    cells = workbook.report(key)
    last = max(row for row, _ in cells)
    width = max(column for _, column in cells)
    empty = replace(next(iter(cells.values())), value=None)
    return [
        [cells.get((row, column), empty).value for column in range(1, width + 1)] for row in range(BLOCKS_ROW, last + 1)
    ]


def figures_on(workbook: MemoryWorkbook, period: str) -> dict[tuple[str, ...], Value]:
    """Every figure of the KPI tabs that must not move: (tab, block, line, column) → what the cell says."""
    found: dict[tuple[str, ...], Value] = {}
    for report in load_template().reports:
        if report.layout == "scorecard":
            found |= dict(_scorecard(report.key, tab(workbook, report.key)))
        elif report.layout == "breakdown":
            found |= dict(_breakdown(report.key, tab(workbook, report.key)))
        elif report.layout == "dashboard":
            maturing = _maturing_cells(workbook)
            found |= {(report.key, str(place)): cell.value for place, cell in workbook.report(report.key).items()
                      if place[0] >= BLOCKS_ROW and place not in maturing}  # fmt: skip
    assert len(found) > 300
    return found


def _maturing_cells(workbook: MemoryWorkbook) -> set[tuple[int, int]]:
    """The cells of the dashboard that say how many opportunities have reached each stage up to now."""
    place = dashboard_places(load_template().processes["standard"].stages).stages
    (column,) = [at for (row, at), cell in workbook.report("dashboard").items()
                 if row == place.head and cell.value == say("kpi_head_reached", "vi")]  # fmt: skip
    return {(row, column) for row in range(place.first, place.last + 1)}


def _scorecard(key: str, rows: list[list[Value]]) -> Iterator[tuple[tuple[str, ...], Value]]:
    for row in rows:
        if str(row[0]).startswith("Điều chỉnh của các tháng đã khóa"):
            return
        if str(row[0]).split(" · ")[-1] in STAYS:
            yield from (((key, str(row[0]), str(place)), cell) for place, cell in enumerate(row))


def _breakdown(key: str, rows: list[list[Value]]) -> Iterator[tuple[tuple[str, ...], Value]]:
    block, heads, head = "", [], False
    for row in rows:
        if row[0] in TITLES:
            block, head = str(row[0]), True
        elif head:
            heads, head = [str(cell) for cell in row], False
        elif any(cell is not None for cell in row[1:]):
            width = next(
                place for place, name in enumerate(heads) if name in {k.name("vi") for k in CATALOGUE.values()}
            )
            for place, name in enumerate(heads[width:], width):
                of = heads[place - 1] if name == "n" else name
                if of in STAYS:
                    yield (key, block, str(row[:width]), of, name), row[place]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company_book(tmp_path_factory.mktemp("closing") / "a.xlsx")


@pytest.fixture
def workbook(start: Path) -> MemoryWorkbook:
    return in_memory(start, "2026-10")


def order(day: date, revenue: int, **cells: Value) -> InsertRow:
    made: dict[str, Value] = {"id": fresh_ids(), "signed_on": day, "net_revenue": revenue, "currency": "VND"}
    return InsertRow("orders", {**made, "status": "signed", "rep": "Trần Thị Mai", "account": "KH 1", **cells})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_a_storm_of_late_edits_no_figure_of_a_closed_month_has_moved_on_any_tab(
    workbook: MemoryWorkbook, seed: int
) -> None:
    close(workbook, "2026-10")
    before, kept = figures_on(workbook, "2026-10"), everything(workbook, "2026-10")
    for gust in range(3):
        storm(workbook, 100 * seed + gust)
    recompute(workbook)
    after = figures_on(workbook, "2026-10")
    assert {at: after[at] for at in before} == before
    assert {after[at] for at in after.keys() - before.keys()} <= NOTHING
    assert everything(workbook, "2026-10") == kept
    assert any(figures.total.value for figures in kept.values())


def test_the_same_storm_moves_an_open_month(workbook: MemoryWorkbook) -> None:
    recompute(workbook)
    before = figures_on(workbook, "2026-10")
    storm(workbook, 100)
    recompute(workbook)
    after = figures_on(workbook, "2026-10")
    assert sum(after.get(at) != before[at] for at in before) > len(before) // 4


def test_closing_shows_at_once_what_was_shown_before(workbook: MemoryWorkbook) -> None:
    recompute(workbook)
    before = figures_on(workbook, "2026-10")
    close(workbook, "2026-10")
    assert figures_on(workbook, "2026-10") == before


def test_a_late_entry_becomes_an_adjustment_of_the_open_month_and_says_so(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-10")
    before = {month: asked(workbook, "revenue", period=month).total.value for month in ("2026-09", "2026-11")}
    workbook.write([order(date(2026, 9, 15), 1000)])
    assert asked(workbook, "revenue", period="2026-09").total.value == before["2026-09"]
    now = asked(workbook, "revenue").total
    assert now.value == before["2026-11"] + 1000
    assert now.unadjusted == before["2026-11"]
    assert [(one.month, one.value) for one in now.adjustments] == [(date(2026, 9, 1), 1000)]


def test_the_scorecard_says_in_words_what_is_adjustment_and_lists_what_changed(start: Path) -> None:
    workbook = in_memory(start, "2026-11")
    close(workbook, "2026-10")
    gone = next(row for row in rows_in(workbook, "leads") if str(row["created_on"]).startswith("2026-09"))
    workbook.write([UpdateRow("leads", str(gone["id"]), {"created_on": date(2026, 11, 2)}), order(date(2026, 8, 3), 7)])
    recompute(workbook)
    rows = tab(workbook, "kpi")
    (leads,) = (row for row in rows if row[0] == "K1 · Số khách tiềm năng" and row[NOTE] is not None)
    assert leads[NOTE] == "gồm điều chỉnh −1 từ tháng đã khóa 09/2026"
    (orders,) = (row for row in rows if row[0] == "K4 · Số đơn hàng" and row[NOTE] is not None)
    assert orders[NOTE] == "gồm điều chỉnh +1 từ tháng đã khóa 08/2026"
    (value,) = (row for row in rows if row[0] == "K7 · Giá trị đơn hàng trung bình" and row[NOTE] is not None)
    assert str(value[NOTE]).startswith("gồm điều chỉnh từ tháng đã khóa 08/2026; không có thì là ")
    median = next(row for row in rows if row[0] == "K7 · Giá trị đơn hàng trung vị")
    assert "không gồm thay đổi của tháng đã khóa 08/2026" in str(median[NOTE])
    at = next(place for place, row in enumerate(rows) if str(row[0]).startswith("Điều chỉnh của các tháng đã khóa"))
    assert rows[at][0] == "Điều chỉnh của các tháng đã khóa (ghi vào tháng 11/2026)"
    listed = {(row[0], row[1]): row[2:5] for row in rows[at + 2 :]}
    was, now, difference = listed["K1 · Số khách tiềm năng", "09/2026"]
    assert (now, difference) == (was - 1, -1)
    assert listed["K5 · Doanh thu", "08/2026"][2] == 7
    assert ("K5 · Doanh thu", "09/2026") not in listed


def test_a_count_may_be_negative_and_is_explained(tmp_path: Path) -> None:
    lead = {"id": fresh_ids(), "created_on": date(2026, 10, 5), "company": "A", "owner": "Lê Hải"}
    workbook = in_memory(book(tmp_path / "a.xlsx", leads=[lead]), "2026-11")
    close(workbook, "2026-10")
    workbook.write([UpdateRow("leads", str(lead["id"]), {"created_on": None})])
    recompute(workbook)
    (row,) = (row for row in tab(workbook, "kpi") if row[0] == "K1 · Số khách tiềm năng" and row[NOTE] is not None)
    assert (row[1], row[NOTE]) == (-1, "gồm điều chỉnh −1 từ tháng đã khóa 10/2026")
    figures = asked(workbook, "leads", ("rep",))
    assert figures.at("Lê Hải").value == -1
    assert figures.adds_up
    note = "Số khách tiềm năng: gồm điều chỉnh từ tháng đã khóa 10/2026: Lê Hải −1"
    assert note in {row[0] for row in tab(workbook, "kpi_rep")}


def test_the_next_closing_takes_adjustments_in_once(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-09")
    own = asked(workbook, "revenue", period="2026-10").total.value
    november = asked(workbook, "revenue").total.value
    workbook.write([order(date(2026, 9, 15), 1000)])
    report = close(workbook, "2026-10")
    assert {kpi.key: [one.value for one in f.adjustments] for kpi, f in report.adjusted}["revenue"] == [1000]
    shown = asked(workbook, "revenue", period="2026-10")
    assert (shown.total.value, shown.closed) == (own + 1000, True)
    assert [one.month for one in shown.total.adjustments] == [date(2026, 9, 1)]
    assert asked(workbook, "revenue").total.value == november
    assert asked(workbook, "revenue").total.adjustments == ()
    months = [asked(workbook, "revenue", period=f"2026-{month:02}").total.value for month in (7, 8, 9)]
    quarter = asked(workbook, "revenue", period="2026-Q3").total
    assert quarter.value == sum(months)


def test_a_closed_quarters_median_does_not_move_either(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-09")
    before = asked(workbook, "order_value_median", period="2026-Q3")
    assert before.closed
    assert before.total.value is not None
    storm(workbook, 5)
    assert asked(workbook, "order_value_median", period="2026-Q3") == before


def test_month_to_date_beside_a_closed_month_is_read_from_the_records(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-10")
    part = asked(workbook, "orders", period="2026-10-01..2026-10-23")
    workbook.write([order(date(2026, 10, 3), 5)])
    late = asked(workbook, "orders", period="2026-10-01..2026-10-23")
    assert late.total.value == part.total.value + 1
    assert not late.closed


def test_targets_and_reps_of_a_closed_month_stay(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-10")
    before = asked(workbook, "revenue_attainment", period="2026-10").total
    for row in rows_in(workbook, "targets"):
        workbook.write([UpdateRow("targets", str(row["id"]), {"value": 1})])
    assert asked(workbook, "revenue_attainment", period="2026-10").total == before
    assert asked(workbook, "revenue_attainment", period="2026-11").total.value > 100


def test_cohorts_go_on_maturing_and_say_so(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-10")
    cohort = asked(workbook, "win_rate_cohort", period="2026-10")
    assert not cohort.closed
    rows = tab(workbook, "kpi")
    (row,) = (row for row in rows if row[0] == "K11 · Tỷ lệ thắng theo lứa")
    assert row[NOTE] == "theo kết quả đến nay: vẫn thay đổi dù tháng đã khóa"


def test_the_title_says_since_when_the_month_is_closed(workbook: MemoryWorkbook) -> None:
    recompute(workbook)
    open_words = str(workbook.report("kpi")[4, 1].value)
    assert "đã khóa" not in open_words
    close(workbook, "2026-10")
    words = {workbook.report(key)[4, 1].value for key in ("kpi", "kpi_rep", "dashboard")}
    assert words == {f"{open_words} · đã khóa ngày 23/11/2026"}


def test_closing_a_month_closes_every_open_one_before_it(workbook: MemoryWorkbook) -> None:
    report = close(workbook, "2026-09", by="Lê Hải")
    assert [f"{month:%Y-%m}" for month in report.months] == ["2026-07", "2026-08", "2026-09"]
    assert report.open_from == date(2026, 10, 1)
    assert {row["closed_by"] for row in rows_in(workbook, "closed_months")} == {"Lê Hải"}
    assert [month.month for month in close(workbook, "2026-10").months] == [10]


REFUSED: dict[str, tuple[Callable[[Workbook], object], str]] = {
    "closed already": (lambda workbook: close(workbook, "2026-08"), "08/2026 đã khóa rồi, từ ngày 23/11/2026"),
    "running": (lambda workbook: close(workbook, "2026-11"), "chỉ khóa được các tháng đã qua, đến 10/2026"),
    "running as of then": (lambda workbook: close(workbook, "2026-10", today=date(2026, 10, 31)), "đến 09/2026"),
    "before the first": (lambda workbook: close(workbook, "2026-01"), "nằm trước tháng đầu tiên đã khóa"),
    "no month": (lambda workbook: close(workbook, "2026-Q3"), "hãy ghi tháng như 2026-10"),
    "not closed": (lambda workbook: reopen(workbook, "2026-10"), "10/2026 chưa khóa"),
    "not the last": (lambda workbook: reopen(workbook, "2026-08"), "là 09/2026"),
}


@pytest.mark.parametrize(("act", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_closed_or_reopened_is_refused_with_a_sentence(
    workbook: MemoryWorkbook, act: Callable[[Workbook], object], sentence: str
) -> None:
    close(workbook, "2026-09")
    before = rows_in(workbook, "closed_months")
    with pytest.raises(BadRequest) as error:
        act(workbook)
    assert sentence in error.value.in_language("vi")
    assert rows_in(workbook, "closed_months") == before


def test_reopening_tells_what_moves_and_follows_the_records_again(workbook: MemoryWorkbook) -> None:
    recompute(workbook)
    close(workbook, "2026-10")
    kept = asked(workbook, "revenue", period="2026-10").total.value
    workbook.write([order(date(2026, 10, 3), 5), order(date(2026, 9, 3), 9)])
    report = reopen(workbook, "2026-10")
    moves = {kpi.key: (before.value, after.value) for kpi, before, after in report.moves}
    assert moves["revenue"] == (kept, kept + 14)
    assert "interactions" not in moves
    assert asked(workbook, "revenue", period="2026-10").total.value == kept + 14
    assert not asked(workbook, "revenue", period="2026-10").closed
    assert asked(workbook, "revenue", period="2026-09").closed
    (last,) = (row for row in rows_in(workbook, "closed_months") if row["reopened_at"] is not None)
    assert str(last["month"]).startswith("2026-10")


def test_reopening_gives_targets_back_to_whoever_edits_them(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-10")
    september = asked(workbook, "revenue_attainment", period="2026-09")
    for row in rows_in(workbook, "targets"):
        workbook.write([UpdateRow("targets", str(row["id"]), {"value": 1})])
    reopen(workbook, "2026-10")
    assert asked(workbook, "revenue_attainment", period="2026-10").total.value > 10**6
    assert asked(workbook, "revenue_attainment", period="2026-09") == september


def test_reopening_and_closing_again_is_as_if_nothing_had_happened(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-10")
    kept = everything(workbook, "2026-10")
    assert reopen(workbook, "2026-10").moves == ()
    close(workbook, "2026-10")
    assert everything(workbook, "2026-10") == kept


def test_as_of_a_day_before_the_month_was_over_it_is_open(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-10")
    question = Question(("leads",), (), "2026-10")
    then = ask_kpis(workbook, "a", question, templates=None, clock=clock, today=date(2026, 10, 31), new_id=fresh_ids)
    assert not then.figures[0].closed


def test_amounts_beyond_fifteen_digits_are_kept_to_the_last_one(tmp_path: Path) -> None:
    amounts = [9_007_199_254_740_993 - 2**53, 999_999_999_999_999, 999_999_999_999_998, 999_999_999_999_997]
    orders = [order(date(2026, 10, day), amount).cells for day, amount in enumerate(amounts, 1) for _ in range(12)]
    orders = [{**one, "id": fresh_ids()} for one in orders]
    path = book(tmp_path / "a.xlsx", orders=orders)
    exact = asked(open_workbook(path), "revenue", period="2026-10").total.value
    assert exact == 12 * sum(amounts) > 10**16
    close(open_workbook(path), "2026-10")
    kept = asked(open_workbook(path), "revenue", period="2026-10")
    assert (kept.total.value, kept.closed) == (exact, True)


def test_what_was_kept_may_be_edited_by_nobody_unnoticed(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-10")
    kept = next(row for row in rows_in(workbook, "closed_figures") if row["kpi"] == "revenue")
    workbook.write([UpdateRow("closed_figures", str(kept["id"]), {"lines": "[[[],1,0,null]]"})])
    report = recompute_workbook(workbook, "a", templates=None, clock=clock, today=TODAY, new_id=fresh_ids)
    assert [p.code for p in report.problems if p.table == "closed_months"] == ["closed_month_touched"]


@pytest.mark.parametrize("text", ["", "[", "[[1]]", '[[[],"x",0,null]]', "[]", "{}", "7"])
def test_what_cannot_be_read_of_a_closing_is_left_out_and_told(workbook: MemoryWorkbook, text: str) -> None:
    close(workbook, "2026-10")
    for row in rows_in(workbook, "closed_figures"):
        if row["kpi"] == "revenue" or row["content"] == "reps":
            workbook.write([UpdateRow("closed_figures", str(row["id"]), {"lines": text, "period": text})])
    report = recompute_workbook(workbook, "a", templates=None, clock=clock, today=TODAY, new_id=fresh_ids)
    assert {p.code for p in report.problems if p.table == "closed_months"} == {"closed_month_touched"}


def test_a_breakdown_with_thousands_of_lines_is_spread_over_rows(tmp_path: Path) -> None:
    names = [f"Nhân viên có họ tên khá là dài số {number}" for number in range(700)]
    leads = [
        {"id": fresh_ids(), "created_on": date(2026, 10, 5), "company": "A", "owner": name, "product_group": name}
        for name in names
    ]
    path = book(tmp_path / "a.xlsx", leads=leads)
    close(open_workbook(path), "2026-10")
    rows = [row for row in rows_of(path, "closed_figures") if (row["kpi"], row["by"]) == ("leads", "rep")]
    assert len(rows) > 1
    assert all(len(str(row["lines"])) <= ROOM + 2 for row in rows)
    assert sum(len(json.loads(str(row["lines"]))) for row in rows) == len(names)
    assert len(asked(open_workbook(path), "leads", ("rep",), "2026-10").lines) == len(names)


def test_a_workbook_made_before_there_were_closings_recomputes_and_says_why_it_cannot_close(start: Path) -> None:
    tables = {key: data.columns for key, data in open_workbook(start).read().items() if not key.startswith("closed_")}
    old = MemoryWorkbook(tables, [report.key for report in load_template().reports])
    recompute(old)
    with pytest.raises(LayoutBroken) as error:
        close(old, "2026-10")
    assert "sheetcrm new" in error.value.in_language("vi")


def test_a_real_file_closes_in_one_write_with_a_backup_and_stays_closed(start: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(start.read_bytes())
    report = close(open_workbook(path), "2026-10")
    assert report.receipt.backup is not None
    kept = everything(open_workbook(path), "2026-10")
    storm(open_workbook(path), 8)
    recompute(open_workbook(path))
    assert everything(open_workbook(path), "2026-10") == kept
    cells: list[Raw] = [row["lines"] for row in rows_of(path, "closed_figures")]
    assert all(isinstance(cell, str) for cell in cells)
    reopen(open_workbook(path), "2026-10")
    assert everything(open_workbook(path), "2026-10") != kept


def test_how_much_is_kept_depends_on_the_kpis_not_on_the_rows(tmp_path: Path) -> None:
    counts = []
    for size in (24, 96):
        path = company_book(tmp_path / f"{size}.xlsx", size=size)
        close(open_workbook(path), "2026-10")
        counts.append(sum(row["content"] == "figures" for row in rows_of(path, "closed_figures")))
    assert counts[1] <= 4 * (sum(1 + len(kpi.by) for kpi in CATALOGUE.values() if keeps(kpi)) + 60)
    assert counts[1] < counts[0] * 1.5


@pytest.mark.parametrize("text", ["2026-09", "2026-Q3", "2026-Q4", "2026"])
def test_a_period_is_written_as_it_is_read(text: str) -> None:
    period = parse_period(text)
    assert period is not None
    assert period_text(period) == text


def test_many_months_are_named_by_the_first_and_the_last_and_their_adjustments_added(start: Path) -> None:
    workbook = in_memory(start, "2026-11")
    close(workbook, "2026-10")
    workbook.write([order(date(2026, month, 3), 10_000, cost=4000) for month in (7, 8, 9, 10)])
    recompute(workbook)
    notes = {str(row[0]): str(row[NOTE]) for row in tab(workbook, "kpi") if row[NOTE] is not None}
    assert notes["K5 · Doanh thu"] == "gồm điều chỉnh +40.000 từ tháng đã khóa 07/2026 – 10/2026"
    assert notes["K4 · Số đơn hàng"] == "gồm điều chỉnh +4 từ tháng đã khóa 07/2026 – 10/2026"
    coverage = notes["K6 · Doanh thu có giá vốn"]
    assert coverage.startswith("gồm điều chỉnh từ tháng đã khóa 07/2026 – 10/2026; không có thì là ")
    assert coverage.endswith(" %")


def test_changes_that_no_figure_shows_are_not_listed(tmp_path: Path) -> None:
    sold = {"id": fresh_ids(), "signed_on": date(2026, 10, 5), "net_revenue": 100, "cost": 50, "status": "signed"}
    workbook = in_memory(book(tmp_path / "a.xlsx", orders=[sold]), "2026-11")
    close(workbook, "2026-10")
    workbook.write([UpdateRow("orders", str(sold["id"]), {"net_revenue": 200, "cost": 100})])
    recompute(workbook)
    rows = tab(workbook, "kpi")
    at = next(place for place, row in enumerate(rows) if str(row[0]).startswith("Điều chỉnh của các tháng đã khóa"))
    listed = {row[0]: row[2:5] for row in rows[at + 2 :] if row[0]}
    assert listed["K5 · Doanh thu"] == [100, 200, 100]
    assert "K6 · Tỷ suất lợi nhuận" not in listed
    assert "K4 · Số đơn hàng" not in listed


def test_a_line_adjusted_among_many_others_is_counted_when_there_are_too_many_to_name(tmp_path: Path) -> None:
    leads = [
        {"id": fresh_ids(), "created_on": date(2026, 10, 5), "company": "A", "owner": f"Người {number:02}"}
        for number in range(12)
    ]
    workbook = in_memory(book(tmp_path / "a.xlsx", leads=leads), "2026-11")
    close(workbook, "2026-10")
    workbook.write([UpdateRow("leads", str(one["id"]), {"created_on": None}) for one in leads])
    recompute(workbook)
    notes = [str(row[0]) for row in tab(workbook, "kpi_rep") if str(row[0]).startswith("Số khách tiềm năng: ")]
    assert notes
    assert "từ tháng đã khóa 10/2026: Người 00 −1; Người 01 −1; " in notes[0]
    assert "Người 06" not in notes[0]
    assert notes[0].endswith("; và 6 dòng nữa")


def test_what_moved_from_one_closed_month_to_another_adjusts_nothing(tmp_path: Path) -> None:
    lead = {"id": fresh_ids(), "created_on": date(2026, 10, 5), "company": "A", "owner": "Lê Hải"}
    workbook = in_memory(book(tmp_path / "a.xlsx", leads=[lead]), "2026-11")
    close(workbook, "2026-10")
    workbook.write([UpdateRow("leads", str(lead["id"]), {"created_on": date(2026, 9, 5)})])
    recompute(workbook)
    rows = [row for row in tab(workbook, "kpi") if row[0] == "K1 · Số khách tiềm năng"]
    assert (rows[0][1], rows[0][NOTE]) == (0, None)
    assert [row[1:5] for row in rows[1:]] == [["09/2026", 0, 1, 1], ["10/2026", 1, 0, -1]]


def told_of_targets(workbook: MemoryWorkbook) -> list[tuple[object, object, str]]:
    """Give what the tab of data quality says of targets: the row of the cell, whose kind, and the sentence."""
    listed = [row for row in tab(workbook, "quality") if len(row) > 7 and row[2] == "targets"]
    return [(str(row[1])[-1:] if row[1] else None, row[6], str(row[7])) for row in listed]


def test_a_target_edited_added_or_removed_in_a_closed_month_is_told_with_what_to_do(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-10")
    assert told_of_targets(workbook) == []
    july, august, *_ = rows_in(workbook, "targets")
    new = {"id": fresh_ids(), "month": date(2026, 10, 1), "level": "Toàn công ty", "kpi": "Số đơn hàng", "value": 7}
    workbook.write([
        UpdateRow("targets", str(july["id"]), {"value": 1_500_000_000}),
        DeleteRow("targets", str(august["id"])),
        InsertRow("targets", new),
    ])  # fmt: skip
    recompute(workbook)
    gone, edited, added = sorted(told_of_targets(workbook), key=lambda one: one[0] or "")
    assert gone[0] is None
    assert "chỉ tiêu tháng 08/2026 không còn trong bảng" in gone[2]
    assert edited[0] == "3"
    assert "Doanh thu: chỉ tiêu tháng 07/2026 đã khóa ở mức " in edited[2]
    assert "(1.500.000.000) chưa được dùng" in edited[2]
    assert "sheetcrm close-month TỆP 2026-07 --reopen" in edited[2]
    assert "Số đơn hàng: tháng 10/2026 đã khóa khi chưa có chỉ tiêu này, nên 7 chưa được dùng." in added[2]
    assert {kind for _, kind, _ in (gone, edited, added)} == {"Chỉ tiêu cần xem lại"}


def test_reopening_tells_no_longer_of_targets_that_count_again(workbook: MemoryWorkbook) -> None:
    close(workbook, "2026-10")
    october = next(row for row in rows_in(workbook, "targets") if str(row["month"]).startswith("2026-10"))
    workbook.write([UpdateRow("targets", str(october["id"]), {"value": 1})])
    recompute(workbook)
    assert len(told_of_targets(workbook)) == 1
    reopen(workbook, "2026-10")
    assert told_of_targets(workbook) == []
