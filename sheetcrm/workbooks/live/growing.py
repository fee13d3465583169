"""A table that is full reaches further down; its new rows look, refuse and calculate as its last one does."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence

import xlwings

from sheetcrm.workbooks.base import HEADER_ROW
from sheetcrm.workbooks.live.drafting import Growth
from sheetcrm.workbooks.live.drafting import TabDraft
from sheetcrm.workbooks.live.marks import former_fill
from sheetcrm.workbooks.live.native import matrix
from sheetcrm.workbooks.live.reading import Span
from sheetcrm.workbooks.live.reading import excel_table
from sheetcrm.workbooks.live.reading import range_of
from sheetcrm.workbooks.xlsx.growing import longer_reference

Remember = Callable[[Callable[[], None]], None]
"""Takes down what undoes a step."""


def grow(draft: TabDraft, growth: Growth, remember: Remember) -> None:
    """Lengthen a table; `remember` is told what takes that back.

    The last row is copied down with formats, rules and the user's own formulas; what is no formula is emptied again.
    """
    tab = draft.tab
    table = excel_table(tab)
    pattern = range_of(tab.sheet, Span(growth.old_end, growth.first_column, growth.old_end, growth.last_column))
    added = range_of(tab.sheet, Span(growth.old_end + 1, growth.first_column, growth.new_end, growth.last_column))
    old = range_of(tab.sheet, Span(HEADER_ROW, growth.first_column, growth.old_end, growth.last_column))
    long = range_of(tab.sheet, Span(HEADER_ROW, growth.first_column, growth.new_end, growth.last_column))

    def shrink() -> None:
        added.clear()
        if table is not None:
            table.resize(old)

    remember(shrink)
    if table is not None:
        table.resize(long)
    formulas = matrix(pattern.formula)[0]
    pattern.copy(added)
    keyed = set(tab.keys.columns.values())
    for column, said in enumerate(formulas, start=growth.first_column):
        carried = isinstance(said, str) and said.startswith("=") and said != tab.cell(growth.old_end, column)
        if column in keyed or not carried:
            range_of(tab.sheet, Span(growth.old_end + 1, column, growth.new_end, column)).clear_contents()
    for note in tab.sheet.notes:
        place, own = note.location, former_fill(note.text)
        if own is not None and place.row == growth.old_end:
            range_of(tab.sheet, Span(growth.old_end + 1, place.column, growth.new_end, place.column)).color = own[0]
        if growth.old_end < place.row <= growth.new_end:
            note.delete()
    for name in tab.sheet.book.names:
        _lengthen(name, {tab.title: [growth]}, remember)


def _lengthen(name: xlwings.main.Name, growths: Mapping[str, Sequence[Growth]], remember: Remember) -> None:
    """Let a name over the table's rows (a dropdown's entries) reach to the new ones."""
    before = (name.refers_to or "").removeprefix("=")
    after = longer_reference(before, growths)
    if after != before:
        remember(lambda: _refer(name, before))
        _refer(name, after)


def _refer(name: xlwings.main.Name, reference: str) -> None:
    name.refers_to = f"={reference}"
