"""Whether a deal is being looked after."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest

from sheetcrm.domain.health import Condition
from sheetcrm.domain.health import conditions
from sheetcrm.domain.health import health_of
from sheetcrm.domain.process import Process
from sheetcrm.domain.process import Stage
from sheetcrm.domain.records import Opportunity

TODAY = date(2026, 11, 23)
TOMORROW, YESTERDAY = TODAY + timedelta(1), TODAY - timedelta(1)
STAGE = Stage("present", "Trình bày", "Present", 35, stale_days=30)
PLACEHOLDERS = frozenset({"tbd"})
WELL = Opportunity(
    "o1",
    0,
    {},
    created_on=TODAY - timedelta(40),
    accepted_stage="present",
    accepted_status="open",
    next_step="Gọi lại",
    next_step_on=TOMORROW,
)


def health(opportunity: Opportunity, days: int = 0) -> str | None:
    return health_of(opportunity, STAGE, days, TODAY, PLACEHOLDERS)


def test_a_deal_with_a_next_step_in_time_is_ok() -> None:
    assert health(WELL) == "ok"
    assert health(WELL._replace(next_step_on=TODAY)) == "ok"
    assert health(WELL._replace(accepted_status=None)) == "ok"


@pytest.mark.parametrize("missing", [{"next_step": None}, {"next_step_on": None}, {"next_step": "TBD"}])
def test_a_step_without_words_or_date_is_none(missing: dict[str, str | None]) -> None:
    assert health(WELL._replace(**missing), days=99) == "no_next_step"


def test_a_step_whose_day_has_passed_is_overdue_even_when_the_deal_is_stale_too() -> None:
    assert health(WELL._replace(next_step_on=YESTERDAY), days=99) == "overdue"


def test_a_deal_is_stale_after_the_days_of_its_stage() -> None:
    assert health(WELL, days=30) == "ok"
    assert health(WELL, days=31) == "stale"


def test_a_stage_without_a_limit_or_not_in_the_process_is_never_stale() -> None:
    assert health_of(WELL, Stage("close", "Chốt", "Close", 100), 999, TODAY) == "ok"
    assert health_of(WELL, None, 999, TODAY) == "ok"


def test_a_paused_deal_is_only_asked_for_its_resume_date() -> None:
    paused = WELL._replace(accepted_status="paused", next_step=None, resume_on=TODAY)
    assert health(paused, days=999) == "ok"
    assert health(paused._replace(resume_on=YESTERDAY)) == "past_resume_date"
    assert health(paused._replace(resume_on=None)) == "past_resume_date"


@pytest.mark.parametrize("status", ["won", "lost", "cancelled"])
def test_a_closed_deal_needs_no_looking_after(status: str) -> None:
    assert health(WELL._replace(accepted_status=status, next_step=None)) is None


def test_every_deal_gets_its_days_and_its_health() -> None:
    process = Process("p", "p", "p", "present", (STAGE,), placeholders=PLACEHOLDERS)
    lost = WELL._replace(id="o2", accepted_status="lost", accepted_stage="gone", lost_on=TODAY - timedelta(10))
    found = conditions(process, (WELL, lost, WELL._replace(id="o3", next_step="tbd")), {}, TODAY)
    assert found == {"o1": Condition(40, "stale"), "o2": Condition(30, None), "o3": Condition(40, "no_next_step")}
