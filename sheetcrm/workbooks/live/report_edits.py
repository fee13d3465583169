"""What new blocks of a report want of its sheet: values, looks, links and hidden rows that differ."""

from __future__ import annotations

from collections.abc import Collection

from sheetcrm.values import Value
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.live.drafting import Place
from sheetcrm.workbooks.live.drafting import TabDraft
from sheetcrm.workbooks.live.native import links_in
from sheetcrm.workbooks.live.reading import Span
from sheetcrm.workbooks.live.reading import range_of
from sheetcrm.workbooks.live.rows import Rows

PLAIN = ""
"""The look of cells in which nothing of ours stands."""


class ReportEdits:
    """Turns blocks of one report into what is wanted of its sheet."""

    def __init__(self, draft: TabDraft, shift: int, rows: Rows) -> None:
        """Keep the draft that is filled, how many columns a user inserted before the report, and its sheet's rows."""
        self._draft = draft
        self._shift = shift
        self._rows = rows
        self.styles: dict[Place, str] = {}
        """The look that each cell of the blocks is to have."""
        self._given: dict[Place, Value] = {}

    def replace(self, block: ReplaceBlock) -> None:
        """Want the block's cells, and emptiness in the rest of its columns."""
        left = block.left + self._shift
        columns = range(left, left + max((len(row) for row in block.rows), default=0))
        end = self._end(block)
        for number in range(block.top, end):
            row = block.rows[number - block.top] if number - block.top < len(block.rows) else ()
            for column in columns:
                self._want((number, column), row[column - left] if column - left < len(row) else None)
            if block.hide_blank:
                blank = all(cell.value is None or cell.value == "" for cell in row)
                self._draft.hidden.pop(number, None)
                if blank != self._rows.is_hidden(number):
                    self._draft.hidden[number] = blank
        if block.linked and columns and end > block.top:
            self._link(block, Span(block.top, left, end - 1, columns[-1]))

    def restyle(self, known: Collection[str], *, anew: bool) -> None:
        """Want the look of every cell, or only of those that get another link, whose look Excel changes."""
        for place, style in self.styles.items():
            if (anew or place in self._draft.links) and (style == PLAIN or style in known):
                self._draft.looks[place] = style
                if style != PLAIN and place not in self._draft.values:
                    self._draft.values[place] = self._given[place]
                    self._draft.unchanged.add(place)  # copying a look copies what stands in its pattern, too

    def _end(self, block: ReplaceBlock) -> int:
        """Give the row behind the last one the block owns."""
        if block.height is not None:
            return block.top + max(block.height, len(block.rows))
        filled = max([len(self._draft.tab.rows), *(row for row, _ in self._draft.values)])
        return max(filled + 1, block.top + len(block.rows))

    def _want(self, place: Place, given: ReportCell | None) -> None:
        value = given.value if given else None
        self._given[place] = value
        if holds(self._draft.tab.cell(*place), value, epoch_1904=False) and not self._rows.has_formula(*place):
            self._draft.values.pop(place, None)
        else:
            self._draft.values[place] = value
        style = PLAIN if given is None else given.style
        if style is None:
            self.styles.pop(place, None)
        else:
            self.styles[place] = style

    def _link(self, block: ReplaceBlock, span: Span) -> None:
        standing = links_in(range_of(self._draft.tab.sheet, span))
        wanted = {
            (row, column): cell.link
            for row, cells in enumerate(block.rows, start=block.top)
            for column, cell in enumerate(cells, start=span.left)
            if cell.link is not None
        }
        for place in standing.keys() | wanted.keys():
            if standing.get(place) != wanted.get(place):
                self._draft.links[place] = wanted.get(place)
