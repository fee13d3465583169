"""Opens a hub's file and the workbooks that are kept in step with it, each with an identity of its own."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sheetcrm.app.configuration import FileHub as FileAddress
from sheetcrm.app.configuration import GoogleHub as GoogleAddress
from sheetcrm.app.configuration import Replica
from sheetcrm.app.hub_file import FileHub
from sheetcrm.app.hub_receipts import Receipts
from sheetcrm.app.replica_file import WorkbookFile
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.app.sync_hub import SyncHub
from sheetcrm.app.sync_language import SideLanguage
from sheetcrm.app.sync_language import language_of
from sheetcrm.app.sync_report import WorkbookReport
from sheetcrm.app.sync_settings import HUB
from sheetcrm.app.sync_settings import WORKBOOK_ID
from sheetcrm.app.sync_settings import said
from sheetcrm.app.sync_settings import settings_edits
from sheetcrm.app.sync_tables import sync_tables
from sheetcrm.errors import HubMissing
from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import Locked
from sheetcrm.errors import NotFound
from sheetcrm.errors import SheetCrmError
from sheetcrm.errors import WrongHub
from sheetcrm.sync.database import Database
from sheetcrm.sync.identity import new_id
from sheetcrm.sync.side import SyncTable
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.xlsx.locks import refuse_when_open
from sheetcrm.workbooks.xlsx.replica import XlsxReplica
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook

if TYPE_CHECKING:
    from sheetcrm.workbooks.google.connecting import Connect

_IN_COMMON = {
    "template": "@sync_other_template",
    "process": "@sync_other_process",
    "currency": "@sync_other_currency",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for the hub and all workbooks of a run."""

    desk: SyncDesk
    templates: Path | None
    clock: Callable[[], datetime]
    adopt: bool = False
    """Whatever stands where the hub is named is the hub from now on."""
    replica: Callable[[Path], XlsxReplica] = XlsxReplica
    """Opens a file."""
    connect: Connect | None = None
    """Signs in to Google; None: with the credentials that the configuration names, or those found."""
    waiting: Callable[[float], None] | None = None
    """Hears of each wait for Google's quota."""
    recompute: bool = True
    rehearse: bool = False
    """Nothing may be written to a Google spreadsheet; files are copies then."""


def open_hub(hub: GoogleAddress | FileAddress, around: Surroundings) -> SyncHub:
    """Open the hub that the configuration names. Raises: WorkbookError, TemplateError, NoCredentials."""
    if isinstance(hub, FileAddress):
        return _open_file(hub.path, around)
    from sheetcrm.app.opening_spreadsheet import Signing  # signs in with libraries that take a while
    from sheetcrm.app.opening_spreadsheet import open_spreadsheet_hub

    signing = Signing(around.connect, around.waiting, around.recompute, around.rehearse, around.adopt)
    return open_spreadsheet_hub(hub.spreadsheet, around.desk, around.templates, around.clock, signing)


def _open_file(path: Path, around: Surroundings) -> FileHub:
    """Open a team workbook as the hub.

    Raises: Locked when somebody has it open (his next save would write over ours); HubMissing; WorkbookError,
    TemplateError.
    """
    refuse_when_open(path)
    replica = around.replica(path)
    try:
        tables = replica.look().tables
    except NotFound as error:
        raise HubMissing(file=path) from error
    language = language_of(tables, str(path), around.templates)
    roster = around.desk.roster
    if around.adopt:  # only what can be used: whatever is agreed is forgotten
        roster.adopt()
    return FileHub(
        replica,
        said(tables)[WORKBOOK_ID],
        sync_tables(language.template),
        around.templates,
        around.clock,
        roster,
        Receipts(around.desk.database),
        _language=language,
    )


@dataclass(frozen=True, slots=True)
class Company:
    """What a workbook must have in common with the hub."""

    hub: str
    """The hub's id."""
    language: SideLanguage
    tables: Sequence[SyncTable]


def open_workbooks(
    replicas: Sequence[Replica], company: Company, around: Surroundings
) -> Iterator[tuple[WorkbookReport, WorkbookFile | None]]:
    """Open each workbook, or say in its report why it cannot take part."""
    paths = {one.workbook: Path(one.path) for one in around.desk.roster.attendance().values()}
    taken: set[str] = {company.hub}
    for replica in replicas:
        report = WorkbookReport(replica.path, replica.owner)
        try:
            file = _open(replica.path, company, around, taken, paths)
            report.name = file.name if file else ""
            report.nameless = file is None
            taken |= {file.name} if file else set()
            yield report, file
        except SheetCrmError as error:
            report.failure = error
            yield report, None


def _open(
    path: Path, company: Company, around: Surroundings, taken: Collection[str], paths: Mapping[str, Path]
) -> WorkbookFile | None:
    """Open a workbook; None when it is a copy of another one that cannot be told from it while it is open."""
    replica = around.replica(path)
    tables = replica.look().tables
    language = language_of(tables, str(path), around.templates)
    _prove_common(language, company.language, str(path))
    settings = said(tables)
    if settings.get(HUB, company.hub) != company.hub and not around.adopt:
        raise WrongHub(file=path)
    name = settings[WORKBOOK_ID]
    if name in taken or _is_a_copy(path, paths.get(name)):
        try:
            name = _give_name(path, tables)
        except Locked:
            return None
    return WorkbookFile(
        replica,
        name,
        company.tables,
        company.hub,
        around.templates,
        _unsettled(around.desk.database),
        around.desk.roster,
        read_tables=tables,
        _language=language,
    )


def _is_a_copy(path: Path, known: Path | None) -> bool:
    """Say whether the id belongs to another file that is still where it was."""
    return known is not None and known.resolve() != path.resolve() and known.exists()


def _give_name(path: Path, tables: Mapping[str, TableData]) -> str:
    """Give a workbook that was made by copying another one an id of its own. Raises: Locked."""
    name, book = new_id(), XlsxWorkbook(path)
    book.read(())
    book.write(settings_edits(tables, {WORKBOOK_ID: name}))
    return name


def _prove_common(own: SideLanguage, hub: SideLanguage, file: str) -> None:
    """Make sure that both sides have the same stages and the same money. Raises: LayoutBroken."""
    for what, told in _IN_COMMON.items():
        here, there = getattr(own.settings, what), getattr(hub.settings, what)
        if here != there:
            raise LayoutBroken(file=file, what=told, remedy="@sync_make_alike", here=here, there=there)


def _unsettled(database: Database) -> Callable[[str], Collection[str]]:
    def drafts(workbook: str) -> Collection[str]:
        found = database.connection.execute("SELECT draft FROM exchange WHERE workbook = ?", (workbook,))
        return {draft for (draft,) in found}

    return drafts
