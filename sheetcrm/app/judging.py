"""Judges everything a workbook holds: lead scores, stages, debts, customers, and what is due today.

Pure: a `Reading` and a day go in, a `Judgement` comes out. `check` shows its problems, `recompute` writes its results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import datetime
from typing import Protocol
from typing import TypeVar

from sheetcrm.app.asked_period import asked_period
from sheetcrm.app.closings import read_closings
from sheetcrm.app.kpi_tabs import company_facts
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import list_entries
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.locked_targets import LOCKED
from sheetcrm.domain.kpis.locked_targets import locked_targets
from sheetcrm.domain.kpis.locking import with_closings
from sheetcrm.domain.qualification import Score
from sheetcrm.domain.qualification import open_objections
from sheetcrm.domain.qualification import score_all
from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Cells
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import StageMove
from sheetcrm.domain.review import Review
from sheetcrm.domain.review import review_company
from sheetcrm.domain.stages import Context
from sheetcrm.domain.stages import Verdict
from sheetcrm.domain.stages import approvers_among
from sheetcrm.domain.stages import judge_opportunity
from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.sync.identity import derive_id
from sheetcrm.templates.models import RowCells
from sheetcrm.values import Value


class _OfOpportunity(Protocol):
    @property
    def opportunity_id(self) -> str | None: ...


_Row = TypeVar("_Row", bound=_OfOpportunity)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was decided; `company` holds the records with their newly accepted stages and the new moves."""

    scores: Sequence[Score]
    """One a lead, in the order of the leads."""
    verdicts: Sequence[Verdict]
    """One an opportunity, in the order of the opportunities."""
    company: Company
    new_moves: tuple[StageMove, ...]
    review: Review
    facts: Facts
    problems: tuple[Problem, ...]


def judge_workbook(reading: Reading, today: date, now: datetime, new_id: Callable[[], str]) -> Judgement:
    """Decide on everything; `now` is when new moves are recorded, `new_id` makes their ids."""
    company = reading.company
    scores, verdicts = judge_stages(reading, today)
    new_moves = tuple(_new_moves(company, verdicts, now, new_id))
    judged = company._replace(
        opportunities=tuple(
            _accept(one, verdict) for one, verdict in zip(company.opportunities, verdicts, strict=True)
        ),
        stage_moves=company.stage_moves + new_moves,
    )
    digits = reading.settings.digits
    points = {lead.id: one.points for lead, one in zip(company.leads, scores, strict=True)}
    review = review_company(judged, reading.process, reading.template.limits, digits, today, points)
    lists = list_entries(reading.tables["lists"])
    closings, touched = read_closings(reading)
    facts = company_facts(judged, reading.template, reading.process, review.probabilities, today, lists)
    facts = with_closings(facts, closings) if closings else facts
    problems = [*reading.problems, *blank_cells(reading), *touched]
    for verdict in verdicts:
        problems += verdict.problems
    told = {(problem.table, problem.row, problem.column) for problem in problems}
    problems += [one for one in facts.problems if (one.table, one.row, one.column) not in told]
    unread = asked_period(reading.tables, today).problem
    problems += [unread] if unread else []
    return with_facts(Judgement(scores, verdicts, judged, new_moves, review, facts, tuple(problems)), facts)


def with_facts(judgement: Judgement, facts: Facts) -> Judgement:
    """Give a judgement with other closed months: what is told of their targets is told anew."""
    others = (problem for problem in judgement.problems if not problem.code.startswith(LOCKED))
    return replace(judgement, facts=facts, problems=(*others, *locked_targets(facts)))


def judge_stages(reading: Reading, today: date) -> tuple[Sequence[Score], Sequence[Verdict]]:
    """Score the leads and judge what is typed in the opportunities, in the order of their rows."""
    scores, contexts = gather_contexts(reading, today)
    opportunities = reading.company.opportunities
    return scores, [judge_opportunity(reading.process, one, contexts(one)) for one in opportunities]


