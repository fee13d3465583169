"""Parsed tables → the records that rules and KPIs read."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal

from sheetcrm.domain.records import Account
from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Cost
from sheetcrm.domain.records import Lead
from sheetcrm.domain.records import Objection
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import Order
from sheetcrm.domain.records import Rep
from sheetcrm.domain.records import StageMove
from sheetcrm.domain.records import Target
from sheetcrm.templates.columns import Parsed
from sheetcrm.templates.columns import row_ids
from sheetcrm.values import Value


class RowCells(Mapping[str, Value]):
    """One row of a table that is kept column by column: most rows are asked for a few of their cells only."""

    __slots__ = ("_columns", "_row")

    def __init__(self, columns: Mapping[str, Sequence[Value]], row: int) -> None:
        """Look at the row of that position."""
        self._columns, self._row = columns, row

    def __getitem__(self, key: str) -> Value:
        return self._columns[key][self._row]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def company_of(parsed: Mapping[str, Parsed], base_currency: str, rates: Mapping[str, Decimal]) -> Company:
    """Make the records of one workbook; a table that is not there has none."""

    def rows(table: str, fields: Sequence[str]) -> Iterator[tuple[object, ...]]:
        return _rows(parsed[table], fields) if table in parsed else iter(())

    return Company(
        base_currency,
        rates,
        leads=tuple(map(Lead._make, rows("leads", Lead._fields))),
        opportunities=tuple(map(Opportunity._make, rows("opportunities", Opportunity._fields))),
        activities=tuple(map(Activity._make, rows("activities", Activity._fields))),
        objections=tuple(map(Objection._make, rows("objections", Objection._fields))),
        orders=tuple(map(Order._make, rows("orders", Order._fields))),
        accounts=tuple(map(Account._make, rows("accounts", Account._fields))),
        targets=tuple(map(Target._make, rows("targets", Target._fields))),
        costs=tuple(map(Cost._make, rows("costs", Cost._fields))),
        stage_moves=tuple(map(StageMove._make, rows("stage_moves", StageMove._fields))),
        reps=tuple(map(Rep._make, rows("reps", Rep._fields))),
    )


def _rows(parsed: Parsed, fields: Sequence[str]) -> Iterator[tuple[object, ...]]:
    return zip(*(_column(parsed, field) for field in fields), strict=True)


def _column(parsed: Parsed, field: str) -> Sequence[object]:
    if field == "id":
        return [row_id or "" for row_id in row_ids(parsed.values, parsed.count)]
    if field == "row":
        return range(parsed.count)
    if field == "cells":
        return [RowCells(parsed.values, row) for row in range(parsed.count)]
    return parsed.values.get(field) or [None] * parsed.count
