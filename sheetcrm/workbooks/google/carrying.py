"""Rows of a sheet of the hub's own that travel along with a transaction, watched like those it was made for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from sheetcrm.workbooks.base import RowEdit
from sheetcrm.workbooks.google.figures import NO_LOOKS
from sheetcrm.workbooks.google.mending import hits
from sheetcrm.workbooks.google.reading import Seen
from sheetcrm.workbooks.google.sure_writing import mend
from sheetcrm.workbooks.google.sure_writing import steps_of
from sheetcrm.workbooks.google.tracing import Trace
from sheetcrm.workbooks.google.transacting import HubSheets
from sheetcrm.workbooks.google.transacting import Step
from sheetcrm.workbooks.google.writing import Planner

ROOM = 150_000
"""Bytes of such rows in one transaction; where there are more, they go in one of their own."""
_FIRST = 1_000_000
"""Their images are numbered from here on: none of what the transaction was made for comes so far."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The rows, planned over what was read."""

    step: Step
    seen: Seen

    def joined_to(self, step: Step) -> Step:
        """Give a transaction that takes them along."""
        return replace(
            step,
            updates=[*step.updates, *self.step.updates],
            inserts=[*step.inserts, *self.step.inserts],
            deletes=[*step.deletes, *self.step.deletes],
            images={**step.images, **self.step.images},
        )

    def make_good(self, trace: Trace, sheets: HubSheets) -> None:
        """Put back what they hit by mistake. Raises: WorkbookError."""
        wrong = hits(self.step, trace, self.seen)
        if wrong:
            mend(sheets, wrong)


NOTHING = Carried(Step(0, ""), Seen("", "", frozenset(), (), {}, {}))


def carried(edits: Sequence[RowEdit], seen: Seen, name: str) -> Carried:
    """Plan the edits of a sheet of the hub's own; nothing is carried when they are too many.

    Raises: WorkbookError.
    """
    planned = Planner(seen, name).plan(edits, NO_LOOKS)
    steps = list(steps_of(planned, ROOM)) if planned.is_effective else []
    if len(steps) != 1:
        return NOTHING
    images = {_FIRST + number: place for number, place in steps[0].images.items()}
    return Carried(replace(steps[0], images=images), seen)
