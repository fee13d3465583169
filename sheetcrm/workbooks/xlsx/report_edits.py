"""What a new block of a report asks of its sheet's cells."""

from __future__ import annotations

from collections.abc import Mapping

from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.comparing import holds
from sheetcrm.workbooks.xlsx.cell_xml import Cell
from sheetcrm.workbooks.xlsx.cell_xml import cells_of
from sheetcrm.workbooks.xlsx.dialect import attribute
from sheetcrm.workbooks.xlsx.links import renew_links
from sheetcrm.workbooks.xlsx.references import LAST_ROW
from sheetcrm.workbooks.xlsx.references import Area
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft
from sheetcrm.workbooks.xlsx.sheet_draft import Wanted
from sheetcrm.workbooks.xlsx.tables import TablePlace

STYLE_PREFIX = "style."


def named_styles(draft: SheetDraft, place: TablePlace) -> Mapping[str, int]:
    """Read the looks that the settings keep: style name → number of the cell format."""
    ids, values = place.columns.get("id"), place.columns.get("value")
    if ids is None or values is None:
        return {}
    styles: dict[str, int] = {}
    for number in draft.rows:
        text = draft.stored(draft.cell(number, ids))
        if isinstance(text, str) and text.startswith(STYLE_PREFIX):
            styles[text.removeprefix(STYLE_PREFIX)] = _style(draft.cell(number, values))
    return styles


class ReportEdits:
    """Turns blocks of one report into wanted cells of its sheet."""

    def __init__(self, draft: SheetDraft, shift: int, styles: Mapping[str, int]) -> None:
        self._draft = draft
        self._shift = shift
        self._styles = styles

    def replace(self, block: ReplaceBlock) -> None:
        """Ask for the block's cells that differ, and for emptiness in the rest of its columns."""
        left = block.left + self._shift
        width = max((len(row) for row in block.rows), default=0)
        columns = frozenset(range(left, left + width))
        for number, row in enumerate(block.rows, start=block.top):
            standing = self._draft.cells(number, columns)
            for column in range(left, left + width):
                given = row[column - left] if column - left < len(row) else None
                self._want(number, column, standing.get(column), given)
        below = block.top + len(block.rows)
        last = block.top + block.height - 1 if block.height is not None else LAST_ROW
        self._empty(range(below, last + 1), range(left, left + width))
        if block.linked:
            self._link(block, Area(block.top, left, last, left + width - 1))
        if block.hide_blank:
            self._veil(block, range(block.top, last + 1))

    def _link(self, block: ReplaceBlock, area: Area) -> None:
        wanted = {
            Area(row, column, row, column): cell.link
            for row, cells in enumerate(block.rows, start=block.top)
            for column, cell in enumerate(cells, start=area.first_column)
            if cell.link is not None
        }
        tail = self._draft.tail if self._draft.links is None else self._draft.links
        renewed = renew_links(tail, area, wanted, self._draft.xml.dialect.prefix)
        if renewed != tail:
            self._draft.links = renewed

    def _veil(self, block: ReplaceBlock, rows: range) -> None:
        """Hide the rows in which nothing of the block stands, and show the others."""
        for number in rows:
            cells = block.rows[number - block.top] if number - block.top < len(block.rows) else ()
            blank = all(cell.value in (None, "") for cell in cells)
            row = self._draft.rows.get(number)
            opening = self._draft.xml.data[row.start : row.content] if row else b""
            if blank != (attribute(opening, b"hidden") in (b"1", b"true")):
                self._draft.veils[number] = blank

    def _want(self, number: int, column: int, cell: Cell | None, given: ReportCell | None) -> None:
        value = given.value if given else None
        style = self._plain_style(column) if given is None else self._styles.get(given.style or "")
        same_value = holds(self._draft.stored(cell), value, epoch_1904=self._draft.book.epoch_1904)
        if cell is None and style is not None and value is None and style == self._plain_style(column):
            style = None
        same_style = style is None or (cell is not None and _style(cell) == style)
        if same_value and same_style and not self._has_formula(cell):
            self._draft.wanted.get(number, {}).pop(column, None)
        elif value is not None or not self._draft.is_under_merge(number, column):
            self._draft.want(number, column, Wanted(value, style, incidental=given is not None and given.incidental))

    def _empty(self, rows: range, columns: range) -> None:
        for row in self._draft.xml.rows:
            if row.number in rows:
                for cell in cells_of(self._draft.xml.data, self._draft.xml.dialect, row):
                    if cell.column in columns:
                        self._want(row.number, cell.column, cell, None)
        for number in [number for number in self._draft.wanted if number in rows]:
            for column in [column for column in self._draft.wanted[number] if column in columns]:
                if self._draft.cell(number, column) is None:
                    del self._draft.wanted[number][column]

    def _has_formula(self, cell: Cell | None) -> bool:
        return cell is not None and self._draft.xml.dialect.formula.search(cell.inside or b"") is not None

    def _plain_style(self, column: int) -> int:
        return self._draft.column_styles.get(column, 0)


def _style(cell: Cell | None) -> int:
    return int(cell.style or 0) if cell is not None else 0
