"""What follows from a merge on the hub: accepted stages and their history, engine columns, reports.

It is worked out on the tables as they will stand, before anything is written, so that it can be written along with it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from pathlib import Path

from sheetcrm.app.applied import Applied
from sheetcrm.app.judging import judge_workbook
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import read_workbook
from sheetcrm.app.recompute import plan_edits
from sheetcrm.app.sync_judge import ReadOnly
from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_settings import said
from sheetcrm.sync.identity import new_id
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Edit as HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Update
from sheetcrm.sync.side import SyncTable
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import UpdateRow

SETTINGS = "settings"
DATA_UNTIL = "data_until"


@dataclass
class Following:
    """What a merge entails."""

    edits: list[HubEdit] = field(default_factory=list)
    """Of cells that travel: they are written, watched and merged like any other."""
    cells: list[tuple[tuple[str, int], Mapping[str, Value]]] = field(default_factory=list)
    """Engine columns of rows that stand there: table and sheet row → cells as they are written."""
    new_cells: dict[tuple[str, str], Mapping[str, Value]] = field(default_factory=dict)
    """Those of new rows: table and row id → cells."""
    settings: dict[str, str] = field(default_factory=dict)
    blocks: list[ReplaceBlock] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Say whether anything but the moment of computing changes; blocks are to be compared with what stands."""
        return bool(self.edits or self.cells or self.new_cells)


@dataclass(frozen=True)
class HubFigures:
    """Works out what follows."""

    tables: Sequence[SyncTable]
    templates: Path | None
    now: datetime

    def following(
        self,
        merged: Applied,
        language: SideLanguage,
        name: str,
        is_needed: Callable[[Following], bool],
    ) -> Following | None:
        """Give what follows from tables as they will stand; None when what stands already says so.

        `is_needed` says whether it changes anything that matters.
        Raises: what `read_workbook` raises.
        """
        reading = read_workbook(ReadOnly(merged.tables), name, self.templates, new_id)
        today = self.now.date()
        judgement = judge_workbook(reading, today, self.now, new_id)
        found = self._sorted(plan_edits(reading, judgement, today, self.now), reading, merged, language)
        is_new_day = said(merged.tables).get(DATA_UNTIL) != f"{today:%Y-%m-%d}"
        return found if is_new_day or is_needed(found) else None

    def _sorted(self, edits: Sequence[Edit], reading: Reading, merged: Applied, language: SideLanguage) -> Following:
        """Tell cells that travel from figures."""
        found = Following()
        travelling = {table.key: {ID, *(column.key for column in table.columns)} for table in self.tables}
        ids = {
            key: dict(zip(data.rows, data.columns[ID], strict=True))
            for key, data in reading.tables.items()
            if ID in data.columns
        }
        for edit in edits:
            if isinstance(edit, ReplaceBlock):
                found.blocks.append(edit)
            elif isinstance(edit, InsertRow):
                found.edits.append(_insert(edit, language))
            elif isinstance(edit, UpdateRow) and edit.table == SETTINGS:
                found.settings[str(edit.row_id)] = str(edit.cells["value"])
            elif isinstance(edit, UpdateRow) and edit.row in ids[edit.table]:  # else it wipes a leftover, as sync does
                place = merged.place(edit.table, edit.row)
                row = _Row(edit.table, str(ids[edit.table][edit.row]), place)
                _update(row, edit.cells, travelling.get(edit.table, set()), language, found)
        return found


@dataclass(frozen=True, slots=True)
class _Row:
    table: str
    row_id: str
    place: int | None


def _update(
    row: _Row, cells: Mapping[str, Value], travelling: set[str], language: SideLanguage, found: Following
) -> None:
    records = {key: value for key, value in cells.items() if key in travelling}
    figures = {key: value for key, value in cells.items() if key not in travelling}
    if records:
        found.edits.append(Update(row.table, row.row_id, row.place, _meant(row.table, records, language), {}))
    if figures and row.place is None:
        found.new_cells[row.table, row.row_id] = figures
    elif figures and row.place is not None:
        found.cells.append(((row.table, row.place), figures))


def _insert(edit: InsertRow, language: SideLanguage) -> Insert:
    cells = {key: value for key, value in edit.cells.items() if key != ID and value is not None}
    return Insert(edit.table, str(edit.cells[ID]), _meant(edit.table, cells, language))


def _meant(table: str, cells: Mapping[str, Value], language: SideLanguage) -> Mapping[str, Value]:
    """Give canonical values of cells that were made for the hub's sheet."""
    decode = language.decoder(table, {})
    found: dict[str, Value] = {}
    for key, value in cells.items():
        read = value if key == ID else decode(key, value)
        found[key] = value if isinstance(read, Undecodable) else read
    return found
