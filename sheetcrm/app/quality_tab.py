"""The tab of data quality: how much is wrong, of what kind, whose it is, and every place with a link to it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from datetime import datetime

from sheetcrm.app.kpi_cells import number_cell
from sheetcrm.app.problem_kinds import KINDS
from sheetcrm.app.problem_places import PlacedProblem
from sheetcrm.app.problem_places import ProblemPlaces
from sheetcrm.app.problem_places import link_to
from sheetcrm.app.reading import Reading
from sheetcrm.app.report_lists import head_row
from sheetcrm.app.report_lists import list_rows
from sheetcrm.app.report_lists import section
from sheetcrm.messages import say
from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.templates.dashboard_layout import TITLE_ROW
from sheetcrm.templates.report_spec import Report
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell

Row = tuple[ReportCell, ...]

_HEALED = "id_"
"""Ids that recompute has just put right itself: nobody has anything to do."""
_KIND_HEADS = ("kind", "places", "rows", "means")
_REP_HEADS = ("rep", "places", "rows")
_BLANK_HEADS = ("column", "blanks", "of_rows", "filled", "first")
_LIST_HEADS = ("rep", "cell", "sheet", "column", "name", "value", "kind", "sentence")
_TEXTS = frozenset({"kind", "means", "rep", "column", "first", "cell", "sheet", "name", "value", "sentence"})


class QualityTab:
    """Draws the tab."""

    def __init__(self, report: Report, reading: Reading, problems: Sequence[Problem]) -> None:
        """Put every problem where it stands."""
        self._report, self._reading, self._lang = report, reading, reading.settings.lang
        self._places = ProblemPlaces(reading)
        self._placed = [self._places.place(problem) for problem in problems if not problem.code.startswith(_HEALED)]

    def block(self, computed_at: datetime) -> ReplaceBlock:
        """Give the whole tab, titles included."""
        lang = self._lang
        rows: list[Row] = [
            (ReportCell(self._report.in_language(lang), "title"),),
            (ReportCell(say("quality_as_of", lang, at=f"{computed_at:%d/%m/%Y %H:%M}"), "subtitle", incidental=True),),
            (ReportCell(self._how_many(), "subtitle"),),
            (),
            *self._kinds(),
            *self._reps(),
            *self._blanks(),
            *self._list(),
        ]
        width = max(map(len, rows))
        padded = [(*row, *(ReportCell(None),) * (width - len(row))) for row in rows]
        return ReplaceBlock(self._report.key, TITLE_ROW, 1, padded, linked=True, optional=True)

    def _how_many(self) -> str:
        if not self._placed:
            return say("quality_clean", self._lang)
        held = sum(1 for one in self._placed if one.problem.severity is Severity.ERROR)
        return say("quality_count", self._lang, count=len(self._placed), rows=_rows(self._placed), held=held)

    def _kinds(self) -> list[Row]:
        groups = {kind: [one for one in self._placed if one.kind == kind] for kind in KINDS}
        rows = [
            (ReportCell(say(f"quality_kind_{kind}", self._lang), "label"), *_counts(group), self._means(kind))
            for kind, group in groups.items()
            if group
        ]
        return self._table("quality_kinds", _KIND_HEADS, rows)

    def _means(self, kind: str) -> ReportCell:
        return ReportCell(say(f"quality_means_{kind}", self._lang), "muted")

    def _reps(self) -> list[Row]:
        groups: dict[str | None, list[PlacedProblem]] = {}
        for one in self._placed:
            groups.setdefault(one.rep, []).append(one)
        order = sorted(groups, key=lambda rep: (rep is None, -len(groups[rep]), rep or ""))
        rows = [(self._rep(rep), *_counts(groups[rep])) for rep in order]
        return self._table("quality_reps", _REP_HEADS, rows)

    def _table(self, code: str, heads: Iterable[str], rows: Sequence[Row]) -> list[Row]:
        """Give a small table with its total; nothing at all when it has no line."""
        if not rows:
            return []
        total = (ReportCell(say("kpi_head_total", self._lang), "total_label"), *_counts(self._placed, total=True))
        head = head_row("quality_head", heads, self._lang, left=_TEXTS)
        return [section(code, self._lang), head, *rows, total, ()]

    def _blanks(self) -> list[Row]:
        """Count the blanks of the columns that the template names, and lead to the first one of each."""
        rows: list[Row] = []
        for name in self._report.columns:
            table, key = name.split(".", 1)
            blank, count = self._places.blanks(table, key)
            if blank:
                first = self._places.cell(table, key, blank[0])
                label = f"{self._places.wording.table(table)} · {self._places.wording.column(table, key)}"
                filled = number_cell((count - len(blank)) * 100 // count, "percent")
                counts = (ReportCell(len(blank), "count"), ReportCell(count, "count"), filled)
                rows.append((ReportCell(label, "label"), *counts, *self._link(first)))
        if not rows:
            return []
        head = head_row("quality_head", _BLANK_HEADS, self._lang, left=_TEXTS)
        return [section("quality_blanks", self._lang), head, *rows, ()]

    def _link(self, cell: tuple[str, str] | None) -> Row:
        return () if cell is None else (ReportCell(cell[1], "link", link_to(*cell)),)

    def _list(self) -> list[Row]:
        """List places, the held ones first when there are too many; by whose they are and where they stand."""
        limit = self._report.lines
        chosen = sorted(self._placed, key=lambda one: one.problem.severity is not Severity.ERROR)[:limit]
        chosen.sort(key=lambda one: (one.rep is None, one.rep or "", one.order))
        head = head_row("quality_head", _LIST_HEADS, self._lang, left=_TEXTS)
        rows = [self._line(one) for one in chosen]
        return [
            section("quality_list", self._lang),
            *list_rows(head, rows, len(self._placed), self._lang, more="quality_more"),
        ]

    def _line(self, one: PlacedProblem) -> Row:
        held, told = one.problem.severity is Severity.ERROR, self._places.tell(one.problem)
        cell = ReportCell(told.cell, "link", link_to(told.sheet, told.cell)) if told.cell else ReportCell(None, "text")
        return (
            self._rep(one.rep),
            cell,
            ReportCell(told.sheet, "label"),
            ReportCell(told.header, "label"),
            ReportCell(told.name, "label"),
            ReportCell(told.value, "label"),
            ReportCell(say(f"quality_kind_{one.kind}", self._lang), "bad" if held else "warn"),
            ReportCell(told.sentence, "wrapped"),
        )

    def _rep(self, rep: str | None) -> ReportCell:
        return ReportCell(rep or say("kpi_unassigned", self._lang), "label" if rep else "muted")


def quality_blocks(reading: Reading, problems: Sequence[Problem], computed_at: datetime) -> list[ReplaceBlock]:
    """Give the tabs of data quality that the template has."""
    reports = [report for report in reading.template.reports if report.layout == "quality"]
    return [QualityTab(report, reading, problems).block(computed_at) for report in reports]


def _rows(placed: Iterable[PlacedProblem]) -> int:
    """Count the rows that problems stand in."""
    return len({(one.problem.table, one.problem.row) for one in placed if one.problem.row is not None})


def _counts(placed: Sequence[PlacedProblem], *, total: bool = False) -> Row:
    style = "total_count" if total else "count"
    return ReportCell(len(placed), style), ReportCell(_rows(placed), style)
