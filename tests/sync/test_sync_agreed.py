"""What counts as agreed on, and what is no longer sure."""

from __future__ import annotations

from decimal import Decimal

from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.canon import NO_BASE
from sheetcrm.sync.database import Database
from sheetcrm.sync.decisions import changes_of
from sheetcrm.sync.sheet import Update
from tests.sync.sides import DEALS
from tests.sync.sides import X
from tests.sync.sides import Y
from tests.sync.sides import agreed
from tests.sync.test_base_store import NOW
from tests.sync.test_execute import Company


def test_what_is_sent_for_a_column_that_the_template_has_no_more_is_not_agreed_on() -> None:
    """A transaction that was stopped may be older than the template."""
    sent = Update("deals", X, 3, {"amount": Decimal(6), "fax": "028 1234"}, {})
    assert changes_of(DEALS, {X: agreed()}, {}, [sent]) == {X: agreed(amount=Decimal(6))}


def test_of_a_copy_of_unknown_age_only_what_changed_since_its_stamp_is_unsure() -> None:
    database = Database(None)
    store = BaseStore(database)

    def agree(stamp: str | None, made: str | None, **rows: list[object]) -> None:
        changes = {"deals": {{"x": X, "y": Y}[name]: cells for name, cells in rows.items()}}
        store.advance(store.load("book", stamp, [DEALS]), changes, [DEALS], NOW, made)

    agree(None, "s1", x=agreed(), y=agreed("Bình"))
    agree("s1", None, x=agreed(amount=Decimal(6)))
    agree("s1", "s2", x=agreed(amount=Decimal(7)))
    copy = store.load("book", "s1", [DEALS]).rows["deals"]
    assert copy[Y] == agreed("Bình")
    assert copy[X] == agreed(amount=NO_BASE)
    database.close()


def test_what_both_sides_typed_alike_while_a_file_is_open_is_agreed_on() -> None:
    """So what is typed on the hub after that is an edit, and no conflict with the same value in the file."""
    company = Company()
    company.type_row(company.hub.rows, "an")
    company.sync()
    book = company.books[0]
    book.locked = True
    company.hub.rows[0].cells["c"] = book.content.rows[0].cells["c"] = "typed by both"
    company.sync()
    company.hub.rows[0].cells["c"] = "typed later"
    book.locked = False
    assert company.sync().conflicts == []
    assert company.cells(book.content.rows, "c") == ["typed later"]
    company.world.close()
