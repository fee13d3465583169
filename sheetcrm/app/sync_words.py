"""Conflicts and held cells as people see them: sheet, row, column header, values as they are shown there."""

from __future__ import annotations

from collections.abc import Mapping

from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_report import Dispute
from sheetcrm.app.sync_report import Held
from sheetcrm.app.sync_tables import ENTRY
from sheetcrm.app.sync_tables import LIST
from sheetcrm.app.wording import Wording
from sheetcrm.problems import Problem
from sheetcrm.sync.decisions import Conflict
from sheetcrm.sync.sheet import ID
from sheetcrm.templates.template import LISTS
from sheetcrm.values import Value
from sheetcrm.workbooks.base import TableData


class Words:
    """Says what concerns one side, by what was read of it, in the hub's language."""

    def __init__(self, tables: Mapping[str, TableData], language: SideLanguage, lang: str) -> None:
        """Keep where things are, and how they are named."""
        self._tables, self._language = tables, language
        self._wording = Wording(language.template, language.process, lang)
        self._rows: dict[str, dict[str, int]] = {}

    def dispute(self, one: Conflict) -> Dispute:
        """Tell a conflict."""
        hub, workbook = self._shown(one, one.hub), self._shown(one, one.workbook)
        column = self._wording.column(one.table, one.column)
        return Dispute(self._sheet(one.table), self._row(one.table, one.row_id), column, hub, workbook, one.stands, one)

    def held(self, problem: Problem, where: str) -> Held:
        """Tell a held cell."""
        column = self._wording.column(problem.table, problem.column) if problem.column else None
        row = self._row(problem.table, problem.row_id)
        return Held(where, self._sheet(problem.table), row, column, self._wording.sentence(problem))

    def _shown(self, one: Conflict, value: Value) -> object:
        if one.table == LISTS or one.column in (LIST, ENTRY):
            return self._wording.figure(value)
        shown = self._language.encode(one.table, {one.column: value})[one.column]
        return self._wording.figure(shown)

    def _sheet(self, table: str) -> str:
        return self._tables[table].sheet if table in self._tables else self._wording.table(table)

    def _row(self, table: str, row_id: str | None) -> int | None:
        data = self._tables.get(table)
        if data is None or table == LISTS:
            return None
        if table not in self._rows:
            self._rows[table] = {str(one): row for one, row in zip(data.columns[ID], data.rows, strict=True)}
        return self._rows[table].get(row_id or "")
