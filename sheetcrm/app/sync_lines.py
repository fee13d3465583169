"""What a sync did with one workbook, in lines that people can read on every surface."""

from __future__ import annotations

from collections.abc import Iterator

from sheetcrm.app.sync_report import Tally
from sheetcrm.app.sync_report import WorkbookReport
from sheetcrm.messages import say


def workbook_lines(one: WorkbookReport, lang: str) -> Iterator[str]:
    """Say what was sent and received, what waits, or why it failed."""
    name = say("sync_owned", lang, workbook=one.path.name, owner=one.owner) if one.owner else one.path.name
    if one.failure:
        yield say("sync_failure", lang, workbook=name, why=one.failure.in_language(lang))
        return
    if one.nameless:
        yield say("sync_nameless", lang, workbook=name)
        return
    if one.busy:
        yield say("sync_busy", lang, workbook=name)
        return
    parts = [
        say(code, lang, what=", ".join(_counted(tally, lang)))
        for code, tally in (("sync_sent", one.sent), ("sync_received", one.received))
        if tally
    ]
    if parts:
        yield say("sync_line", lang, workbook=name, parts="; ".join(parts))
    if one.waiting:
        yield say("sync_waiting", lang, workbook=name)
    elif not parts:
        yield say("sync_nothing", lang, workbook=name)
    if one.stranger is not None:
        code = "sync_stranger_near" if one.stranger else "sync_stranger"
        yield say(code, lang, owner=one.owner, near=", ".join(one.stranger))


def _counted(tally: Tally, lang: str) -> Iterator[str]:
    counts = (
        ("sync_rows", tally.rows),
        ("sync_cells", tally.cells),
        ("sync_deleted", tally.deleted),
        ("sync_left", tally.left),
    )
    for code, count in counts:
        if count:
            yield say(code, lang, count=count)
