"""What new blocks of a report want of its tab: values, looks, links and hidden rows that differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.google.drafting import TabDraft
from sheetcrm.workbooks.google.reading import has_formula
from sheetcrm.workbooks.google.reading import raw_of
from sheetcrm.workbooks.google.swatches import Format
from sheetcrm.workbooks.google.swatches import Looks
from sheetcrm.workbooks.google.swatches import TabLooks
from sheetcrm.workbooks.rectangles import Place

_NOTHING = TabLooks()


class ReportEdits:
    """Turns blocks of one report into what is wanted of its tab."""

    def __init__(self, draft: TabDraft, report: str, looks: Looks, sheets: Mapping[str, int]) -> None:
        """Keep how things look, and the ids of all sheets by title, to which links lead."""
        self._draft = draft
        self._shift = draft.tab.keys.reports[report]
        self._swatches = looks.swatches
        self._standing = looks.tabs.get(draft.tab.id, _NOTHING)
        self._sheets = sheets

    def replace(self, block: ReplaceBlock) -> None:
        """Want the block's cells, and emptiness in the rest of its columns."""
        left = block.left + self._shift
        columns = range(left, left + max((len(row) for row in block.rows), default=0))
        for number, row in enumerate(block.rows, start=block.top):
            for column in columns:
                given = row[column - left] if column - left < len(row) else None
                self._want((number, column), given, linked=block.linked)
            if block.hide_blank:
                self._hide(number, hides=all(cell.value is None or cell.value == "" for cell in row))
        end = max([len(self._draft.tab.rows), *(row for row, _ in self._draft.values)]) + 1
        below = end if block.height is None else block.top + block.height
        for number in range(block.top + len(block.rows), below):
            for column in columns:
                self._want((number, column), None, linked=block.linked)
            if block.hide_blank:
                self._hide(number, hides=True)

    def _want(self, place: Place, given: ReportCell | None, *, linked: bool) -> None:
        cell = self._draft.tab.cell(*place)
        value = given.value if given else None
        if holds(raw_of(cell), value, epoch_1904=False) and not has_formula(cell):
            self._draft.values.pop(place, None)
        else:
            self._draft.values[place] = value
        standing = self._standing.formats.get(place, {})
        look = self._look(given, standing, linked=linked)
        if _spelt(look) == _spelt(standing):
            self._draft.looks.pop(place, None)
        else:
            self._draft.looks[place] = _spelt(look)

    def _look(self, given: ReportCell | None, standing: Format, *, linked: bool) -> Format:
        """Give the look a cell is to have: that of its swatch, else its own, with its link."""
        named = "" if given is None else given.style
        look = {} if named == "" else standing if named is None else self._swatches.get(named, standing)
        link = (standing.get("textFormat") or {}).get("link")
        if linked:
            link = self._link(given.link) if given and given.link else None
        text = {name: part for name, part in (look.get("textFormat") or {}).items() if name != "link"}
        text |= {"link": link} if link else {}
        rest = {name: part for name, part in look.items() if name != "textFormat"}
        return {**rest, "textFormat": text} if text else rest

    def _link(self, target: str) -> Mapping[str, Any] | None:
        """Give the link to a cell of this spreadsheet, as Google says it."""
        title, _, cell = target.rpartition("!")
        sheet = self._sheets.get(title.removeprefix("'").removesuffix("'").replace("''", "'"))
        return {"uri": f"#gid={sheet}&range={cell}"} if sheet is not None else None

    def _hide(self, row: int, *, hides: bool) -> None:
        self._draft.hidden.pop(row, None)
        if hides != (row in self._standing.hidden):
            self._draft.hidden[row] = hides


def _spelt(look: Format) -> str:
    return json.dumps(look, sort_keys=True)
