"""Closed months between the workbook's hidden tables and the values that KPIs are computed from.

A row of `closed_figures` keeps what one breakdown of one KPI showed, as text, so that no digit is lost: a spreadsheet's
numbers have fifteen. How many rows there are depends on the KPIs, not on how much a company sells.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.app.reading import Reading
from sheetcrm.domain.kpis.integers import ALL_COUNTED
from sheetcrm.domain.kpis.integers import Integers
from sheetcrm.domain.kpis.integers import Keys
from sheetcrm.domain.kpis.integers import Lines
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import parse_period
from sheetcrm.domain.kpis.snapshot import Breakdown
from sheetcrm.domain.kpis.snapshot import Closings
from sheetcrm.domain.kpis.snapshot import Kept
from sheetcrm.domain.kpis.snapshot import Snapshot
from sheetcrm.domain.kpis.snapshot import TargetOf
from sheetcrm.problems import Problem
from sheetcrm.templates.rows import render_row
from sheetcrm.values import Value
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow

MONTHS, FIGURES = "closed_months", "closed_figures"
ROOM = 16_000
"""How long the text of a cell may grow; Excel keeps twice as much."""
_SEALED = ("content", "period", "kpi", "by", "lines")
_MONTHS_A_QUARTER = 3


class _Piece(NamedTuple):
    """One row of `closed_figures`, without its id."""

    content: str
    period: str
    kpi: str
    by: str
    lines: str


def can_close(reading: Reading) -> bool:
    """Say whether the workbook has the tables that closed months are kept in."""
    return {MONTHS, FIGURES} <= {table.key for table in reading.template.tables}


def read_closings(reading: Reading) -> tuple[Closings, tuple[Problem, ...]]:
    """Give the closed months (not those reopened), and a problem where somebody touched what was kept."""
    if not can_close(reading) or not reading.parsed[MONTHS].count:
        return Closings(), ()
    pieces: dict[str, list[_Piece]] = {}
    for closing, *cells in zip(*_columns(reading, FIGURES, ("closing_id", *_SEALED)), strict=True):
        pieces.setdefault(str(closing), []).append(_Piece(*(str(cell or "") for cell in cells)))
    snapshots: dict[date, Snapshot] = {}
    problems: list[Problem] = []
    months = zip(*_columns(reading, MONTHS, ("id", "month", "closed_at", "seal", "reopened_at")), strict=True)
    for row, (closing, month, closed_at, seal, reopened_at) in enumerate(months):
        if reopened_at is None and isinstance(month, date) and isinstance(closed_at, datetime):
            kept = pieces.get(str(closing), [])
            snapshots[month] = _snapshot(month, closed_at.date(), kept)
            if seal != _seal(kept):
                snapshots[month] = replace(snapshots[month], edition="")
                spoiled = {"month": f"{month:%m/%Y}"}
                problems.append(Problem("closed_month_touched", MONTHS, str(closing), "seal", spoiled, row=row))
    return Closings([snapshots[month] for month in sorted(snapshots)]), tuple(problems)


def closing_edits(
    snapshots: Sequence[Snapshot], reading: Reading, now: datetime, by: str | None, new_id: Callable[[], str]
) -> Iterator[InsertRow]:
    """Give the rows that keep closed months."""
    for snapshot in snapshots:
        closing, pieces = new_id(), list(_pieces(snapshot))
        month: dict[str, Value] = {
            "id": closing,
            "month": snapshot.month,
            "closed_at": now,
            "closed_by": by,
            "seal": _seal(pieces),
        }
        yield _inserted(reading, MONTHS, month)
        for piece in pieces:
            yield _inserted(reading, FIGURES, {"id": new_id(), "closing_id": closing, **piece._asdict()})


def reopening_edit(reading: Reading, month: date, now: datetime, by: str | None) -> UpdateRow:
    """Give the edit that marks the closing of a month as taken back; what it kept stays, as a record."""
    ids, months, reopened = _columns(reading, MONTHS, ("id", "month", "reopened_at"))
    row = next(row for row, of in enumerate(months) if of == month and reopened[row] is None)
    cells = render_row(
        reading.template.table(MONTHS), {"reopened_at": now, "reopened_by": by}, reading.conventions[MONTHS]
    )
    data = reading.tables[MONTHS]
    expected = {key: data.columns[key][row] for key in cells}
    return UpdateRow(MONTHS, str(ids[row]), cells, expected, data.rows[row])


def _columns(reading: Reading, table: str, keys: Sequence[str]) -> list[Sequence[Value]]:
    parsed = reading.parsed[table]
    return [parsed.values[key] for key in keys]


def _inserted(reading: Reading, table: str, cells: Mapping[str, Value]) -> InsertRow:
    return InsertRow(table, render_row(reading.template.table(table), cells, reading.conventions[table]))


def _seal(pieces: Sequence[_Piece]) -> str:
    """Sum up what was kept; the order of rows does not count."""
    text = "\n".join(sorted("\t".join(piece) for piece in pieces))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _pieces(snapshot: Snapshot) -> Iterator[_Piece]:
    own = period_text(snapshot.period)
    names = sorted(",".join((kpi, *by)) for kpi, by in snapshot.captured)
    yield from _cut("captured", own, "", "", names)
    yield from _cut("reps", own, "", "", snapshot.reps)
    prints = [[table, f"{month:%Y-%m}", found] for (table, month), found in snapshot.prints.items()]
    yield from _cut("prints", own, "", snapshot.edition, prints)
    targets: dict[tuple[str, str], list[object]] = {}
    for (kpi, level, key), value in snapshot.targets.items():
        targets.setdefault((kpi, level), []).append([key, str(value)])
    for (kpi, level), found in sorted(targets.items()):
        yield from _cut("targets", own, kpi, level, found)
    for ((kpi, by), period), lines in snapshot.figures.items():
        kept = [[list(key), *_numbers(integers)] for key, integers in lines.items()]
        yield from _cut("figures", period_text(period), kpi, ",".join(by), kept)


def _cut(content: str, period: str, kpi: str, by: str, entries: Sequence[object]) -> Iterator[_Piece]:
    """Spread entries over as many rows as their text needs."""
    texts = [json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries]
    while True:
        room, taken = ROOM, 0
        while taken < len(texts) and (taken == 0 or len(texts[taken]) < room):
            room -= len(texts[taken]) + 1
            taken += 1
        yield _Piece(content, period, kpi, by, f"[{','.join(texts[:taken])}]")
        del texts[:taken]
        if not texts:
            return


def _numbers(integers: Integers) -> list[object]:
    numbers: list[object] = [integers.top, integers.bottom, integers.n]
    return [*numbers, dict(integers.left_out)] if integers.left_out else numbers


def _snapshot(month: date, closed_on: date, pieces: Sequence[_Piece]) -> Snapshot:
    """Understand what was kept of a month; what cannot be read is not kept (and the seal is broken)."""
    captured: set[Breakdown] = set()
    spoiled: set[Breakdown] = set()
    reps: list[str] = []
    targets: dict[TargetOf, Decimal] = {}
    edition, prints = "", dict[tuple[str, date], str]()
    figures: dict[Kept, Lines] = {}
    for piece in pieces:
        try:
            entries = json.loads(piece.lines)
            if piece.content == "captured":
                captured.update((kpi, tuple(by)) for kpi, *by in (name.split(",") for name in entries))
            elif piece.content == "reps":
                reps += (_text(name) for name in entries)
            elif piece.content == "prints":
                edition = piece.by
                prints |= {(table, _period(text).start): found for table, text, found in entries}
            elif piece.content == "targets":
                for key, value in entries:
                    targets[piece.kpi, piece.by, None if key is None else _text(key)] = Decimal(value)
            else:
                kept = Kept(_breakdown(piece), _period(piece.period))
                figures[kept] = {**figures.get(kept, {}), **dict(_line(entry) for entry in entries)}
        except (ValueError, TypeError, ArithmeticError, AttributeError):
            spoiled.add(_breakdown(piece))
    kept_of = frozenset(captured - spoiled)
    return Snapshot(month, closed_on, kept_of, figures, targets, tuple(reps), "" if spoiled else edition, prints)


def _breakdown(piece: _Piece) -> Breakdown:
    return piece.kpi, tuple(piece.by.split(",")) if piece.by else ()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def _line(entry: object) -> tuple[Keys, Integers]:
    """Understand one line. Raises: ValueError when it is not one."""
    match entry:
        case [[*key], int() | None as top, int() as bottom, int() | None as n, *rest]:
            told = rest[0] if rest and isinstance(rest[0], dict) else {}
            reasons = {str(why): int(count) for why, count in told.items()}
            keys = tuple(None if part is None else str(part) for part in key)
            return keys, Integers(top, bottom, n, reasons or ALL_COUNTED)
    raise ValueError(entry)


def _period(text: str) -> Period:
    period = parse_period(text)
    if period is None:
        raise ValueError(text)
    return period


def period_text(period: Period) -> str:
    """Write a month, quarter or year the way `parse_period` reads it."""
    if period.whole_months == 1:
        return f"{period.start:%Y-%m}"
    if period.whole_months == _MONTHS_A_QUARTER:
        return f"{period.start:%Y}-Q{(period.start.month + 2) // 3}"
    return f"{period.start:%Y}"
