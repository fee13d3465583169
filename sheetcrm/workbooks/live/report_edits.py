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

QUOTE = "'"
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
        self._links: dict[Place, str] = {}
        """Every link that is to stand in the blocks."""
        self._unlinked: list[Span] = []
        """Blocks that say nothing of links: what stands there stays."""

    def replace(self, block: ReplaceBlock) -> None:
        """Want the block's cells, and emptiness in the rest of its columns."""
        left = block.left + self._shift
        columns = range(left, left + max((len(row) for row in block.rows), default=0))
        end = self._end(block)
        if block.hide_blank:
            self._rows.is_hidden(end - 1)
        for number in range(block.top, end):
            row = block.rows[number - block.top] if number - block.top < len(block.rows) else ()
            for column in columns:
                self._want((number, column), row[column - left] if column - left < len(row) else None)
            if block.hide_blank:
                blank = all(cell.value is None or cell.value == "" for cell in row)
                self._draft.hidden.pop(number, None)
                if blank != self._rows.is_hidden(number):
                    self._draft.hidden[number] = blank
        if columns and end > block.top:
            span = Span(block.top, left, end - 1, columns[-1])
            if block.linked:
                self._link(block, span)
            else:
                self._unlinked.append(span)

    def restyle(self, known: Collection[str]) -> None:
        """Want the look of every cell, and its value and link too: copying a look copies all that its pattern has."""
        for place, style in self.styles.items():
            if style == PLAIN or style in known:
                self._draft.looks[place] = style
            if style in known and place not in self._draft.values:
                self._draft.values[place] = self._given[place]
                self._draft.unchanged.add(place)
        for span in self._unlinked:
            self._links |= links_in(range_of(self._draft.tab.sheet, span))
        self._draft.links |= {place: target for place, target in self._links.items() if place in self._draft.looks}

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
        if given is not None and given.incidental:
            self._draft.incidental.add(place)
        style = PLAIN if given is None else given.style
        if style is None:
            self.styles.pop(place, None)
        else:
            self.styles[place] = style

    def _link(self, block: ReplaceBlock, span: Span) -> None:
        area = range_of(self._draft.tab.sheet, span)
        standing = {place: _bare(target) for place, target in links_in(area).items()}
        wanted = {
            (row, column): cell.link
            for row, cells in enumerate(block.rows, start=block.top)
            for column, cell in enumerate(cells, start=span.left)
            if cell.link is not None
        }
        self._links |= wanted
        for place in standing.keys() | wanted.keys():
            target = wanted.get(place)
            if standing.get(place) != (target and _bare(target)):
                self._draft.links[place] = target


def _bare(target: str) -> str:
    """Give a link's target without the quotes and dollar signs that programs put in or leave out."""
    title, _, cell = target.rpartition("!")
    return f"{title.removeprefix(QUOTE).removesuffix(QUOTE)}!{cell}".replace("$", "")
