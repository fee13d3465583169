"""After a sync engine columns and reports are renewed, wherever a file is not as it was recomputed last."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.app.replica_file import WorkbookFile
from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import Locked
from sheetcrm.errors import SheetCrmError
from sheetcrm.errors import WorkbookError
from sheetcrm.sync.roster import Attendance
from sheetcrm.sync.roster import Roster
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
from sheetcrm.workbooks.xlsx.workbook import local_time


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What became of one file."""

    moves: int = 0
    records: int = 0
    """Of what was written, what others must hear of: ids, moves, accepted stages."""
    failure: SheetCrmError | None = None


@dataclass(frozen=True, slots=True)
class Recomputing:
    """Recomputes the files of a run, all as of the same moment."""

    roster: Roster
    templates: Path | None
    now: datetime

    def workbook(self, file: WorkbookFile) -> Recomputed:
        """Recompute a workbook that is not as it was; one in which only sync's own stamp is new needs nothing."""
        known = self.roster.attendance().get(file.name, Attendance(file.name, str(file.replica.path)))

        def keep(content: str) -> None:
            self.roster.note(replace(known, content=content))

        with suppress(WorkbookError):
            content = file.replica.content
            if known.content is not None and file.only_stamped.get(content) == known.content:
                keep(content)
                return Recomputed()
        return self.file(file.replica, known.content, keep)

    def file(self, replica: XlsxReplica, known: str | None, keep: Callable[[str], None]) -> Recomputed:
        """Recompute a file unless its content is the one `known`; `keep` hears what it is after that."""
        if not replica.claim():
            return Recomputed()
        try:
            if replica.content == known:
                return Recomputed()
            book = replica.as_workbook(local_time)
            report = recompute_workbook(
                book, str(replica.path), templates=self.templates, clock=lambda _: self.now, today=self.now.date()
            )
            keep(book.content)
            replica.go_on(book.before, book.content)
            return Recomputed(report.moves, report.records)
        except (Locked, ChangedMeanwhile):
            return Recomputed()  # its user is at it: the next run recomputes it
        except SheetCrmError as error:
            return Recomputed(failure=error)
        finally:
            replica.unclaim()
