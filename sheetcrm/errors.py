"""What stops a run.

Wrong *data* never raises: it becomes a `sheetcrm.problems.Problem` and the run goes on.
What raises is below; each class takes facts and says its own sentence, in the user's language,
from `messages_vi.toml` / `messages_en.toml` (see `SheetCrmError.in_language`).

    SheetCrmError
    ├── TemplateError            a template file is wrong: file, line, reason
    │   └── ConfigurationError   sheetcrm.toml is wrong: the same
    ├── ConfigurationMissing     there is no sheetcrm.toml: how to make one
    ├── WorkbookError            a workbook cannot be used: which file, why, what to do
    │   ├── NotFound             no such file
    │   │   ├── HubMissing            no file where the hub should be: is the shared drive connected?
    │   │   └── SpreadsheetNotFound   no such Google spreadsheet
    │   ├── AlreadyThere         a file stands where a new one should be made
    │   ├── Locked               open in Excel or LibreOffice, or held by another program
    │   │   └── ExcelBusy        a cell is being edited, or a dialog is open in Excel
    │   ├── NotAllowed           the system refuses reading or writing
    │   │   ├── SheetProtected   somebody protected the sheet with a password
    │   │   ├── ExcelRefused     Excel did not take a change; all was put back
    │   │   └── NotPutBack       nor did it let everything be put back
    │   ├── WorkbookClosed       Excel, the workbook or one of its sheets was closed meanwhile
    │   ├── NoExcel              no workbook is open in Excel, or there is no Excel
    │   ├── NotAWorkbook         not an .xlsx/.xlsm: .xls, encrypted, truncated, something else
    │   ├── Unsafe               zip bomb, entity expansion, absurd extent
    │   ├── LayoutBroken         key row, required column or sheet is missing
    │   ├── WouldLoseContent     a change cannot be made without harming what is there
    │   ├── ChangedMeanwhile     the file is not the one that was read
    │   ├── NoBackup             nothing from before the last write is kept that says anything else
    │   ├── RateLimited          Google refused for too long because of too many requests
    │   ├── Unreachable          no answer from Google, and nothing was changed
    │   └── WriteUncertain       a change was sent and no answer came: it may or may not have been made
    ├── NoCredentials            nobody to sign in to Google as: what was looked for, how to get it
    ├── SyncError                two sheets cannot be made one now
    │   ├── SideEmptied          one side suddenly lost most of its rows: was that meant?
    │   ├── HubBusy              others kept writing to the hub while this run tried to
    │   ├── HubUnreachable       the hub did not answer, nor said whether it did what was asked
    │   ├── WrongHub             the file is another hub than the one these workbooks belong to
    │   └── HubOutdated          the hub is an older copy than sync wrote last
    ├── ProgramMissing           a program of the system that was asked for is not installed
    ├── OfficeRefused            LibreOffice did not take the extension, or did not let go of it
    ├── ImportFailed             the file to import cannot be read or mapped
    └── BadRequest               an option or argument makes no sense: which one, why
"""

from __future__ import annotations

import os


class SheetCrmError(Exception):
    """The base of everything sheetcrm raises; carries a message code and its facts."""

    code = "failed"

    def __init__(self, **facts: object) -> None:
        """Keep the facts; the sentence is made from them when somebody reads it."""
        self.facts = {name: str(fact) if isinstance(fact, os.PathLike) else fact for name, fact in facts.items()}
        super().__init__(self.code, self.facts)

    def in_language(self, lang: str) -> str:
        """Say what went wrong, where, and what to do. A fact that reads `@code` is itself a sentence."""
        from sheetcrm.messages import say  # not at start-up: the message files are read only when something is said

        said = {
            name: say(fact[1:], lang, **self.facts) if isinstance(fact, str) and fact.startswith("@") else fact
            for name, fact in self.facts.items()
        }
        return say(self.code, lang, **said)

    def __str__(self) -> str:
        """Say the English sentence (logs, tracebacks); surfaces use the user's language."""
        return self.in_language("en")


class TemplateError(SheetCrmError):
    """A template file is wrong."""

    code = "template_wrong"

    def __init__(self, file: os.PathLike[str] | str, line: int | None, reason: str, **blanks: object) -> None:
        """Name the file, the line (None: the whole file) and the reason: a sentence, or `@code` and its blanks."""
        super().__init__(file=str(file), line=line if line is not None else "?", reason=reason, **blanks)


