from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from sheetcrm.errors import BadRequest
from sheetcrm.errors import TemplateError
from sheetcrm.templates.blueprint import FIRST_DATA_ROW
from sheetcrm.templates.blueprint import Blueprint
from sheetcrm.templates.blueprint import ColumnBlueprint
from sheetcrm.templates.blueprint import DateRule
from sheetcrm.templates.blueprint import EngineRule
from sheetcrm.templates.blueprint import ListRule
from sheetcrm.templates.blueprint import NumberRule
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.templates.dashboard_layout import REPS_DRAWN
from sheetcrm.templates.drawing import draw_blueprint
from sheetcrm.templates.drawing_lists import starting_rates
from sheetcrm.templates.drawing_rules import anchors_note
from sheetcrm.templates.drawing_rules import draw_typing
from sheetcrm.templates.drawing_rules import shorten
from sheetcrm.templates.drawing_tables import column_letter
from sheetcrm.templates.drawing_tables import quoted
from sheetcrm.templates.load import Template
from sheetcrm.templates.load import load_template
from sheetcrm.templates.money_formats import money_format
from sheetcrm.templates.money_formats import short_money_format
from sheetcrm.templates.report_styles import REPORT_STYLES
from sheetcrm.workbooks import base
from tests.templates.folders import folder_with

LANGUAGES = ("vi", "en")
REPORT_LOOKS = frozenset(
    {"title", "subtitle", "section", "header", "header_right", "label", "label_indent", "muted", "text", "count"}
    | {"money", "percent", "decimal", "date", "datetime", "good", "bad", "warn", "check", "input_period"}
    | {"total_label", "total_money", "total_count", "total_percent"}
)
"""What reports ask for."""


@cache
def shipped() -> Template:
    return load_template()


def draw(
    template: Template | None = None,
    lang: str = "vi",
    process: str = "standard",
    scheme: str = "bant",
    currency: str = "VND",
) -> Blueprint:
    return draw_blueprint(
        template or shipped(),
        lang=lang,
        process=process,
        scheme=scheme,
        currency=currency,
        time_zone="Asia/Ho_Chi_Minh",
        workbook_id="XYZ",
    )


def sheet(key: str, blueprint: Blueprint | None = None) -> TableSheet:
    found = next(one for one in (blueprint or draw()).sheets if one.key == key)
    assert isinstance(found, TableSheet)
    return found


def column(table: str, key: str, blueprint: Blueprint | None = None) -> ColumnBlueprint:
    return next(one for one in sheet(table, blueprint).columns if one.key == key)


def painted(table: str, key: str, blueprint: Blueprint | None = None) -> dict[str, str]:
    return {one.style: one.formula for one in sheet(table, blueprint).highlights if one.column == key}


def test_daily_sheets_stand_before_the_kpi_tabs_and_the_rest_behind() -> None:
    keys = [one.key for one in draw().sheets]
    assert keys[:4] == ["today", "dashboard", "leads", "opportunities"]
    background = ["targets", "costs", "stage_moves", "closed_months", "closed_figures", "conflicts", "reps"]
    assert keys[-10:] == [*background, "lists", "choices", "settings"]
    between = keys[keys.index("accounts") + 1 : keys.index("targets")]
    assert between
    assert all(isinstance(one, ReportSheet) for one in draw().sheets if one.key in between)


def test_what_nobody_need_look_at_is_hidden_and_has_no_blank_rows() -> None:
    hidden = {one.key: one for one in draw().sheets if isinstance(one, TableSheet) and one.hidden}
    assert list(hidden) == ["closed_months", "closed_figures", "choices", "settings"]
    assert all(hidden[key].protected for key in ("closed_months", "closed_figures"))
    assert {(one.blank_rows, one.as_table) for one in hidden.values()} == {(0, False)}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("process", ["standard", "project_10"])
@pytest.mark.parametrize("scheme", ["bant", "gpct", "combined"])
def test_every_text_fits_what_excel_shows(lang: str, process: str, scheme: str) -> None:
    blueprint = draw(lang=lang, process=process, scheme=scheme)
    titles = [one.title.casefold() for one in blueprint.sheets]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 31
    for one in blueprint.sheets:
        for each in one.columns if isinstance(one, TableSheet) else ():
            assert len(each.note or "") <= 255
            assert len(each.error or "") <= 255
            assert len(each.error_title or "") <= 32
            assert (each.error is None) == (each.rule is None)


