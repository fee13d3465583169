"""Draws a whole workbook from a template: a plain blueprint that every backend prints alike."""

from __future__ import annotations

import re

from sheetcrm.errors import BadRequest
from sheetcrm.messages import say
from sheetcrm.templates.blueprint import Blueprint
from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.choosing import choose
from sheetcrm.templates.drawing_lists import draw_choices
from sheetcrm.templates.drawing_lists import draw_lists
from sheetcrm.templates.drawing_lists import draw_settings
from sheetcrm.templates.drawing_lists import named_lists
from sheetcrm.templates.drawing_styles import draw_styles
from sheetcrm.templates.drawing_tables import draw_table
from sheetcrm.templates.money_formats import money_format
from sheetcrm.templates.money_formats import short_money_format
from sheetcrm.templates.report_sheets import draw_reports
from sheetcrm.templates.template import Template
from sheetcrm.values import Value

_CURRENCY = re.compile("[A-Z]{3}")
_FIRST_LAYOUTS = frozenset({"today", "dashboard"})


def draw_blueprint(
    template: Template, *, lang: str, process: str, scheme: str, currency: str, time_zone: str, workbook_id: str
) -> Blueprint:
    """Draw the workbook of a template for one process, one scheme and one base currency.

    Raises: BadRequest for an unknown process, scheme or currency; TemplateError when they do not fit the template.
    """
    if not _CURRENCY.fullmatch(currency):
        raise BadRequest(what="--currency", why="@template_no_currency", name=currency)
    chosen = choose(template, process, scheme)
    tables = {
        table.key: draw_table(table, chosen.template, chosen.scheme, lang, currency) for table in chosen.template.tables
    }
    daily, background = (
        [tables[table.key] for table in chosen.template.tables if table.place == place]
        for place in ("daily", "background")
    )
    money = money_format(template, currency)
    short = short_money_format(money, lang)
    first, reports = _reports(chosen.template, draw_reports(chosen.template, chosen.process, lang, short))
    lists = draw_lists(chosen.template, chosen.scheme, lang, currency)
    settings = _settings(
        template, process=process, scheme=scheme, lang=lang, currency=currency, time_zone=time_zone,
        workbook_id=workbook_id,
    )  # fmt: skip
    hidden = [draw_choices(chosen.template, chosen.process, lang), draw_settings(settings)]
    return Blueprint(
        lang=lang,
        sheets=(*first, *daily, *reports, *background, lists, *hidden),
        named_lists=named_lists(chosen.template),
        styles=draw_styles(money, short, say("kpi_points", lang)),
        properties={
            "title": template.in_language(lang),
            "subject": chosen.process.in_language(lang),
            "author": "sheetcrm",
            "comments": say("workbook_comment", lang),
        },
    )


def _settings(template: Template, **words: str) -> dict[str, Value]:
    """Give what a workbook remembers of how it was made, and the places for what recompute remembers."""
    made_of = {"template": template.key, "template_version": str(template.version)}
    return {**made_of, **words, "computed_at": None, "data_until": None}


def _reports(
    template: Template, drawn: tuple[ReportSheet, ...]
) -> tuple[tuple[ReportSheet, ...], tuple[ReportSheet, ...]]:
    """Part the reports that open the workbook from the KPI tabs behind the tables."""
    first = {report.key for report in template.reports if report.layout in _FIRST_LAYOUTS}
    return tuple(sheet for sheet in drawn if sheet.key in first), tuple(
        sheet for sheet in drawn if sheet.key not in first
    )
