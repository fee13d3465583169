"""How a source's cells are to be understood: as the workbook's own, with what other programs do differently."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from sheetcrm.app.importing.map_file import ImportMap
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.spec import Table
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.values import decode_text
from sheetcrm.values import fold

OPENING_COLUMNS = ("accepted_on",)
"""Engine columns that an import may bring as an opening balance: since when an opportunity stands where it stands."""


def opened_for_import(table: Table) -> Table:
    """Give the table as an import sees it: what belongs to an opening balance may be filled."""
    columns = tuple(
        replace(column, engine=False) if column.key in OPENING_COLUMNS else column for column in table.columns
    )
    return replace(table, columns=columns)


def without_opening(rows: Sequence[Mapping[str, Value]]) -> list[dict[str, Value]]:
    """Give rows without what only an opening balance may bring."""
    return [{column: value for column, value in row.items() if column not in OPENING_COLUMNS} for row in rows]


def source_conventions(
    conventions: Mapping[str, Conventions], imap: ImportMap, zone: tzinfo
) -> Mapping[str, Conventions]:
    """Read times that name their zone, and numbers in the language that the map names."""
    return {column: replace(one, zone=zone, lang=imap.numbers or one.lang) for column, one in conventions.items()}


def with_new_entries(conventions: Conventions, cells: Sequence[Raw]) -> Conventions:
    """Let a list column hold entries that its list does not offer yet; each stands for itself."""
    choices = dict(conventions.choices)
    for cell in dict.fromkeys(cells):
        text = decode_text(cell)
        if isinstance(text, str):
            choices.setdefault(fold(text), text)
    return replace(conventions, choices=choices)