class ConfigurationError(TemplateError):
    """The configuration of synchronising is wrong."""

    code = "configuration_wrong"


class ConfigurationMissing(SheetCrmError):
    """There is no configuration of synchronising."""

    code = "configuration_missing"


class WorkbookError(SheetCrmError):
    """A workbook cannot be used."""

    code = "workbook_unusable"


class NotFound(WorkbookError):
    """There is no such workbook."""

    code = "workbook_not_found"


class HubMissing(NotFound):
    """There is no file where the hub should be."""

    code = "sync_hub_missing"


class SpreadsheetNotFound(NotFound):
    """Google knows no spreadsheet of that id."""

    code = "spreadsheet_not_found"


class AlreadyThere(WorkbookError):
    """A file stands where a new one should be made."""

    code = "workbook_already_there"


class Locked(WorkbookError):
    """The workbook is open in Excel or LibreOffice, or another program holds it."""

    code = "workbook_locked"


class ExcelBusy(Locked):
    """Excel answers nobody: a cell is being edited, or a dialog is open."""

    code = "excel_busy"


class NotAllowed(WorkbookError):
    """The system refuses to read or write the workbook."""

    code = "workbook_not_allowed"


class SheetProtected(NotAllowed):
    """A sheet of an open workbook is protected with a password."""

    code = "excel_sheet_protected"


class ExcelRefused(NotAllowed):
    """Excel did not take a change; what was written before it is put back."""

    code = "excel_refused"


class NotPutBack(NotAllowed):
    """Excel stopped a change in the middle and did not let everything be put back."""

    code = "excel_not_put_back"


class WorkbookClosed(WorkbookError):
    """Excel, the open workbook or one of its sheets was closed meanwhile."""

    code = "excel_closed"


class NoExcel(WorkbookError):
    """No workbook is open in Excel here."""

    code = "excel_not_running"


class NotAWorkbook(WorkbookError):
    """The file is not an .xlsx/.xlsm workbook (old .xls, encrypted, truncated, something else)."""

    code = "workbook_not_a_workbook"


class Unsafe(WorkbookError):
    """The file would exhaust the machine: zip bomb, entity expansion, absurd extent."""

    code = "workbook_unsafe"


class LayoutBroken(WorkbookError):
    """The key row, a required column or a sheet is missing."""

    code = "workbook_layout_broken"


class WouldLoseContent(WorkbookError):
    """The change cannot be made without harming what stands in the workbook."""

    code = "workbook_would_lose_content"


class ChangedMeanwhile(WorkbookError):
    """The file is not the one that was read."""

    code = "workbook_changed_meanwhile"


class RateLimited(WorkbookError):
    """Google refused requests for longer than sheetcrm waits."""

    code = "workbook_rate_limited"


class Unreachable(WorkbookError):
    """Google does not answer; nothing was changed."""

    code = "workbook_unreachable"


class WriteUncertain(WorkbookError):
    """A change was sent and no answer came."""

    code = "workbook_write_uncertain"


class NoCredentials(SheetCrmError):
    """There is nobody to sign in to Google as."""

    code = "no_credentials"


class NoBackup(WorkbookError):
    """Nothing from before a file was last written is kept that says anything else."""

    code = "workbook_no_backup"


class SyncError(SheetCrmError):
    """Two sheets cannot be made one now."""

    code = "sync_failed"


class SideEmptied(SyncError):
    """One side suddenly lost most of its rows."""

    code = "sync_side_emptied"


class HubBusy(SyncError):
    """Others kept writing to the hub, or to the workbook, while this run tried to."""

    code = "sync_hub_busy"


class HubUnreachable(SyncError):
    """The hub did not answer, and did not say whether it did what was asked."""

    code = "sync_hub_unreachable"


class WrongHub(SyncError):
    """The file is another hub than the one that was synchronised before."""

    code = "sync_wrong_hub"


class HubOutdated(SyncError):
    """The hub is an older copy than what sync wrote last."""

    code = "sync_hub_outdated"


class ProgramMissing(SheetCrmError):
    """A program of the system is not installed, or not where it usually is."""

    code = "program_missing"


class OfficeRefused(SheetCrmError):
    """LibreOffice's installer of extensions failed."""

    code = "office_refused"


class ImportFailed(SheetCrmError):
    """The file to import cannot be read or mapped."""

    code = "import_failed"


class BadRequest(SheetCrmError):
    """An option or argument makes no sense."""

    code = "bad_request"
