"""A small company that synchronises: a hub and a rep's workbook as real files, and a real memory beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sheetcrm.app.configuration import read_configuration
from sheetcrm.app.journal_words import sync_table_of
from sheetcrm.app.sync_desk import memory_of
from sheetcrm.sync.base_store import Base
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.database import Database
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.sync.log import Log
from sheetcrm.sync.roster import Attendance
from sheetcrm.sync.roster import Roster
from sheetcrm.templates.load import load_template
from sheetcrm.values import Raw
from sheetcrm.values import Value
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead

MONDAY, TUESDAY = datetime(2026, 11, 23, 17, 3), datetime(2026, 11, 24, 8, 15)
AN, HUB = "AN-ID", "team.xlsx"
MAI = "Trần Thị Mai"


class Desk:
    """`sheetcrm.toml`, `team.xlsx` (Vietnamese) and `an.xlsx` (English) in one folder, and what sync remembers."""

    def __init__(self, folder: Path) -> None:
        self.hub = book(folder / HUB, leads=[lead()], opportunities=[deal()])
        self.book = book(folder / "an.xlsx", lang="en", leads=[lead()], opportunities=[deal()])
        self.config = folder / "sheetcrm.toml"
        self.config.write_text(f'hub = "{HUB}"\n[[workbooks]]\nfile = "an.xlsx"\nowner = "{MAI}"\n', "utf-8")
        place = memory_of(read_configuration(self.config))
        place.parent.mkdir(parents=True, exist_ok=True)
        self.database = Database(place)
        Roster(self.database).note(Attendance(AN, str(self.book), MAI, MONDAY))
        self.log = Log(self.database)
        self.agree("leads", LEAD, company="Trường THPT Chu Văn An")
        self.agree("opportunities", DEAL, name="Sân bóng cỏ nhân tạo", amount=Decimal(1_200_000_000))

    def agree(self, table: str, row_id: str, **cells: Value) -> None:
        """Let a row be what was agreed on with the workbook."""
        known = sync_table_of(load_template().table(table))
        row = [cells.get(column.key) for column in known.columns]
        store = BaseStore(self.database)
        base = store.load(AN, None, [known])
        store.advance(Base(AN, base.stamped, base.latest), {table: {row_id: row}}, [known], MONDAY, f"{table}{row_id}")

    def run(self, at: datetime, *changes: tuple[object, ...]) -> None:
        """Let one sync have carried changes: (kind, source, target, table, row id, column, old, new)."""
        self.log.begin_run(at)
        self.log.add(Entry(at, *change) for change in changes)


def carried(column: str, old: Raw, new: Raw, row_id: str = DEAL, table: str = "opportunities") -> Sequence[object]:
    """Tell of a value that came from the workbook to the hub."""
    return (Happened.WRITTEN, AN, HUB, table, row_id, column, old, new)
