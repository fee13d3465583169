"""What new blocks of a report want of its tab: values that differ, and looks that differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.google.blocks import Place
from sheetcrm.workbooks.google.drafting import Looks
from sheetcrm.workbooks.google.drafting import TabDraft
from sheetcrm.workbooks.google.reading import has_formula
from sheetcrm.workbooks.google.reading import raw_of


class ReportEdits:
    """Turns blocks of one report into what is wanted of its tab."""

    def __init__(self, draft: TabDraft, report: str, known: Looks, standing: Mapping[Place, Any]) -> None:
        """Keep the looks there are by name, and the look each cell has."""
        self._draft = draft
        self._shift = draft.tab.keys.reports[report]
        self._known = known
        self._standing = standing

    def replace(self, block: ReplaceBlock) -> None:
        """Want the block's cells, and emptiness in the rest of its columns."""
        left = block.left + self._shift
        width = max((len(row) for row in block.rows), default=0)
        columns = range(left, left + width)
        for number, row in enumerate(block.rows, start=block.top):
            for column in columns:
                self._want((number, column), row[column - left] if column - left < len(row) else None)
        tab = self._draft.tab
        end = max([len(tab.rows), *(row for row, _ in self._draft.values)]) + 1
        below = end if block.height is None else block.top + block.height
        for number in range(block.top + len(block.rows), below):
            for column in columns:
                self._want((number, column), None)

    def _want(self, place: Place, given: ReportCell | None) -> None:
        cell = self._draft.tab.cell(*place)
        value = given.value if given else None
        if holds(raw_of(cell), value, epoch_1904=False) and not has_formula(cell):
            self._draft.values.pop(place, None)
        else:
            self._draft.values[place] = value
        self._want_look(place, given)

    def _want_look(self, place: Place, given: ReportCell | None) -> None:
        name = "" if given is None else given.style
        standing = self._standing.get(place, {})
        if name is None or (name and name not in self._known) or _same(self._known.get(name, {}), standing):
            self._draft.looks.pop(place, None)
        else:
            self._draft.looks[place] = name


def _same(look: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return look == other or json.dumps(look, sort_keys=True) == json.dumps(other, sort_keys=True)
