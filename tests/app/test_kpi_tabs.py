"""The KPI tabs as cells: what stands where, in whose words, and whether it is what was computed."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from sheetcrm.app.asked_period import asked_period
from sheetcrm.app.kpi_cells import attainment_cell
from sheetcrm.app.kpi_cells import check_words
from sheetcrm.app.kpi_cells import tile_cell
from sheetcrm.app.kpi_tabs import company_facts
from sheetcrm.app.kpi_tabs import report_edits
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compare
from sheetcrm.domain.kpis.figures import Check
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import parse_period
from sheetcrm.domain.pipeline import Probability
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Rep
from sheetcrm.domain.records import Target
from sheetcrm.templates.dashboard_layout import BLOCKS_ROW
from sheetcrm.templates.dashboard_layout import CHART_ROWS
from sheetcrm.templates.dashboard_layout import CHART_SIZE
from sheetcrm.templates.dashboard_layout import CHARTS_END
from sheetcrm.templates.dashboard_layout import PERIOD_INPUT
from sheetcrm.templates.dashboard_layout import RIGHT_HALF
from sheetcrm.templates.dashboard_layout import TABLES_ROW
from sheetcrm.templates.dashboard_layout import TREND_MONTHS
from sheetcrm.templates.load import load_template
from sheetcrm.templates.report_sheets import draw_reports
from sheetcrm.templates.report_spec import THE_REST
from sheetcrm.templates.report_spec import Block
from sheetcrm.templates.report_spec import Report
from sheetcrm.templates.report_spec import with_the_rest
from sheetcrm.templates.report_styles import REPORT_STYLES
from sheetcrm.values import Value
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import TableData
from tests.oracle.generated_rows import TODAY
from tests.oracle.memory_books import made_company

TEMPLATE = load_template(None)
PROCESS = TEMPLATE.processes["standard"]
CHANCES = {stage.key: Probability(Decimal(stage.probability), assumed=True) for stage in PROCESS.stages}
NOW = datetime(2026, 3, 17, 9, 30)
MARCH = month_of(TODAY)
FEBRUARY = month_of(date(2026, 2, 1))
COMPANY = made_company(seed=3, size=80, dirt=12)._replace(
    reps=(
        Rep("1", 0, "An"),
        Rep("2", 1, "Dung", start_on=date(2026, 3, 2)),
        Rep("3", 2, "Giang", end_on=date(2026, 1, 31)),
        Rep("4", 3, None),
    )
)


def edits(company: Company = COMPANY, lang: str = "vi", period: Period = MARCH) -> list[ReplaceBlock]:
    facts = company_facts(company, TEMPLATE, PROCESS, CHANCES, TODAY)
    return report_edits(facts, company, TEMPLATE, PROCESS, CHANCES, lang, period, NOW)


def body(blocks: Sequence[ReplaceBlock], report: str) -> list[list[Value]]:
    (block,) = (one for one in blocks if one.report == report and one.top == BLOCKS_ROW)
    return [[cell.value for cell in row] for row in block.rows]


def block_end(rows: list[list[Value]], first: int) -> int:
    return next(at for at in range(first, len(rows)) if rows[at][0] == "Tổng")


def test_every_kpi_of_the_catalogue_stands_on_a_tab_in_each_of_its_breakdowns() -> None:
    on_tabs = {(key, block.by) for report in TEMPLATE.reports for block in report.blocks for key in block.kpis}
    rare = {("leads", ("product_group",)), ("lead_conversion", ("product_group",))}
    wanted = {(kpi.key, by) for kpi in CATALOGUE.values() for by in kpi.by}
    assert {key for key, _ in on_tabs} - {THE_REST} == set(CATALOGUE)
    assert {(key, by) for key, by in wanted if key in DOMAIN and by in DOMAIN[key]} <= on_tabs | rare


DOMAIN = {
    "leads": (("rep",), ("source",)),
    "interactions": (("rep",), ("channel",)),
    "opportunities": (("rep",), ("channel",), ("product_group",), ("customer_type",)),
    "orders": (("rep",), ("product_group",)),
    "revenue": (("department",), ("rep",), ("product_group",), ("source",)),
    "margin": (("product_group",), ("rep", "product_group")),
    "order_value": (("product_group",), ("rep",)),
    "cycle_days": (("rep",), ("product_group",)),
    "calls_and_meetings": (("rep",), ("kind",)),
    "win_rate": (("rep",), ("source",), ("product_group",)),
    "lead_conversion": (("rep",), ("source",)),
    "lost_by_stage": (("stage", "lost_reason"),),
    "customers_won": (("source",), ("rep",)),
    "pipeline_value": (("stage",), ("rep",), ("close_month",)),
    "weighted_pipeline": (("stage",), ("rep",), ("close_month",)),
}
"""The breakdowns that the specification names."""


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", [MARCH, FEBRUARY])
def test_no_cell_holds_a_float_a_formula_or_a_look_that_is_not_there(lang: str, period: Period) -> None:
    for block in edits(lang=lang, period=period):
        for row in block.rows:
            for cell in row:
                assert not isinstance(cell.value, float)
                assert not str(cell.value).startswith("=")
                assert cell.style is None or cell.style in REPORT_STYLES


def test_computing_twice_gives_the_same_cells() -> None:
    assert edits() == edits()


def test_every_tab_says_when_it_was_computed_until_when_data_reach_and_for_which_period() -> None:
    until = company_facts(COMPANY, TEMPLATE, PROCESS, CHANCES, TODAY).data_until
    tops = [[row[0].value for row in block.rows] for block in edits() if (block.top, block.left) == (2, 1)]
    assert len(tops) == len(TEMPLATE.reports) - 2, "Today and the data quality are written elsewhere"
    for title, computed, period in tops:
        assert computed == f"Tính lúc 17/03/2026 09:30, dữ liệu đến {until:%d/%m/%Y}"
        assert period == (
            "Tính đến ngày 17/03/2026: công nợ và giao hàng chỉ biết tại hôm nay, không theo kỳ đang chọn"
            if title == "Công nợ & giao hàng"
            else "Kỳ: 01/03/2026 – 17/03/2026 (đang chạy, so với cùng số ngày)"
            " · Kỳ trước: 01/02/2026 – 17/02/2026 · Cùng kỳ năm trước: 01/03/2025 – 17/03/2025"
        )
    (closed,) = [
        block.rows[2][0].value
        for block in edits(period=FEBRUARY)
        if block.report == "kpi" and (block.top, block.left) == (2, 1)
    ]
    assert closed == "Kỳ: 01/02/2026 – 28/02/2026 · Kỳ trước: Tháng 1/2026 · Cùng kỳ năm trước: Tháng 2/2025"


@pytest.mark.parametrize(
    ("lang", "typed", "title"),
    [
        ("vi", "02/2026", "KPI · Tháng 2/2026"),
        ("vi", "Q4/2025", "KPI · Quý 4/2025"),
        ("vi", "2025", "KPI · Năm 2025"),
        ("vi", "01/10/2025 - 15/11/2025", "KPI · 01/10/2025 – 15/11/2025"),
        ("en", "02/2026", "KPI · February 2026"),
        ("en", "2025-Q4", "KPI · Q4 2025"),
    ],
)
def test_the_title_of_a_tab_says_its_period_in_words(lang: str, typed: str, title: str) -> None:
    period = parse_period(typed)
    assert period is not None
    (top,) = (
        block
        for block in edits(lang=lang, period=period)
        if block.report == "kpi" and (block.top, block.left) == (2, 1)
    )
    assert top.rows[0][0].value == title


def test_a_company_without_any_data_has_its_tabs_too() -> None:
    blocks = edits(Company("VND", {}))
    assert [
        block.rows[1][0].value for block in blocks if block.report == "kpi" and (block.top, block.left) == (2, 1)
    ] == ["Tính lúc 17/03/2026 09:30, dữ liệu đến –"]
    (revenue,) = (row for row in body(blocks, "kpi") if row[0] == "K5 · Doanh thu")
    assert revenue[1:4] == [0, 0, "kỳ trước không có"]


def test_reps_of_the_period_have_a_line_even_when_they_did_nothing() -> None:
    names = [row[0] for row in body(edits(), "kpi_rep")]
    assert "Dung" in names
    assert "Giang" not in names
    assert "Dung" not in [row[0] for row in body(edits(period=FEBRUARY), "kpi_rep")]


def test_stages_stand_in_the_order_of_the_process() -> None:
    rows = body(edits(), "pipeline")
    assert [row[0] for row in rows[2:9]] == [stage.vi for stage in PROCESS.stages]


def test_every_block_shows_its_check_line() -> None:
    for report in TEMPLATE.reports:
        if report.layout == "breakdown":
            rows = body(edits(), report.key)
            checks = [row for row in rows if str(row[0]).startswith("Kiểm tra")]
            assert len(checks) == len(report.blocks)
            for row in checks:
                assert set(row[1:]) <= {"✓", None}


def test_orders_counted_in_several_lines_are_told() -> None:
    rows = body(edits(period=Period(date(2025, 1, 1), date(2026, 4, 1))), "kpi_product")
    (overlap, *_) = (row for row in rows if row[0] == "Được đếm ở nhiều dòng")
    assert any(isinstance(cell, int) and cell < 0 for cell in overlap)


def test_rows_left_out_are_told_and_assumed_probabilities_too() -> None:
    bahts = tuple(order._replace(currency="THB", signed_on=TODAY) for order in COMPANY.orders)
    texts = [str(cell) for row in body(edits(COMPANY._replace(orders=bahts)), "kpi") for cell in row]
    assert any("chưa có tỷ giá" in text for text in texts)
    assert any("là giả định" in text for text in texts)
    own = {key: Probability(chance.percent, assumed=False) for key, chance in CHANCES.items()}
    facts = company_facts(COMPANY, TEMPLATE, PROCESS, own, TODAY)
    blocks = report_edits(facts, COMPANY, TEMPLATE, PROCESS, own, "vi", MARCH, NOW)
    assert not any("là giả định" in str(cell) for row in body(blocks, "kpi") for cell in row)


def test_a_block_always_reaches_as_far_as_any_older_one_so_that_nothing_of_it_stays() -> None:
    for report in TEMPLATE.reports:
        if report.layout == "breakdown":
            widths = set()
            for company in (COMPANY, COMPANY._replace(targets=()), Company("VND", {})):
                (block,) = (one for one in edits(company) if (one.report, one.top) == (report.key, BLOCKS_ROW))
                widths.add(max(map(len, block.rows)))
                assert all(cell.style for row in block.rows for cell in row)
            assert len(widths) == 1


def test_a_target_may_name_its_owner_by_label_in_either_language() -> None:
    targets = tuple(
        Target(f"T{n}", n, MARCH.start, level, key, "revenue", Decimal(10))
        for n, (level, key) in enumerate(
            [
                ("source", "Sự kiện, hội thảo"),
                ("source", "facebook"),
                ("rep", "AN"),
                ("product_group", "Bạt che"),
            ]
        )
    )
    facts = company_facts(COMPANY._replace(targets=targets), TEMPLATE, PROCESS, CHANCES, TODAY)
    assert [target.key for target in facts.targets] == ["event", "facebook", "An", "Bạt che"]


def table(rows: Sequence[int], cells: Sequence[object]) -> dict[str, TableData]:
    return {"kpi_period": TableData("kpi_period", "KPI", {"month": cells}, rows, {}, {})}


def test_the_period_typed_on_the_kpi_tab_is_the_one_shown() -> None:
    row = PERIOD_INPUT[0]
    assert asked_period(table([row, 8], [date(2026, 2, 14), 5]), TODAY).period == FEBRUARY
    assert asked_period(table([row], ["02/2026"]), TODAY).period == FEBRUARY
    assert asked_period(table([row], [2025.0]), TODAY).period == Period(date(2025, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize("tables", [{}, table([8], [date(2026, 2, 14)]), table([PERIOD_INPUT[0]], ["  "])])
def test_without_a_period_this_month_is_shown(tables: dict[str, TableData]) -> None:
    asked = asked_period(tables, TODAY)
    assert (asked.period, asked.problem) == (MARCH, None)


def test_an_unreadable_period_is_told_beside_the_cell_and_on_every_tab_and_is_not_written_over() -> None:
    row, column = PERIOD_INPUT
    asked = asked_period(table([2, row], ["Kỳ cần xem", "tháng trước"]), TODAY)
    assert asked.period == MARCH
    assert asked.problem is not None
    assert (asked.problem.table, asked.problem.row, asked.problem.column) == ("kpi_period", 1, "month")
    facts = company_facts(COMPANY, TEMPLATE, PROCESS, CHANCES, TODAY)
    blocks = report_edits(facts, COMPANY, TEMPLATE, PROCESS, CHANCES, "vi", asked.period, NOW, asked.problem)
    tops = [block.rows for block in blocks if (block.top, block.left) == (2, 1) and block.report != "receivables"]
    said = "Ô kỳ ở trang KPI ghi “tháng trước”, không đọc được, nên các số dưới đây là của Tháng 3/2026"
    assert {rows[2][0].value for rows in tops} == {f"{said} (01/03/2026 – 31/03/2026)."}
    (beside,) = (block for block in blocks if (block.report, block.top, block.left) == ("kpi", row, column + 1))
    assert str(beside.rows[0][0].value).startswith("Kỳ “tháng trước” không đọc được. Hãy gõ tháng như 11/2026")
    for block in blocks:
        if block.report == "kpi" and block.left <= column:
            covered = range(block.top, block.top + (block.height or len(block.rows)))
            assert row not in covered or block.left + max(map(len, block.rows)) <= column
    (quiet,) = (block for block in edits() if (block.report, block.top, block.left) == ("kpi", row, column + 1))
    assert quiet.rows[0][0].value is None


def test_charts_read_the_small_tables_that_recompute_writes() -> None:
    blocks = [block for block in edits() if block.report == "dashboard"]
    cells = {
        (block.top + down, block.left + right): cell
        for block in blocks
        for down, row in enumerate(block.rows)
        for right, cell in enumerate(row)
    }
    (sheet,) = (sheet for sheet in draw_reports(TEMPLATE, PROCESS, "vi") if sheet.key == "dashboard")
    assert len(sheet.charts) == 10
    for chart in sheet.charts:
        for series in (*chart.series, *chart.line_series):
            assert cells[series.name].style == "header_right"
            first, column, last, _ = series.categories
            assert cells[first, column].style == "label"
            assert series.values[0] == first
            assert (last + 1, column) not in cells or cells[last + 1, column].style != "label"
            assert all(cells[row, column].style in ("label", None) for row in range(first, last + 1))


@pytest.mark.parametrize(
    ("value", "style"),
    [
        (1_300_000_000, "tile_money"),
        (1_000_000, "tile_money"),
        (475_000, "tile_money_whole"),
        (-3_000_000, "tile_money_whole"),
    ],
)
def test_a_tile_shortens_money_from_a_million_on(value: int, style: str) -> None:
    cell = tile_cell(Figure(value), "money", "vi")
    assert (cell.value, cell.style) == (value, style)
    assert style in REPORT_STYLES


def test_a_month_whose_cancelled_orders_outweigh_the_new_ones_is_seen_in_the_chart() -> None:
    (sheet,) = (sheet for sheet in draw_reports(TEMPLATE, PROCESS, "vi") if sheet.key == "dashboard")
    assert [chart.from_zero for chart in sheet.charts] == [False] + [True] * 9
    assert sheet.charts[0].title == "Doanh thu và chỉ tiêu theo tháng"


def test_blocks_of_the_dashboard_do_not_touch_one_another() -> None:
    seen: set[tuple[int, int]] = set()
    for block in (block for block in edits() if block.report == "dashboard"):
        assert block.height is not None
        area = {(block.top + y, block.left + x) for y in range(block.height) for x in range(len(block.rows[0]))}
        assert not area & seen
        seen |= area


def test_sources_without_room_are_added_up_in_the_last_line() -> None:
    leads = tuple(
        lead._replace(source=f"nguồn {number % 30}", merged_into=None, created_on=TODAY)
        for number, lead in enumerate(COMPANY.leads)
    )
    blocks = edits(COMPANY._replace(leads=leads))
    (block,) = (block for block in blocks if block.rows[0][0].value == "Số liệu của biểu đồ: theo nguồn, kỳ này")
    assert block.rows[-1][0].value == "Nguồn khác"
    assert block.hide_blank
    assert sum(int(row[1].value or 0) for row in block.rows[2:]) == len(leads)


def test_charts_stand_side_by_side_above_the_tables_they_read_and_none_covers_another() -> None:
    (sheet,) = (sheet for sheet in draw_reports(TEMPLATE, PROCESS, "vi") if sheet.key == "dashboard")
    places = [chart.at for chart in sheet.charts]
    assert len(set(places)) == len(places)
    left, right = ({row for row, column in places if column == at} for at in (1, RIGHT_HALF))
    assert left == right
    assert max(row for row, _ in places) + CHART_ROWS - 1 == CHARTS_END < TABLES_ROW
    assert CHART_SIZE[1] <= CHART_ROWS * 20, "a row is 20 pixels high"
    half = sum(width * 7 + 5 for width in sheet.widths[: RIGHT_HALF - 1])
    assert CHART_SIZE[0] <= half


def test_the_little_bars_of_the_scorecard_stand_beside_their_kpi_and_read_its_months() -> None:
    rows = body(edits(), "kpi")
    (sheet,) = (sheet for sheet in draw_reports(TEMPLATE, PROCESS, "vi") if sheet.key == "kpi")
    drawn = {line.at[0]: line.values for line in sheet.sparklines}
    for number, row in enumerate(rows, start=BLOCKS_ROW):
        (known,) = [kpi for kpi in CATALOGUE.values() if str(row[0]).rpartition(" · ")[2] == kpi.vi] or (None,)
        assert (number in drawn) == (known is not None and not known.only_today), row[0]
        if number in drawn:
            first_row, first, last_row, last = drawn[number]
            assert (first_row, last_row) == (number, number)
            assert last - first + 1 == TREND_MONTHS
            assert row[last - 1] == row[1] or row[last - 1] is None, "the last of the months is this one"
            assert len(row) == last


def test_a_change_is_painted_by_whether_it_is_welcome() -> None:
    better, worse = {"rate_better", "points_better"}, {"rate_worse", "points_worse"}
    (block,) = (one for one in edits() if one.report == "kpi" and one.top == BLOCKS_ROW)
    seen = set()
    for row in block.rows:
        (kpi,) = [kpi for kpi in CATALOGUE.values() if str(row[0].value).rpartition(" · ")[2] == kpi.vi] or (None,)
        change = row[3].value if kpi else None
        if kpi and isinstance(change, int | Decimal) and change:
            up_is_good = {"more": change > 0, "less": change < 0}.get(kpi.good)
            wanted = {None: {"rate_flat", "points_flat"}, True: better, False: worse}[up_is_good]
            assert row[3].style in wanted, kpi.key
            assert str(row[3].style).startswith("points") == (kpi.unit == "percent")
            seen.add(row[3].style)
    assert seen & better
    assert seen & worse


@pytest.mark.parametrize(("percent", "look"), [(100, "reached"), (99, "near"), (80, "near"), (79, "below")])
def test_an_attainment_is_painted_by_how_near_it_is(percent: int, look: str) -> None:
    assert attainment_cell(Figure(Decimal(percent)), "vi", 80).style == f"rate_{look}"


def test_a_block_that_compares_shows_the_period_before_beside_each_figure() -> None:
    rows = body(edits(), "kpi_rep")
    first = next(at for at, row in enumerate(rows) if row[0] == "So với kỳ trước")
    facts = company_facts(COMPANY, TEMPLATE, PROCESS, CHANCES, TODAY)
    compared = compare(facts, "leads", ("rep",), MARCH)
    assert rows[first + 1][:4] == ["Nhân viên", "Số khách tiềm năng", "Kỳ trước", "Thay đổi"]
    lines = {str(row[0]): row for row in rows[first + 2 : block_end(rows, first)]}
    for key, comparison in compared.items():
        if key:
            row = lines[key[0] or "(Chưa gán)"]
            assert row[1:3] == [comparison.now.value or 0, comparison.previous.value or 0]


def test_the_period_input_may_be_typed_into_and_nothing_else() -> None:
    for sheet in draw_reports(TEMPLATE, PROCESS, "en"):
        assert set(sheet.inputs) == ({PERIOD_INPUT} if sheet.key == "kpi" else set())


def test_lines_that_do_not_add_up_are_told_with_their_sums() -> None:
    figures = Figures("leads", ("rep",), MARCH, Figure(3), (), (Check(3, 0, 3), Check(5, 1, 3)))
    assert check_words(figures, "vi") == "✗ 5 − 1 ≠ 3"


@pytest.mark.parametrize(
    ("kpis", "by", "why"),
    [(("profit",), (), "there is no KPI 'profit'"), (("leads",), ("kind",), "'leads' is not broken down by kind")],
)
def test_a_template_that_names_what_does_not_exist_is_refused(
    kpis: tuple[str, ...], by: tuple[str, ...], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        Block(vi="x", en="x", kpis=kpis, by=by)


def test_only_a_scorecard_has_room_for_the_rest_of_the_kpis() -> None:
    rest = Block(vi="x", en="x", kpis=(THE_REST,))
    with pytest.raises(ValueError, match="only a scorecard"):
        Report(key="x", vi="x", en="x", layout="dashboard", blocks=(rest,))
    with pytest.raises(ValueError, match="there is no KPI"):
        Block(vi="x", en="x", kpis=(THE_REST,), by=("rep",))


def test_the_rest_is_what_no_block_of_any_tab_names_and_no_block_when_there_is_none() -> None:
    kpi = Block(vi="x", en="x", kpis=("leads", THE_REST))
    card = Report(key="x", vi="x", en="x", layout="scorecard", blocks=(kpi, Block(vi="y", en="y", kpis=(THE_REST,))))
    everything = Block(vi="x", en="x", kpis=tuple(key for key in CATALOGUE if key not in ("leads", "margin")))
    other = Report(key="y", vi="y", en="y", layout="scorecard", blocks=(everything,))
    assert [block.kpis for block in with_the_rest(card, [card, other]).blocks] == [("leads", "margin"), ("margin",)]
    whole = replace(other, blocks=(Block(vi="x", en="x", kpis=("margin",)), everything))
    assert [block.kpis for block in with_the_rest(card, [card, whole]).blocks] == [("leads",)]


TILES = (Block(vi="x", en="x", kpis=("leads",)),)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"layout": "scorecard"}, "'scorecard' needs blocks"),
        ({"layout": "quality", "blocks": TILES}, "'quality' has no blocks"),
        ({"layout": "breakdown", "blocks": TILES}, "'breakdown' needs by"),
        ({"layout": "dashboard", "blocks": (Block(vi="x", en="x", kpis=("leads",), by=("rep",)),)}, "has no by"),
        ({"layout": "receivables", "ages": (60, 30)}, "ages must be days"),
        ({"layout": "receivables", "ages": (0,)}, "ages must be days"),
        ({"layout": "receivables", "ages": ()}, "ages must be days"),
    ],
)
def test_a_tab_that_does_not_fit_its_layout_is_refused(options: Mapping[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Report(key="x", vi="x", en="x", **options)
