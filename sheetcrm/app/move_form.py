"""A small form for moving one opportunity on: built from the template, asked a question at a time, pure.

It asks for what the gate of the wanted stage still lacks in the opportunity's own row; what lacks elsewhere it tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import list_entries
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.stages import Context
from sheetcrm.domain.stages import judge_move
from sheetcrm.domain.stages import next_stages
from sheetcrm.messages import say
from sheetcrm.problems import Problem
from sheetcrm.templates.columns import as_problem
from sheetcrm.templates.columns import parse_column
from sheetcrm.templates.drawing_rules import anchors_note
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.spec import Column
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import normalise_text
from sheetcrm.workbooks.base import UpdateRow

_WANTED = frozenset(("stage", "status"))
_NEVER_ASKED = frozenset(("id", "reference"))
"""Kinds whose cells hold what only the sheet can offer well."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where an opportunity may be moved to."""

    stage: str
    status: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One cell to fill."""

    column: str
    label: str
    help: str | None
    options: tuple[str, ...]
    """What may be chosen; a number stands for its place."""
    complaint: str | None = None
    """Why the answer before was not taken."""


@dataclass(frozen=True)
class MoveForm:
    """The form for one opportunity, with what has been answered so far."""

    reading: Reading
    opportunity: Opportunity
    context: Context
    target: Target | None = None
    answers: Mapping[str, Value] = field(default_factory=dict)
    complaint: tuple[str, str] | None = None
    """Column, and why its answer was not taken."""

    def targets(self) -> tuple[Target, ...]:
        """Give where it may go without anybody's approval; a paused or lost one may be opened again."""
        one, process, lang = self.opportunity, self.reading.process, self.reading.settings.lang
        stage, status = one.accepted_stage or process.start, one.accepted_status or "open"
        if status in ("paused", "lost"):
            label = process.stage(stage).in_language(lang) if stage in process.positions else stage
            return (Target(stage, "open", say("move_reopen", lang, stage=label)),)
        ahead = [
            Target(next_one.key, status, next_one.in_language(lang))
            for next_one in next_stages(process, one, self.context)
        ]
        if status == "open" and stage in process.positions and process.stage(stage).outcome == "won":
            ahead.append(Target(stage, "won", say("move_won", lang)))
        return tuple(ahead)

    def towards(self, target: Target) -> MoveForm:
        """Give the form for a target."""
        return replace(self, target=target, answers={}, complaint=None)

    def missing(self) -> Sequence[Problem]:
        """Tell what stands in the way, with the answers given so far."""
        if self.target is None:
            return ()
        one = self.opportunity
        facts = (self.answers.get(name, value) for name, value in zip(Opportunity._fields, one, strict=True))
        answered = Opportunity._make(facts)._replace(cells={**one.cells, **self.answers})
        return judge_move(self.reading.process, answered, self.context, self.target.stage, self.target.status)

    def elsewhere(self) -> tuple[str, ...]:
        """Say what lacks that is no cell of this row: activities, orders, cells of the lead."""
        wording = self.reading.wording()
        return tuple(wording.sentence(problem) for problem in self.missing() if not self._cells(problem))

    def question(self) -> Question | None:
        """Give the next cell to ask for; None when nothing more can be asked."""
        for problem in self.missing():
            for column in self._cells(problem):
                return self._ask(column, problem)
        return None

    def answered(self, question: Question, typed: str) -> MoveForm:
        """Take an answer, or say why not."""
        column, text = self._column(question.column), normalise_text(typed)
        if text.isdigit() and question.options and 0 < int(text) <= len(question.options):
            text = question.options[int(text) - 1]
        raw: Raw = text or None
        (value,), found = parse_column(column, [raw], self.reading.conventions[PROCESS_TABLE][column.key])
        if value is None:
            problems = [as_problem(PROCESS_TABLE, column.key, 0, None, one) for _, one in found]
            wording = self.reading.wording()
            why = wording.sentence(problems[0]) if problems else say("move_blank", self.reading.settings.lang)
            return replace(self, complaint=(column.key, why))
        return replace(self, answers={**self.answers, column.key: value}, complaint=None)

    def edit(self) -> UpdateRow:
        """Give what to write: the answers, and the move when nothing stands in its way."""
        cells = dict(self.answers)
        if self.target is not None and not self.missing():
            cells |= {"stage": self.target.stage, "status": self.target.status}
        data, row = self.reading.tables[PROCESS_TABLE], self.opportunity.row
        conventions = self.reading.conventions[PROCESS_TABLE]
        shown = {key: KINDS[self._column(key).kind].encode(value, conventions[key]) for key, value in cells.items()}
        stamped = {stamp.row for stamp in self.reading.stamps if stamp.table == PROCESS_TABLE}
        row_id = None if data.rows[row] in stamped else self.opportunity.id
        return UpdateRow(PROCESS_TABLE, row_id, shown, {key: data.columns[key][row] for key in shown}, data.rows[row])

    def _cells(self, problem: Problem) -> tuple[str, ...]:
        """Name the cells of this row that would do, those that say nothing yet first."""
        named = problem.params.get("columns")
        columns = named if isinstance(named, tuple) else (problem.column,)
        own = dict.fromkeys(str(column) for column in columns if column is not None and self._can_be_asked(column))
        said = {**self.opportunity.cells, **self.answers}
        return tuple(sorted(own, key=lambda column: said.get(column) is not None))

    def _can_be_asked(self, key: str) -> bool:
        known = {column.key: column for column in self.reading.template.table(PROCESS_TABLE).columns}
        column = known.get(key)
        return column is not None and not (column.engine or key in _WANTED or column.kind in _NEVER_ASKED)

    def _ask(self, key: str, problem: Problem) -> Question:
        column, lang = self._column(key), self.reading.settings.lang
        note = anchors_note(column, self.reading.scheme, lang) or column.help(lang)
        why = self.complaint[1] if self.complaint and self.complaint[0] == key else None
        if why is None and key in self.answers:
            why = self.reading.wording().sentence(problem)
        return Question(key, column.in_language(lang), note, self._options(column), why)

    def _options(self, column: Column) -> tuple[str, ...]:
        if column.kind == "list":
            return list_entries(self.reading.tables["lists"]).get(column.list or "", ())
        if column.kind == "rep":
            return tuple(rep.name for rep in self.reading.company.reps if rep.name)
        if column.kind == "choice":
            return tuple(self.reading.conventions[PROCESS_TABLE][column.key].labels.values())
        return ()

    def _column(self, key: str) -> Column:
        return self.reading.template.table(PROCESS_TABLE).column(key)
