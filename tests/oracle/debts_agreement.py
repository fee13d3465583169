"""Holds the tab of receivables and delivery against what SQL says: what is owed by age, what is late, what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP
from decimal import Context
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from tests.oracle.cells import is_number
from tests.oracle.compared import Spot
from tests.oracle.kpis_in_sql import Sql
from tests.oracle.lists_seen import Listed
from tests.oracle.lists_seen import list_under
from tests.oracle.lists_seen import title_of
from tests.oracle.raw_sheets import Cell
from tests.oracle.raw_sheets import Sheet
from tests.oracle.raw_sheets import day

CELL = Context(prec=15, rounding=ROUND_HALF_UP)
LONGEST = 500
"""So many lines are listed; how many more there are is said below."""
LATE = "owed > 0 AND days > 0"
AGES = (
    "days IS NOT NULL AND NOT (owed > 0 AND days > 0)",
    "days IS NULL",
    f"{LATE} AND days <= 30",
    f"{LATE} AND days BETWEEN 31 AND 60",
    f"{LATE} AND days BETWEEN 61 AND 90",
    f"{LATE} AND days > 90",
    LATE,
    "1",
)
"""The columns: not due, no day agreed, late by so many days, all that is late, all of it."""

Line = tuple[object, ...]


@dataclass(frozen=True)
class Debts:
    """The tab of one recomputed workbook, and what SQL says of it."""

    sheet: Sheet
    lang: str
    words: Mapping[str, str]
    sql: Sql

    def agree(self) -> Iterator[Spot]:
        """Compare the table and both lists; gives the cells that were compared."""
        yield from self._ages_agree()
        late = self.sql.db.execute(
            """SELECT account, rep, invoice_no, invoiced, paid, owed, own, currency, due, days FROM debts
            WHERE sign_of(own) > 0 AND days > 0"""
        ).fetchall()
        wanted = [(*self._who(row), *map(self._base, row[3:6]), self._foreign(*row[6:8]), *row[8:]) for row in late]
        yield from self._list_agrees("late_title", wanted, (len(wanted),), self._late_line)
        left = self.sql.db.execute(
            """SELECT account, rep, product_group, signed_on, quantity, delivered, remaining, due, late
            FROM deliveries"""
        ).fetchall()
        counts = (len(left), sum(1 for row in left if row[-1]))
        yield from self._list_agrees("deliveries_title", list(map(self._progress, left)), counts, self._delivery_line)

    def _ages_agree(self) -> Iterator[Spot]:
        head = next(at for at, cells in enumerate(self.sheet) if cells[0] == self.words["rep"])
        shown = list(takewhile(lambda cells: cells[0] != self.words["total"], self.sheet[head + 1 :]))
        sums = self._sums("GROUP BY rep HAVING SUM(owed <> 0)")
        assert {str(cells[0]) for cells in shown} == set(sums)
        assert len(shown) == len(sums)
        for at, cells in enumerate([*shown, self.sheet[head + 1 + len(shown)]], head + 1):
            wanted = sums[str(cells[0])] if at <= head + len(shown) else self._sums("")[self.words["unassigned"]]
            for column, amount in enumerate(wanted, 1):
                assert is_number(cells[column], amount), (cells[0], column, cells[column], amount)
                yield at, column
        assert {cells for cells in self.sheet[head + 2 + len(shown)][1:] if cells} == {"✓"}

    def _sums(self, group: str) -> dict[str, list[Fraction]]:
        sums = ", ".join(f"COALESCE(SUM(owed) FILTER (WHERE {age}), 0)" for age in AGES)
        rep = "rep" if group else "NULL"
        rows = self.sql.db.execute(f"SELECT {rep}, {sums} FROM debts WHERE NOT no_rate {group}")
        return {
            rep or self.words["unassigned"]: [Fraction(amount, self.sql.unit) for amount in amounts]
            for rep, *amounts in rows
        }

    def _list_agrees(
        self, title: str, wanted: list[Line], counts: tuple[int, ...], read: Callable[[tuple[Cell, ...]], Line]
    ) -> Iterator[Spot]:
        """Compare a list line by line; the latest stand first, and when it is too long the latest are those shown."""
        assert title_of(self.sheet, self.words[title]) == self.words[title].format(*counts)
        listed = list_under(self.sheet, self.words[title])
        if listed is None:
            assert not wanted
            return
        shown = [read(line) for line in listed.lines]
        rest = Counter(wanted) - Counter(shown)
        assert not Counter(shown) - Counter(wanted), (title, Counter(shown) - Counter(wanted), rest)
        days = [line[-1] or 0 for line in shown]
        assert days == sorted(days, reverse=True), title
        assert all((line[-1] or 0) <= days[-1] for line in rest), title
        self._says_how_many_more(listed, rest.total(), len(wanted))
        yield from listed.spots()

    def _says_how_many_more(self, listed: Listed, more: int, count: int) -> None:
        assert more == max(count - LONGEST, 0)
        assert not more or listed.more == self.words["list_more"].format(more)

    def _late_line(self, cells: tuple[Cell, ...]) -> Line:
        amounts = (None if cell == self.words["rate_unknown"] else _number(cell) for cell in cells[3:6])
        return (*cells[:3], *amounts, self._amount_in_words(cells[6]), day(cells[7]), cells[8])

    def _delivery_line(self, cells: tuple[Cell, ...]) -> Line:
        return (*cells[:3], day(cells[3]), *map(_number, cells[4:8]), day(cells[8]), cells[9])

    def _who(self, row: tuple) -> Line:
        return row[0], row[1] or self.words["unassigned"], row[2]

    def _base(self, amount: int | None) -> Decimal | None:
        return None if amount is None else _rounded(Fraction(amount, self.sql.unit))

    def _foreign(self, own: str, currency: str | None) -> tuple[Fraction, str] | None:
        (base,) = self.sql.db.execute("SELECT word('base_currency')").fetchone()
        return None if currency in (None, base) else (Fraction(own), currency)

    def _amount_in_words(self, cell: Cell) -> tuple[Fraction, str] | None:
        """Read an amount as people of the language write it, with its currency."""
        if cell is None:
            return None
        number, currency = str(cell).rsplit(" ", 1)
        thousands, decimals = ".,"[:: 1 if self.lang == "vi" else -1]
        return Fraction(number.replace(thousands, "").replace(decimals, ".")), currency

    def _progress(self, row: tuple) -> Line:
        account, rep, group, signed, quantity, delivered, remaining, due, late = row
        numbers = [None if one is None else _rounded(Fraction(one)) for one in (quantity, delivered, remaining)]
        ordered = Fraction(quantity or 0)
        share = _rounded(100 * Fraction(delivered or 0) / ordered) if ordered else None
        return account, rep or self.words["unassigned"], group, signed, *numbers, share, due, late or None


def _number(cell: Cell) -> Decimal | None:
    """Read a number as the cell keeps it."""
    if cell is None:
        return None
    assert isinstance(cell, int | float | Decimal)
    return CELL.create_decimal(f"{cell:.15g}" if isinstance(cell, float) else cell).normalize()


def _rounded(number: Fraction) -> Decimal:
    """Write a number with as many digits as a cell keeps."""
    return CELL.divide(Decimal(number.numerator), Decimal(number.denominator)).normalize()
