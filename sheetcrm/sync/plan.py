"""What a sync does to one table of the hub and of one workbook, as a value: nothing is read or written here.

The two sides are treated alike, by their numbers 0 (hub) and 1 (workbook): with the sides swapped the plan is the
mirrored one. Rows without a sound id take no part; `recognise` gives ids first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.canon import BaseRow
from sheetcrm.sync.canon import Reading
from sheetcrm.sync.canon import alike
from sheetcrm.sync.canon import lost_zeros
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.decisions import HUB
from sheetcrm.sync.decisions import RULES
from sheetcrm.sync.decisions import WORKBOOK
from sheetcrm.sync.decisions import Conflict
from sheetcrm.sync.decisions import Plan
from sheetcrm.sync.decisions import Prefer
from sheetcrm.sync.decisions import Rules
from sheetcrm.sync.decisions import prefer_hub
from sheetcrm.sync.merge import CellFate
from sheetcrm.sync.merge import RowFate
from sheetcrm.sync.safeguards import prove_layout
from sheetcrm.sync.safeguards import refuse_emptied
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.showing import Showing
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable
from sheetcrm.sync.standing import Standing
from sheetcrm.values import Undecodable
from sheetcrm.values import Value


def plan_table(
    table: SyncTable,
    base: BaseRows,
    hub: Side,
    workbook: Side,
    prefer: Prefer = prefer_hub,
    *,
    emptied_on_purpose: bool = False,
    rules: Rules = RULES,
) -> Plan:
    """Merge one table of the hub and of a workbook. Raises: LayoutBroken, SideEmptied."""
    for side in (hub, workbook):
        prove_layout(table, side)
    work = _Work(table, base, (hub, workbook), prefer, rules)
    if not emptied_on_purpose:
        refuse_emptied(table, base, work.standings, work.showing)
    for row_id in work.concerned():
        work.plan_row(row_id)
    return work.plan


Written = tuple[dict[str, Value], dict[str, Value]]
"""The cells of one row that are to be written on the hub, and in the workbook."""


class _Work:
    """One table on its way from two sheets to a plan."""

    def __init__(
        self, table: SyncTable, base: BaseRows, sides: tuple[Side, Side], prefer: Prefer, rules: Rules
    ) -> None:
        self.plan = Plan(table.key)
        self._table, self._base, self._prefer, self._rules = table, base, prefer, rules
        self._numbers = {
            column.key: number
            for number, column in enumerate(table.columns)
            if all(column.key in side.sheet.columns for side in sides)
        }
        self.standings = [Standing(table, base, side) for side in sides]
        self.showing = Showing(self.standings, self._numbers, rules.shows)
        self._nothing: BaseRow = [NO_BASE] * len(table.columns)

    def concerned(self) -> list[str]:
        """Give the rows about which there may be something to do, in the order they stand in."""
        hub, workbook = self.standings
        both = hub.places.keys() & workbook.places.keys() & self._base.keys()
        unchanged = both - hub.changed.keys() - workbook.changed.keys()
        leaving = {row_id for row_id in unchanged if any(self.showing.leaves(side, row_id) for side in (HUB, WORKBOOK))}
        every = {**hub.places, **workbook.places, **dict.fromkeys(self._base)}
        return [row_id for row_id in every if row_id not in unchanged or row_id in leaving]

    def plan_row(self, row_id: str) -> None:
        """Decide one row."""
        hub, workbook = (standing.presence(row_id) for standing in self.standings)
        agreed = row_id in self._base or any(row_id in standing.side.earlier for standing in self.standings)
        match self._rules.merge_row(hub, workbook, agreed=agreed):
            case RowFate.FORGET:
                self._forget(row_id)
            case RowFate.MERGE:
                self._merge(row_id)
            case RowFate.TO_HUB:
                self._insert(HUB, row_id, revived=agreed)
            case RowFate.TO_WORKBOOK:
                self._insert(WORKBOOK, row_id, revived=agreed)
            case RowFate.OFF_HUB:
                self._delete(HUB, row_id)
            case _:  # OFF_WORKBOOK
                self._delete(WORKBOOK, row_id)

    def _forget(self, row_id: str) -> None:
        if row_id in self._base:
            self.plan.forgotten.add(row_id)

    def _insert(self, side: int, row_id: str, *, revived: bool) -> None:
        """Bring a row to a side that lacks it, unless it is not that side's to hold, or has nothing to bring."""
        if not self.showing.shows(side, row_id):
            self._forget(row_id)
            return
        other = 1 - side
        cells: dict[str, Value] = {}
        for number, value in enumerate(self.standings[other].cells(row_id)):
            column = self._table.columns[number].key
            if isinstance(value, Undecodable):
                self._report(value.code, other, row_id, column, **value.params)
            elif column in self._numbers:
                cells[column] = value
        self._drop_judged(other, row_id, cells)
        if all(value is None for value in cells.values()):
            return
        self.plan.edits[side].append(Insert(self._table.key, row_id, cells))
        if revived:
            self._report("sync_row_revived", other, row_id, None)
        if self.showing.leaves(other, row_id, cells):
            self._take_off(other, row_id, leaves=True)

    def _delete(self, side: int, row_id: str) -> None:
        """Take a row off a side because it was deleted on the other, where it was to be seen."""
        if not self.showing.shows(1 - side, row_id):
            self._forget(row_id)
        elif self._table.append_only:
            self._insert(1 - side, row_id, revived=True)
        else:
            self._take_off(side, row_id)

    def _take_off(self, side: int, row_id: str, *, leaves: bool = False) -> None:
        self.plan.edits[side].append(self.standings[side].delete(row_id, leaves=leaves))

    def _merge(self, row_id: str) -> None:
        written: Written = ({}, {})
        hub, workbook = (standing.cells(row_id) for standing in self.standings)
        for number in self._numbers.values():
            self._merge_cell(row_id, number, (hub[number], workbook[number]), written)
        for side in (HUB, WORKBOOK):
            self._drop_judged(1 - side, row_id, written[side])
            if written[side] and not self._left(side, row_id, written[side]):
                self._fill_again(side, row_id, written[side])
        emptied = any(written) and not any(self._left(side, row_id, written[side]) for side in (HUB, WORKBOOK))
        for side, standing in enumerate(self.standings):
            if emptied:
                self._take_off(side, row_id)
            elif self.showing.leaves(side, row_id, written[1 - side]):
                self._take_off(side, row_id, leaves=True)
            elif written[side]:
                self.plan.edits[side].append(standing.update(row_id, written[side]))

    def _left(self, side: int, row_id: str, written: Mapping[str, Value]) -> bool:
        """Say whether anything stands in a row once cells of it are written; each side may have cleared a part."""
        now = dict(zip((column.key for column in self._table.columns), self.standings[side].cells(row_id), strict=True))
        return any(value is not None for value in {**now, **written}.values())

    def _fill_again(self, side: int, row_id: str, written: dict[str, Value]) -> None:
        """Let values in dispute come to a side whose row would be left without any: an edit wins over deleting."""
        for at, conflict in enumerate(self.plan.conflicts):
            value = conflict.workbook if side == HUB else conflict.hub
            if conflict.row_id == row_id and conflict.stands is None and not conflict.formula and value is not None:
                self.plan.conflicts[at] = replace(conflict, stands=1 - side)
                written[conflict.column] = value

    def _merge_cell(self, row_id: str, number: int, values: tuple[Reading, Reading], written: Written) -> None:
        column = self._table.columns[number]
        base = self._base.get(row_id, self._nothing)[number]
        hub, workbook = values
        if isinstance(hub, Undecodable) or isinstance(workbook, Undecodable):
            for side, value in enumerate(values):
                if isinstance(value, Undecodable):
                    self._report(value.code, side, row_id, column.key, **value.params)
            return
        if base is NO_BASE and column.text:
            hub, workbook = self._with_zeros(row_id, column.key, hub, workbook)
        earlier = [standing.earlier(row_id, number) for standing in self.standings]
        fate = self._rules.merge_cell(base, hub, workbook, *earlier)
        if fate is CellFate.EQUAL:
            if not alike(base, hub):
                self.plan.agreed.setdefault(row_id, {})[column.key] = hub
            return
        stands = {CellFate.HUB_STANDS: HUB, CellFate.WORKBOOK_STANDS: WORKBOOK}.get(fate)
        self._carry(Conflict(self._table.key, row_id, column.key, hub, workbook, stands), written)

    def _carry(self, cell: Conflict, written: Written) -> None:
        """Write the value that stands to the other side: by what changed, else by policy; never over a formula."""
        stands = self._prefer(cell) if cell.stands is None else cell.stands
        formula = stands is not None and self.standings[1 - stands].holds_formula(cell.row_id, cell.column)
        if stands is not None and not formula:
            written[1 - stands][cell.column] = cell.hub if stands == HUB else cell.workbook
        if cell.stands is None or formula:
            self.plan.conflicts.append(replace(cell, stands=None if formula else stands, formula=formula))

    def _with_zeros(self, row_id: str, column: str, hub: Value, workbook: Value) -> tuple[Value, Value]:
        """Take a number for the code with leading zeros that the other side has."""
        raws = [standing.raw(row_id, column) for standing in self.standings]
        if lost_zeros(hub, raws[WORKBOOK]):
            return hub, hub
        return (workbook, workbook) if lost_zeros(workbook, raws[HUB]) else (hub, workbook)

    def _drop_judged(self, side: int, row_id: str, cells: dict[str, Value]) -> None:
        """Hold what a side may not send: an illegal stage move stays where it was typed."""
        judged = self.standings[side].side.judge(row_id, cells) if cells else {}
        for column in judged.keys() & cells.keys():
            del cells[column]
            self.plan.held.append(judged[column])

    def _report(self, code: str, side: int, row_id: str, column: str | None, **params: object) -> None:
        standing = self.standings[side]
        named = {**params, "side": standing.side.name}
        index = standing.places.get(row_id)
        self.plan.held.append(Problem(code, self._table.key, row_id, column, named, Severity.WARNING, index))
