"""Formulas that must not be broken by writing over one of their cells."""

from __future__ import annotations

import re
from functools import cached_property

from sheetcrm.workbooks.xlsx.cell_xml import Cell
from sheetcrm.workbooks.xlsx.dialect import attribute
from sheetcrm.workbooks.xlsx.references import Area
from sheetcrm.workbooks.xlsx.references import parse_area
from sheetcrm.workbooks.xlsx.sheet_draft import Place
from sheetcrm.workbooks.xlsx.sheet_draft import SheetDraft

_ARRAY_KIND = re.compile(rb"\st\s*=\s*[\"'](?:array|dataTable)[\"']")


class FormulaGuard:
    """Watches over one sheet while its cells are rewritten."""

    def __init__(self, draft: SheetDraft) -> None:
        self._draft = draft
        self._formula = f"<{draft.xml.dialect.prefix}f".encode()
        self.formulas_changed = False
        self._heads_gone: dict[bytes, Place] = {}

    @cached_property
    def watches(self) -> bool:
        """Whether the sheet has merged cells or array formulas, so that empty cells matter too."""
        return bool(self._draft.merges or self._array_areas)

    def check(self, number: int, column: int, cell: Cell | None) -> None:
        """Refuse to write under a merge or over a cell that a formula of others needs. Raises: WouldLoseContent."""
        if self._draft.merges and self._draft.is_under_merge(number, column):
            raise self._draft.refusal(str(Place(number, column)), "xlsx_under_merge")
        if self._array_areas and any(area.holds(number, column) for area in self._array_areas):
            raise self._draft.refusal(str(Place(number, column)), "xlsx_array_formula")
        if cell is None or not cell.inside:
            return
        if b"extLst" in cell.inside:
            raise self._draft.refusal(str(Place(number, column)), "xlsx_unusual_xml")
        if self._formula not in cell.inside:
            return
        match = self._draft.xml.dialect.formula.search(cell.inside)
        if match is None:
            return
        self.formulas_changed = True
        if attribute(match[1], b"t") == b"shared" and match[2]:
            self._heads_gone[attribute(match[1], b"si") or b""] = Place(number, column)

    def finish(self, data: bytes) -> None:
        """Refuse when a shared formula lost its head and cells that share it are left. Raises: WouldLoseContent."""
        for index, place in self._heads_gone.items():
            if re.search(rb"<(?:[\w.-]+:)?f\b[^>]*?\ssi\s*=\s*[\"']" + re.escape(index) + rb"[\"']", data):
                raise self._draft.refusal(str(place), "xlsx_shared_formula")

    @cached_property
    def _array_areas(self) -> tuple[Area, ...]:
        """The areas of array formulas and data tables."""
        data, dialect = self._draft.xml.data, self._draft.xml.dialect
        if b"array" not in data and b"dataTable" not in data:
            return ()
        areas: list[Area] = []
        for match in _ARRAY_KIND.finditer(data):
            formula = dialect.formula.match(data, data.rfind(b"<", 0, match.start()))
            reference = attribute(formula[1], b"ref") if formula else None
            area = parse_area(reference.decode()) if reference else None
            if area is not None:
                areas.append(area)
        return tuple(areas)
