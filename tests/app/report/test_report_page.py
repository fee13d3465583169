"""What the report page tells of a small company, before it is printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from reported import EVIL
from reported import FORMULA
from reported import MAI
from reported import SCRIPT
from reported import chart
from reported import order
from reported import page
from reported import score
from reported import small_company

from sheetcrm.app.report.page import Page
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.errors import BadRequest
from sheetcrm.templates.dashboard_layout import PERIOD_INPUT
from sheetcrm.templates.load import load_template
from sheetcrm.templates.report_spec import with_the_rest
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from tests.app.books import book


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_company(tmp_path_factory.mktemp("report") / "Công ty Sân Việt.xlsx")


@pytest.fixture(scope="module")
def november(file: Path) -> Page:
    return page(file)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_page_says_whose_it_is_for_when_and_as_of_when(november: Page) -> None:
    assert november.workbook == "Công ty Sân Việt"
    assert november.period == (
        "Kỳ: 01/11/2026 – 23/11/2026 (đang chạy, so với cùng số ngày)"
        " · Kỳ trước: 01/10/2026 – 23/10/2026 · Cùng kỳ năm trước: 01/11/2025 – 23/11/2025"
    )
    assert november.computed.startswith("Tính lúc 23/11/2026 08:30, dữ liệu đến ")


def test_a_kpi_stands_beside_all_it_is_compared_with(november: Page) -> None:
    revenue = score(november, "revenue")
    assert plain(revenue.now.text) == "2.000.000.000 ₫"
    assert plain(revenue.previous.text) == "1.000.000.000 ₫", "up to the same day: the order of 30/10 is not there yet"
    assert (revenue.change.text, revenue.change.direction) == ("+100,0 %", "up")
    assert plain(revenue.target.text) == "4.000.000.000 ₫"
    assert revenue.attainment is not None
    assert (plain(revenue.attainment.text), revenue.attainment.percent) == ("50,0 %", 50)
    assert revenue.formula == CATALOGUE["revenue"].formula_vi


def test_a_blank_says_why_and_has_no_direction(november: Page) -> None:
    rate = score(november, "win_rate")
    assert (rate.now.text, rate.now.tone, rate.n) == ("chưa có gì để chia", "blank", "0")
    assert rate.change.direction is None
    assert score(november, "orders").target.text == ""
    assert score(november, "orders").attainment is None


def test_the_scorecard_is_grouped_as_the_template_groups_it(november: Page) -> None:
    template = load_template()
    reports = [with_the_rest(one, template.reports) for one in template.reports if one.layout == "scorecard"]
    blocks = [block for report in reports for block in report.blocks]
    told = [(block.title, tuple(one.key for one in block.scores)) for block in november.scorecard]
    assert told == [(block.vi, block.kpis) for block in blocks]
    tiles = [block for report in template.reports if report.layout == "dashboard" for block in report.blocks]
    assert [tile.name for tile in november.tiles] == [CATALOGUE[key].vi for block in tiles for key in block.kpis]


def test_a_tile_is_short_and_exact_beneath(november: Page) -> None:
    tile = november.tiles[0]
    assert (plain(tile.figure), plain(tile.exact)) == ("2 tỷ ₫", "2.000.000.000 ₫")


def test_revenue_and_target_are_drawn_for_twelve_months(november: Page) -> None:
    drawn = chart(november, "revenue")
    assert drawn.places[0] == "12/2025"
    assert drawn.places[-2:] == ("10/2026", "11/2026")
    revenue, target = drawn.series
    assert revenue.values[-2:] == ("1007000000", "2000000000")
    assert target.values[-2:] == (None, "4000000000")


def test_the_funnel_counts_what_reached_each_stage(november: Page) -> None:
    reached, passed = chart(november, "funnel").series
    assert reached.values[:2] == ("3", "0")
    assert (passed.shape, plain(passed.texts[0])) == ("text", "0,0 %")
    assert passed.texts[1] == "chưa có gì để chia"


def test_reps_are_compared_by_revenue_the_largest_first(november: Page) -> None:
    drawn = chart(november, "reps")
    assert drawn.places == (MAI, EVIL)
    assert drawn.series[0].values == ("1500000000", "500000000")


def test_a_chart_without_anything_to_draw_is_empty(november: Page) -> None:
    assert chart(november, "lost").empty
    assert not chart(november, "pipeline").empty


def test_every_figure_of_a_chart_is_also_said_in_words(november: Page) -> None:
    for drawn in november.charts:
        for series in drawn.series:
            assert len(series.values) == len(series.texts) == len(series.labels) == len(drawn.places)


def test_amounts_are_short_beside_a_bar_and_exact_in_its_table(november: Page) -> None:
    revenue = chart(november, "reps").series[0]
    assert plain(revenue.labels[0]) == "1,5 tỷ ₫"
    assert plain(revenue.texts[0]) == "1.500.000.000 ₫"


def test_the_tables_by_rep_have_a_total_and_say_that_they_add_up(november: Page) -> None:
    results = next(table for table in november.tables if "Doanh thu" in [head.text for head in table.heads])
    assert [line[0].text for line in results.lines] == [MAI, EVIL]
    assert [plain(line[1].text) for line in results.lines] == ["1.500.000.000 ₫", "500.000.000 ₫"]
    assert plain(results.total[1].text) == "2.000.000.000 ₫"
    assert results.notes[0].endswith("✓")


def test_each_rep_has_the_rows_of_the_today_tab(november: Page) -> None:
    mai = next(day for day in november.days if day.rep == MAI)
    step = next(errand for errand in mai.errands if errand.customer == FORMULA)
    assert (step.kind, step.late, step.due, step.overdue) == (
        "Việc tiếp theo quá hạn", True, "20/11/2026", "trễ 3 ngày",
    )  # fmt: skip
    assert plain(step.amount) == "1.200.000.000 ₫"
    assert mai.total == f"{len(mai.errands)} việc, trễ hạn {sum(errand.late for errand in mai.errands)}"


def test_who_owes_money_is_listed_with_the_kpis_own_total(november: Page) -> None:
    (line,) = november.receivables.lines
    assert [plain(cell.text) for cell in line] == [SCRIPT, "", MAI, "13/11/2026", "10", "30.000.000 ₫"]
    assert november.receivables.total[-1].text == score(november, "receivables_overdue").now.text


def test_data_quality_counts_each_kind_of_mistake_and_shows_one(november: Page) -> None:
    phone = next(line for line in november.quality.lines if "điện thoại" in line[4].text.lower())
    assert (phone[0].text, phone[1].text, phone[3].text) == ("1", "Khách tiềm năng", "3")
    counts = [int(line[0].text) for line in november.quality.lines]
    assert counts == sorted(counts, reverse=True)


def test_any_period_can_be_told_and_nonsense_is_refused(file: Path) -> None:
    quarter = page(file, "2026-Q4")
    assert plain(score(quarter, "revenue").now.text) == "3.007.000.000 ₫"
    assert quarter.period.startswith("Kỳ: 01/10/2026")
    with pytest.raises(BadRequest):
        page(file, "tháng trước")


def test_english_when_asked_for(file: Path) -> None:
    english = page(file, lang="en")
    assert english.title == "Sales report"
    assert plain(score(english, "revenue").now.text) == "2,000,000,000 ₫"
    assert english.charts[0].title == "Revenue and target by month"


def test_probabilities_that_are_not_the_companys_own_are_called_assumptions(november: Page) -> None:
    assert november.assumption.startswith("Xác suất của các chặng sau là giả định cho đến khi có 30 cơ hội")
    assert "Tìm kiếm & phân loại" in november.assumption


def test_an_empty_workbook_is_told_without_charts_and_without_mistakes(tmp_path: Path) -> None:
    empty = page(book(tmp_path / "empty.xlsx"))
    assert all(drawn.empty for drawn in empty.charts)
    assert (empty.days, empty.receivables.lines, empty.quality.lines) == ((), (), ())


def test_more_bars_than_have_room_are_counted_in_the_note(tmp_path: Path) -> None:
    reps: list[dict[str, Value]] = [{"id": f"REP-{n:02}", "name": f"Nhân viên {n:02}"} for n in range(14)]
    orders = [
        dict(order(n, rep=rep["name"], signed_on=date(2026, 11, 2), net_revenue=1_000_000 * (n + 1)))
        for n, rep in enumerate(reps)
    ]
    drawn = chart(page(book(tmp_path / "many.xlsx", reps=reps, orders=orders)), "reps")
    assert len(drawn.places) == 12
    assert drawn.places[0] == "Nhân viên 13"
    assert drawn.note == "Trong kỳ, 12 mục lớn nhất trên 14"


def test_the_page_speaks_about_the_period_typed_on_the_kpi_tab_or_says_that_nobody_can_read_it(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    said = {}
    for typed in ("Q3/2026", "tháng trước"):
        open_workbook(path).write([ReplaceBlock("kpi", *PERIOD_INPUT, [(ReportCell(typed),)], 1)])
        said[typed] = page(path).period
    assert said["Q3/2026"].startswith("Kỳ: 01/07/2026 – 30/09/2026 · Kỳ trước: Quý 2/2026")
    assert said["tháng trước"].startswith("Ô kỳ ở trang KPI ghi “tháng trước”, không đọc được")
