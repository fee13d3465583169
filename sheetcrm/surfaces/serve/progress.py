"""Tells in the spreadsheet itself that a recompute takes its time: the line under the KPI tab's title says so.

The recompute's own write puts the usual line back. Nothing is told when it is quick.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from threading import Lock
from threading import Timer

from sheetcrm.errors import SheetCrmError
from sheetcrm.templates.dashboard_layout import PERIOD_REPORT
from sheetcrm.templates.dashboard_layout import TITLE_ROW
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.base import WriteReceipt


class ProgressCell:
    """A workbook that says after a while that it is being recomputed (implements `workbooks.base.Workbook`)."""

    def __init__(self, workbook: Workbook, seconds: float, sentence: str) -> None:
        """Begin to count the seconds."""
        self._workbook, self._sentence = workbook, sentence
        self._lock, self._settled, self.told = Lock(), False, False
        self._timer = Timer(seconds, self._tell)
        self._timer.daemon = True
        self._timer.start()

    def read(self, tables: Collection[str] | None = None) -> Mapping[str, TableData]:
        """Read tables."""
        with self._lock:
            return self._workbook.read(tables)

    def write(self, edits: Sequence[Edit]) -> WriteReceipt:
        """Write the outcome; from now on nothing is told any more."""
        self._settle()
        return self._workbook.write(edits)

    def close(self) -> None:
        """Let go of the workbook."""
        self._settle()
        self._workbook.close()

    def failed(self, sentence: str) -> None:
        """Say instead that it did not succeed, when it was told that it was going on. Raises: WorkbookError."""
        self._settle()
        if self.told:
            self._workbook.write([_line(sentence, "warn")])

    def _tell(self) -> None:
        with self._lock:
            if self._settled:
                return
            try:
                self._workbook.write([_line(self._sentence, "subtitle")])
            except SheetCrmError:
                return  # the recompute itself will say what is wrong
            self.told = True

    def _settle(self) -> None:
        self._timer.cancel()
        with self._lock:
            self._settled = True


def _line(sentence: str, look: str) -> ReplaceBlock:
    return ReplaceBlock(PERIOD_REPORT, TITLE_ROW + 1, 1, [(ReportCell(sentence, look),)], 1, optional=True)
