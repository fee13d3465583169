"""A small company with real files: a hub on a shared drive and reps' workbooks, and what their users do there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.sync_report import SyncReport
from sheetcrm.app.sync_report import WorkbookReport
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.sync.identity import new_id
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Log
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.made_once import made

NOW = datetime(2026, 11, 25, 9, 30)
LAN, MINH = "Nguyễn Thị Lan", "Trần Quốc Minh"
Row = Mapping[str, Raw]


def make_file(path: Path, lang: str = "vi") -> Path:
    """An empty workbook; made once a language, then copied with an id of its own."""
    return made(path, new_id(), lang=lang, process="standard", scheme="bant", currency="VND")


class Desk:
    """What a team has wherever its hub is: a configuration with workbooks, and the memory of what was agreed."""

    folder: Path
    owners: Mapping[str, str | None]
    """File name → whose rows it holds."""
    conflicts: str

    @property
    def config(self) -> Path:
        return self.folder / "sheetcrm.toml"

    def write_configuration(self, hub: str, *more: str) -> None:
        head = [f'hub = "{hub}"', f'conflicts = "{self.conflicts}"', *more]
        for name, owner in self.owners.items():
            head += ["[[workbooks]]", f'file = "{name}"', *([f'owner = "{owner}"'] if owner else [])]
        self.config.write_text("\n".join(head) + "\n", encoding="utf-8")

    def book(self, name: str) -> Path:
        return self.folder / name

    def report(self, report: SyncReport, name: str) -> WorkbookReport:
        return next(one for one in report.workbooks if one.path.name == name)

    def log(self) -> list[Entry]:
        with open_desk(self.config) as desk:
            return Log(desk.database).entries()


@dataclass
class Team(Desk):
    """A hub, workbooks, and the memory of the machine that keeps them in step."""

    folder: Path
    owners: Mapping[str, str | None]
    langs: Mapping[str, str] = field(default_factory=dict)
    conflicts: str = "hub"
    now: datetime = NOW
    make: bool = True
    """Make its files; else they are copied there."""

    def __post_init__(self) -> None:
        self.hub = self.folder / "team.xlsx"
        if self.make:
            make_file(self.hub)
            for name in self.owners:
                make_file(self.folder / name, self.langs.get(name, "vi"))
            self.configure()

    def configure(self) -> None:
        self.write_configuration("team.xlsx")

    def sync(self, **wish: object) -> SyncReport:
        asked = {"recompute": False, "clock": lambda _: self.now, **wish}
        with open_desk(self.config) as desk:
            return synchronise(desk, SyncWish(**asked))


def rows(path: Path, table: str = "leads") -> list[dict[str, Raw]]:
    data = XlsxWorkbook(path).read()[table]
    return [{key: cells[at] for key, cells in data.columns.items()} for at in range(len(data.rows))]


def column(path: Path, key: str, table: str = "leads") -> list[Raw]:
    return [row[key] for row in rows(path, table)]


def type_row(path: Path, table: str = "leads", **cells: Value) -> None:
    """A user types a row below the last one; it has no id yet."""
    book = XlsxWorkbook(path)
    book.read()
    book.write([InsertRow(table, cells)])


def lead(company: str, owner: str | None = LAN, **cells: Value) -> dict[str, Value]:
    return {
        "company": company,
        "owner": owner,
        "created_on": date(2026, 11, 2),
        "contact": f"người của {company}",
        **cells,
    }


def edit(path: Path, company: str, table: str = "leads", key: str = "company", **cells: Value) -> None:
    book = XlsxWorkbook(path)
    data = book.read()[table]
    at = data.columns[key].index(company)
    book.write([UpdateRow(table, None, cells, {}, data.rows[at])])


def delete(path: Path, company: str, table: str = "leads", key: str = "company") -> None:
    book = XlsxWorkbook(path)
    data = book.read()[table]
    at = data.columns[key].index(company)
    book.write([DeleteRow(table, None, {}, data.rows[at])])


def in_a_program(path: Path, change: Callable[[Worksheet], None], title: str = "Khách tiềm năng") -> None:
    """Open a sheet in another program, change it, and save over the file."""
    book = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
    change(book[title])
    book.save(path)


def sort_by_company(sheet: Worksheet) -> None:
    """Sort the data rows as a user does, backwards."""
    keys = {cell.value: cell.column - 1 for cell in sheet[1]}
    body = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=sheet.max_row)]
    filled = sorted((r for r in body if r[keys["company"]]), key=lambda r: str(r[keys["company"]]), reverse=True)
    for number, values in enumerate(filled + [r for r in body if not r[keys["company"]]], start=3):
        for at, value in enumerate(values, start=1):
            sheet.cell(number, at).value = value


def snapshot(folder: Path) -> dict[str, bytes]:
    """The workbooks of a folder, byte by byte."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("[!~]*.xls?"))}


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def lock(path: Path) -> Path:
    """What Excel leaves beside a file while it is open."""
    mark = path.with_name(f"~${path.name}")
    wide = b"\x03\x00" + "Lan".encode("utf-16-le")
    mark.write_bytes((b"\x03Lan".ljust(55) + wide).ljust(165))
    return mark


def copy(path: Path, to: Path) -> Path:
    return Path(shutil.copy2(path, to))
