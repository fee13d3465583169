from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence

import pytest

from sheetcrm.templates.columns import Parsed
from sheetcrm.templates.load import Template
from sheetcrm.values import Value

Rows = Mapping[str, Sequence[Mapping[str, Value]]]
Understand = Callable[[Rows, str], Mapping[str, Parsed]]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_clean_cell_is_understood_as_it_was_meant(
    lang: str, rows: Rows, understand: Understand, template: Template
) -> None:
    parsed = understand(rows, lang)
    for table in template.tables:
        assert parsed[table.key].problems == []
        for column in table.columns:
            meant = [row.get(column.key) for row in rows.get(table.key, ())]
            assert parsed[table.key].values[column.key] == meant, f"{table.key}.{column.key}"


def test_rows_hold_only_columns_of_the_template(rows: Rows, template: Template) -> None:
    assert set(rows) == {table.key for table in template.tables if not table.optional}
    for table in template.tables:
        known = {column.key for column in table.columns}
        assert {key for row in rows.get(table.key, ()) for key in row} <= known


def test_all_that_must_be_filled_in_is(rows: Rows, template: Template) -> None:
    for table in template.tables:
        for column in table.columns:
            if column.required:
                assert all(row.get(column.key) is not None for row in rows.get(table.key, ())), (
                    f"{table.key}.{column.key}"
                )
