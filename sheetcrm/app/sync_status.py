"""Where each workbook stands, as far as that can be said without synchronising."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.errors import Locked
from sheetcrm.errors import NotFound
from sheetcrm.errors import WorkbookError
from sheetcrm.sync.roster import Attendance
from sheetcrm.workbooks.xlsx.locks import refuse_when_open
from sheetcrm.workbooks.xlsx.replacing import look_at


@dataclass(frozen=True, slots=True)
class Standing:
    """One workbook now."""

    path: Path
    owner: str | None
    last: Attendance | None
    """How the last run left it; None: it has not been synchronised."""
    there: bool
    changed: bool
    """Its file is not as the last run left it."""
    open_by: str | None
    """Who has it open."""


def standings(desk: SyncDesk) -> Iterator[Standing]:
    """Look at each workbook's file."""
    known = {Path(one.path): one for one in desk.roster.attendance().values()}
    for replica in desk.configuration.replicas:
        last = known.get(replica.path)
        try:
            content = look_at(replica.path).digest.hex()
        except NotFound:
            yield Standing(replica.path, replica.owner, last, there=False, changed=False, open_by=None)
            continue
        except WorkbookError:
            content = ""
        changed = last is not None and last.content != content
        yield Standing(replica.path, replica.owner, last, there=True, changed=changed, open_by=_open_by(replica.path))


def _open_by(path: Path) -> str | None:
    try:
        refuse_when_open(path)
    except Locked as error:
        return str(error.facts["by"])
    return None