def gather_contexts(reading: Reading, today: date) -> tuple[Sequence[Score], Callable[[Opportunity], Context]]:
    """Score the leads, and give what surrounds each opportunity when its moves are judged."""
    company = reading.company
    objections = open_objections(company)
    questions = [(lead.cells, objections.get(lead.id, frozenset())) for lead in company.leads]
    scores = score_all(reading.scheme, questions, today)
    return scores, _contexts(company, _fresh_leads(reading, scores), today)


def _fresh_leads(reading: Reading, scores: Sequence[Score]) -> Mapping[str, Cells]:
    """Give the cells of each lead, by id, with the scores they have just got."""
    columns: dict[str, Sequence[Value]] = dict(reading.parsed["leads"].values)
    columns |= {"score": [one.points for one in scores], "completeness": [one.completeness for one in scores]}
    return {lead.id: RowCells(columns, lead.row) for lead in reading.company.leads}


def _contexts(company: Company, leads: Mapping[str, Cells], today: date) -> Callable[[Opportunity], Context]:
    activities = _by_opportunity(company.activities)
    of_leads = _by_lead(company.activities)
    objections = _by_opportunity(company.objections)
    orders = _by_opportunity(company.orders)
    moves = _by_opportunity(company.stage_moves)
    approvers = approvers_among(company.reps, today)

    def context(one: Opportunity) -> Context:
        lead_id = one.lead_id or ""
        return Context(
            today,
            leads.get(lead_id),
            activities.get(one.id, []) + of_leads.get(lead_id, []),
            objections.get(one.id, ()),
            orders.get(one.id, ()),
            moves.get(one.id, ()),
            approvers,
        )

    return context


def _by_opportunity(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    grouped: dict[str, list[_Row]] = {}
    for row in rows:
        if row.opportunity_id:
            grouped.setdefault(row.opportunity_id, []).append(row)
    return grouped


def _by_lead(activities: Iterable[Activity]) -> dict[str, list[Activity]]:
    """Group the activities that name a lead and no opportunity."""
    grouped: dict[str, list[Activity]] = {}
    for activity in activities:
        if activity.lead_id and not activity.opportunity_id:
            grouped.setdefault(activity.lead_id, []).append(activity)
    return grouped


def _accept(one: Opportunity, verdict: Verdict) -> Opportunity:
    return one._replace(
        accepted_stage=verdict.accepted_stage,
        accepted_status=verdict.accepted_status,
        accepted_on=verdict.accepted_on,
        stage_requested=verdict.stage_requested,
    )


def _new_moves(
    company: Company, verdicts: Sequence[Verdict], now: datetime, new_id: Callable[[], str]
) -> Iterator[StageMove]:
    """Give the moves to record.

    A move's id is made of what it says, so that hub and workbook, which accept the same change each for itself, record
    one move and not two.
    """
    made = Counter(move.opportunity_id for move in company.stage_moves)
    taken = {move.id for move in company.stage_moves}
    for one, verdict in zip(company.opportunities, verdicts, strict=True):
        for move in verdict.moves:
            said = (move.from_stage, move.from_status, move.to_stage, move.to_status)
            made[one.id] += 1
            row_id = derive_id("stage_move", one.id, *said, str(made[one.id]))
            yield StageMove(
                id=new_id() if row_id in taken else row_id,
                row=-1,
                opportunity_id=one.id,
                from_stage=move.from_stage,
                to_stage=move.to_stage,
                from_status=move.from_status,
                to_status=move.to_status,
                at=move.at,
                recorded_at=now,
                by=one.owner,
                reason=move.reason,
                approved_by=move.approved_by,
            )


def blank_cells(reading: Reading) -> Iterator[Problem]:
    """Find required cells that nobody filled in."""
    for table in reading.template.tables:
        parsed = reading.parsed[table.key]
        unreadable = {(problem.row, problem.column) for problem in parsed.problems}
        ids = parsed.values.get("id", [None] * parsed.count)
        for column in table.columns:
            if not column.required or column.engine:
                continue
            for position, value in enumerate(parsed.values[column.key]):
                if value is None and (position, column.key) not in unreadable:
                    yield _blank(table.key, column.key, ids[position], position)


def _blank(table: str, column: str, row_id: Value, position: int) -> Problem:
    return Problem("required_blank", table, str(row_id or ""), column, {}, Severity.ERROR, position)
