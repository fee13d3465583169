"""A workbook as a run sees it: its rows recognised, with the base that belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Set
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

from sheetcrm.sync.acquaintance import acquaintance
from sheetcrm.sync.base_store import Base
from sheetcrm.sync.base_store import BaseStore
from sheetcrm.sync.compare import BaseRows
from sheetcrm.sync.decisions import Recognise
from sheetcrm.sync.disputes import Disputes
from sheetcrm.sync.matching import Acquaintance
from sheetcrm.sync.matching import Matcher
from sheetcrm.sync.offers import Offers
from sheetcrm.sync.ports import FileSeen
from sheetcrm.sync.ports import WorkbookPort
from sheetcrm.sync.recognise import Recognised
from sheetcrm.sync.renamed import Renamed
from sheetcrm.sync.renamed import follow
from sheetcrm.sync.renamed import renamed_on_hub
from sheetcrm.sync.sheet import ID
from sheetcrm.sync.sheet import Insert
from sheetcrm.sync.sheet import Sheet
from sheetcrm.sync.sheet import Update
from sheetcrm.sync.side import MakeSide
from sheetcrm.sync.side import Side
from sheetcrm.sync.side import SyncTable


@dataclass(frozen=True, slots=True)
class Member:
    """A workbook that takes part."""

    port: WorkbookPort
    make_side: MakeSide


@dataclass(slots=True)
class Opened:
    """A workbook as it was read, its rows recognised, with the base that belongs to it."""

    member: Member
    seen: FileSeen
    base: Base
    sheets: Mapping[str, Sheet]
    pending: Mapping[str, Set[str]] = field(default_factory=dict)
    """Ids of rows that the hub knows by other ones than the file, which is open: they wait for it to be closed."""

    @property
    def name(self) -> str:
        """Give the workbook's name."""
        return self.member.port.name

    def rows(self, table: SyncTable) -> BaseRows:
        """Give the base to plan with: that a row agreed on since the file was written is missing is no deletion."""
        rows, young = self.base.rows[table.key], self.base.young.get(table.key, set())
        missing = young - set(self.sheets[table.key].columns[ID]) if young else young
        missing = missing | self.pending.get(table.key, set())
        return {row_id: row for row_id, row in rows.items() if row_id not in missing} if missing else rows

    def side(self, table: SyncTable) -> Side:
        """Give what planning needs to know of it."""
        return replace(
            self.member.make_side(table, self.sheets[table.key]), earlier=self.base.earlier.get(table.key, {})
        )


@dataclass(frozen=True, slots=True)
class Known:
    """One table of a workbook, its rows recognised."""

    found: Recognised
    renamed: Renamed
    """Rows of the base that the hub knows by another id."""
    pending: frozenset[str]
    """Both ids of those that are not named so in the file yet."""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Recognises the rows of a workbook by all that is known of it."""

    store: BaseStore
    disputes: Disputes
    offers: Offers
    recognise: Recognise
    renamed: Callable[..., Renamed] = renamed_on_hub

    def table(
        self, member: Member, table: SyncTable, sheet: Sheet, base: Base, hub: Sheet, new_id: Callable[[], str]
    ) -> Known:
        """Recognise one table. `hub`: the same table of the hub, as it was read."""
        side = member.make_side(table, sheet)
        rows = base.rows[table.key]
        renamed = self.renamed(rows, hub, table.columns, side.reader, exactly=table.append_only) if rows else {}
        named: list[Update] = []
        if renamed:
            before = Acquaintance({old: rows[old] for old in renamed}, {})
            sheet, renamed, named = follow(sheet, renamed, Matcher(sheet, before, table.columns, side.reader))
            side, base = replace(side, sheet=sheet), _following(base, table, renamed)
        known = acquaintance(self.store, self.disputes, table, base, side, hub)
        offered = self.offers.of(base.workbook, table, side.reader)
        known = replace(known, newer={**offered, **known.newer}) if offered else known
        found = self.recognise(sheet, known, table.columns, side.reader, new_id)
        told = {stamp.at for stamp in found.stamps if not isinstance(stamp, Insert)}
        named = [stamp for stamp in named if stamp.at not in told]
        old_ids = {new: old for old, new in renamed.items()}
        pending = frozenset(row_id for stamp in named for row_id in (stamp.row_id, old_ids[stamp.row_id]))
        return Known(replace(found, stamps=(*named, *found.stamps)), renamed, pending)


def _following(base: Base, table: SyncTable, renamed: Renamed) -> Base:
    """Give a base with rows under the ids that the hub has for them now."""
    rows = {renamed.get(row_id, row_id): row for row_id, row in base.rows[table.key].items()}
    earlier = {renamed.get(row_id, row_id): row for row_id, row in base.earlier[table.key].items()}
    return replace(base, rows={**base.rows, table.key: rows}, earlier={**base.earlier, table.key: earlier})


def durable(found: Recognised, base: Base) -> Sheet:
    """Leave out the rows whose new ids cannot be written into the file now: nobody else may see them yet."""
    table = found.sheet.table
    fresh = {
        stamp.row_id
        for stamp in found.stamps
        if isinstance(stamp, Update) and stamp.row_id not in base.rows[table] and stamp.row_id not in base.newer[table]
    }
    ids = found.sheet.columns[ID]
    kept = [index for index, row_id in enumerate(ids) if row_id not in fresh]
    columns = {key: [cells[index] for index in kept] for key, cells in found.sheet.columns.items()}
    return replace(found.sheet, columns=columns, rows=[found.sheet.rows[index] for index in kept])
