"""Illegal stage moves do not travel: what recompute would hold in a workbook is held there by sync, too."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from sheetcrm.app.judging import judge_stages
from sheetcrm.app.reading import read_workbook
from sheetcrm.problems import Problem
from sheetcrm.sync.identity import new_id
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.side import Judge
from sheetcrm.sync.side import SyncTable
from sheetcrm.sync.side import nothing_held
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.values import Value
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import WriteReceipt

JUDGED = ("stage", "status")


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """Tables that were read already, as a workbook that nobody writes to."""

    tables: Mapping[str, TableData]

    def read(self, tables: Collection[str] | None = None) -> Mapping[str, TableData]:
        """Give them."""
        return {key: data for key, data in self.tables.items() if tables is None or key in tables}

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        """Refuse."""
        raise AssertionError(f"{len(edits)} edits of what is only read")

    def close(self) -> None:
        """Nothing to let go of."""


@dataclass
class StageJudge:
    """What one side's opportunities ask for and may not have, as of a day; worked out when first asked."""

    tables: Mapping[str, TableData]
    name: str
    templates: Path | None
    today: date

    def of(self, table: SyncTable, sheet: Sheet) -> Judge:
        """Give the judge of a sheet."""
        if table.key != PROCESS_TABLE:
            return nothing_held
        places: dict[str, int] = {}

        def judge(row_id: str, cells: Mapping[str, Value]) -> Mapping[str, Problem]:
            asked = [column for column in JUDGED if column in cells]
            if not asked:
                return {}
            if not places:
                places.update({str(one): index for index, one in enumerate(sheet.columns[ID])})
            index = places[row_id]
            problem = self._held.get(sheet.rows[index])
            if problem is None:
                return {}
            told = replace(problem, row_id=row_id, row=index, params={**problem.params, "side": self.name})
            return dict.fromkeys(asked, told)

        return judge

    @cached_property
    def _held(self) -> Mapping[int | None, Problem]:
        """Sheet row → why the stage or status typed there is held."""
        reading = read_workbook(ReadOnly(self.tables), self.name, self.templates, new_id)
        rows = reading.tables[PROCESS_TABLE].rows
        _, verdicts = judge_stages(reading, self.today)
        return {
            rows[one.row]: verdict.problems[0]
            for one, verdict in zip(reading.company.opportunities, verdicts, strict=True)
            if verdict.stage_requested is not None
        }
