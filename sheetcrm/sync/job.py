"""What a run of sync is asked for, and what it tells."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime

from sheetcrm.errors import WorkbookError
from sheetcrm.problems import Problem
from sheetcrm.sync.database import Database
from sheetcrm.sync.decisions import RULES
from sheetcrm.sync.decisions import Conflict
from sheetcrm.sync.decisions import Prefer
from sheetcrm.sync.decisions import Rules
from sheetcrm.sync.decisions import prefer_hub
from sheetcrm.sync.opening import Member
from sheetcrm.sync.ports import HubPort
from sheetcrm.sync.sheet import Edit
from sheetcrm.sync.sheet import HubEdit
from sheetcrm.sync.side import MakeSide
from sheetcrm.sync.side import SyncTable


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be synchronised, and how."""

    tables: Sequence[SyncTable]
    hub: HubPort
    hub_side: MakeSide
    members: Sequence[Member]
    database: Database
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    new_token: Callable[[], str]
    prefer: Prefer = prefer_hub
    emptied_on_purpose: bool = False
    rules: Rules = RULES
    conclude: Callable[[Sequence[Edit]], Sequence[Edit]] = lambda _edits: ()
    """(edits of the hub that are about to be written) → what follows from them there, to be written with them."""
    weigh: Callable[[HubEdit], float] = lambda _edit: 0.0
    """(edit of the hub) → the share of one transaction's room that it takes."""
    owes: Callable[[], bool] = lambda: False
    """Whether the hub has figures left for which the last transaction had no room."""
    foretell: Callable[[], Callable[[], None]] | None = None
    """Looks at the memory as the run will leave it; what it gives has the last transaction take along what follows."""


@dataclass(slots=True)
class Report:
    """What a run did, and what it left."""

    hub_edits: int = 0
    workbook_edits: int = 0
    conflicts: list[tuple[str, Conflict]] = field(default_factory=list)
    """With the workbook's name."""
    held: list[Problem] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    """Workbooks that are open in a program: what the hub has for them waits until they are closed."""
    busy: set[str] = field(default_factory=set)
    """Workbooks that another sync process is at."""
    failed: dict[str, WorkbookError] = field(default_factory=dict)
    """Workbooks that could not be read or written."""
