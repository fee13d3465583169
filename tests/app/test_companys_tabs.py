"""Report tabs as a company changes them in a template of its own: hidden, left out, added, with KPIs of its choice."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from sheetcrm.app.build import new_workbook
from tests.app.books import TODAY
from tests.app.books import book
from tests.app.books import lead
from tests.app.books import recompute
from tests.app.report_sheets import sheet_rows
from tests.templates.folders import folder_with

OWN_TAB = """
[[reports]]
key = "leads_only"
vi = "Nguồn khách"
en = "Where leads come from"
layout = "breakdown"
blocks = [{ vi = "Theo nguồn", en = "By source", by = ["source"], compare = true, kpis = ["leads", "lead_conversion"] }]
"""


def make(folder: Path, templates: Path | None) -> Path:
    path = folder / "a.xlsx"
    options = {"lang": "vi", "process": "standard", "scheme": "bant", "currency": "VND"}
    new_workbook(path, **options, templates=templates, rows={"leads": [lead()]}, make_id=lambda: "BOOK")
    return path


def without(text: str, key: str) -> str:
    """Take one report out of a template."""
    parts = text.split("[[reports]]")
    return "[[reports]]".join(part for part in parts if f'key = "{key}"\n' not in part[:40])


def test_a_hidden_tab_is_there_and_up_to_date(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "own", ('key = "kpi_source"\n', 'key = "kpi_source"\nhidden = true\n'))
    path = make(tmp_path, folder)
    recompute(path, templates=folder)
    assert openpyxl.load_workbook(path)["KPI nguồn"].sheet_state == "hidden"
    assert ["Website", 1] in [row[:2] for row in sheet_rows(path, "KPI nguồn")]


def test_a_workbook_opens_on_a_sheet_that_is_shown(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "own", ('key = "today"\n', 'key = "today"\nhidden = true\n'))
    workbook = openpyxl.load_workbook(make(tmp_path, folder))
    assert workbook["Hôm nay"].sheet_state == "hidden"
    assert workbook.active is not None
    assert workbook.active.title == "Tổng quan"


def test_tabs_may_be_left_out_and_the_rest_is_computed(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "own")
    text = (folder / "b2b.toml").read_text(encoding="utf-8")
    for key in ("dashboard", "kpi", "quality", "receivables"):
        text = without(text, key)
    (folder / "b2b.toml").write_text(text, encoding="utf-8")
    path = make(tmp_path, folder)
    recompute(path, templates=folder)
    titles = openpyxl.load_workbook(path).sheetnames
    assert not {"Tổng quan", "KPI", "Chất lượng dữ liệu", "Công nợ & giao hàng"} & set(titles)
    assert any(row[1] == 1 for row in sheet_rows(path, "KPI nhân viên"))


def test_a_tab_of_its_own_shows_the_kpis_it_names(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "own", added=OWN_TAB)
    path = make(tmp_path, folder)
    recompute(path, templates=folder)
    rows = sheet_rows(path, "Nguồn khách")
    heads = [cell for cell in next(row for row in rows if row[0] == "Nguồn") if cell is not None]
    assert heads == ["Nguồn", "Số khách tiềm năng", "Kỳ trước", "Thay đổi",
                     "Tỷ lệ khách tiềm năng thành cơ hội", "n", "Kỳ trước", "Thay đổi"]  # fmt: skip
    assert next(row for row in rows if row[0] == "Website")[:6] == ["Website", 1, 0, "mới", 0, 1]


def test_a_workbook_that_is_older_than_a_tab_is_recomputed_without_it(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()])
    folder = folder_with(tmp_path / "own", added=OWN_TAB)
    recompute(path, templates=folder, today=TODAY)
    assert "Nguồn khách" not in openpyxl.load_workbook(path).sheetnames
    assert ["Website", 1] in [row[:2] for row in sheet_rows(path, "KPI nguồn")]
