"""Figures that are computed from a hub's rows and travel along with a transaction on them.

They are not watched: where they hit a row that somebody had just moved, the next computing finds and mends them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

from sheetcrm.values import Value
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.google.drafting import TabDraft
from sheetcrm.workbooks.google.reading import Seen
from sheetcrm.workbooks.google.report_edits import ReportEdits
from sheetcrm.workbooks.google.swatches import Looks
from sheetcrm.workbooks.google.swatches import TabLooks
from sheetcrm.workbooks.google.tracing import Place

NO_LOOKS = Looks()


@dataclass(frozen=True, slots=True)
class Figures:
    """What one transaction takes along."""

    cells: Sequence[tuple[Place, Mapping[str, Value]]] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    blocks: Sequence[ReplaceBlock] = ()
    looks: Looks = NO_LOOKS
    """How the reports of the blocks look now."""
    look_at: Sequence[ReplaceBlock] = ()
    """The blocks of which it is not known how their reports look: the answer is to tell."""


NO_FIGURES = Figures()


def draw_blocks(blocks: Sequence[ReplaceBlock], looks: Looks, seen: Seen, drafts: dict[int, TabDraft]) -> None:
    """Want what blocks say of their reports; a report that is not there is left out."""
    sheets = {tab.title: tab.id for tab in seen.tabs}
    for block in blocks:
        tab = seen.reports.get(block.report)
        if tab is not None:
            draft = drafts.setdefault(tab.id, TabDraft(tab))
            ReportEdits(draft, block.report, looks, sheets).replace(block)


def bytes_of(block: ReplaceBlock, looks: Looks, seen: Seen) -> int:
    """Give how much of a request a block takes: only what differs from what stands is asked for."""
    drafts: dict[int, TabDraft] = {}
    draw_blocks([block], looks, seen, drafts)
    return sum(len(json.dumps(request)) for draft in drafts.values() for request in draft.changes())


def blocks_differ(blocks: Sequence[ReplaceBlock], seen: Seen) -> bool:
    """Say whether any cell that matters in the reports says something else than blocks do, however it looks."""
    drafts: dict[int, TabDraft] = {}
    draw_blocks(blocks, NO_LOOKS, seen, drafts)
    incidental = {
        (
            seen.reports[block.report].id,
            (block.top + at, block.left + column + seen.reports[block.report].keys.reports[block.report]),
        )
        for block in blocks
        if block.report in seen.reports
        for at, row in enumerate(block.rows)
        for column, cell in enumerate(row)
        if cell.incidental
    }
    return any((sheet, place) not in incidental for sheet, draft in drafts.items() for place in draft.values)


def looks_after(looks: Looks, drafts: Mapping[int, TabDraft]) -> Looks:
    """Give how reports look once the drafts have been carried out."""
    tabs = dict(looks.tabs)
    for sheet, draft in drafts.items():
        if draft.looks or draft.hidden:
            standing = tabs.get(sheet, TabLooks())
            formats = {**standing.formats, **{place: json.loads(look) for place, look in draft.looks.items()}}
            hidden = standing.hidden - {row for row, hides in draft.hidden.items() if not hides}
            hidden |= {row for row, hides in draft.hidden.items() if hides}
            tabs[sheet] = TabLooks(formats, frozenset(hidden))
    return replace(looks, tabs=tabs)


def is_drawn(drafts: Mapping[int, TabDraft]) -> bool:
    """Say whether any look changes."""
    return any(draft.looks or draft.hidden for draft in drafts.values())
