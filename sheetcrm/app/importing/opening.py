"""What imported opportunities bring with them: their stage and status count as accepted from the start.

A company that changes programs has deals in the middle of the pipeline and years of won and lost ones; making each
prove its past stages would turn the import into a wall of errors. So the given stage is the opening balance, told by
one row of history from blank to that stage; what changes afterwards faces the gates.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime

from sheetcrm.app.importing.headers import Match
from sheetcrm.domain.process import Process
from sheetcrm.problems import Problem
from sheetcrm.sync.identity import derive_id
from sheetcrm.values import Value

CLOSING_COLUMNS = ("expected_close_on", "signed_on", "lost_on")
_CLOSED_ON = {"won": "signed_on", "lost": "lost_on"}

Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Opening:
    """An opportunity's row with its accepted columns, and its first row of stage history."""

    opportunity: Row
    move: Row


def shared_closing_dates(matches: Iterable[Match]) -> tuple[str, ...]:
    """Give the closing dates that come from one header, as other programs keep but one."""
    for match in matches:
        shared = tuple(column for column in CLOSING_COLUMNS if column in match.feeds)
        if len(shared) > 1:
            return shared
    return ()


def settle_closing_dates(row: Row, shared: Sequence[str]) -> None:
    """One header gave several closing dates: keep the one that the row's status means."""
    meant = _CLOSED_ON.get(str(row.get("status") or "open"), "expected_close_on")
    for column in shared:
        if column != meant and (meant in shared or column in _CLOSED_ON.values()):
            row[column] = None


def prove_opening(row: Row, place: int) -> list[Problem]:
    """A won or lost opportunity must say since when; everything it counts in needs that day."""
    column = _CLOSED_ON.get(str(row.get("status")))
    if column is None or row.get(column) is not None:
        return []
    params = {"status": str(row["status"])}
    return [Problem("import_closed_without_date", "opportunities", None, column, params, row=place)]


def open_balance(row: Row, process: Process, now: datetime, reason: str) -> Opening:
    """Accept an imported opportunity where it stands. Called for rows that have passed `prove_opening`.

    Nobody here moved it, so the history names no rep; `reason` says where it came from.
    """
    stage = str(row.get("stage") or process.start)
    status = str(row.get("status") or "open")
    since = _since(row, status, now.date())
    opportunity = {
        **row,
        "stage": stage,
        "status": status,
        "accepted_stage": stage,
        "accepted_status": status,
        "accepted_on": since,
    }
    move: Row = {
        "id": derive_id("stage_moves", str(row["id"]), "opening"),
        "opportunity_id": row["id"],
        "to_stage": stage,
        "to_status": status,
        "at": since,
        "recorded_at": now,
        "reason": reason,
    }
    return Opening(opportunity, move)


def _since(row: Mapping[str, Value], status: str, today: date) -> date:
    """The day it came where it is: closed, told by the source, or else the last day known of it."""
    for column in (_CLOSED_ON.get(status), "accepted_on"):
        told = row.get(column) if column else None
        if isinstance(told, date):
            return told
    known = [day for column in ("approached_on", "created_on") if isinstance(day := row.get(column), date)]
    return max((day for day in known if day <= today), default=today)
