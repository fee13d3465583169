"""A spreadsheet, a rep's workbook and the commands a user types: on the stand-in, or with Google itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from gspread import Spreadsheet
from gspread import Worksheet
from gspread.utils import ValueRenderOption

from sheetcrm.app.sync_desk import DATA_FOLDER
from sheetcrm.workbooks.google.connecting import BASE_VARIABLE
from sheetcrm.workbooks.google.credentials import VARIABLE

FIRST_ROW = 3
"""Below the hidden keys and the headers."""


@dataclass(frozen=True)
class Ground:
    """Where a journey happens."""

    folder: Path
    key: Path
    """Of the service account that sheetcrm signs in with."""
    spreadsheet: Spreadsheet
    """As another user has it open in the browser, through plain gspread."""
    base: str | None = None
    """The address of the stand-in; None: Google."""

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command as its user does, in a process of its own; what it says."""
        environ = {name: value for name, value in os.environ.items() if name not in (BASE_VARIABLE, VARIABLE)}
        environ |= {"SHEETCRM_LANG": "en", DATA_FOLDER: str(self.folder / "memory")}
        environ |= {BASE_VARIABLE: self.base} if self.base else {}
        command = [sys.executable, "-m", "sheetcrm", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    @cached_property
    def tabs(self) -> Mapping[str, Worksheet]:
        """Table or report → its tab, found by the hidden key row as sheetcrm finds it."""
        sheets = self.spreadsheet.worksheets()
        answer = self.spreadsheet.values_batch_get([f"'{sheet.title}'!A1" for sheet in sheets])
        first = ["".join(*values) if (values := one.get("values")) else "" for one in answer["valueRanges"]]
        return {
            key if key.startswith("report.") else key.partition(".")[0]: sheet
            for key, sheet in zip(first, sheets, strict=True)
            if key
        }

    def rows(self, table: str, render: ValueRenderOption = ValueRenderOption.unformatted) -> dict[int, dict[str, Any]]:
        """The filled rows of a table by number."""
        keys, _, *rows = self.tabs[table].get_values(value_render_option=render)
        columns = [str(key).rpartition(".")[2] for key in keys]
        found = {number: dict(zip(columns, row, strict=False)) for number, row in enumerate(rows, start=FIRST_ROW)}
        return {number: row for number, row in found.items() if any(cell != "" for cell in row.values())}

    def type_row(self, table: str, number: int, **cells: Any) -> None:
        """The other user types into a row, in the browser: Google reads what was typed as it always does."""
        columns = [str(key).rpartition(".")[2] for key in self.tabs[table].row_values(1)]
        for key, value in cells.items():
            typed = value.isoformat() if isinstance(value, date) else value
            self.tabs[table].update_cell(number, columns.index(key) + 1, typed)

    def sort(self, table: str, key: str) -> None:
        """The other user sorts the filled rows of a table, backwards."""
        columns = [str(name).rpartition(".")[2] for name in self.tabs[table].row_values(1)]
        last = max(self.rows(table))
        span = {"sheetId": self.tabs[table].id, "startRowIndex": FIRST_ROW - 1, "endRowIndex": last}
        span |= {"startColumnIndex": 0, "endColumnIndex": len(columns)}
        order = [{"dimensionIndex": columns.index(key), "sortOrder": "DESCENDING"}]
        self.spreadsheet.batch_update({"requests": [{"sortRange": {"range": span, "sortSpecs": order}}]})

    def charts(self) -> int:
        """How many charts stand in the spreadsheet."""
        sheets = self.spreadsheet.fetch_sheet_metadata({"fields": "sheets(charts(chartId))"})["sheets"]
        return sum(len(sheet.get("charts", ())) for sheet in sheets)

    def clear(self) -> None:
        """Take away every tab but a blank one."""
        blank = self.spreadsheet.add_worksheet("blank", 10, 5)
        others = [sheet for sheet in self.spreadsheet.worksheets() if sheet.id != blank.id]
        self.spreadsheet.batch_update({"requests": [{"deleteSheet": {"sheetId": sheet.id}} for sheet in others]})
        self.__dict__.pop("tabs", None)
