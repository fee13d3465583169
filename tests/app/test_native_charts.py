"""The dashboard's charts as other programs find them in the file: nothing rare, nothing left unsaid, nothing stale.

Read with ElementTree and openpyxl, which share no code with what writes them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.chart import Reference
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.app.books import TODAY
from tests.app.books import Row
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead
from tests.app.books import recompute

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
KNOWN_EVERYWHERE = """
    chartSpace lang roundedCorners chart title tx rich layout overlay autoTitleDeleted plotArea legend legendPos
    barChart lineChart barDir grouping varyColors ser idx order strRef f strCache numRef numCache formatCode ptCount pt
    v spPr txPr invertIfNegative dLbls numFmt showLegendKey showVal showCatName showSerName showPercent showBubbleSize
    cat val gapWidth marker symbol size smooth axId catAx valAx scaling orientation min delete axPos majorGridlines
    majorTickMark minorTickMark tickLblPos crossAx crosses auto lblAlgn lblOffset noMultiLvlLbl crossBetween plotVisOnly
    dispBlanksAs printSettings headerFooter pageMargins pageSetup
"""
"""Words of the chart markup of 2007, which every program reads: no charts of 2014 and later (funnel, waterfall), no
labels from cells, error bars, trend lines, second axes, pictures, 3-D or pivot sources, no extensions."""
UNSAID_MEANS_DIFFERENT_THINGS = {
    "chartSpace": ("roundedCorners",),
    "chart": ("autoTitleDeleted", "plotVisOnly", "dispBlanksAs"),
    "title": ("overlay",),
    "legend": ("legendPos", "overlay"),
    "barChart": ("barDir", "grouping", "varyColors"),
    "lineChart": ("grouping", "varyColors"),
    "dLbls": ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"),
    "catAx": ("delete", "majorTickMark", "minorTickMark", "tickLblPos", "noMultiLvlLbl"),
    "valAx": ("delete", "majorTickMark", "minorTickMark", "tickLblPos"),
}
"""Where the standard's default for a missing word is not what Excel 2007 meant by leaving it out."""


