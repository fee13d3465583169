"""Rows taken out of a table: their cells are emptied, so that nothing else in the workbook moves.

Reading leaves blank rows out, and the next sort in Excel brings them to the table's end. Moving the rows below up would
shift them under notes, links, merged cells, charts and formulas that point at places.
"""

from __future__ import annotations

from sheetcrm.workbooks.xlsx.cell_xml import cells_of
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft
from sheetcrm.workbooks.xlsx.sheet_draft import Wanted
from sheetcrm.workbooks.xlsx.table_edits import TableEdits


def empty_row(draft: SheetDraft, rows: TableEdits, number: int) -> set[int]:
    """Ask for empty cells (looks kept) in the table's columns of a row, the user's own columns included.

    Gives the numbers of the shared texts that stood there.
    """
    texts = set()
    draft.wanted.pop(number, None)
    row = draft.rows.get(number)
    for cell in cells_of(draft.xml.data, draft.xml.dialect, row) if row else ():
        if cell.column in rows.columns and cell.inside:
            draft.want(number, cell.column, Wanted(None))
            value = draft.xml.dialect.value.search(cell.inside)
            if cell.kind == b"s" and value and value[1].strip().isdigit():
                texts.add(int(value[1]))
    return texts
