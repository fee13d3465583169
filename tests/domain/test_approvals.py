from __future__ import annotations

import pytest
from deals import DIRECTOR
from deals import LEFT
from deals import MANAGER
from deals import REP
from deals import REPS
from deals import TODAY

from sheetcrm.domain.approvals import approvers_among
from sheetcrm.domain.records import Rep

TEAM = approvers_among(REPS, TODAY)


@pytest.mark.parametrize(
    ("name", "manager", "director"),
    [
        (DIRECTOR, True, True),
        (MANAGER, True, False),
        (REP, False, False),
        (LEFT, False, False),
        ("Sếp Lạ", False, False),
        (None, False, False),
        ("  lê VĂN  quản lý ", True, False),
    ],
)
def test_who_may_approve_is_told_by_the_table_of_reps(name: str | None, manager: bool, director: bool) -> None:
    assert TEAM.may_approve(name, "manager") is manager
    assert TEAM.may_approve(name, "director") is director


def test_a_manager_who_is_not_in_the_table_may_not_approve() -> None:
    team = approvers_among([Rep("R", 3, "An", manager="Người Ngoài")], TODAY)
    assert not team.may_approve("Người Ngoài", "manager")


def test_naming_oneself_as_manager_makes_nobody_a_manager() -> None:
    team = approvers_among([Rep("R", 3, "An", manager="An")], TODAY)
    assert not team.may_approve("An", "manager")


def test_a_manager_who_names_himself_as_his_manager_is_a_director() -> None:
    team = approvers_among([Rep("R", 3, "An", manager="An"), Rep("S", 4, "Bình", manager="An")], TODAY)
    assert team.may_approve("An", "director")


def test_a_manager_may_approve_on_his_last_day() -> None:
    reps = [Rep("R", 3, "An", end_on=TODAY), Rep("S", 4, "Bình", manager="An")]
    assert approvers_among(reps, TODAY).may_approve("An", "manager")


def test_people_without_a_name_are_nobody() -> None:
    assert approvers_among([Rep("R", 3), Rep("S", 4, manager="An")], TODAY).managers == frozenset()
