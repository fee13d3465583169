"""What a form that was answered writes: the rows concerned and the new ones, in one list; pure."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping

from sheetcrm.app.move_form import MoveForm
from sheetcrm.app.reading import Reading
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.values import Value
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.base import UpdateRow


def edits_of(form: MoveForm, new_id: Callable[[], str]) -> list[RowEdit]:
    """Give what to write: the answers, and the move when nothing stands in its way."""
    reading, own = form.surroundings.reading, (PROCESS_TABLE, form.opportunity.id)
    rows = {own: dict(form.answers.of(*own))}
    if form.target is not None and form.is_allowed():
        rows[own] |= {"stage": form.target.stage, "status": form.target.status}
    for table, row_id, _ in form.answers.cells:
        if row_id in reading.parsed[table].values["id"]:
            rows.setdefault((table, row_id), dict(form.answers.of(table, row_id)))
    edits: list[RowEdit] = []
    for (table, row_id), told in rows.items():
        edits += _updates(reading, table, row_id, told)
    for table in (each.key for each in reading.template.tables):
        for _, added in form.answers.rows(table):
            edits.append(InsertRow(table, {"id": new_id(), **_shown(reading, table, added)}))
    return edits


def _updates(reading: Reading, table: str, row_id: str, told: Mapping[str, Value]) -> Iterator[UpdateRow]:
    """Give the edit of a row that is there; one that has no id yet gets it, for new rows may name it."""
    data = reading.tables[table]
    at = reading.parsed[table].values["id"].index(row_id)
    cells = _shown(reading, table, told)
    stamp = next((one for one in reading.stamps if (one.table, one.row) == (table, data.rows[at])), None)
    if stamp is not None:
        yield stamp
    expected = {key: data.columns[key][at] for key in cells}
    if cells:
        yield UpdateRow(table, None if stamp else row_id, cells, expected, data.rows[at])


def _shown(reading: Reading, table: str, told: Mapping[str, Value]) -> dict[str, Value]:
    """Give the cells that say something, in the workbook's words; a column that the sheet has lost is left out."""
    there = reading.tables[table].letters
    return {
        key: KINDS[reading.template.table(table).column(key).kind].encode(value, reading.conventions[table][key])
        for key, value in told.items()
        if value is not None and key in there
    }
