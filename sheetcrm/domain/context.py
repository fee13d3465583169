"""What surrounds one opportunity when its moves are judged. The caller gathers it; rules only read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sheetcrm.domain.approvals import Approvers
from sheetcrm.domain.placeholders import is_filled
from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Cells
from sheetcrm.domain.records import Objection
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import Order
from sheetcrm.domain.records import StageMove
from sheetcrm.values import Value

LEADS = "leads."


class Context(NamedTuple):
    """Everything about one opportunity that stands in other rows.

    `lead` holds the lead's cells with fresh score and completeness. The sequences hold only rows that belong to this
    opportunity (activities: of its lead as well).
    """

    today: date
    lead: Cells | None = None
    activities: Sequence[Activity] = ()
    objections: Sequence[Objection] = ()
    orders: Sequence[Order] = ()
    stage_moves: Sequence[StageMove] = ()
    approvers: Approvers = Approvers()


class Facts(NamedTuple):
    """An opportunity in its context, as needs look at it.

    A *place* names where a value may stand: a column of the opportunity (`pains`), of its lead (`leads.phone`), or
    several with `|` between (`account|leads.company`), the first filled one counting.
    """

    opportunity: Opportunity
    context: Context
    placeholders: frozenset[str]

    def value(self, place: str) -> Value:
        """Give the first filled value of a place; None when nothing there says anything."""
        for column in place.split("|"):
            value = self._cell(column)
            if is_filled(value, self.placeholders):
                return value
        return None

    def _cell(self, column: str) -> Value:
        if column.startswith(LEADS):
            lead = self.context.lead
            return lead.get(column.removeprefix(LEADS)) if lead is not None else None
        return self.opportunity.cells.get(column)


def first_column(place: str) -> str:
    """Give the column by which a place is named to people."""
    return place.split("|")[0]
