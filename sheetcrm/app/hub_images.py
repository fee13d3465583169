"""How the rows of a hub's file stand just before and just after a transaction on it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.sync.ports import Place
from sheetcrm.sync.repair import Image
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Revive
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update
from sheetcrm.values import Raw

_RowAt = Callable[[str, int | None], dict[str, Raw]]


def images_of(
    sheets: Mapping[str, Sheet],
    edits: Sequence[HubEdit],
    language: SideLanguage,
    watched: Sequence[Place] = (),
) -> list[Image]:
    """Give an image of each edit's row, or of each row watched, from the file that was read and is being replaced."""
    places = {key: {at: index for index, at in enumerate(sheet.rows)} for key, sheet in sheets.items()}

    def row(table: str, at: int | None) -> dict[str, Raw]:
        index = places[table].get(at)
        sheet = sheets[table]
        return dict.fromkeys(sheet.columns) if index is None else sheet.row(index)

    if watched:
        return [Image(found, found) for table, at in watched for found in [row(table, at)]]
    return [_image(edit, row, language) for edit in edits]


def _image(edit: HubEdit, row: _RowAt, language: SideLanguage) -> Image:
    if isinstance(edit, Insert | Revive):
        before = row(edit.table, None)
        after: Mapping[str, Raw] = {**before, **_shown(edit, language), ID: edit.row_id}
        return Image(before, after)
    before = row(edit.table, edit.at)
    return Image(before, {**before, **_shown(edit, language)})


def _shown(edit: HubEdit, language: SideLanguage) -> Mapping[str, Raw]:
    if isinstance(edit, Insert | Update):
        return language.encode(edit.table, edit.cells)
    return getattr(edit, "cells", {})
