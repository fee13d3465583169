"""A user's own formula columns go on in new rows: the last row's formula is carried down, as Excel does."""

from __future__ import annotations

import re
from collections.abc import Collection

from sheetcrm.workbooks.xlsx.cell_text import unescape
from sheetcrm.workbooks.xlsx.cell_xml import Cell
from sheetcrm.workbooks.xlsx.cell_xml import cells_of
from sheetcrm.workbooks.xlsx.dialect import attribute
from sheetcrm.workbooks.xlsx.sheet_draft import Place
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft
from sheetcrm.workbooks.xlsx.sheet_draft import Wanted


def carry_formulas(draft: SheetDraft, pattern: int, new_rows: Collection[int], columns: Collection[int]) -> None:
    """Ask for the pattern row's formulas, shifted, in those columns of new rows that hold nothing yet."""
    row = draft.rows.get(pattern)
    if row is None or not columns:
        return
    from sheetcrm.workbooks.xlsx.formulas import shift_formula  # openpyxl costs a sixth of a second: only when needed

    for cell in cells_of(draft.xml.data, draft.xml.dialect, row):
        if cell.column not in columns or (found := formula_of(draft, cell, pattern)) is None:
            continue
        formula, origin = found
        for number in new_rows:
            standing = draft.cell(number, cell.column)
            if standing is not None and standing.inside:
                continue
            shifted = shift_formula(formula, origin, str(Place(number, cell.column)))
            if shifted is not None:
                draft.want(number, cell.column, Wanted(None, formula=shifted))


def formula_of(draft: SheetDraft, cell: Cell, number: int) -> tuple[str, str] | None:
    """Give a cell's plain or shared formula and the cell it is written for; None when it has none to carry."""
    match = draft.xml.dialect.formula.search(cell.inside or b"")
    if match is None:
        return None
    kind = attribute(match[1], b"t")
    if kind == b"shared":
        return _shared(draft, attribute(match[1], b"si") or b"")
    if kind not in (None, b"normal") or not match[2]:
        return None
    return unescape(match[2]), str(Place(number, cell.column))


def _shared(draft: SheetDraft, index: bytes) -> tuple[str, str] | None:
    """Find the cell that keeps the text of a shared formula."""
    data, dialect = draft.xml.data, draft.xml.dialect
    for match in re.finditer(rb"\ssi\s*=\s*[\"']" + re.escape(index) + rb"[\"']", data):
        start = data.rfind(b"<" + dialect.prefix.encode() + b"f", 0, match.start())
        formula = dialect.formula.match(data, start) if start >= 0 else None
        if formula and formula[2]:
            cell = data.rfind(b"<" + dialect.prefix.encode() + b"c", 0, start)
            reference = attribute(data[cell + 2 : start], b"r")
            return (unescape(formula[2]), reference.decode()) if reference else None
    return None
