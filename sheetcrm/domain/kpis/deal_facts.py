"""Opportunities as facts: created, closed, open over time, and their way through the stages."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sheetcrm.domain.kpis.facts import FOREVER
from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.facts import TableBuilder
from sheetcrm.domain.kpis.forecast_facts import Hope
from sheetcrm.domain.kpis.history import OPEN
from sheetcrm.domain.kpis.history import Life
from sheetcrm.domain.kpis.history import life_of
from sheetcrm.domain.kpis.history import open_spans
from sheetcrm.domain.kpis.history import order_moves
from sheetcrm.domain.kpis.measures import WEIGHT_UNIT
from sheetcrm.domain.kpis.notebook import Notebook
from sheetcrm.domain.kpis.stage_facts import StageFacts
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import StageMove

_CREATED_BY = ("rep", "channel", "product_group", "customer_type", "source")
_CLOSED_BY = ("rep", "source", "product_group", "stage", "lost_reason")
_OPEN_VALUES = ("amount", "weighted", "no_rate", "no_amount")
_CLOSING_VALUES = ("won", "lost", "closed", "lost_amount", "no_rate", "no_amount")


class DealFacts:
    """Collects the rows of all tables about opportunities, one opportunity after the other."""

    def __init__(
        self, company: Company, stages: Sequence[str], probabilities: Mapping[str, Decimal], notebook: Notebook
    ) -> None:
        """Read every opportunity once."""
        self._notebook = notebook
        self._first_stage = stages[0]
        self._weights = {stage: int(percent * (WEIGHT_UNIT // 100)) for stage, percent in probabilities.items()}
        self._created = TableBuilder("opportunities", _CREATED_BY, ("self_sourced", "won", "closed"))
        self._closings = TableBuilder("closings", _CLOSED_BY, _CLOSING_VALUES, money=("lost_amount",))
        self._open_deals = TableBuilder(
            "open_deals", ("stage", "rep", "close_month"), _OPEN_VALUES, lasting=True, money=("amount", "weighted")
        )
        self.hopes: list[Hope] = []
        self._cycles = TableBuilder("cycles", ("rep", "product_group"), ("days",))
        self._way = StageFacts(stages, notebook.today)
        self._ranks = {stage: rank for rank, stage in enumerate(stages)}
        moves = self._moves(company)
        for opportunity in company.opportunities:
            self._add(opportunity, moves.get(opportunity.id, ()))

    def _moves(self, company: Company) -> dict[str, list[StageMove]]:
        moves: dict[str, list[StageMove]] = {}
        notebook, latest = self._notebook, 0
        for move in company.stage_moves:
            day = move.at.toordinal() if move.at is not None else 0
            if not 0 < day <= notebook.today:
                notebook.needed_day("stage_moves", move, "at", move.at)
                continue
            if day > latest:
                latest = day
            if move.opportunity_id:
                moves.setdefault(move.opportunity_id, []).append(move)
        notebook.saw(latest)
        return {key: order_moves(some, self._ranks) if len(some) > 1 else some for key, some in moves.items()}

    def _add(self, opportunity: Opportunity, moves: Sequence[StageMove]) -> None:
        notebook = self._notebook
        created = notebook.needed_day("opportunities", opportunity, "created_on", opportunity.created_on)
        life = life_of(opportunity, moves, self._first_stage, notebook.today)
        final = life.states[-1].status
        amount = notebook.amount("opportunities", opportunity, "amount", opportunity.amount, opportunity.currency)
        no_rate = int(notebook.rate(opportunity.currency) is None)
        money = (amount or 0, no_rate, int(amount is None and not no_rate))
        if created is not None:
            self._add_created(opportunity, created, final)
            self._way.add_reached(life, created)
        self._add_closing(opportunity, life, money)
        self._add_open(opportunity, life, money)
        if not self._way.add_visits(opportunity, life):
            self._negative(opportunity, "created_on", "accepted_on")

    def _add_created(self, opportunity: Opportunity, created: int, final: str) -> None:
        keys = (opportunity.owner, opportunity.channel, opportunity.product_group, opportunity.customer_type)
        won, lost = int(final == "won"), int(final == "lost")
        self_sourced = int(opportunity.origin == "self")
        self._created.add(created, *keys, opportunity.source, self_sourced, won, won + lost)

    def _add_closing(self, opportunity: Opportunity, life: Life, money: tuple[int, int, int]) -> None:
        final = life.states[-1]
        keys = (opportunity.owner, opportunity.source, opportunity.product_group, final.stage)
        was_won = opportunity.signed_on is not None or any(state.status == "won" for state in life.states)
        if final.status == "won" or (final.status == "cancelled" and was_won):
            typed = opportunity.signed_on or next((s.day for s in life.states if s.status == "won"), final.day)
            signed = self._closed_on(opportunity, "signed_on", typed)
            if signed is not None:
                self._closings.add(signed, *keys, None, 1, 0, 1, 0, 0, 0)
                if final.status == "cancelled":
                    self._closings.add(max(final.day, signed), *keys, None, -1, 0, -1, 0, 0, 0)
                else:
                    self._add_cycle(opportunity, signed)
        elif final.status == "lost":
            lost = self._closed_on(opportunity, "lost_on", opportunity.lost_on or final.day)
            if lost is not None:
                self._closings.add(lost, *keys, opportunity.lost_reason, 0, 1, 1, *money)

    def _closed_on(self, opportunity: Opportunity, column: str, day: date | int) -> int | None:
        if isinstance(day, int):
            return day
        return self._notebook.day("opportunities", opportunity, column, day)

    def _add_cycle(self, opportunity: Opportunity, signed: int) -> None:
        approached = self._notebook.day("opportunities", opportunity, "approached_on", opportunity.approached_on)
        if approached is None:
            return
        if approached > signed:
            self._negative(opportunity, "approached_on", "signed_on")
            return
        self._cycles.add(signed, opportunity.owner, opportunity.product_group, signed - approached)

    def _negative(self, opportunity: Opportunity, earlier: str, later: str) -> None:
        self._notebook.note(
            "kpi_negative_duration", "opportunities", opportunity, later, earlier_column=earlier, later_column=later
        )

    def _add_open(self, opportunity: Opportunity, life: Life, money: tuple[int, int, int]) -> None:
        expected = opportunity.expected_close_on
        month = f"{expected:%Y-%m}" if expected else None
        amount, no_rate, no_amount = money
        owner, weights = opportunity.owner, self._weights
        final = life.states[-1]
        if expected is not None and final.status == OPEN:
            weighted = amount * weights.get(final.stage or "", 0)
            self.hopes.append(Hope(expected, owner, weighted, no_rate, no_amount))
        self._open_deals.extend(
            [
                (start, end, stage, owner, month, amount, amount * weights.get(stage or "", 0), no_rate, no_amount)
                for start, end, stage in open_spans(life, FOREVER)
            ]
        )

    def tables(self) -> list[FactTable]:
        """Give the tables."""
        builders = (self._created, self._closings, self._open_deals, self._cycles)
        return [*(builder.table() for builder in builders), *self._way.tables()]
