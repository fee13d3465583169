"""`sheetcrm kpi FILE [KEY …]`: KPIs in the terminal, as a table, CSV or JSON."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from sheetcrm.app.clock import local_now
from sheetcrm.app.kpi_cells import check_words
from sheetcrm.app.kpi_cells import left_out_note
from sheetcrm.app.kpi_locks import adjustment_note
from sheetcrm.app.kpi_locks import closed_words
from sheetcrm.app.kpi_query import Answer
from sheetcrm.app.kpi_query import Question
from sheetcrm.app.kpi_query import ask_kpis
from sheetcrm.app.opening import open_address
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.figures import Figures
from sheetcrm.domain.kpis.figures import Number
from sheetcrm.errors import BadRequest
from sheetcrm.messages import say
from sheetcrm.surfaces.cli.options import ADDRESS
from sheetcrm.surfaces.cli.options import as_of_option
from sheetcrm.surfaces.cli.options import lang_option
from sheetcrm.surfaces.cli.options import templates_option

NAMES_WIDTH = 36
"""Signs that names of lines take at least."""


@click.command()
@click.argument("file", type=ADDRESS)
@click.argument("keys", nargs=-1, metavar="[KPI]...")
@click.option("--by", help="Break down by: rep, source, product_group …; two with a comma (rep,product_group).")
@click.option("--month", help="A month, as 2026-11 or 11/2026 (this month when not given).")
@click.option("--period", help="A month 11/2026, a quarter Q4/2026, a year 2026, or two days 2026-11-01..2026-11-15.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@as_of_option
@lang_option
@templates_option
def kpi(
    file: Path | str,
    keys: tuple[str, ...],
    by: str | None,
    month: str | None,
    period: str | None,
    form: str,
    as_of: date | None,
    lang: str | None,
    templates: Path | None,
) -> None:
    """Show KPIs of FILE (all of them when none is named), in total or broken down. Nothing is written."""
    if month and period:
        raise BadRequest(what="--month, --period", why="@kpi_only_one_period")
    dimensions = tuple(part.strip() for part in (by or "").split(",") if part.strip())
    question = Question(keys, dimensions, month or period)
    answer = ask_kpis(
        open_address(file), str(file), question, templates=templates, clock=local_now, today=as_of, lang=lang
    )
    {"table": show_table, "csv": show_csv, "json": show_json}[form](answer)


def show_table(answer: Answer) -> None:
    """Print each KPI as a table people can read, with its formula and whether it adds up."""
    for figures in answer.figures:
        entry = CATALOGUE[figures.kpi]
        first, last = figures.period.start, figures.period.last_day
        closed = closed_words(answer.closings, figures.period, answer.lang) if figures.closed else ""
        click.echo(f"{entry.name(answer.lang)}  ·  {first:%d/%m/%Y} – {last:%d/%m/%Y}{closed}")
        named = (*_named(answer, figures), (say("kpi_head_total", answer.lang), figures.total))
        width = max(NAMES_WIDTH, *(_width(name) for name, _ in named))
        for name, figure in named:
            click.echo(f"  {_fill(name, width)} {_shown(figure, answer, entry.unit):>24}{_n(figure)}")
        if figures.checks:
            click.echo(f"  {say('kpi_head_check', answer.lang)}: {check_words(figures, answer.lang)}")
        notes = (left_out_note(figures.total, answer.lang), adjustment_note(entry, figures.total, answer.lang))
        for note in (*notes, *answer.notes[figures.kpi]):
            if note:
                click.echo(f"  {note}")
        click.echo(f"  {entry.formula(answer.lang)}\n")


def show_csv(answer: Answer) -> None:
    """Print lines for another program: keys and labels, plain numbers, n and the reason for a blank."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["kpi", "by", "key", "label", "value", "n", "reason"])
    for figures in answer.figures:
        for key, label, figure in _records(answer, figures):
            cells = (_plain(figure.value), figure.n, figure.reason)
            writer.writerow([figures.kpi, ",".join(figures.by), key, label, *("" if c is None else c for c in cells)])


def show_json(answer: Answer) -> None:
    """Print JSON; amounts and ratios are text, so that no digit is lost."""
    period = {"from": f"{answer.period.start}", "to": f"{answer.period.last_day}"}
    kpis = [
        {
            "kpi": figures.kpi,
            "name": CATALOGUE[figures.kpi].name(answer.lang),
            "unit": CATALOGUE[figures.kpi].unit,
            "by": list(figures.by),
            "adds_up": figures.adds_up,
            "closed": figures.closed,
            "notes": list(answer.notes[figures.kpi]),
            "total": _json(figures.total),
            "lines": [
                {"key": list(line.key), "label": label, **_json(line.figure)}
                for line, (label, _) in zip(figures.lines, _named(answer, figures), strict=True)
            ],
        }
        for figures in answer.figures
    ]
    document = {"currency": answer.currency, "period": period, "kpis": kpis}
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _named(answer: Answer, figures: Figures) -> Iterator[tuple[str, Figure]]:
    for line in figures.lines:
        parts = zip(figures.by, line.key, strict=True)
        yield " × ".join(answer.labels.entry(name, part) for name, part in parts), line.figure


def _records(answer: Answer, figures: Figures) -> Iterator[tuple[str, str, Figure]]:
    for line, (label, figure) in zip(figures.lines, _named(answer, figures), strict=True):
        yield ",".join(part or "" for part in line.key), label, figure
    yield "", say("kpi_head_total", answer.lang), figures.total


def _json(figure: Figure) -> dict[str, object]:
    known: dict[str, object] = {"value": _exact(figure.value), "n": figure.n, "reason": figure.reason}
    if figure.adjustments:
        known["adjustments"] = [
            {"month": f"{one.month:%Y-%m}", "value": _exact(one.value)} for one in figure.adjustments
        ]
        known["unadjusted"] = _exact(figure.unadjusted)
    return {**known, "left_out": dict(figure.left_out)}


def _exact(value: Number | None) -> int | str | None:
    return value if isinstance(value, int) else _plain(value)


def _plain(value: int | Decimal | None) -> str | None:
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(figure: Figure, answer: Answer, unit: str) -> str:
    if figure.value is None:
        return f"({say(figure.reason, answer.lang)})" if figure.reason else ""
    places = 0 if isinstance(figure.value, int) or figure.value == figure.value.to_integral_value() else 2
    text = f"{figure.value:,.{places}f}"
    if answer.lang == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    return text + {"money": f" {answer.currency}", "percent": " %"}.get(unit, "")


def _n(figure: Figure) -> str:
    return "" if figure.n is None else f"   n = {figure.n}"


def _fill(text: str, width: int) -> str:
    """Pad text on the right."""
    return text + " " * max(width - _width(text), 0)


def _width(text: str) -> int:
    """Count signs, combining marks as nothing."""
    return sum(1 for sign in text if not unicodedata.combining(sign))
