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
from threading import Lock

from sheetcrm.app.edited_rows import EditedRow
from sheetcrm.app.edited_rows import EditedRows
from sheetcrm.app.judging import blank_cells
from sheetcrm.app.judging import judge_stages
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
from sheetcrm.workbooks.base import TableData


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


@dataclass(frozen=True, slots=True)
class Laid:
    """Edited rows with what they rest on, as all that is known now says; nothing changes it any more."""

    edited: tuple[EditedRow, ...]
    tables: Mapping[str, TableData]
    moved: bool
    """One of them was not where it had been read."""


class EditChecker:
    """Judges edited rows against one reading of their workbook and all that was edited since.

    Several threads may use it at once.
    """

    def __init__(self, tables: Mapping[str, TableData], name: str, templates: Path | None) -> None:
        """Keep what was read. `name` is what errors call the workbook. Raises: LayoutBroken, TemplateError."""
        self._name, self._templates = name, templates
        self.lang = read_settings(tables, name).lang
        self._rows, self._lock = EditedRows(load_template(templates), tables), Lock()

    def lay(self, edited: Sequence[EditedRow]) -> Laid:
        """Take in edited rows for all who ask from now on, and give what they are to be judged by."""
        with self._lock:
            self._rows.moved = False
            tables = self._rows.around(self._rows.lay(edited))
            return Laid(tuple(edited), tables, self._rows.moved)

    def judge(self, laid: Laid, today: date, lang: str | None = None) -> list[RowVerdict]:
        """Judge rows as of a day, in the order given; rows without a word in them have nothing to be said of.

        Raises: what `understand_tables` raises.
        """
        reading = understand_tables(laid.tables, self._name, self._templates, new_id)
        judged = _Judged(reading, Wording(reading.template, reading.process, lang or reading.settings.lang), today)
        return [judged.verdict(one) for one in laid.edited]

    def check(self, edited: Sequence[EditedRow], today: date, lang: str | None = None) -> list[RowVerdict]:
        """Take in edited rows and judge them. Raises: what `judge` raises."""
        return self.judge(self.lay(edited), today, lang)


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


def _all(verdicts: Iterable[Verdict]) -> Iterator[Problem]:
    for verdict in verdicts:
        yield from verdict.problems
