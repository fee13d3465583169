"""Cells that lead to another cell of the document."""

from __future__ import annotations


def link(document: object, cell: object, target: str | None) -> None:
    """Let a cell lead to a target as Excel writes it (`'Sheet title'!A1`), or nowhere; nothing when it does already."""
    wanted = None if target is None else "#" + target
    fields = list(cell.TextFields)
    standing = fields[0].URL if len(fields) == 1 and fields[0].Representation == cell.String else None
    if standing == wanted and bool(fields) == bool(wanted):
        return
    text = cell.String
    cell.String = text
    if wanted is not None:
        cell.String = ""
        field = document.createInstance("com.sun.star.text.TextField.URL")
        field.Representation, field.URL = text, wanted
        cell.insertTextContent(cell.createTextCursor(), field, False)
