"""Problems as sentences of the workbook's language: keys become the labels that people see in their sheet."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import datetime
from decimal import Decimal

from sheetcrm.domain.stages import Process
from sheetcrm.messages import say
from sheetcrm.problems import Problem
from sheetcrm.templates.load import Template
from sheetcrm.templates.spec import Column
from sheetcrm.workbooks.base import TableData

_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem as people see it: where it is, and the sentence."""

    sheet: str
    row: int | None
    column: str | None
    """The column's letter and visible header, `F · Số tiền`."""
    sentence: str
    code: str
    severity: str
    row_id: str | None
    column_key: str | None

    @property
    def cell(self) -> str | None:
        """The cell as `F12`; None when no single cell is meant."""
        if self.row is None or self.column is None:
            return None
        return f"{self.column.partition(_BETWEEN)[0]}{self.row}"


class Wording:
    """Says problems in one language, with the labels of one template and process."""

    def __init__(self, template: Template, process: Process, lang: str) -> None:
        """Keep what gives keys their labels."""
        self._template = template
        self._stages = {stage.key: stage.vi if lang == "vi" else stage.en for stage in process.stages}
        self.lang = lang
        self._choices = dict(_choice_labels(template, lang))

    def sentence(self, problem: Problem) -> str:
        """Say what is wrong and what to do."""
        blanks: dict[str, object] = {name: self._said(name, param, problem) for name, param in problem.params.items()}
        if problem.column is not None:
            blanks.setdefault("column", self.column(problem.table, problem.column))
        blanks.setdefault("table", self.table(problem.table))
        return say(problem.code, self.lang, **blanks)

    def table(self, key: str) -> str:
        """Give a table's name; a key the template does not know is said as it is."""
        try:
            return self._template.table(key).in_language(self.lang)
        except KeyError:
            return key

    def column(self, table: str, key: str) -> str:
        """Give a column's label; `leads.phone` names a column of another table than the problem's own."""
        if "." in key:
            table, key = key.split(".", 1)
        found = _column(self._template, table, key)
        return found.in_language(self.lang) if found else key

    def stage(self, key: str) -> str:
        """Give a stage's label; a key the process does not know is said as it is."""
        return self._stages.get(key, key)

    def _said(self, name: str, param: object, problem: Problem) -> object:
        if isinstance(param, tuple | list | frozenset):
            return ", ".join(str(self._said(name.removesuffix("s"), one, problem)) for one in param)
        if isinstance(param, str):
            return self._label(name, param, problem)
        return self.figure(param)

    def _label(self, name: str, key: str, problem: Problem) -> str:
        kind = name.rsplit("_", 1)[-1]
        spoken: Mapping[str, Callable[[str], str]] = {
            "column": lambda key: self.column(problem.table, key),
            "table": self.table,
            "stage": self.stage,
            "status": lambda key: self._choices.get(key, key),
            "choice": lambda key: self._choices.get(key, key),
        }
        return spoken[kind](key) if kind in spoken else key

    def figure(self, param: object) -> object:
        """Say a day, a time or a number as people of the language write it; anything else stays."""
        if isinstance(param, datetime):
            return f"{param:%d/%m/%Y %H:%M}"
        if isinstance(param, date):
            return f"{param:%d/%m/%Y}"
        return plain_number(param, self.lang) if isinstance(param, Decimal) else param


def plain_number(number: Decimal, lang: str) -> str:
    """Write a number as people of the language do, without zeros at its end."""
    plain = f"{number:,f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain.translate(str.maketrans(",.", ".,")) if lang == "vi" else plain


def _choice_labels(template: Template, lang: str) -> Mapping[str, str]:
    labels: dict[str, str] = {}
    for table in template.tables:
        for column in table.columns:
            for choice in column.choices:
                labels.setdefault(choice.key, choice.in_language(lang))
    for entries in template.lists:
        for item in entries.items:
            labels.setdefault(item.key, item.in_language(lang))
    return labels


def _column(template: Template, table: str, key: str) -> Column | None:
    try:
        return template.table(table).column(key)
    except KeyError:
        return None


def find(problem: Problem, wording: Wording, data: Mapping[str, TableData]) -> Finding:
    """Put a problem where people can see it: sheet, row number, column letter and header as they stand.

    Params named `…_row` are positions of other rows of the same table; they are told as row numbers too.
    """
    table = data.get(problem.table)
    if table is None:
        place, row, column = wording.table(problem.table), None, None
    else:
        place = table.sheet
        row = table.rows[problem.row] if problem.row is not None else None
        column = _place(problem.column, table) if problem.column else None
        other = {
            name: table.rows[at] for name, at in problem.params.items() if name.endswith("_row") and type(at) is int
        }
        problem = replace(problem, params={**problem.params, **other})
    severity = problem.severity.value
    sentence = wording.sentence(problem)
    return Finding(place, row, column, sentence, problem.code, severity, problem.row_id, problem.column)


def _place(column: str, table: TableData) -> str | None:
    if column not in table.letters:
        return None
    return f"{table.letters[column]}{_BETWEEN}{table.headers[column]}"
