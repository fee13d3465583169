"""What a few rows that somebody has just edited say: allowed or held, what is missing, and what is not understood.

The same judgement as `check` and `recompute` make of the whole workbook, of these rows only.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from pathlib import Path

from sheetcrm.app.judging import blank_cells
from sheetcrm.app.judging import judge_stages
from sheetcrm.app.neighbourhood import Neighbourhood
from sheetcrm.app.neighbourhood import Place
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import read_settings
from sheetcrm.app.reading import understand_tables
from sheetcrm.app.wording import Finding
from sheetcrm.app.wording import Wording
from sheetcrm.app.wording import find
from sheetcrm.domain.qualification import Score
from sheetcrm.domain.qualification import explain_score
from sheetcrm.domain.stages import Verdict
from sheetcrm.problems import Problem
from sheetcrm.sync.identity import new_id
from sheetcrm.templates.load import load_template
from sheetcrm.values import Raw
from sheetcrm.values import is_blank
from sheetcrm.workbooks.base import TableData


@dataclass(frozen=True, slots=True)
class EditedRow:
    """A row as it stands now: where, and its cells by column key; columns that are not named stay as they were read."""

    table: str
    row: int
    """The sheet's row number, from 1."""
    cells: Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What is to be said of one edited row, in the workbook's language."""

    table: str
    row: int
    findings: tuple[Finding, ...]
    held: bool = False
    """An opportunity whose typed stage or status is not accepted."""
    accepted_stage: str | None = None
    """The label of the stage it stands in."""
    score: int | None = None
    band: str | None = None
    why: str | None = None


class EditChecker:
    """Judges edited rows against one reading of the workbook they belong to; made once a reading."""

    def __init__(self, tables: Mapping[str, TableData], name: str, templates: Path | None) -> None:
        """Keep what was read. `name` is what errors call the workbook. Raises: LayoutBroken, TemplateError."""
        self._tables, self._name, self._templates = tables, name, templates
        self._template = load_template(templates)
        self.lang = read_settings(tables, name).lang
        self._neighbourhood = Neighbourhood(self._template, tables)

    def check(self, edited: Sequence[EditedRow], today: date, lang: str | None = None) -> list[RowVerdict]:
        """Judge rows as of a day, in the order given; rows without a word in them have nothing to be said of.

        Raises: what `understand_tables` raises.
        """
        known = [one for one in edited if one.table in self._tables]
        changed = {key: _overlaid(self._tables[key], _of(key, known)) for key in {one.table for one in known}}
        cut = self._neighbourhood.edited(changed).around(_places(changed, known))
        reading = understand_tables(cut, self._name, self._templates, new_id)
        judged = _Judged(reading, Wording(reading.template, reading.process, lang or reading.settings.lang), today)
        return [judged.verdict(one) for one in edited]


class _Judged:
    """The judgement of a neighbourhood, looked up by row."""

    def __init__(self, reading: Reading, wording: Wording, today: date) -> None:
        self._reading, self._wording = reading, wording
        scores, verdicts = judge_stages(reading, today)
        company = reading.company
        self._scores: Mapping[int, Score] = {lead.row: one for lead, one in zip(company.leads, scores, strict=True)}
        self._verdicts: Mapping[int, Verdict] = {
            one.row: verdict for one, verdict in zip(company.opportunities, verdicts, strict=True)
        }
        self._problems = [*reading.problems, *blank_cells(reading), *_all(verdicts)]

    def verdict(self, edited: EditedRow) -> RowVerdict:
        """Say what there is to say of one row."""
        told = RowVerdict(edited.table, edited.row, ())
        data = self._reading.tables.get(edited.table)
        if data is None or edited.row not in data.rows:
            return told
        position = data.rows.index(edited.row)
        of_row = [one for one in self._problems if one.table == edited.table and one.row == position]
        told = replace(told, findings=tuple(find(one, self._wording, self._reading.tables) for one in of_row))
        if edited.table == "opportunities":
            verdict = self._verdicts[position]
            stage = self._wording.stage(verdict.accepted_stage)
            return replace(told, held=verdict.stage_requested is not None, accepted_stage=stage)
        if edited.table == "leads":
            score = self._scores[position]
            why = explain_score(score, self._wording.lang)
            return replace(told, score=score.points, band=score.band, why=why)
        return told


def _of(table: str, edited: Iterable[EditedRow]) -> list[EditedRow]:
    return [one for one in edited if one.table == table]


def _places(tables: Mapping[str, TableData], edited: Iterable[EditedRow]) -> list[Place]:
    at = {key: {row: position for position, row in enumerate(data.rows)} for key, data in tables.items()}
    return [(one.table, at[one.table][one.row]) for one in edited]


def _all(verdicts: Iterable[Verdict]) -> Iterator[Problem]:
    for verdict in verdicts:
        yield from verdict.problems


def _overlaid(data: TableData, edited: Sequence[EditedRow]) -> TableData:
    """Give a table as it stands with some rows edited; a row below the last one read is new."""
    at = {row: position for position, row in enumerate(data.rows)}
    rows = [*data.rows, *sorted({one.row for one in edited} - at.keys())]
    at |= {row: position for position, row in enumerate(rows)}
    columns: dict[str, Sequence[Raw]] = {}
    for key, cells in data.columns.items():
        new = [*cells, *[None] * (len(rows) - len(cells))]
        for one in edited:
            if key in one.cells:
                cell = one.cells[key]
                new[at[one.row]] = None if is_blank(cell) else cell
        columns[key] = new
    return replace(data, rows=rows, columns=columns)