def test_every_dropdown_points_to_a_named_list_and_every_named_list_to_a_column() -> None:
    blueprint = draw()
    tables = {one.key: {each.key for each in one.columns} for one in blueprint.sheets if isinstance(one, TableSheet)}
    named = {one.name: one for one in blueprint.named_lists}
    assert len(named) == len(blueprint.named_lists)
    assert all(one.column in tables[one.sheet] for one in blueprint.named_lists)
    rules = [each.rule for one in blueprint.sheets if isinstance(one, TableSheet) for each in one.columns]
    assert {rule.named_list for rule in rules if isinstance(rule, ListRule)} <= set(named)


@pytest.mark.parametrize(
    ("table", "key", "rule"),
    [
        ("leads", "score", EngineRule()),
        ("stage_moves", "reason", EngineRule()),
        ("leads", "source", ListRule("lists_sources")),
        ("leads", "status", ListRule("choice_leads_status")),
        ("leads", "owner", ListRule("rows_reps")),
        ("opportunities", "stage", ListRule("choice_stages")),
        ("opportunities", "currency", ListRule("lists_currency")),
        ("opportunities", "lead_id", ListRule("rows_leads", strict=False)),
        ("opportunities", "account", ListRule("rows_accounts", strict=False)),
        ("leads", "bant_need", NumberRule("0", "3", whole=True)),
        ("leads", "employees", NumberRule("0", None, whole=True)),
        ("opportunities", "discount_pct", NumberRule("0", "100")),
        ("opportunities", "amount", NumberRule("0", None, strict=False)),
        ("orders", "stock_on_hand", NumberRule()),
        ("activities", "at", DateRule(with_time=True, strict=False)),
        ("targets", "month", DateRule(strict=False)),
        ("leads", "company", None),
    ],
)
def test_what_may_be_typed_follows_from_the_kind(table: str, key: str, rule: object) -> None:
    assert column(table, key).rule == rule


def test_a_reference_to_a_table_without_labels_is_typed_freely() -> None:
    template = shipped()
    orders = template.table("orders")
    pointing = replace(orders.column("opportunity_id"), refers_to="costs")
    assert draw_typing(pointing, orders, template, template.schemes["bant"], "vi").rule is None


