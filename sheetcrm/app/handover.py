"""Give a leaver's rows to a colleague: leads, opportunities, customers and what is still planned, with a history.

What was done stays the leaver's: past activities and orders. Filtered workbooks follow at the next sync.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import read_workbook
from sheetcrm.app.rep_names import find_colleague
from sheetcrm.app.rep_names import find_leaver
from sheetcrm.errors import BadRequest
from sheetcrm.messages import say
from sheetcrm.sync.identity import new_id as random_id
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.rows import render_row
from sheetcrm.values import Value
from sheetcrm.values import spelt
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.base import WriteReceipt

Only = Literal["leads", "opportunities", "accounts", "open"]
OWNED = ("leads", "opportunities", "accounts")
_CLOSED = {"leads": ("disqualified", "merged"), "opportunities": ("won", "lost", "cancelled")}
PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A row that changes hands."""

    table: str
    row_id: str
    position: int
    label: str


@dataclass(frozen=True, slots=True)
class HandoverReport:
    """Who hands what to whom."""

    lang: str
    giver: str
    taker: str
    rows: tuple[HandedOver, ...]
    tables: Mapping[str, str]
    """The tables' names in the workbook's language."""
    receipt: WriteReceipt | None
    """None: it was only looked at."""


def hand_over(
    workbook: Workbook,
    name: str,
    *,
    giver: str,
    taker: str,
    only: Only | None = None,
    by: str | None = None,
    look_only: bool = False,
    templates: Path | None = None,
    clock: Callable[[str], datetime],
    new_id: Callable[[], str] = random_id,
) -> HandoverReport:
    """Give one person's rows of the hub to another. `by` is who says so; `look_only` writes nothing.

    Raises: BadRequest for a name that is not among the reps, or of somebody who has left; and what `read_workbook` and
    `Workbook.write` raise. Then nothing was written.
    """
    reading = read_workbook(workbook, name, templates, new_id)
    now, lang = clock(reading.settings.time_zone), reading.settings.lang
    giver = find_leaver(reading, giver)
    taker = find_colleague(reading, taker, now.date())
    if spelt(giver) == spelt(taker):
        raise BadRequest(what="--to", why="@handover_to_oneself", name=giver)
    rows = tuple(rows_of(reading, giver, only))
    receipt = None
    if rows and not look_only:
        edits: list[Edit] = [*reading.stamps, *(_change(reading, row, taker) for row in rows)]
        reason = say("handover_reason", lang, giver=giver, taker=taker)
        history = _history(reading, rows, {"at": now.date(), "recorded_at": now, "by": by, "reason": reason}, new_id)
        receipt = workbook.write([*edits, *history])
    tables = {table.key: table.in_language(lang) for table in reading.template.tables}
    return HandoverReport(lang, giver, taker, rows, tables, receipt)


def rows_of(reading: Reading, person: str, only: Only | None) -> Iterator[HandedOver]:
    """Find the rows that one person would hand over."""
    moved: dict[str, set[str]] = {}
    for table in OWNED:
        if only in (None, "open", table):
            for row in _owned(reading, table, person, still_open=only == "open"):
                moved.setdefault(table, set()).add(row.row_id)
                yield row
    yield from _planned(reading, person, None if only in (None, "open") else moved)


def _owned(reading: Reading, table: str, person: str, *, still_open: bool) -> Iterator[HandedOver]:
    values = reading.parsed[table].values
    closed = _CLOSED.get(table, ()) if still_open else ()
    labels = values[str(reading.template.table(table).label_column)]
    status = values.get("status", [None] * len(labels))
    for position, owner in enumerate(values["owner"]):
        if owner is not None and spelt(str(owner)) == spelt(person) and status[position] not in closed:
            yield _row(reading, table, position, labels[position])


def _planned(reading: Reading, person: str, moved: Mapping[str, Collection[str]] | None) -> Iterator[HandedOver]:
    """Find what the person plans to do; `moved`: only with these leads and opportunities."""
    values = reading.parsed["activities"].values
    for position, rep in enumerate(values["rep"]):
        if rep is None or spelt(str(rep)) != spelt(person) or values["outcome"][position] != PLANNED:
            continue
        lead, deal = values["lead_id"][position], values["opportunity_id"][position]
        followed = moved is None or (
            deal in moved.get("opportunities", ()) if deal is not None else lead in moved.get("leads", ())
        )
        if followed:
            yield _row(reading, "activities", position, values["note"][position])


def _row(reading: Reading, table: str, position: int, label: Value) -> HandedOver:
    return HandedOver(table, str(reading.tables[table].columns["id"][position]), position, str(label or ""))


def _change(reading: Reading, row: HandedOver, taker: str) -> UpdateRow:
    column = "rep" if row.table == "activities" else "owner"
    data = reading.tables[row.table]
    at = data.rows[row.position]
    stamped = any(stamp.table == row.table and stamp.row == at for stamp in reading.stamps)
    kind = reading.template.table(row.table).column(column).kind
    cell = KINDS[kind].encode(taker, reading.conventions[row.table][column])
    expected = {column: data.columns[column][row.position]}
    return UpdateRow(row.table, None if stamped else row.row_id, {column: cell}, expected, at)


def _history(
    reading: Reading, rows: Sequence[HandedOver], told: Mapping[str, Value], new_id: Callable[[], str]
) -> Iterator[InsertRow]:
    """Tell the history of each opportunity who has it from now on: a line without a move, which no figure counts.

    Where no history says how an opportunity came to its stage, such a line would seem to: it is left out there.
    """
    history, conventions = reading.template.table("stage_moves"), reading.conventions["stage_moves"]
    known = {move.opportunity_id for move in reading.company.stage_moves}
    values = reading.parsed["opportunities"].values
    for row in rows:
        stage = values["accepted_stage"][row.position] if row.table == "opportunities" else None
        if stage is None or not (row.row_id in known or stage == reading.process.start):
            continue
        status = values["accepted_status"][row.position]
        where = {"from_stage": stage, "to_stage": stage, "from_status": status, "to_status": status}
        cells = {"id": new_id(), "opportunity_id": row.row_id, **where, **told}
        shown = render_row(history, cells, conventions)
        yield InsertRow("stage_moves", {key: cell for key, cell in shown.items() if cell is not None})
