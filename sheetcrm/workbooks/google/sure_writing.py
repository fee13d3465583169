"""Writes edits in transactions that are looked at: where one hit something else than was read, that comes back.

Between the look and the write another user may sort, insert or type, or move a column. The transaction keeps how each
row stood in that very moment; what it hit by mistake is put back, and whoever asked hears that things have changed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import WriteUncertain
from sheetcrm.values import Value
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.google.drafting import TabDraft
from sheetcrm.workbooks.google.figures import NO_LOOKS
from sheetcrm.workbooks.google.figures import Figures
from sheetcrm.workbooks.google.mending import Hit
from sheetcrm.workbooks.google.mending import hits
from sheetcrm.workbooks.google.mending import remedy
from sheetcrm.workbooks.google.tracing import Place
from sheetcrm.workbooks.google.tracing import Trace
from sheetcrm.workbooks.google.transacting import HubSheets
from sheetcrm.workbooks.google.transacting import NumberUsed
from sheetcrm.workbooks.google.transacting import Step
from sheetcrm.workbooks.google.writing import Planned
from sheetcrm.workbooks.google.writing import Planner

ATTEMPTS = 4
ROOM = 1_500_000
"""Bytes of rows in one transaction; with its frame it stays below two million."""
_A_ROW, _A_CELL = 420, 48

Row = tuple[Place | str, Mapping[str, Value] | None]
"""Where, and which cells: of a place, of a new row of a table; None: the row at the place goes."""


def write_surely(sheets: HubSheets, edits: Sequence[Edit], name: str) -> WriteReceipt:
    """Make edits over what `sheets` has read last, in one transaction (where there are many rows, in several).

    Raises: ChangedMeanwhile, after putting right what was hit by mistake; LayoutBroken, WouldLoseContent, NotAllowed;
    WriteUncertain when Google does not even say what became of it.
    """
    for _ in range(ATTEMPTS):
        planner = Planner(sheets.seen, name)
        edits = planner.without_absent(edits)
        planned = planner.plan(edits, NO_LOOKS)
        if planned.blocks:
            planned = Planner(sheets.seen, name).plan(edits, sheets.read_looks(planned.blocks))
        if not planned.is_effective:
            return WriteReceipt(0, 0, 0)
        if _all_sent(sheets, planned, name):
            return planned.receipt
        sheets.read()
    raise ChangedMeanwhile(file=name, where=name)


def _all_sent(sheets: HubSheets, planned: Planned, name: str) -> bool:
    """Send the transactions of a write; False when nothing was written since others were faster."""
    for number, step in enumerate(steps_of(planned)):
        seen = sheets.seen
        try:
            trace = _send(sheets, step)
        except NumberUsed as error:
            if number == 0:
                return False
            raise ChangedMeanwhile(file=name, where=name) from error
        if wrong := hits(step, trace, seen):
            mend(sheets, wrong)
            raise ChangedMeanwhile(file=name, where="; ".join(hit.where for hit in wrong))
    return True


def _send(sheets: HubSheets, step: Step) -> Trace:
    """Send a transaction as the next one; when no answer comes, find out. Raises: NumberUsed when it was not done."""
    step = replace(step, number=sheets.number + 1, token=secrets.token_urlsafe(12))
    try:
        return sheets.transact(step)
    except WriteUncertain:
        trace = sheets.fence(step.number, step.token)
        if trace is None:
            raise NumberUsed from None
        sheets.read()
        return trace


def mend(sheets: HubSheets, wrong: Sequence[Hit]) -> None:
    """Put back what was hit by mistake; what its users have changed since is theirs."""
    for _ in range(ATTEMPTS):
        sheets.read()
        step = remedy(wrong, sheets.seen)
        if step is None:
            return
        seen = sheets.seen
        try:
            wrong = hits(step, _send(sheets, step), seen)
        except NumberUsed:
            continue
        if not wrong:
            return


def steps_of(planned: Planned, room: float = ROOM) -> Iterator[Step]:
    """Part a write into transactions: rows in place and rows that go, then new rows; reports come with the last one."""
    portions: list[list[Row]] = [[]]
    left = room
    for row in _rows(planned.tables):
        left -= _A_ROW + sum(_A_CELL + len(json.dumps(str(value)).encode()) for value in (row[1] or {}).values())
        if left < 0 and portions[-1]:
            portions.append([])
            left = room
        portions[-1].append(row)
    for number, portion in enumerate(portions, start=1):
        is_last = number == len(portions)
        yield _step(portion, Figures(blocks=planned.blocks, looks=planned.looks) if is_last else Figures())


def _step(rows: Sequence[Row], figures: Figures) -> Step:
    updates = [(place, cells) for place, cells in rows if isinstance(place, tuple) and cells is not None]
    deletes = [place for place, cells in rows if isinstance(place, tuple) and cells is None]
    inserts = [(table, cells) for table, cells in rows if isinstance(table, str) and cells is not None]
    places = [*(place for place, _ in updates), *deletes]
    return Step(0, "", updates, inserts, deletes, dict(enumerate(places)), figures=figures)


def _rows(tables: Mapping[str, TabDraft]) -> Iterator[Row]:
    for table, draft in tables.items():
        keys = {column: key for key, column in draft.tab.keys.columns.items()}
        rows: dict[int, dict[str, Value]] = {}
        for (row, column), value in sorted(draft.values.items()):
            rows.setdefault(row, {})[keys[column]] = value
        yield from (((table, row), cells) for row, cells in rows.items() if row not in draft.deleted)
        yield from (((table, row), None) for row in sorted(draft.deleted))
    for table, draft in tables.items():
        keys = {column: key for key, column in draft.tab.keys.columns.items()}
        yield from ((table, {keys[column]: value for column, value in row.items()}) for row in draft.inserted)
