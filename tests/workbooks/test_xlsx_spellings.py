"""The whole contract on files that say the same in the ways other programs write them."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from tests.workbooks import rewriting
from tests.workbooks.test_xlsx_workbook import XlsxContract


class TestPrefixedElements(XlsxContract):
    def rewrite(self, path: Path) -> None:
        rewriting.change_sheets(path, rewriting.prefixed)


class TestRowsAndCellsWithoutReferences(XlsxContract):
    def rewrite(self, path: Path) -> None:
        rewriting.change_sheets(path, rewriting.unreferenced)


class TestApostrophes(XlsxContract):
    def rewrite(self, path: Path) -> None:
        rewriting.change_sheets(path, rewriting.apostrophes)


class TestAttributesInAnotherOrder(XlsxContract):
    def rewrite(self, path: Path) -> None:
        rewriting.change_sheets(path, rewriting.reordered)


class TestIndentedXml(XlsxContract):
    def rewrite(self, path: Path) -> None:
        rewriting.change_sheets(path, rewriting.indented)


class TestStrictOpenXml(XlsxContract):
    def rewrite(self, path: Path) -> None:
        rewriting.change_parts(path, rewriting.strict)


class TestDaysCountedFrom1904(XlsxContract):
    options: ClassVar = {"date_1904": True}
