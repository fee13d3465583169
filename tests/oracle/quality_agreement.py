"""Holds the tab of data quality against what SQL and a decoder of its own find wrong: how much, of what kind, whose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tests.oracle.compared import Spot
from tests.oracle.debts_agreement import LONGEST
from tests.oracle.doubtful_targets import target_troubles
from tests.oracle.kpi_rules import Rules
from tests.oracle.lists_seen import Listed
from tests.oracle.lists_seen import list_under
from tests.oracle.quality_in_sql import DATES
from tests.oracle.quality_in_sql import REPS
from tests.oracle.quality_in_sql import RULES
from tests.oracle.quality_in_sql import Cells
from tests.oracle.quality_in_sql import Wrong
from tests.oracle.quality_in_sql import blank
from tests.oracle.quality_in_sql import wrong_cells
from tests.oracle.raw_sheets import LISTED
from tests.oracle.raw_sheets import Cell
from tests.oracle.raw_sheets import Sheet
from tests.oracle.raw_sheets import key_of
from tests.oracle.raw_sheets import text

FIRST_ROW = 3
KINDS = ("unreadable", "date", "order", "blank", "unlisted", "reference", "contact", "rate", "move", "target")
BLANKS = {
    "leads": ("owner", "source", "product_group"),
    "opportunities": ("owner", "source", "channel", "product_group", "amount", "expected_close_on"),
    "activities": ("rep", "channel"),
    "orders": ("rep", "source", "department", "product_group", "cost", "payment_due_on"),
    "costs": ("source",),
}
"""Columns whose blanks make a KPI say "(Unassigned)", or leave out an amount."""
Told = tuple[str, int, str, str]


@dataclass(frozen=True)
class Quality:
    """The tab of one recomputed workbook, all its sheets, and what SQL says of them."""

    title: str
    sheets: Mapping[str, Sheet]
    words: Mapping[str, str]
    rules: Rules

    def agree(self) -> Iterator[Spot]:
        """Compare the counts, the blanks and the list; gives the cells that were compared."""
        wrong = [*self._cells_and_rules(), *target_troubles(self.rules)]
        wrong += self._refused_moves(Counter(one.row for one in wrong if one.table == "opportunities"))
        places = [(one, self._whose(one)) for one in wrong]
        self._sentence_agrees(wrong)
        yield from self._counts_agree("wrong_kinds", wrong, [self.words[f"wrong_{one.kind}"] for one in wrong])
        yield from self._counts_agree("wrong_reps", wrong, [rep or self.words["unassigned"] for _, rep in places])
        yield from self._blanks_agree()
        self._list_agrees(Counter((one.table, one.row, one.column, one.kind) for one in wrong))

    def _cells_and_rules(self) -> Iterator[Wrong]:
        """Find what is wrong with cells, days and rates; what a rule finds is told where nothing else is."""
        lists = {column: {text(row[key]) for _, row in self.cells["lists"]} for column, key in LISTED.items()}
        lists["kind"] = {word for meaning, word in self.words.items() if meaning.startswith("kind_")}
        tables = {table: rows for table, rows in self.cells.items() if table != "lists"}
        told = [*wrong_cells(tables, lists)]
        told += (Wrong("opportunities", row, column, "order") for column, query in DATES for row in self._rows(query))
        yield from told
        spots = {(one.table, one.row, one.column) for one in told}
        for table, column, kind, query in RULES:
            for row in self._rows(query):
                if (table, row, column) not in spots:
                    yield Wrong(table, row, column, kind, held=False)

    def _refused_moves(self, others: Counter[int]) -> Iterator[Wrong]:
        """Find what a row says of moves that were refused: the sentences of its issues that nothing else accounts for.

        Which moves are refused is no matter of KPIs; that the tab counts what the rows say is.
        """
        for row, issues in self.rules.sql.db.execute("SELECT sheet_row, issues FROM opportunities"):
            said = len([line for line in (issues or "").split("\n") if line])
            for _ in range(said - others[row]):
                yield Wrong("opportunities", row, "", "move")

    def _rows(self, query: str) -> list[int]:
        return [row for (row,) in self.rules.sql.db.execute(query)]

    @cached_property
    def cells(self) -> Cells:
        """The raw rows of every table, with their numbers."""
        found: dict[str, list] = {}
        for sheet in self.sheets.values():
            if key := key_of(sheet):
                keys = [key[2], *sheet[0][1:]]
                rows = enumerate(sheet[FIRST_ROW - 1 :], FIRST_ROW)
                found[key[1]] = [(at, dict(zip(keys, row, strict=False))) for at, row in rows if any(map(bool, row))]
        return found

    def _whose(self, one: Wrong) -> str | None:
        """Say whose row it is: whoever stands in it, else the owner of the opportunity it belongs to."""
        row = self._by_number[one.table][one.row]
        rep = text(row.get(REPS.get(one.table, "by")))
        if rep is None and one.table == "leads":
            return self._owners["lead_id"].get(text(row["id"]))
        if rep is None and one.table != "opportunities":
            return self._owners["id"].get(text(row.get("opportunity_id")))
        return rep

    @cached_property
    def _by_number(self) -> Mapping[str, Mapping[int, Mapping[str, Cell]]]:
        return {table: dict(rows) for table, rows in self.cells.items()}

    @cached_property
    def _owners(self) -> Mapping[str, Mapping[str | None, str | None]]:
        """Give the owners of opportunities by id, and by lead; of several the last one's."""
        deals = [row for _, row in self.cells["opportunities"]]
        return {
            column: {text(row[column]): text(row["owner"]) for row in deals if text(row[column])}
            for column in ("id", "lead_id")
        }

    def _sentence_agrees(self, wrong: Sequence[Wrong]) -> None:
        held = sum(one.held for one in wrong)
        rows = len({one[:2] for one in wrong})
        sentence = self.words["wrong_count"].format(len(wrong), rows, held) if wrong else self.words["wrong_nothing"]
        assert self.sheets[self.title][3][0] == sentence, (self.sheets[self.title][3][0], sentence)

    def _counts_agree(self, title: str, wrong: Sequence[Wrong], names: Sequence[str]) -> Iterator[Spot]:
        """Compare a table of places and rows by name, and its total."""
        listed = list_under(self.sheets[self.title], self.words[title])
        if listed is None:
            assert not wrong
            return
        rows: dict[str, set[tuple[str, int]]] = {name: set() for name in names}
        for one, name in zip(wrong, names, strict=True):
            rows[name].add(one[:2])
        wanted = {name: (count, len(rows[name])) for name, count in Counter(names).items()}
        *shown, total = [cells[:3] for cells in listed.lines]
        assert {name: (places, of_rows) for name, places, of_rows in shown} == wanted, (title, shown, wanted)
        assert total == (self.words["total"], len(wrong), len({one[:2] for one in wrong}))
        yield from listed.spots()

    def _blanks_agree(self) -> Iterator[Spot]:
        listed = list_under(self.sheets[self.title], self.words["wrong_blanks"])
        wanted = []
        for table, columns in BLANKS.items():
            rows = [row for _, row in self.cells[table]]
            for column in columns:
                empty = sum(blank(row[column]) for row in rows)
                if empty:
                    name = f"{self._title(table)} · {self._header(table, column)}"
                    wanted.append((name, empty, len(rows), (len(rows) - empty) * 100 // len(rows)))
        assert [cells[:4] for cells in (listed.lines if listed else ())] == wanted
        yield from listed.spots() if listed else ()

    def _list_agrees(self, wanted: Counter[Told]) -> None:
        """Compare the list: each line is a wrong place, and each of those has its line while there is room."""
        listed = list_under(self.sheets[self.title], self.words["wrong_list"])
        shown = Counter(self._told(listed)) if listed else Counter[Told]()
        assert not shown - wanted, shown - wanted
        assert shown.total() == min(wanted.total(), LONGEST)

    def _told(self, listed: Listed) -> Iterator[Told]:
        tables = {name: key for key in self.cells for name in (key, self._title(key))}
        kinds = {self.words[f"wrong_{kind}"]: kind for kind in KINDS}
        for _, cell, title, header, _, _, kind, *_ in listed.lines:
            table = tables[str(title)]
            number = re.fullmatch(r"[A-Z]+(\d+)", str(cell))
            assert number, cell
            column = "" if kinds[str(kind)] == "move" else self._column(table, str(header))
            yield table, int(number[1]), column, kinds[str(kind)]

    def _title(self, table: str) -> str:
        return next(title for title, sheet in self.sheets.items() if (key := key_of(sheet)) and key[1] == table)

    def _columns(self, table: str) -> Iterable[tuple[str, str]]:
        """Give keys and visible headers."""
        sheet = self.sheets[self._title(table)]
        key = key_of(sheet)
        assert key is not None
        return zip([key[2], *map(str, sheet[0][1:])], map(str, sheet[1]), strict=True)

    def _header(self, table: str, column: str) -> str:
        return next(header for key, header in self._columns(table) if key == column)

    def _column(self, table: str, name: str) -> str:
        return next(key for key, header in self._columns(table) if name in (key, header))
