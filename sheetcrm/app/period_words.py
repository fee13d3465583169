"""Periods in words: `Quý 4/2026`, and what a period is compared with. Every period so said can be typed again."""

from __future__ import annotations

from datetime import date

from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import cut_at
from sheetcrm.domain.kpis.periods import month_of
from sheetcrm.domain.kpis.periods import quarter_of
from sheetcrm.domain.kpis.periods import year_of
from sheetcrm.messages import say
from sheetcrm.problems import Problem


def period_words(period: Period, lang: str) -> str:
    """Name a period: a month, quarter or year by its name, anything else by its first and last day."""
    start = period.start
    if period == month_of(start):
        return month_words(start, lang)
    if period == quarter_of(start):
        return say("period_quarter", lang, quarter=(start.month + 2) // 3, year=start.year)
    if period == year_of(start):
        return say("period_year", lang, year=start.year)
    return say("period_range", lang, first=day_words(start), last=day_words(period.last_day))


def month_words(month: date, lang: str) -> str:
    """Name the month of a day."""
    return say(f"period_month_{month.month}", lang, year=month.year)


def day_words(day: date | None) -> str:
    """Write a day as people do; a dash when there is none."""
    return "–" if day is None else f"{day:%d/%m/}{day.year:04d}"


def period_line(period: Period, today: date, lang: str, unread: Problem | None = None) -> str:
    """Say which period is shown and what it is compared with; or that nobody could read the one that was typed."""
    if unread is None:
        return comparison_words(period, today, lang)
    first, last = day_words(period.start), day_words(period.last_day)
    words = period_words(period, lang)
    return say("kpi_period_unread", lang, **{**unread.params, "period": words, "first": first, "last": last})


def comparison_words(period: Period, today: date, lang: str) -> str:
    """Say from when to when a period counts, and which two periods stand beside it."""
    cut = cut_at(period, today)
    previous, last_year = (period_words(part.now, lang) for part in (cut.previous(), cut.last_year()))
    code = "kpi_period_running" if cut.running else "kpi_period"
    if previous == last_year:
        code += "_year"
    first, last = day_words(cut.now.start), day_words(cut.now.last_day)
    return say(code, lang, first=first, last=last, previous=previous, last_year=last_year)