def won(number: int, rep: str) -> Row:
    return {"id": f"O{number}", "account": f"Khách {number}", "rep": rep, "signed_on": date(2026, 11, 1 + number),
            "status": "signed", "net_revenue": 100_000_000 * number, "cost": 1, "currency": "VND", "source": "website",
            "product_group": "artificial_turf"}  # fmt: skip


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few leads, deals, orders and targets, recomputed."""
    lost = deal(id="D2", status="lost", lost_reason="price", lost_on=date(2026, 11, 10), name="Đã mất & <xa>")
    orders = [won(1, "Lê Hải"), won(2, "Trần Thị Mai")]
    goal: Row = {"id": "T1", "month": date(2026, 11, 1), "level": "rep", "key": "Lê Hải", "kpi": "revenue",
                 "value": 500_000_000, "currency": "VND"}  # fmt: skip
    path = book(
        tmp_path_factory.mktemp("charts") / "company.xlsx",
        leads=[lead()], opportunities=[deal(), lost], orders=orders, targets=[goal],
    )  # fmt: skip
    recompute(path, today=TODAY)
    return path


@pytest.fixture(scope="module", params=["new", "recomputed"])
def any_book(request: pytest.FixtureRequest, company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company if request.param == "recomputed" else book(tmp_path_factory.mktemp("new") / "new.xlsx", lang="en")


def charts(path: Path) -> list[Element]:
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/charts/")]
        return [ElementTree.fromstring(archive.read(name)) for name in names]


def word(element: Element) -> str:
    return element.tag.removeprefix(C)


def test_charts_use_only_words_that_excel_2007_wrote_and_every_program_reads(any_book: Path) -> None:
    for chart in charts(any_book):
        assert {word(one) for one in chart.iter() if one.tag.startswith(C)} <= {*KNOWN_EVERYWHERE.split()}
        others = {one.tag.partition("}")[0] for one in chart.iter() if not one.tag.startswith(C)}
        assert others == {"{http://schemas.openxmlformats.org/drawingml/2006/main"}


def test_nothing_is_left_to_a_default_that_programs_read_differently(any_book: Path) -> None:
    for chart in charts(any_book):
        for one in chart.iter():
            missing = set(UNSAID_MEANS_DIFFERENT_THINGS.get(word(one), ())) - {word(child) for child in one}
            assert not missing, (word(one), missing)
        for series in chart.iterfind(f".//{C}barChart/{C}ser"):
            assert series.find(f"{C}invertIfNegative") is not None
        for series in chart.iterfind(f".//{C}lineChart/{C}ser"):
            assert only(series, "smooth").get("val") == "0"


def test_each_chart_has_a_title_one_pair_of_axes_and_numbers_in_one_format(any_book: Path) -> None:
    for chart in charts(any_book):
        axes = [axis for kind in ("catAx", "valAx") for axis in chart.iter(C + kind)]
        ids = {only(axis, "axId").get("val") for axis in axes}
        assert len(ids) == len(axes) == 2
        assert {only(axis, "crossAx").get("val") for axis in axes} == ids
        for part in (part for kind in ("barChart", "lineChart") for part in chart.iter(C + kind)):
            assert {one.get("val") for one in part.findall(f"{C}axId")} == ids
        assert "".join(only(only(chart, "chart"), "title").itertext()).strip()
        assert len({one.get("formatCode") for one in chart.iter(f"{C}numFmt")} - {"General"}) == 1


def test_bars_begin_at_zero_but_for_revenue_which_may_be_negative_in_a_month(any_book: Path) -> None:
    begins = [chart.find(f".//{C}valAx/{C}scaling/{C}min") for chart in charts(any_book)]
    assert [one is None for one in begins].count(True) == 1
    assert {one.get("val") for one in begins if one is not None} == {"0"}


def only(element: Element, name: str) -> Element:
    (found,) = element.findall(C + name)
    return found


def test_what_charts_keep_equals_the_cells_they_read(any_book: Path) -> None:
    tab = openpyxl.load_workbook(any_book).worksheets[1]
    seen = dict.fromkeys(("tx", "cat", "val"), 0)
    for chart in charts(any_book):
        for series in chart.iter(f"{C}ser"):
            for role in seen:
                (reference,) = only(series, role)
                shown, kept = cells(tab, only(reference, "f").text or ""), copies(reference)
                assert kept == shown, (role, only(reference, "f").text)
                assert word(reference) == ("numRef" if role == "val" else "strRef")
                seen[role] += sum(one is not None for one in kept)
    assert all(seen.values()) == (any_book.name == "company.xlsx")


def cells(tab: Worksheet, formula: str) -> list[object]:
    """The cells of a reference that are not hidden, as charts see them: `plotVisOnly`."""
    title, _, area = formula.rpartition("!")
    assert title.strip("'") == tab.title
    left, top, right, bottom = range_boundaries(area)
    assert (left, top, right, bottom) == range_boundaries(area), "inside the grid"
    rows = [row for row in tab.iter_rows(top, bottom, left, right) if not tab.row_dimensions[row[0].row].hidden]
    return [cell.value for row in rows for cell in row]


def copies(reference: Element) -> list[object]:
    (cache,) = (child for child in reference if word(child).endswith("Cache"))
    kept: list[object] = [None] * int(only(cache, "ptCount").get("val", ""))
    for point in cache.iter(f"{C}pt"):
        text = only(point, "v").text or ""
        kept[int(point.get("idx", ""))] = float(text) if word(cache) == "numCache" else text
    return kept


def test_a_chart_that_a_user_puts_on_the_dashboard_follows_it_and_one_that_reads_other_cells_stays(
    company: Path, tmp_path: Path
) -> None:
    """Saved by openpyxl, which writes numbers where names stand, keeps no copies, and names things without prefix."""
    opened = openpyxl.load_workbook(company)
    dashboard, leads = opened["Tổng quan"], opened["Khách tiềm năng"]
    for at, sheet in (("J2", dashboard), ("J20", leads)):
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=88, max_row=100), titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=1, min_row=89, max_row=100))
        dashboard.add_chart(chart, at)
    users = tmp_path / "users.xlsx"
    opened.save(users)
    before = charts(users)
    recompute(users, today=date(2026, 12, 3))
    *ours, follows, stays = charts(users)
    assert len(ours) == 10
    tab = openpyxl.load_workbook(users)["Tổng quan"]
    for chart in (*ours, follows):
        for series in chart.iter(f"{C}ser"):
            for role in ("tx", "cat", "val"):
                (reference,) = only(series, role)
                assert copies(reference) == cells(tab, only(reference, "f").text or "")
    assert ElementTree.tostring(stays) == ElementTree.tostring(before[-1])
