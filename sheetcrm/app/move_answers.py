"""What has been answered of a form that moves an opportunity on, and the opportunity as it would then stand; pure."""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import date
from typing import Any
from typing import NamedTuple
from typing import TypeVar

from sheetcrm.app.judging import gather_contexts
from sheetcrm.app.reading import Reading
from sheetcrm.domain.qualification import open_objections
from sheetcrm.domain.qualification import score_all
from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Objection
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import Order
from sheetcrm.domain.stages import Context
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.values import Value

LATER = -1
"""Chosen instead of a way: nothing is done about the need now."""
Record = TypeVar("Record", Activity, Objection, Order)


class Spot(NamedTuple):
    """One cell: its table, the id of its row (`draft_row` of one that is being added), its column."""

    table: str
    row: str
    column: str


class Draft(NamedTuple):
    """A row that is being added: what it is for, what is known without asking, what is asked."""

    table: str
    need: Hashable
    known: Mapping[str, Value]
    asked: tuple[str, ...]


def draft_row(number: int) -> str:
    """Give what stands for the id of a row that is being added; no id is like it."""
    return f"+{number}"


@dataclass(frozen=True)
class Answers:
    """Everything that was answered so far."""

    cells: Mapping[Spot, Value] = field(default_factory=dict)
    """None: it may stay blank, and was left so."""
    former: Mapping[Spot, Value] = field(default_factory=dict)
    """What was answered before and would not do."""
    drafts: tuple[Draft, ...] = ()
    choices: Mapping[Hashable, int] = field(default_factory=dict)
    """Need → which of its ways, or `LATER`."""

    def of(self, table: str, row: str) -> Mapping[str, Value]:
        """Give what was answered of one row."""
        return {spot.column: value for spot, value in self.cells.items() if (spot.table, spot.row) == (table, row)}

    def rows(self, table: str) -> Iterator[tuple[Draft, Mapping[str, Value]]]:
        """Give the rows to be added to a table of which everything was answered."""
        for number, draft in enumerate(self.drafts):
            answered = self.of(table, draft_row(number))
            if draft.table == table and answered.keys() >= set(draft.asked):
                yield draft, {**draft.known, **answered}

    def with_cell(self, spot: Spot, value: Value) -> Answers:
        """Take an answer."""
        return replace(self, cells={**self.cells, spot: value})

    def without(self, spots: Iterable[Spot]) -> Answers:
        """Forget answers that would not do; they are offered once more."""
        gone = set(spots)
        kept = {spot: value for spot, value in self.cells.items() if spot not in gone}
        return replace(self, cells=kept, former={**self.former, **{spot: self.cells[spot] for spot in gone}})

    def with_choice(self, need: Hashable, choice: int, draft: Draft | None) -> Answers:
        """Take the way that was chosen, with the row that is to be added for it."""
        drafts = self.drafts if draft is None else (*self.drafts, draft)
        return replace(self, choices={**self.choices, need: choice}, drafts=drafts)


class Surroundings:
    """One reading of a workbook, in which an opportunity is looked at as if the answers stood there."""

    def __init__(self, reading: Reading, today: date) -> None:
        """Keep the reading."""
        self.reading, self.today = reading, today
        self._contexts = gather_contexts(reading, today)[1]
        self._objections = open_objections(reading.company)

    def opportunity(self, one: Opportunity, answers: Answers) -> Opportunity:
        """Give the opportunity as it would stand."""
        answered = answers.of(PROCESS_TABLE, one.id)
        facts: dict[str, Any] = {key: value for key, value in answered.items() if key in Opportunity._fields}
        return one._replace(**facts)._replace(cells={**one.cells, **answered})

    def context(self, one: Opportunity, answers: Answers) -> Context:
        """Give what surrounds the opportunity as it would stand."""
        context = self._contexts(one)
        lead = context.lead
        corrected = answers.of("leads", one.lead_id or "")
        if lead is not None and corrected:
            cells = {**lead, **corrected}
            (score,) = score_all(
                self.reading.scheme, [(cells, self._objections.get(one.lead_id or "", frozenset()))], self.today
            )
            lead = {**cells, "score": score.points, "completeness": score.completeness}
        return context._replace(
            lead=lead,
            activities=_as_answered("activities", context.activities, Activity, answers),
            objections=_as_answered("objections", context.objections, Objection, answers),
            orders=_as_answered("orders", context.orders, Order, answers),
        )


def _as_answered(table: str, rows: Sequence[Record], record: type[Record], answers: Answers) -> list[Record]:
    """Give the rows that belong to the opportunity as they would stand, with those that are to be added."""
    told: list[Record] = [row._replace(**_facts(record, answers.of(table, row.id))) for row in rows]
    for _, cells in answers.rows(table):
        told.append(record(id="", row=-1, **_facts(record, cells)))
    return told


def _facts(record: type[Record], cells: Mapping[str, Value]) -> dict[str, Any]:
    return {key: value for key, value in cells.items() if key in record._fields and key not in ("id", "row")}
