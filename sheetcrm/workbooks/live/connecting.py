"""Finds the workbook that is open in Excel."""

from __future__ import annotations

import xlwings

from sheetcrm.errors import NoExcel
from sheetcrm.workbooks.live.refusals import in_our_words
from sheetcrm.workbooks.live.workbook import LiveExcelWorkbook


def open_in_excel(place: str) -> LiveExcelWorkbook:
    """Take the open workbook of that name (`pipeline.xlsm`); without a name, the one in front. Raises: NoExcel."""
    with in_our_words(place or "Excel"):
        book = _book(place)
        if book is None:
            raise NoExcel(file=place)
        return LiveExcelWorkbook(book)


def _book(place: str) -> xlwings.Book | None:
    if not len(xlwings.engines):
        return None
    for app in xlwings.apps:
        if not place:
            return app.books.active if len(app.books) else None
        for book in app.books:
            if book.name.casefold() == place.casefold():
                return book
    return None
