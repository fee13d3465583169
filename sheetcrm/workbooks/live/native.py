"""What xlwings has no word of its own for: protection, links, read-only; said to Excel on Windows and on a Mac."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import xlwings

Place = tuple[int, int]
Protection = Mapping[str, bool]
"""What a protected sheet still allows and what it guards, in the words of Excel's `Protect`."""

_MAC = sys.platform == "darwin"
TAKES_SEVERAL_AREAS = not _MAC
"""Whether a copy may be asked for into several areas at once; AppleScript does not say whether it did all of them."""
_ALLOWED = (
    "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns",
    "AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting",
    "AllowFiltering", "AllowUsingPivotTables",
)  # fmt: skip


def is_read_only(book: xlwings.Book) -> bool:
    """Say whether Excel opened the workbook so that it cannot be saved in its place."""
    return bool(book.api.read_only.get() if _MAC else book.api.ReadOnly)


def lies_in_the_cloud(book: xlwings.Book) -> bool:
    """Say whether the workbook was opened from OneDrive or SharePoint."""
    return "://" in str(book.api.full_name.get() if _MAC else book.api.FullName)


def protection_of(sheet: xlwings.Sheet) -> Protection | None:
    """Give how a sheet is protected; None when it is not."""
    api = sheet.api
    if _MAC:
        if not api.protect_contents.get():
            return None
        rules = api.protection_object
        allowed = {name: bool(getattr(rules, _mac_word(name)).get()) for name in _ALLOWED}
        guards = (api.protect_drawing_objects.get(), api.protect_scenarios.get())
    else:
        if not api.ProtectContents:
            return None
        rules = api.Protection
        allowed = {name: bool(getattr(rules, name)) for name in _ALLOWED}
        guards = (api.ProtectDrawingObjects, api.ProtectScenarios)
    return {"DrawingObjects": bool(guards[0]), "Contents": True, "Scenarios": bool(guards[1]), **allowed}


def unprotect(sheet: xlwings.Sheet) -> None:
    """Take off a protection that has no password; Excel refuses (and asks nobody) when there is one."""
    if _MAC:
        sheet.api.unprotect(password="")
    else:
        sheet.api.Unprotect("")


def protect(sheet: xlwings.Sheet, protection: Protection) -> None:
    """Protect a sheet as it was, without password."""
    if _MAC:
        words = {"Contents": "worksheet_contents", "AllowUsingPivotTables": "allow_using_pivot_table"}
        said = {words.get(name, _mac_word(name)): value for name, value in protection.items()}
        sheet.api.protect_worksheet(password="", **said)
    else:
        sheet.api.Protect(Password="", **protection)


def links_in(area: xlwings.Range) -> Mapping[Place, str]:
    """Give the links to places in this workbook: cell → `'Sheet'!A1`."""
    if _MAC:
        links = [(_mac_place(link), str(link.sub_address.get())) for link in area.api.hyperlinks.get() or ()]
    else:
        links = [((link.Range.Row, link.Range.Column), str(link.SubAddress)) for link in area.api.Hyperlinks]
    return dict(links)


def add_link(cell: xlwings.Range, target: str) -> None:
    """Let a click on a cell lead to a place in this workbook."""
    if _MAC:
        cell.add_hyperlink(f"#{target}", "-")
    else:
        cell.sheet.api.Hyperlinks.Add(Anchor=cell.api, Address="", SubAddress=target)


def remove_link(cell: xlwings.Range) -> None:
    """Take the link off a cell."""
    if _MAC:
        cell.api.hyperlinks.delete()
    else:
        cell.api.ClearHyperlinks()


def raw_cells(area: xlwings.Range) -> list[list[object]]:
    """Read cells with one call. On Windows just as Excel gives them: so an error is a number, and "#N/A" a text."""
    return matrix(area.options(ndim=2).value if _MAC else area.raw_value)


def error_texts(area: xlwings.Range) -> list[list[object]] | None:
    """Give the texts that cells show on a Mac, where an error is not told from a blank; None elsewhere."""
    return matrix(area.api.string_value.get()) if _MAC else None


def matrix(told: Any) -> list[list[object]]:
    """Give rows of cells: Excel tells a single cell as itself, and on a Mac a single row as one list."""
    if not isinstance(told, list | tuple):
        return [[told]]
    if told and not isinstance(told[0], list | tuple):
        return [list(told)]
    return [list(row) for row in told]


def _mac_word(name: str) -> str:
    """AllowSorting → allow_sorting; DrawingObjects → drawing_objects."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _mac_place(link: Any) -> Place:
    anchor = link.range
    return anchor.first_row_index.get(), anchor.first_column_index.get()
