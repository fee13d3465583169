"""Each of the 32 lines of the article's KPI section is a cell of a workbook, with a number or a reason for a blank."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from recomputed_books import Book

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.templates.load import load_template
from tests.oracle.cells import shows
from tests.oracle.raw_sheets import Cell
from tests.oracle.raw_sheets import Sheet

pytestmark = pytest.mark.xdist_group("recomputed in LibreOffice")  # one worker, so that it is opened once

HEADINGS = tomllib.loads(Path(__file__).with_name("article_kpi_lines.toml").read_text("utf-8"))["headings"]
TOTAL = "Tổng"


@dataclass(frozen=True)
class ArticleLine:
    """One line of the article, and where it stands."""

    says: str
    kpi: str
    tab: str
    block: str
    column: str
    by: tuple[str, ...] = ()
    row: str | None = None
    beside: tuple[str, ...] = ()

    def cells(self, sheets: Mapping[str, Sheet], column: str) -> Iterator[tuple[tuple[str, ...], Cell]]:
        """Give the line's cells, each with what stands at the left of its row. Raises LookupError when it is missing.

        Without a `row` these are all lines of the block.
        """
        sheet = sheets[self.tab]
        top = _index([cells[0] for cells in sheet], self.block) + 1
        at = _index(sheet[top], column)
        width = max(len(self.by), 1)
        for cells in sheet[top + 1 :]:
            if cells[0] in (None, TOTAL):
                break
            if self.row in (None, cells[0]):
                yield tuple(map(str, cells[:width])), cells[at]


def _index(cells: list[Cell] | tuple[Cell, ...], wanted: str) -> int:
    if wanted not in cells:
        raise LookupError(wanted)
    return cells.index(wanted)


def _line(told: Mapping[str, object]) -> ArticleLine:
    return ArticleLine(**{key: tuple(value) if isinstance(value, list) else value for key, value in told.items()})


LINES = [_line(told) for heading in HEADINGS for told in heading["lines"]]


@pytest.fixture
def book(books: Mapping[str, Book]) -> Book:
    """The example company as people type it, in Vietnamese, saved again by LibreOffice."""
    return books["dirty"]


def test_the_article_has_ten_headings_and_32_lines() -> None:
    assert (len(HEADINGS), len(LINES), len({line.says for line in LINES})) == (10, 32, 32)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.says)
def test_the_catalogue_and_the_template_have_the_line(line: ArticleLine) -> None:
    kpi = CATALOGUE[line.kpi]
    assert not line.by or line.by in kpi.by
    (report,) = (report for report in load_template().reports if report.vi == line.tab)
    (block,) = (block for block in report.blocks if block.vi == line.block)
    assert line.kpi in block.kpis
    assert block.by == line.by
    assert kpi.vi == (line.column if line.by else (line.row or "").removeprefix(f"{kpi.number} · "))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.says)
def test_the_line_stands_on_its_tab_with_a_number_or_the_reason_for_a_blank(line: ArticleLine, book: Book) -> None:
    for column in (line.column, *line.beside):
        cells = [cell for _, cell in line.cells(book.after, column)]
        assert cells, column
        assert len(cells) == 1 or any(isinstance(cell, int | float) for cell in cells), column
        assert all(isinstance(cell, int | float) or cell in reasons(book) for cell in cells), column


def reasons(book: Book) -> set[str]:
    """Give the sentences that stand where there is no number."""
    return {book.words[key] for key in ("no_denominator", "no_target", "nothing_before", "no_costs", "new")}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.says)
def test_the_line_shows_the_figure_the_article_asks_for(line: ArticleLine, book: Book) -> None:
    rules, words = book.rules, book.words
    for names, cell in line.cells(book.after, line.column):
        key = tuple(None if name == words["unassigned"] else name for name in names) if line.by else ()
        found = rules.change(line.kpi) if line.column == "Thay đổi" else rules.figure(line.kpi, line.by, key)
        assert shows(cell, found, words), (names, cell, found)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.says)
def test_a_line_that_is_missing_would_be_noticed(line: ArticleLine, book: Book) -> None:
    for gone in filter(None, (line.block, line.column, line.row)):
        sheets = {line.tab: [tuple(None if cell == gone else cell for cell in row) for row in book.after[line.tab]]}
        try:
            cells = list(line.cells(sheets, line.column))
        except LookupError:
            cells = []
        assert not cells, gone
