"""Lists on report tabs: a title, heads, as many lines as the template allows, and how many more there are."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence

from sheetcrm.messages import say
from sheetcrm.workbooks.base import ReportCell

Row = tuple[ReportCell, ...]


def section(code: str, lang: str, **blanks: object) -> Row:
    """Give the row of a section's title."""
    return (ReportCell(say(code, lang, **blanks), "section"),)


def head_row(code: str, keys: Iterable[str], lang: str, *, left: Collection[str]) -> Row:
    """Give the row of heads; those in `left` stand over texts, the others over numbers and days."""

    def style(key: str) -> str:
        return "header" if key in left else "header_center" if key.endswith("_on") else "header_right"

    return tuple(ReportCell(say(f"{code}_{key}", lang), style(key)) for key in keys)


def list_rows(head: Row, rows: Sequence[Row], count: int, lang: str, *, more: str = "kpi_list_more") -> list[Row]:
    """Give a list under its heads, and how many of the `count` lines it leaves out (the sentence is `more`)."""
    if not rows:
        return [(ReportCell(say("kpi_list_empty", lang), "good"),)]
    left_out = count - len(rows)
    note: list[Row] = [(ReportCell(say(more, lang, count=left_out), "warn"),)] if left_out else []
    return [head, *rows, *note]
