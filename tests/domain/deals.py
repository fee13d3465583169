"""Builds a deal that meets every need of both shipped processes, for tests to spoil one cell at a time."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from sheetcrm.domain.records import Activity
from sheetcrm.domain.records import Objection
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.records import Order
from sheetcrm.domain.records import Rep
from sheetcrm.domain.records import StageMove
from sheetcrm.domain.stages import Context
from sheetcrm.domain.stages import Process
from sheetcrm.domain.stages import approvers_among
from sheetcrm.templates.process_spec import read_process
from sheetcrm.values import Value

ROOT = Path(__file__).parents[2]
PROCESSES = ("standard", "project_10")
TODAY = date(2026, 11, 10)
STATUSES = ("open", "won", "lost", "paused", "cancelled")
REPS = (
    Rep("R1", 3, "Trần Thị Giám Đốc"),
    Rep("R2", 4, "Lê Văn Quản Lý", manager="Trần Thị Giám Đốc"),
    Rep("R3", 5, "Nguyễn Văn An", manager="Lê Văn Quản Lý"),
    Rep("R4", 6, "Phạm Nghỉ Việc", manager="Trần Thị Giám Đốc", end_on=date(2026, 6, 30)),
    Rep("R5", 7, "Đỗ Thị Bình", manager="Phạm Nghỉ Việc"),
)
DIRECTOR, MANAGER, REP, LEFT = "Trần Thị Giám Đốc", "Lê Văn Quản Lý", "Nguyễn Văn An", "Phạm Nghỉ Việc"


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


LEAD: Mapping[str, Value] = {
    "company": "Công ty Sân Cỏ Việt", "contact": "Chị Hoa", "phone": "+84901234567", "email": "hoa@sanco.vn",
    "source": "facebook", "origin": "self", "owner": REP, "segment": "schools", "contact_role": "decision_maker",
    "score": 68, "completeness": 100, "bant_need": 2, "bant_authority": 2,
}  # fmt: skip
CELLS: Mapping[str, Value] = {
    "lead_id": "LEAD", "account": "Công ty Sân Cỏ Việt", "source": "facebook", "origin": "self", "owner": REP,
    "channel": "direct", "customer_type": "new", "created_on": day(-200), "approached_on": day(-150),
    "competitor": "không có", "pains": "Sân cũ đọng nước", "value_proposition": "Thoát nước trong 10 phút",
    "profile_link": "https://vec.vn/ho-so", "catalogue_link": "https://vec.vn/mau", "decision_maker": "Anh Minh",
    "next_step": "Gửi mẫu cỏ", "next_step_on": day(7), "fit_level": "high", "package": "Cỏ 50 mm",
    "amount": Decimal("1200000000"), "cost": Decimal("900000000"), "proposal_link": "https://vec.vn/bg",
    "proposal_version": "v2", "expected_close_on": day(0), "discount_pct": Decimal("5"),
    "payment_terms": "50/40/10", "stock_checked": "yes", "contract_no": "HĐ-2026/118",
    "lost_reason": "price", "paused_reason": "Chờ vốn", "resume_on": day(365), "reason": "Khách đổi phạm vi",
    "project_location": "Thủ Đức", "field_type": "football", "land_status": "owned", "go_decision": "go",
    "surveyed_on": day(-100), "survey_minutes": "https://vec.vn/ks", "site_photos_link": "https://vec.vn/anh",
    "site_area_m2": Decimal("800"), "drawing_version": "r3", "drawing_link": "https://vec.vn/bv",
    "design_agreed_on": day(-80), "boq_link": "https://vec.vn/boq", "boq_version": "2",
    "boq_margin_pct": Decimal("8"), "tender_reference": "TB-77", "tendered_on": day(-60),
    "defence_minutes": "https://vec.vn/bb", "performance_bond": "BL-9", "acceptance_minutes": "https://vec.vn/nt",
    "handed_over_on": day(-1), "as_built_link": "https://vec.vn/hc", "warranty_until": day(700),
}  # fmt: skip
SIGNED: Mapping[str, Value] = {"signed_on": day(-2)}


def opportunity(
    accepted: tuple[str | None, str | None] = (None, None),
    typed: tuple[str | None, str | None] = (None, None),
    **cells: Value,
) -> Opportunity:
    """Build a deal: accepted and typed are (stage, status), cells change the ones above."""
    full: dict[str, Value] = {
        **CELLS,
        "accepted_on": day(-30) if accepted[0] else None,
        "accepted_stage": accepted[0],
        "accepted_status": accepted[1],
        "stage": typed[0],
        "status": typed[1],
        **cells,
    }
    return record(full)


def record(cells: Mapping[str, Value]) -> Opportunity:
    facts = {name: cells[name] for name in Opportunity._fields[3:] if name in cells}
    return Opportunity("OPP", 3, cells)._replace(**facts)


def activity(kind: str, outcome: str = "done", at: int | None = -20, direction: str = "out") -> Activity:
    moment = None if at is None else datetime.combine(day(at), time(9))
    return Activity("A", 3, at=moment, kind=kind, outcome=outcome, direction=direction, opportunity_id="OPP")


def objection(resolved: int | None = None) -> Objection:
    return Objection("O", 3, "OPP", day(-9), "needs_time", None if resolved is None else day(resolved))


def order(**facts: object) -> Order:
    line = Order("D", 3, "OPP", status="signed", net_revenue=Decimal(100), delivered_on=day(-1), invoiced=Decimal(100))
    return line._replace(payment_due_on=day(30))._replace(**facts)


ACTIVITIES = (activity("meeting"), activity("site_visit"), activity("quote_sent"))


def context(**changes: object) -> Context:
    """Build what surrounds the deal: everything done, nobody objecting, one order line."""
    full = Context(TODAY, LEAD, ACTIVITIES, (), (order(),), (), approvers_among(REPS, TODAY))
    return full._replace(**changes)


ORDERS = {
    "cancelled": order(status="cancelled"),
    "undelivered": order(delivered_on=None),
    "uninvoiced": order(invoiced=None),
    "unpaid": order(paid=Decimal(99), payment_due_on=None),
}


class Sheet:
    """A deal and what surrounds it while people type: complete at first."""

    def __init__(self, today: date = TODAY) -> None:
        self.cells: dict[str, Value] = dict(CELLS)
        self.lead: dict[str, Value] = dict(LEAD)
        self.rows: dict[str, list[object]] = {"activities": list(ACTIVITIES), "objections": [], "orders": [order()]}
        self.today = today

    def spoil(self, wrong: Mapping[str, object]) -> None:
        """Type what a case of `golden/stage_gates.json` says: cells, or all rows of another table."""
        for place, typed in wrong.items():
            if isinstance(typed, list):
                self.rows[place] = [_row(place, facts) for facts in typed]
            elif place.startswith("leads."):
                self.lead[place.removeprefix("leads.")] = self._value(typed)
            else:
                self.cells[place] = self._value(typed)

    def _value(self, typed: object) -> Value:
        if isinstance(typed, str) and typed[:1] in ("+", "-") and typed[1:].isdigit():
            return self.today + timedelta(int(typed))
        if isinstance(typed, float):
            return Decimal(str(typed))
        assert typed is None or isinstance(typed, str | int)
        return typed

    def around(self, stage_moves: Sequence[StageMove] = ()) -> Context:
        people = approvers_among(REPS, self.today)
        rows = (self.rows["activities"], self.rows["objections"], self.rows["orders"])
        return Context(self.today, self.lead, *rows, stage_moves, people)


def _row(table: str, facts: object) -> object:
    if table == "activities":
        kind, outcome, direction, at = facts
        return activity(kind, outcome, at, direction)
    return objection(facts) if table == "objections" else ORDERS[facts]


@cache
def process(key: str) -> Process:
    return read_process(raw_process(key))


def raw_process(key: str) -> dict[str, object]:
    path = ROOT / "workbook_templates" / "processes" / f"{key}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def golden(name: str) -> dict[str, dict[str, list[object]]]:
    facts: dict[str, dict[str, list[object]]] = json.loads(
        (ROOT / "tests" / "golden" / f"{name}.json").read_text(encoding="utf-8")
    )
    return facts
