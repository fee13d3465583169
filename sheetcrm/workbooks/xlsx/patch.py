"""What becomes of a workbook's package in one write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from sheetcrm.values import Value
from sheetcrm.workbooks.xlsx.package_writer import Packed
from sheetcrm.workbooks.xlsx.package_writer import pack
from sheetcrm.workbooks.xlsx.quick_updates import Rewritten
from sheetcrm.workbooks.xlsx.sheet_xml import Span

MOST_CELLS_READ_BACK = 10_000
"""Cells of a sheet that are parsed and decoded again one by one; of more, an even selection (a checksum covers all)."""
MOST_PROVED_CELLS = 2_000
"""The same where each cell's text was read back when it was printed."""


@dataclass(slots=True)
class Patch:
    """What becomes of a package: parts with new content, parts that go, and what was written where."""

    sheets: dict[str, Packed] = field(default_factory=dict)
    """Sheet part → its new content, packed as soon as it is printed: unpacked, all sheets together may fill memory."""
    changed: dict[str, bytes] = field(default_factory=dict)
    """The new content of every other part that changes."""
    dropped: set[str] = field(default_factory=set)
    written: dict[str, Mapping[int, Mapping[int, Value]]] = field(default_factory=dict)
    """Sheet part → row → column → what stands there now; of very many rows, those that are to be read back."""
    places: dict[str, Mapping[int, Span]] = field(default_factory=dict)
    """Sheet part → where it holds those rows; nothing where that is not known."""
    cells_changed: int = 0
    rows_inserted: int = 0
    rows_deleted: int = 0
    idle: set[str] = field(default_factory=set)
    """Sheet parts in which nothing but incidental cells changes."""

    def keep(self, part: str, new: Rewritten) -> None:
        """Keep a sheet's new bytes, if there are any; and of what was written where, that which is to be read back."""
        if new.pieces:
            most = MOST_PROVED_CELLS if new.proved else MOST_CELLS_READ_BACK
            self.sheets[part] = pack(new.pieces)
            self.written[part] = chosen = _selection(new.written, most)
            self.places[part] = {row: new.places[row] for row in chosen if new.places}

    @property
    def matters(self) -> bool:
        """Say whether anything but incidental cells changes."""
        return bool(self.sheets.keys() - self.idle)

    def packed(self) -> Mapping[str, Packed]:
        """Give all new members as the zip will hold them."""
        return {**self.sheets, **{name: pack([content]) for name, content in self.changed.items()}}


def _selection(written: Mapping[int, Mapping[int, Value]], most: int) -> Mapping[int, Mapping[int, Value]]:
    """All rows written, if any, in order; of very many, an even selection with the first and the last."""
    rows = sorted(written)
    step = 1 + sum(map(len, written.values())) // most
    return {row: written[row] for row in sorted({*rows[::step], *rows[-1:]})}
