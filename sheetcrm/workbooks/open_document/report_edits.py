"""What new blocks of a report want of its sheet: values that differ, looks, links and hidden rows."""

from __future__ import annotations

from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.open_document.drafting import PLAIN
from sheetcrm.workbooks.open_document.drafting import SheetDraft
from sheetcrm.workbooks.rectangles import Place


class ReportEdits:
    """Turns blocks of one report into what is wanted of its sheet."""

    def __init__(self, draft: SheetDraft, report: str) -> None:
        """Keep the draft that is filled."""
        self._draft = draft
        self._shift = draft.grid.keys.reports[report]

    def replace(self, block: ReplaceBlock) -> None:
        """Want the block's cells, and emptiness in the rest of its columns."""
        left = block.left + self._shift
        columns = range(left, left + max((len(row) for row in block.rows), default=0))
        end = max([self._draft.grid.height, *(row for row, _ in self._draft.values)]) + 1
        below = end if block.height is None else block.top + block.height
        for number in range(block.top, max(below, block.top + len(block.rows))):
            at = number - block.top
            row = block.rows[at] if at < len(block.rows) else ()
            for column in columns:
                given = row[column - left] if column - left < len(row) else None
                self._want((number, column), given, linked=block.linked)
            if block.hide_blank:
                self._draft.hidden[number] = all(cell.value is None or cell.value == "" for cell in row)

    def _want(self, place: Place, given: ReportCell | None, *, linked: bool) -> None:
        value = given.value if given else None
        standing = self._draft.grid.cell(place)
        if holds(standing, value, epoch_1904=False) and place not in self._draft.grid.formulas:
            self._draft.values.pop(place, None)
        else:
            self._draft.values[place] = value
        if linked and given and given.link:
            self._draft.links[place] = given.link
        elif linked and standing is not None:
            self._draft.links[place] = None
        if given is None and (standing is not None or place in self._draft.looks):
            self._draft.looks[place] = PLAIN
        elif given is not None and given.style is not None:
            self._draft.looks[place] = given.style
