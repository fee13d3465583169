"""Which columns of the shipped template are kept in step."""

from __future__ import annotations

from sheetcrm.app.sync_tables import RECORDS
from sheetcrm.app.sync_tables import STAY
from sheetcrm.app.sync_tables import sync_tables
from sheetcrm.templates.load import load_template

TEMPLATE = load_template()


def test_engine_columns_never_merge_but_the_record_of_what_was_decided() -> None:
    """They are recomputed on both sides."""
    synchronised = {table.key: {column.key for column in table.columns} for table in sync_tables(TEMPLATE)}
    engine = {
        (table.key, column.key)
        for table in TEMPLATE.tables
        for column in table.columns
        if column.engine and not table.protected
    }
    assert len(engine) > 20
    travelling = {(table, column) for table, column in engine if column in synchronised.get(table, ())}
    assert travelling == {(table, column) for table, columns in RECORDS.items() for column in columns}


def test_everything_that_people_fill_in_is_kept_in_step() -> None:
    synchronised = {table.key: {column.key for column in table.columns} for table in sync_tables(TEMPLATE)}
    for table in TEMPLATE.tables:
        typed = {column.key for column in table.columns if not column.engine and column.key != "id"}
        assert table.key in STAY or typed <= synchronised[table.key]
