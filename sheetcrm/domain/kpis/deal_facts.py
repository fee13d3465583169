"""Opportunities as facts: created, closed, open over time, and their way through the stages."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from sheetcrm.domain.kpis.facts import FOREVER
from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.facts import fact_table
from sheetcrm.domain.kpis.history import Life
from sheetcrm.domain.kpis.history import Visit
from sheetcrm.domain.kpis.history import life_of
from sheetcrm.domain.kpis.history import open_spans
from sheetcrm.domain.kpis.history import order_moves
from sheetcrm.domain.kpis.history import visits_of
from sheetcrm.domain.kpis.measures import WEIGHT_UNIT
from sheetcrm.domain.kpis.notebook import Notebook
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import StageMove

Row = tuple[object, ...]
_CLOSING_VALUES = ("won", "lost", "closed", "lost_amount", "no_rate", "no_amount")


class DealFacts:
    """Collects the rows of all tables about opportunities, one opportunity after the other."""

    def __init__(
        self, company: Company, stages: Sequence[str], probabilities: Mapping[str, Decimal], notebook: Notebook
    ) -> None:
        """Read every opportunity once."""
        self._notebook = notebook
        self._stages = tuple(stages)
        self._ranks = {stage: rank for rank, stage in enumerate(stages)}
        self._weights = {stage: int(percent * (WEIGHT_UNIT // 100)) for stage, percent in probabilities.items()}
        self.created: list[Row] = []
        self.closings: list[Row] = []
        self.open_deals: list[Row] = []
        self.cycles: list[Row] = []
        self.visits: list[Row] = []
        self.entries: list[Row] = []
        self.staying: list[Row] = []
        self.reached: list[Row] = []
        moves = self._moves(company)
        for opportunity in company.opportunities:
            self._add(opportunity, moves.get(opportunity.id, ()))

    def _moves(self, company: Company) -> dict[str, list[StageMove]]:
        moves: dict[str, list[StageMove]] = {}
        for move in company.stage_moves:
            day = self._notebook.needed_day("stage_moves", move, "at", move.at)
            if day is not None and move.opportunity_id:
                moves.setdefault(move.opportunity_id, []).append(move)
        return {key: order_moves(some, self._ranks) if len(some) > 1 else some for key, some in moves.items()}

    def _add(self, opportunity: Opportunity, moves: Sequence[StageMove]) -> None:
        notebook = self._notebook
        created = notebook.needed_day("opportunities", opportunity, "created_on", opportunity.created_on)
        life = life_of(opportunity, moves, self._stages[0], notebook.today)
        final = life.states[-1].status
        amount = notebook.amount("opportunities", opportunity, "amount", opportunity.amount, opportunity.currency)
        no_rate = int(notebook.rate(opportunity.currency) is None)
        money = (amount or 0, no_rate, int(amount is None and not no_rate))
        if created is not None:
            self._add_created(opportunity, created, final)
            self._add_reached(life, created, final)
        self._add_closing(opportunity, life, money)
        self._add_open(opportunity, life, money)
        self._add_visits(opportunity, life)

    def _add_created(self, opportunity: Opportunity, created: int, final: str) -> None:
        keys = (opportunity.owner, opportunity.channel, opportunity.product_group, opportunity.customer_type)
        won, lost = int(final == "won"), int(final == "lost")
        self_sourced = int(opportunity.origin == "self")
        self.created.append((created, *keys, opportunity.source, self_sourced, won, won + lost))

    def _add_reached(self, life: Life, created: int, final: str) -> None:
        furthest = max(self._ranks.get(state.stage or "", 0) for state in life.states)
        for rank, stage in enumerate(self._stages[: furthest + 1]):
            passed = rank < furthest or (rank == len(self._stages) - 1 and final == "won")
            self.reached.append((created, stage, int(passed)))

    def _add_closing(self, opportunity: Opportunity, life: Life, money: tuple[int, int, int]) -> None:
        final = life.states[-1]
        keys = (opportunity.owner, opportunity.source, opportunity.product_group, final.stage)
        was_won = opportunity.signed_on is not None or any(state.status == "won" for state in life.states)
        if final.status == "won" or (final.status == "cancelled" and was_won):
            typed = opportunity.signed_on or next((s.day for s in life.states if s.status == "won"), final.day)
            signed = self._closed_on(opportunity, "signed_on", typed)
            if signed is not None:
                self.closings.append((signed, *keys, None, 1, 0, 1, 0, 0, 0))
                if final.status == "cancelled":
                    self.closings.append((max(final.day, signed), *keys, None, -1, 0, -1, 0, 0, 0))
                else:
                    self._add_cycle(opportunity, signed)
        elif final.status == "lost":
            lost = self._closed_on(opportunity, "lost_on", opportunity.lost_on or final.day)
            if lost is not None:
                self.closings.append((lost, *keys, opportunity.lost_reason, 0, 1, 1, *money))

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
        self.cycles.append((signed, opportunity.owner, opportunity.product_group, signed - approached))

    def _negative(self, opportunity: Opportunity, earlier: str, later: str) -> None:
        self._notebook.note(
            "kpi_negative_duration", "opportunities", opportunity, later, earlier_column=earlier, later_column=later
        )

    def _add_open(self, opportunity: Opportunity, life: Life, money: tuple[int, int, int]) -> None:
        expected = opportunity.expected_close_on
        month = f"{expected:%Y-%m}" if expected else None
        amount, no_rate, no_amount = money
        for start, end, stage in open_spans(life, FOREVER):
            weighted = amount * self._weights.get(stage or "", 0)
            self.open_deals.append((start, end, stage, opportunity.owner, month, amount, weighted, no_rate, no_amount))

    def _add_visits(self, opportunity: Opportunity, life: Life) -> None:
        states = life.states
        if any(later.day < earlier.day for earlier, later in pairwise(states)):
            self._negative(opportunity, "created_on", "accepted_on")
            return
        visits = visits_of(life, self._notebook.today)
        if not life.known:
            visits = visits[1:]
        entered: set[str] = set()
        before: Visit | None = None
        for visit in visits:
            keys = (visit.stage, opportunity.owner, opportunity.product_group)
            if before is not None and visit.stage not in entered:
                self.entries.append((visit.entered, *keys, before.days))
            if visit.left is None:
                self.staying.append((0, FOREVER, *keys, visit.days))
            else:
                self.visits.append((visit.left, *keys, visit.days))
            entered.add(visit.stage)
            before = visit

    def tables(self) -> list[FactTable]:
        """Give the tables."""
        by_stage = ("stage", "rep", "product_group")
        created_by = ("rep", "channel", "product_group", "customer_type", "source")
        closed_by = ("rep", "source", "product_group", "stage", "lost_reason")
        deal_values = ("amount", "weighted", "no_rate", "no_amount")
        return [
            fact_table("opportunities", created_by, ("self_sourced", "won", "closed"), self.created),
            fact_table("closings", closed_by, _CLOSING_VALUES, self.closings, money=("lost_amount",)),
            fact_table(
                "open_deals", ("stage", "rep", "close_month"), deal_values, self.open_deals,
                lasting=True, money=("amount", "weighted"),
            ),
            fact_table("cycles", ("rep", "product_group"), ("days",), self.cycles),
            fact_table("visits", by_stage, ("days",), self.visits),
            fact_table("entries", by_stage, ("days",), self.entries),
            fact_table("staying", by_stage, ("days",), self.staying, lasting=True),
            fact_table("reached", ("stage",), ("passed",), self.reached),
        ]  # fmt: skip
