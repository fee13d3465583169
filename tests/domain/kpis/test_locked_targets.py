"""Targets of closed months: what was kept counts, and whoever typed something else is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.gather import facts_of
from sheetcrm.domain.kpis.locked_targets import locked_targets
from sheetcrm.domain.kpis.locking import close_through
from sheetcrm.domain.kpis.locking import last_month_to_close
from sheetcrm.domain.kpis.locking import with_closings
from sheetcrm.domain.kpis.snapshot import Closings
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Rep
from sheetcrm.domain.records import Target
from sheetcrm.problems import Problem

TODAY = date(2026, 11, 23)
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def facts(*targets: Target, reps: Sequence[Rep] = ()) -> Facts:
    company = Company("VND", {})._replace(targets=targets, reps=tuple(reps))
    return facts_of(company, stages=("prospect",), probabilities={}, today=TODAY)


def target(month: date, value: object, level: str = "system", key: str | None = None, row: int = 3) -> Target:
    return Target(f"T{row}", row, month, level, key, "revenue", Decimal(str(value)))


def told(before: Facts, after: Facts) -> list[Problem]:
    """Close October on what stood before, and look at what stands there now."""
    closed = Closings(close_through(before, OCTOBER, lambda _: ()))
    return list(locked_targets(with_closings(after, closed)))


def test_nothing_is_told_while_no_month_is_closed() -> None:
    assert list(locked_targets(facts(target(OCTOBER, 100)))) == []


def test_targets_as_they_were_kept_are_not_spoken_of_nor_are_those_of_open_months() -> None:
    assert told(facts(target(OCTOBER, 100)), facts(target(OCTOBER, 100), target(NOVEMBER, 7, row=4))) == []


def test_a_changed_target_of_a_closed_month_is_told_with_both_values_at_its_cell() -> None:
    (problem,) = told(facts(target(OCTOBER, 100)), facts(target(OCTOBER, 250, row=9)))
    assert (problem.code, problem.table, problem.row, problem.column) == ("target_locked", "targets", 9, "value")
    assert (problem.params["kept"], problem.params["value"], problem.params["month"]) == (100, 250, "10/2026")


def test_a_target_typed_after_closing_is_told_as_one_that_does_not_count() -> None:
    (problem,) = told(facts(), facts(target(OCTOBER, 250)))
    assert problem.code == "target_locked_new"
    assert "kept" not in problem.params


def test_a_target_that_was_removed_is_told_without_a_row() -> None:
    (problem,) = told(facts(target(OCTOBER, 100)), facts())
    assert (problem.code, problem.row, problem.params["kept"]) == ("target_locked_gone", None, 100)


def test_a_part_of_a_months_target_is_said_to_a_hundredth() -> None:
    late = (Rep("1", 0, "An", start_on=date(2026, 10, 12)),)
    before = facts(target(OCTOBER, 100, "rep", "An"), reps=late)
    (problem,) = told(before, facts(reps=late))
    assert problem.params["kept"] == Decimal("64.52")  # 20 of 31 days


def test_problems_come_by_month() -> None:
    before = facts()
    after = facts(target(OCTOBER, 1, row=3), target(SEPTEMBER, 2, row=4))
    assert [problem.params["month"] for problem in told(before, after)] == ["09/2026", "10/2026"]


def test_a_rep_who_was_not_there_in_the_month_has_no_target_that_could_change() -> None:
    later = (Rep("1", 0, "An", start_on=date(2026, 11, 2)),)
    assert told(facts(reps=later), facts(target(OCTOBER, 100, "rep", "An"), reps=later)) == []


def test_the_month_that_runs_cannot_be_closed() -> None:
    assert last_month_to_close(TODAY) == OCTOBER
    assert last_month_to_close(date(2026, 1, 1)) == date(2025, 12, 1)


def test_a_closing_is_found_by_its_month() -> None:
    closed = Closings(close_through(facts(target(SEPTEMBER, 1)), OCTOBER, lambda _: ()))
    september = closed.at(SEPTEMBER)
    assert september is not None
    assert september.month == SEPTEMBER
    assert closed.at(NOVEMBER) is None
