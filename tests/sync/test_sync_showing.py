"""Rows of others: what a filtered workbook does not show it neither gets nor takes."""

from __future__ import annotations

from sheetcrm.sync.identity import is_valid_id
from sheetcrm.sync.showing import concern
from sheetcrm.sync.side import ShownBy
from sheetcrm.values import CellError
from tests.sync.sides import DEALS
from tests.sync.sides import X
from tests.sync.sides import Y
from tests.sync.sides import Z
from tests.sync.sides import row
from tests.sync.sides import side
from tests.sync.test_execute import Company

HUB = side({X: row(owner="Lan"), Y: row(owner="Minh"), Z: row(owner=CellError("#REF!")), None: row(owner=None)})


def shown_to(*owners: str) -> list[bool]:
    filters = [ShownBy("owner", lambda value, owner=owner: value == owner) for owner in owners]
    return list(map(concern(HUB, DEALS, filters), range(4)))


def test_a_row_concerns_a_run_if_any_of_its_workbooks_shows_it() -> None:
    assert shown_to("Lan") == [True, False, False, False]
    assert shown_to("Lan", "Minh") == [True, True, False, False]
    assert shown_to() == [False] * 4
    assert all(map(concern(HUB, DEALS, [None]), range(4)))


def test_a_row_that_no_workbook_of_the_run_shows_waits_for_its_id() -> None:
    company = Company(filters=("Lan", "Minh"))
    for owner in ("Lan", "Minh", "Huy"):
        company.type_row(company.hub.rows, f"của {owner}", owner=owner)
    company.sync()
    assert [is_valid_id(row_id) for row_id in company.cells(company.hub.rows, "id")] == [True, True, False]
    company.world.close()


def test_an_id_of_anothers_row_pasted_into_a_filtered_workbook_takes_nothing_from_that_row() -> None:
    """The workbook never had it; the hub tells that it belongs to a row which is nothing like this one."""
    company = Company(filters=("Lan", None))
    company.type_row(company.hub.rows, "an")
    company.type_row(company.hub.rows, "của Minh", owner="Minh")
    company.sync()
    lan = company.books[0].content.rows
    assert company.cells(lan) == ["an"]
    company.type_row(lan, "mới").cells["id"] = company.hub.rows[1].cells["id"]
    company.sync()
    hub = dict(zip(company.cells(company.hub.rows), company.cells(company.hub.rows, "owner"), strict=True))
    assert hub == {"an": "Lan", "của Minh": "Minh", "mới": "Lan"}
    assert len(set(company.cells(company.hub.rows, "id"))) == 3
    assert company.cells(company.books[0].content.rows) == ["an", "mới"]
    company.world.close()
