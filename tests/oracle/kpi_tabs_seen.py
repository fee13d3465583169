"""KPI tabs as a person reads them: tables found by their visible heads, cells by line and column."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from tests.oracle.raw_sheets import Cell
from tests.oracle.raw_sheets import Sheet

DIMENSIONS = ("rep", "source", "channel", "product_group", "department", "customer_type", "kind", "stage",
              "close_month", "lost_reason")  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One cell: where it stands and what is in it."""

    row: int
    column: int
    cell: Cell


@dataclass(frozen=True)
class Table:
    """One breakdown: by which dimensions, and each KPI's figure, n and check of every line."""

    by: tuple[str, ...]
    lines: Mapping[tuple[str | None, ...], Sequence[Place]]
    total: Sequence[Place]
    overlap: Sequence[Place]
    check: Sequence[Place]
    columns: Mapping[str, int]
    """KPI → the column of its figure."""
    with_n: frozenset[str]
    """KPIs whose n stands beside them."""
    compared: bool
    """Whether the period before and the change stand beside them."""
    goals: Mapping[str, int]
    """KPI → the column of its target, where there is one."""
    reached: Mapping[str, int]
    """KPI → the column of its attainment, where there is one."""


def names_of(lang: str) -> dict[str, str]:
    """Give each KPI's key by its visible name."""
    names = {kpi.name(lang): key for key, kpi in CATALOGUE.items()}
    assert len(names) == len(CATALOGUE)
    return names


def breakdowns(sheet: Sheet, words: Mapping[str, str], lang: str) -> Iterator[Table]:
    """Find every breakdown table of a tab."""
    dimensions, names = {words[name]: name for name in DIMENSIONS}, names_of(lang)
    rows = [[Place(row, column, cell) for column, cell in enumerate(cells)] for row, cells in enumerate(sheet)]
    heads = [row for row, cells in enumerate(sheet) if cells[0] in dimensions and cells[1] is not None]
    for head in heads:
        by = tuple(dimensions[str(cell)] for cell in sheet[head] if cell in dimensions)
        columns = {names[str(cell)]: at for at, cell in enumerate(sheet[head]) if at >= len(by) and cell in names}
        compared = words["previous"] in sheet[head]
        right = (*sheet[head], None, None, None)
        with_n = frozenset(kpi for kpi, at in columns.items() if right[at + 1] == words["n"])
        after = {kpi: at + 1 + (kpi in with_n) for kpi, at in columns.items()}
        goals = {kpi: at for kpi, at in after.items() if right[at] == words["goal"]}
        reached = {kpi: at + 1 for kpi, at in goals.items() if right[at + 1] == words["attained"]}
        total = next(row for row in range(head + 1, len(sheet)) if sheet[row][0] == words["total"])
        lines = {_line(sheet[row][: len(by)], words): rows[row] for row in range(head + 1, total)}
        assert len(lines) == total - head - 1, "no line stands twice"
        has_overlap = sheet[total + 1][0] == words["overlap"]
        check = total + 2 if has_overlap else total + 1
        assert sheet[check][0] == words["check"]
        several = rows[total + 1] if has_overlap else ()
        yield Table(by, lines, rows[total], several, rows[check], columns, with_n, compared, goals, reached)


def scorecard(sheet: Sheet, words: Mapping[str, str], lang: str) -> Iterator[tuple[str, Sequence[Place], str]]:
    """Find every KPI of the scorecard: its key, its figures from left to right, and its note."""
    names = names_of(lang)
    for row, cells in enumerate(sheet):
        if words["note"] in cells:
            assert (cells[7], cells[10]) == (words["n"], words["note"])
        name = str(cells[0]).rpartition(" · ")[2]
        if name in names and cells[1] is not None:
            yield names[name], [Place(row, at, cells[at]) for at in range(1, 8)], str(cells[10] or "")


def months_beside(sheet: Sheet, words: Mapping[str, str], lang: str) -> Iterator[tuple[str, Mapping[str, Place]]]:
    """Find the months that stand behind each KPI of the scorecard: KPI → month as written → figure."""
    names, heads = names_of(lang), {}
    for row, cells in enumerate(sheet):
        if words["note"] in cells:
            heads = {at: str(cell) for at, cell in enumerate(cells) if at > cells.index(words["note"]) and cell}
        name = str(cells[0]).rpartition(" · ")[2]
        if name in names and cells[1] is not None:
            yield names[name], {head: Place(row, at, cells[at]) for at, head in heads.items()}


def small_tables(
    sheet: Sheet, words: Mapping[str, str], lang: str
) -> Iterator[tuple[tuple[str, ...], list[list[Place]]]]:
    """Find the dashboard's small tables: what stands in their heads (keys where there are any), and their lines."""
    names = names_of(lang)
    firsts = {words[key]: key for key in ("month", "stage", "source", "close_month", "rep", "lost_reason")}
    for row, cells in enumerate(sheet):
        if cells[0] in firsts and cells[1] in names:
            end = next((at for at, cell in enumerate(cells) if cell is None), len(cells))
            heads = (firsts[str(cells[0])], *(names.get(str(head), str(head)) for head in cells[1:end]))
            yield heads, list(_below(sheet, row, end))


def _below(sheet: Sheet, head: int, end: int) -> Iterator[list[Place]]:
    """Give the lines under a head, up to the first blank one."""
    for row in range(head + 1, len(sheet)):
        if sheet[row][0] is None:
            return
        yield [Place(row, column, sheet[row][column]) for column in range(end)]


def _line(cells: Sequence[Cell], words: Mapping[str, str]) -> tuple[str | None, ...]:
    return tuple(None if cell == words["unassigned"] else str(cell) for cell in cells)
