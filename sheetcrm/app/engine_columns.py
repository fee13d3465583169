"""What sheetcrm writes into the rows people keep: scores, accepted stages, health, debts, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.app.judging import Judgement
from sheetcrm.app.reading import Reading
from sheetcrm.app.wording import Wording
from sheetcrm.domain.customers import account_key
from sheetcrm.domain.health import Condition
from sheetcrm.domain.pipeline import chance_of
from sheetcrm.domain.pipeline import weighted_amount
from sheetcrm.domain.qualification import explain_score
from sheetcrm.problems import Problem
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.rows import render_row
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import differing
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow

Columns = Mapping[str, Sequence[Value]]


def engine_edits(reading: Reading, judgement: Judgement) -> list[InsertRow | UpdateRow]:
    """Give the edits that bring every engine column up to date; a cell that already says it is left alone."""
    wording = reading.wording()
    issues = _issues(judgement.problems, wording)
    columns: dict[str, Columns] = {
        "leads": _leads(reading, judgement, issues.get("leads", {})),
        "opportunities": _opportunities(reading, judgement, issues.get("opportunities", {})),
        "orders": _orders(judgement),
        "accounts": _accounts(judgement),
    }
    edits: list[InsertRow | UpdateRow] = []
    for table, wanted in columns.items():
        edits += _changes(reading, table, wanted)
    history = reading.template.table("stage_moves")
    for move in judgement.new_moves:
        cells = {name: value for name, value in move._asdict().items() if name != "row"}
        edits.append(InsertRow("stage_moves", render_row(history, cells, reading.conventions["stage_moves"])))
    return edits


def _leads(reading: Reading, judgement: Judgement, issues: Mapping[int, str]) -> Columns:
    leads, scores = judgement.company.leads, judgement.scores
    newest = {one.lead_id: one.id for one in judgement.company.opportunities if one.lead_id}
    why = {id(one): explain_score(one, reading.settings.lang) for one in {id(one): one for one in scores}.values()}
    return {
        "score": [one.points for one in scores],
        "completeness": [one.completeness for one in scores],
        "band": [one.band for one in scores],
        "grade": [one.grade for one in scores],
        "why": [why[id(one)] for one in scores],
        "opportunity_id": [newest.get(lead.id) for lead in leads],
        "issues": [issues.get(lead.row) for lead in leads],
    }


def _opportunities(reading: Reading, judgement: Judgement, issues: Mapping[int, str]) -> Columns:
    opportunities, review, nowhere = judgement.company.opportunities, judgement.review, Condition(0, None)
    scores = {lead.id: one.points for lead, one in zip(judgement.company.leads, judgement.scores, strict=True)}
    conditions = [review.conditions.get(one.id, nowhere) for one in opportunities]
    chances = [chance_of(one, review.probabilities) for one in opportunities]
    digits = reading.settings.digits
    return {
        "accepted_stage": [one.accepted_stage for one in opportunities],
        "accepted_status": [one.accepted_status for one in opportunities],
        "accepted_on": [one.accepted_on for one in opportunities],
        "stage_requested": [one.stage_requested for one in opportunities],
        "probability": chances,
        "weighted_amount": [
            weighted_amount(one.amount, chance, digits) for one, chance in zip(opportunities, chances, strict=True)
        ],
        "days_in_stage": [condition.days_in_stage for condition in conditions],
        "score": [scores.get(one.lead_id or "") for one in opportunities],
        "health": [condition.health for condition in conditions],
        "issues": [issues.get(one.row) for one in opportunities],
    }


def _orders(judgement: Judgement) -> Columns:
    debts = [judgement.review.debts[order.id] for order in judgement.company.orders]
    return {
        "receivable": [debt.receivable for debt in debts],
        "overdue_days": [debt.overdue_days for debt in debts],
    }


def _accounts(judgement: Judgement) -> Columns:
    customers = judgement.review.customers
    known = [customers.get(account_key(account.name) or "") for account in judgement.company.accounts]
    return {
        "first_order_on": [one.first_order_on if one else None for one in known],
        "last_order_on": [one.last_order_on if one else None for one in known],
        "last_contact_on": [one.last_contact_on if one else None for one in known],
        "lifetime_revenue": [one.lifetime_revenue if one else None for one in known],
        "open_opportunities": [one.open_opportunities if one else None for one in known],
    }


def _issues(problems: Sequence[Problem], wording: Wording) -> Mapping[str, Mapping[int, str]]:
    """Collect, a table and a row, the sentences of everything wrong there."""
    sentences: dict[str, dict[int, list[str]]] = {}
    for problem in problems:
        if problem.row is not None and problem.table in ("leads", "opportunities"):
            said = sentences.setdefault(problem.table, {}).setdefault(problem.row, [])
            sentence = wording.sentence(problem)
            if sentence not in said:
                said.append(sentence)
    return {
        table: {row: "\n".join(f"• {one}" for one in said) if len(said) > 1 else said[0] for row, said in rows.items()}
        for table, rows in sentences.items()
    }


def _changes(reading: Reading, table: str, wanted: Columns) -> Iterator[UpdateRow]:
    """Compare, column by column, what should stand with what stands, and give only the difference."""
    data = reading.tables[table]
    changes: dict[int, dict[str, Value]] = {}
    for key, meant in wanted.items():
        encode = KINDS[reading.template.table(table).column(key).kind].encode
        conventions = reading.conventions[table][key]
        values = [encode(value, conventions) for value in meant]
        for position in differing(values, data.columns[key]):
            changes.setdefault(position, {})[key] = values[position]
    stamped = {stamp.row for stamp in reading.stamps if stamp.table == table}
    for position, cells_of_row in sorted(changes.items()):
        expected: dict[str, Raw] = {key: data.columns[key][position] for key in cells_of_row}
        row_id = None if data.rows[position] in stamped else _row_id(data, position)
        yield UpdateRow(table, row_id, cells_of_row, expected, data.rows[position])


def _row_id(data: TableData, position: int) -> str:
    return str(data.columns["id"][position])
