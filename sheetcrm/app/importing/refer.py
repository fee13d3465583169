"""References of imported rows → row ids: the other program's id, a sheetcrm id, or the label people know the row by."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from sheetcrm.app.importing.identify import external_id
from sheetcrm.problems import Problem
from sheetcrm.values import Value
from sheetcrm.values import fold


@dataclass(slots=True)
class Directory:
    """The rows of one table that can be referred to: those of the workbook, and those about to go in."""

    table: str
    ids: set[str] = field(default_factory=set)
    _labels: dict[str, set[str]] = field(default_factory=dict)

    def add(self, rows: Iterable[tuple[Value, Value]]) -> None:
        """Take in rows as (id, label)."""
        for row_id, label in rows:
            self.ids.add(str(row_id))
            if label is not None:
                self._labels.setdefault(fold(str(label)), set()).add(str(row_id))

    def find(self, text: str, source: str) -> str | tuple[str, int]:
        """Give the id that `text` means; else the code of what is wrong and how many rows it might mean."""
        for candidate in (text, external_id(self.table, source, text)):
            if candidate in self.ids:
                return candidate
        named = self._labels.get(fold(text), set()) & self.ids
        if len(named) == 1:
            return next(iter(named))
        return ("import_reference_ambiguous" if named else "import_reference_unknown"), len(named)


def refer(
    table: str, column: str, cells: Sequence[Value], source: str, directory: Directory
) -> tuple[list[Value], list[Problem]]:
    """Resolve one column's references; what refers to nothing, or to several rows, is a problem of its row."""
    memo: dict[str, str | tuple[str, int]] = {}
    found: list[Value] = []
    problems: list[Problem] = []
    for place, cell in enumerate(cells):
        if cell is None:
            found.append(None)
            continue
        text = str(cell)
        if text not in memo:
            memo[text] = directory.find(text, source)
        meant = memo[text]
        if isinstance(meant, str):
            found.append(meant)
        else:
            code, count = meant
            params = {"value": text[:60], "count": count, "there_table": directory.table}
            problems.append(Problem(code, table, None, column, params, row=place))
            found.append(None)
    return found, problems
