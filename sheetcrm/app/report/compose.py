"""The use case behind `sheetcrm report`: read a workbook, judge it as recompute would, and tell it as one page."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from datetime import date
from datetime import datetime
from pathlib import Path

from sheetcrm.app.asked_period import AskedPeriod
from sheetcrm.app.asked_period import asked_period
from sheetcrm.app.judging import judge_workbook
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.kpi_query import Question
from sheetcrm.app.period_words import day_words
from sheetcrm.app.period_words import period_line
from sheetcrm.app.reading import understand_tables
from sheetcrm.app.report.breakdowns import rep_tables
from sheetcrm.app.report.charts import charts
from sheetcrm.app.report.lists import quality
from sheetcrm.app.report.lists import receivables
from sheetcrm.app.report.lists import rep_days
from sheetcrm.app.report.number_words import NumberWords
from sheetcrm.app.report.page import Page
from sheetcrm.app.report.scorecard import scorecard
from sheetcrm.app.report.scorecard import tiles
from sheetcrm.app.report.subject import Subject
from sheetcrm.sync.identity import new_id as random_id
from sheetcrm.templates.money_formats import money_format
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import Workbook


def report_of(
    workbook: Workbook,
    file: Path,
    *,
    period: str | None,
    templates: Path | None,
    clock: Callable[[str], datetime],
    today: date | None = None,
    lang: str | None = None,
    new_id: Callable[[], str] = random_id,
) -> Page:
    """Tell a workbook as a page. The period is the one asked for, else the one of its KPI tab; nothing is written.

    Raises: BadRequest when the period cannot be understood, and what reading raises.
    """
    return page_of_tables(
        workbook.read(),
        file,
        period=period,
        templates=templates,
        clock=clock,
        today=today,
        lang=lang,
        new_id=new_id,
    )


def page_of_tables(
    tables: Mapping[str, TableData],
    file: Path,
    *,
    period: str | None,
    templates: Path | None,
    clock: Callable[[str], datetime],
    today: date | None = None,
    lang: str | None = None,
    new_id: Callable[[], str] = random_id,
) -> Page:
    """Tell what was read of a workbook as a page. Raises: BadRequest, and what `understand_tables` raises."""
    reading = understand_tables(tables, str(file), templates, new_id)
    now = clock(reading.settings.time_zone)
    as_of = today or now.date()
    asked = asked_period(reading.tables, as_of)
    if period:
        asked = AskedPeriod(Question(period=period).when(as_of))
    spoken = lang or reading.settings.lang
    currency = reading.settings.currency
    subject = Subject(
        reading=reading,
        judgement=judge_workbook(reading, as_of, now, new_id),
        labels=KpiLabels(reading.template, reading.process, spoken),
        words=NumberWords(spoken, currency, money_format(reading.template, currency)),
        period=asked.period,
        lang=spoken,
        unread=asked.problem,
    )
    return page_of(subject, file.stem, as_of, now)


def page_of(subject: Subject, workbook: str, today: date, now: datetime) -> Page:
    """Put the parts of the page together."""
    until = day_words(subject.facts.data_until)
    return Page(
        lang=subject.lang,
        title=subject.say("report_title"),
        workbook=workbook,
        period=period_line(subject.period, today, subject.lang, subject.unread),
        computed=subject.say("kpi_computed", at=f"{now:%d/%m/%Y %H:%M}", until=until),
        tiles=tiles(subject),
        scorecard=scorecard(subject),
        charts=charts(subject),
        tables=rep_tables(subject),
        days=rep_days(subject),
        receivables=receivables(subject),
        quality=quality(subject),
        assumption=_assumption(subject),
    )


def _assumption(subject: Subject) -> str:
    chances = subject.judgement.review.probabilities
    assumed = [subject.labels.entry("stage", stage) for stage, chance in chances.items() if chance.assumed]
    enough = subject.reading.template.limits.own_rates_from
    return subject.say("kpi_assumed", stages=", ".join(assumed), count=enough) if assumed else ""
