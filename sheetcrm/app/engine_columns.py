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
from sheetcrm.values import same
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow

Row = Mapping[str, Value]


def engine_edits(reading: Reading, judgement: Judgement) -> list[InsertRow | UpdateRow]:
    """Give the edits that bring every engine column up to date; a cell that already says it is left alone."""
    wording = reading.wording()
    issues = _issues(judgement.problems, wording)
    rows: dict[str, Sequence[Row]] = {
        "leads": list(_leads(reading, judgement, issues.get("leads", {}))),
        "opportunities": list(_opportunities(reading, judgement, issues.get("opportunities", {}))),
        "orders": list(_orders(judgement)),
        "accounts": list(_accounts(judgement)),
    }
    edits: list[InsertRow | UpdateRow] = []
    for table, wanted in rows.items():
        edits += _changes(reading, table, wanted)
    history = reading.template.table("stage_moves")
    for move in judgement.new_moves:
        cells = {name: value for name, value in move._asdict().items() if name != "row"}
        edits.append(InsertRow("stage_moves", render_row(history, cells, reading.conventions["stage_moves"])))
    return edits


def _leads(reading: Reading, judgement: Judgement, issues: Mapping[int, str]) -> Iterator[Row]:
    lang = reading.settings.lang
    newest = {one.lead_id: one.id for one in judgement.company.opportunities if one.lead_id}
    for lead, result in zip(judgement.company.leads, judgement.scores, strict=True):
        yield {
            "score": result.points,
            "completeness": result.completeness,
            "band": result.band,
            "grade": result.grade,
            "why": explain_score(result, lang),
            "opportunity_id": newest.get(lead.id),
            "issues": issues.get(lead.row),
        }


def _opportunities(reading: Reading, judgement: Judgement, issues: Mapping[int, str]) -> Iterator[Row]:
    scores = {lead.id: one.points for lead, one in zip(judgement.company.leads, judgement.scores, strict=True)}
    review, nowhere = judgement.review, Condition(0, None)
    for one in judgement.company.opportunities:
        condition = review.conditions.get(one.id, nowhere)
        chance = chance_of(one, review.probabilities)
        yield {
            "accepted_stage": one.accepted_stage,
            "accepted_status": one.accepted_status,
            "accepted_on": one.accepted_on,
            "stage_requested": one.stage_requested,
            "probability": chance,
            "weighted_amount": weighted_amount(one.amount, chance, reading.settings.digits),
            "days_in_stage": condition.days_in_stage,
            "score": scores.get(one.lead_id or ""),
            "health": condition.health,
            "issues": issues.get(one.row),
        }


def _orders(judgement: Judgement) -> Iterator[Row]:
    for order in judgement.company.orders:
        debt = judgement.review.debts[order.id]
        yield {"receivable": debt.receivable, "overdue_days": debt.overdue_days}


def _accounts(judgement: Judgement) -> Iterator[Row]:
    for account in judgement.company.accounts:
        facts = judgement.review.customers.get(account_key(account.name) or "")
        yield {
            "first_order_on": facts.first_order_on if facts else None,
            "last_order_on": facts.last_order_on if facts else None,
            "last_contact_on": facts.last_contact_on if facts else None,
            "lifetime_revenue": facts.lifetime_revenue if facts else None,
            "open_opportunities": facts.open_opportunities if facts else None,
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


def _changes(reading: Reading, table: str, wanted: Sequence[Row]) -> Iterator[UpdateRow]:
    """Compare, column by column, what should stand with what stands, and give only the difference."""
    data = reading.tables[table]
    changes: dict[int, dict[str, Value]] = {}
    for key in wanted[0] if wanted else ():
        encode = KINDS[reading.template.table(table).column(key).kind].encode
        conventions, cells = reading.conventions[table][key], data.columns[key]
        for position, row in enumerate(wanted):
            value = encode(row[key], conventions)
            if not same(value, cells[position]):
                changes.setdefault(position, {})[key] = value
    stamped = {stamp.row for stamp in reading.stamps if stamp.table == table}
    for position, cells_of_row in sorted(changes.items()):
        expected: dict[str, Raw] = {key: data.columns[key][position] for key in cells_of_row}
        row_id = None if data.rows[position] in stamped else _row_id(data, position)
        yield UpdateRow(table, row_id, cells_of_row, expected, data.rows[position])


def _row_id(data: TableData, position: int) -> str:
    return str(data.columns["id"][position])
