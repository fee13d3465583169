"""Workbooks that the program recomputed and a second program opened and saved again."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import openpyxl
from made_workbooks import make_clean
from made_workbooks import make_dirty
from made_workbooks import make_golden
from made_workbooks import make_project
from made_workbooks import recompute
from second_program import LibreOffice

from tests.oracle.agreement import Tabs
from tests.oracle.kpi_rules import Rules
from tests.oracle.kpis_in_sql import Sql
from tests.oracle.raw_sheets import Sheet
from tests.oracle.raw_sheets import database
from tests.oracle.raw_sheets import read_sheets
from tests.oracle.spans import month_of
from tests.oracle.visible_words import STAGES
from tests.oracle.visible_words import WORDS

OPPORTUNITIES, LEADS = "Cơ hội", "Khách tiềm năng"
OWN_SHEET, OWN_HEAD, STALE, TYPED_OVER = "Của tôi", "Hoa hồng", -1, 999_999


@dataclass(frozen=True)
class Book:
    """One recomputed workbook: as sheetcrm wrote it and as LibreOffice saved it again."""

    path: Path
    saved: Path
    lang: str
    process: str
    today: date
    month: date

    @cached_property
    def before(self) -> dict[str, Sheet]:
        """What sheetcrm wrote."""
        return read_sheets(self.path)

    @cached_property
    def after(self) -> dict[str, Sheet]:
        """What LibreOffice understood, calculated and saved."""
        return read_sheets(self.saved)

    @cached_property
    def rules(self) -> Rules:
        """What SQL over LibreOffice's raw sheets says."""
        db = database(self.after, WORDS[self.lang], self.stages, self.today)
        return Rules(Sql(db), self.today, month_of(self.month))

    @property
    def stages(self) -> Mapping[str, int]:
        """The stages of its process as the workbook calls them, with their assumed chances."""
        return STAGES[self.process, self.lang]

    @property
    def tabs(self) -> Tabs:
        """What LibreOffice's sheets show, to be held against SQL."""
        return Tabs(self.after, self.lang, self.words, self.stages, self.rules)

    @property
    def words(self) -> Mapping[str, str]:
        """What people see, in the workbook's language."""
        return WORDS[self.lang]


MADE = {
    "dirty": (make_dirty, "vi", "standard", date(2026, 3, 17), date(2026, 3, 1)),
    "clean": (make_clean, "en", "standard", date(2026, 6, 30), date(2026, 6, 1)),
    "project": (lambda path, _: make_project(path), "en", "project_10", date(2026, 11, 23), date(2026, 11, 1)),
    "golden": (lambda path, _: make_golden(path), "vi", "standard", date(2026, 11, 23), date(2026, 10, 1)),
}
"""How each is made, its language and process, the day of its recompute, and the month its KPI tabs show."""


def make_books(libreoffice: LibreOffice, folder: Path, saved: Path) -> Mapping[str, Book]:
    """Make and recompute all workbooks, and let LibreOffice open and save them in one go."""
    for name, (make, _, _, today, _) in MADE.items():
        make(folder / f"{name}.xlsx", today)
        recompute(folder / f"{name}.xlsx", today)
    use_like_a_person(folder / "golden.xlsx")
    recompute(folder / "golden.xlsx", MADE["golden"][3])
    again = libreoffice.save_again([folder / f"{name}.xlsx" for name in MADE], saved)
    return {name: Book(folder / path.name, path, *MADE[name][1:]) for name, path in zip(MADE, again, strict=True)}


def use_like_a_person(path: Path) -> None:
    """Type a month, a formula column, a sheet of one's own that adds KPI cells up, and a number over a KPI."""
    book = openpyxl.load_workbook(path)
    book["KPI"]["E3"] = "10/2026"
    leads = next(row for row in book["KPI"].iter_rows() if str(row[0].value).endswith("Số khách tiềm năng"))
    leads[1].value = TYPED_OVER
    deals = book[OPPORTUNITIES]
    amount = next(cell.column_letter for cell in deals[1] if cell.value == "amount")
    own = deals.max_column + 1
    deals.cell(2, own).value = OWN_HEAD
    for row in range(3, 6):
        deals.cell(row, own).value = f"={amount}{row}*0.02"
    sheet = book.create_sheet(OWN_SHEET)
    sheet["A1"] = f"=SUM(KPI!B{leads[0].row}:B{leads[0].row})"
    sheet["A2"] = f"='{OPPORTUNITIES}'!{amount}3*2"
    book.save(path)
    keep_stale_results(path)


def keep_stale_results(path: Path) -> None:
    """Let every formula keep a result that is wrong by now, as a file from Excel keeps results."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, re.sub(rb"</f><v ?/>|</f><v></v>", b"</f><v>%d</v>" % STALE, part))