def test_a_dropdown_says_on_which_sheet_new_entries_are_added() -> None:
    assert "Danh mục" in (column("leads", "source").error or "")
    assert "Nhân sự" in (column("leads", "owner").error or "")
    assert "Khách tiềm năng" in (column("opportunities", "lead_id").error or "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_letter_is_explained_by_the_anchors_of_its_scheme(lang: str) -> None:
    blueprint = draw(lang=lang)
    letter = next(one for one in shipped().schemes["bant"].letters if one.column == "bant_need")
    note = column("leads", "bant_need", blueprint).note or ""
    assert note.startswith("0 = ")
    assert letter.anchors(lang)[0][:10] in note
    assert note.count("\n") == 3


def test_long_anchors_are_cut_and_show_it() -> None:
    scheme = shipped().schemes["bant"]
    need = next(one for one in scheme.letters if one.column == "bant_need")
    wordy = replace(scheme, letters=(replace(need, anchors_en=("a", "b " * 200, "c " * 80, "d")),))
    note = anchors_note(shipped().table("leads").column("bant_need"), wordy, "en") or ""
    assert len(note) <= 255
    assert note.startswith("0 = a\n1 = b b")
    assert note.count("…") == 2
    assert shorten("short", 10) == "short"
    assert shorten("a long sentence", 7) == "a long…"


def test_letters_of_other_schemes_are_hidden_and_not_dropped() -> None:
    bant, gpct = draw(), draw(scheme="gpct")
    assert not column("leads", "bant_need", bant).hidden
    assert column("leads", "gpct_goal", bant).hidden
    assert column("leads", "gpct_goal_evidence", bant).hidden
    assert column("leads", "bant_need", gpct).hidden
    combined = draw(scheme="combined")
    assert not column("leads", "bant_need", combined).hidden
    assert not column("leads", "gpct_goal", combined).hidden


def test_ids_are_hidden_and_engine_columns_marked() -> None:
    for one in draw().sheets:
        if isinstance(one, TableSheet) and one.key not in ("lists", "choices", "settings"):
            assert one.columns[0].key == "id"
            assert one.columns[0].hidden
            assert one.columns[0].engine
    assert column("leads", "score").style == "integer_engine"
    assert column("stage_moves", "reason").engine


def test_every_look_that_is_named_exists() -> None:
    blueprint = draw()
    for one in blueprint.sheets:
        if isinstance(one, TableSheet):
            assert {each.style for each in one.columns} <= set(blueprint.styles)
            assert {each.style for each in one.highlights} <= set(blueprint.styles)
        else:
            assert {style for _, style in one.cells.values()} <= set(blueprint.styles)
    assert REPORT_LOOKS <= set(REPORT_STYLES) <= set(blueprint.styles)


def test_health_and_bands_are_painted_by_their_label_in_the_workbooks_language() -> None:
    assert painted("opportunities", "health")["tone_bad"].endswith('="Đã đến ngày theo lại"')
    assert painted("leads", "band", draw(lang="en"))["tone_hot"].endswith('="Hot"')


def test_an_overdue_date_is_painted_only_while_it_still_counts() -> None:
    place = [one.key for one in sheet("opportunities").columns]
    cell, status = (f"${column_letter(place.index(key) + 1)}3" for key in ("next_step_on", "status"))
    formula = painted("opportunities", "next_step_on")["tone_overdue"]
    assert formula == f'AND(ISNUMBER({cell}),{cell}<TODAY(),OR({status}="Đang theo"))'
    assert painted("accounts", "next_care_on")["tone_overdue"].count("$") == 2


def test_filled_issues_and_days_overdue_are_painted() -> None:
    assert painted("leads", "issues")["tone_warn"].endswith('<>""')
    assert painted("orders", "overdue_days")["tone_bad"].startswith("N(")


def test_amounts_of_another_currency_lose_the_base_currencys_sign() -> None:
    assert '<>"VND"' in painted("opportunities", "amount")["other_currency"]
    assert "other_currency" not in painted("leads", "annual_revenue")


def test_used_rows_are_banded_last() -> None:
    for one in draw().sheets:
        if isinstance(one, TableSheet) and not one.hidden:
            assert one.highlights[-1].style == "tone_band"


def test_a_row_with_something_to_put_right_is_not_banded_so_that_a_fill_on_its_cells_is_seen() -> None:
    leads = sheet("leads")
    issues = column_letter([one.key for one in leads.columns].index("issues") + 1)
    assert leads.highlights[-1].formula.endswith(f',${issues}{FIRST_DATA_ROW}="")')


def test_the_lists_sheet_starts_with_the_entries_of_the_template() -> None:
    lists = sheet("lists")
    keys = [one.key for one in lists.columns]
    sources = [row[keys.index("sources")] for row in lists.rows]
    assert sources[0] == "Website"
    assert None in sources
    rates = {row[keys.index("currency")]: row[keys.index("rate")] for row in lists.rows}
    assert rates["VND"] == 1
    assert rates["USD"] == 25400


def test_rates_are_told_in_the_base_currency_exactly() -> None:
    rates = starting_rates(shipped(), "USD")
    assert next(iter(rates)) == "USD"
    assert rates["USD"] == 1
    assert rates["EUR"] == Decimal("1.125984")
    assert rates["VND"] == Decimal("0.000039")


def test_rates_in_a_currency_the_template_does_not_know_are_left_blank() -> None:
    rates = starting_rates(shipped(), "THB")
    assert rates.pop("THB") == 1
    assert set(rates.values()) == {None}


@pytest.mark.parametrize(
    ("currency", "look"),
    [("VND", '#,##0" ₫"'), ("USD", "[$$-409]#,##0.00"), ("THB", '#,##0.00" THB"'), ("KRW", '#,##0" KRW"')],
)
def test_amounts_show_their_currency(currency: str, look: str) -> None:
    assert money_format(shipped(), currency) == look
    assert draw(currency=currency).styles["money"].number_format == look


@pytest.mark.parametrize(
    ("currency", "lang", "look"),
    [
        ("VND", "vi", '[>=1000000000]#,##0.0,,," tỷ"" ₫";[<0]-#,##0.0,,," tỷ"" ₫";#,##0,," tr"" ₫"'),
        ("USD", "en", '[>=1000000][$$-409]#,##0.0,," m";[<0]-[$$-409]#,##0.0,," m";[$$-409]#,##0'),
        ("THB", "en", '[>=1000000]#,##0.0,," m"" THB";[<0]-#,##0.0,," m"" THB";#,##0" THB"'),
    ],
)
def test_large_amounts_are_shortened_and_keep_their_currency(currency: str, lang: str, look: str) -> None:
    assert short_money_format(money_format(shipped(), currency), lang) == look
    drawn = draw(currency=currency, lang=lang)
    assert drawn.styles["tile_money"].number_format == look
    (dashboard,) = (sheet for sheet in drawn.sheets if sheet.key == "dashboard")
    assert isinstance(dashboard, ReportSheet)
    assert {chart.number_format for chart in dashboard.charts} >= {look}


def test_an_amount_format_without_a_usual_number_is_shortened_without_its_currency() -> None:
    assert short_money_format("0", "en") == '[>=1000000000]#,##0.0,,," bn";[<0]-#,##0.0,,," bn";#,##0,," m"'


def test_a_new_dashboard_names_its_bars_and_says_that_it_was_not_computed_yet() -> None:
    drawn = draw(lang="en")
    for sheet in drawn.sheets:
        if isinstance(sheet, ReportSheet):
            assert str(sheet.cells[3, 1][0]).startswith("Not computed yet")
            names = {series.name for chart in sheet.charts for series in (*chart.series, *chart.line_series)}
            assert all(sheet.cells[name][0] for name in names)


def test_of_many_reps_only_some_get_bars_and_the_chart_says_how_many() -> None:
    (dashboard,) = (sheet for sheet in draw(lang="vi").sheets if sheet.key == "dashboard")
    assert isinstance(dashboard, ReportSheet)
    (chart,) = (one for one in dashboard.charts if "nhân viên" in one.title)
    first, _, last, _ = chart.series[0].values
    assert f"tối đa {last - first + 1} nhân viên" in chart.title
    assert last - first + 1 == REPS_DRAWN


def test_choices_and_stages_stand_on_a_hidden_sheet() -> None:
    choices = sheet("choices", draw(process="project_10"))
    assert choices.hidden
    stages = [row[[one.key for one in choices.columns].index("choice_stages")] for row in choices.rows]
    assert [one for one in stages if one] == [one.vi for one in shipped().processes["project_10"].stages]


def test_the_settings_tell_what_the_workbook_is() -> None:
    settings = sheet("settings")
    said = dict(settings.rows)
    assert settings.title == "_sheetcrm"
    assert said["template"] == "b2b"
    assert said["process"] == "standard"
    assert said["workbook_id"] == "XYZ"
    assert said["computed_at"] is None
    assert said["style.title"] == "title"


def test_a_process_brings_its_own_columns() -> None:
    added = shipped().process_columns["project_10"]
    keys = [one.key for one in sheet("opportunities", draw(process="project_10")).columns]
    assert {one.key for one in added} <= set(keys)
    assert not {one.key for one in added} & {one.key for one in sheet("opportunities").columns}


@pytest.mark.parametrize("wrong", [{"process": "spin"}, {"scheme": "champ"}, {"currency": "đồng"}])
def test_what_does_not_exist_is_refused_by_name(wrong: dict[str, str]) -> None:
    with pytest.raises(BadRequest) as caught:
        draw(**wrong)
    assert next(iter(wrong.values())) in caught.value.in_language("vi")


@pytest.mark.parametrize(
    ("old", "new", "file"),
    [
        ('key = "value_proposition"', 'key = "our_value"', "processes/standard.toml"),
        ('key = "bant_need", kind = "letter"', 'key = "bant_need", kind = "integer"', "schemes/bant.toml"),
        (
            'key = "bant_budget_verified_on", kind = "date"',
            'key = "bant_budget_verified_on", kind = "text"',
            "schemes/bant.toml",
        ),
    ],
)
def test_a_column_that_the_chosen_process_or_scheme_needs_must_be_there(
    tmp_path: Path, old: str, new: str, file: str
) -> None:
    template = load_template(folder_with(tmp_path, (old, new)))
    with pytest.raises(TemplateError) as caught:
        draw(template)
    assert caught.value.facts["file"] == file


@pytest.mark.parametrize(("position", "letter"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_columns_have_letters(position: int, letter: str) -> None:
    assert column_letter(position) == letter


def test_a_text_in_a_formula_keeps_its_quotes() -> None:
    assert quoted('5" pipe') == '"5"" pipe"'


def test_formulas_are_written_for_the_row_where_data_start() -> None:
    assert FIRST_DATA_ROW == base.FIRST_DATA_ROW
