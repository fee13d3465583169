"""Which tables and columns of a template are kept in step, and what sync must know of each."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping

from sheetcrm.sync.canon import SyncColumn
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.side import SyncTable
from sheetcrm.templates.facts import wanted_facts
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.templates.template import LISTS
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.templates.template import Template

HISTORY = "stage_moves"
CONFLICTS = "conflicts"
"""Each side's own list of what it disagrees on, and of what somebody chose there."""
STAY = frozenset(("closed_months", "closed_figures", CONFLICTS))
"""Closings are made of the whole company's figures: they stay on the hub."""
RECORDS: Mapping[str, frozenset[str]] = {
    PROCESS_TABLE: frozenset(("accepted_stage", "accepted_status", "accepted_on")),
}
"""Engine columns that are a record of what was decided and cannot be computed anew: they travel with their row."""
LIST, ENTRY, RATE = "list", "entry", "rate"
LISTS_TABLE = SyncTable(
    LISTS,
    (SyncColumn(LIST, required=True, text=True, shared=True), SyncColumn(ENTRY, required=True), SyncColumn(RATE)),
)
"""The lists sheet as rows: one an entry."""
_SHARED = frozenset(("rep", "stage", "choice", "list", "entry", "currency", "month", "letter", "reference"))
_TEXT = frozenset(("id", "text", "long_text", "phone", "tax_code", "email", "link", "reference", "rep", "entry"))


def sync_tables(template: Template) -> tuple[SyncTable, ...]:
    """Give the tables that are kept in step: opportunities first, since other rows are whose theirs is."""
    in_order = sorted(template.tables, key=lambda table: table.key != PROCESS_TABLE)
    tables = [
        SyncTable(table.key, tuple(_columns(table)), append_only=table.key == HISTORY)
        for table in in_order
        if table.key not in STAY
    ]
    return (*tables, LISTS_TABLE)


def travels(table: Table, column: Column) -> bool:
    """Say whether a column's cells are kept in step: what people fill in, and records of what was decided."""
    if column.key == ID:
        return False
    return table.protected or not column.engine or column.key in RECORDS.get(table.key, ())


def people_see(table: str, column: str | None) -> bool:
    """Say whether a conflict or held cell concerns somebody who typed it."""
    return table != HISTORY and column not in RECORDS.get(table, ())


def _columns(table: Table) -> Iterator[SyncColumn]:
    vital = wanted_facts().get(table.key, {})
    for column in table.columns:
        if travels(table, column):
            yield SyncColumn(
                column.key,
                required=column.required or column.key in vital,
                text=column.kind in _TEXT,
                shared=column.kind in _SHARED,
            )
