"""The questions of a form as people read them, and their answers as the workbook understands them; pure."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime

from sheetcrm.app.move_wishes import Wish
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import list_entries
from sheetcrm.domain.approvals import Approvers
from sheetcrm.domain.remedies import AddRow
from sheetcrm.domain.remedies import FillCell
from sheetcrm.domain.remedies import FillRow
from sheetcrm.domain.remedies import Way
from sheetcrm.messages import say
from sheetcrm.problems import Severity
from sheetcrm.templates.columns import as_problem
from sheetcrm.templates.columns import parse_column
from sheetcrm.templates.drawing_rules import anchors_note
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.references import Lookup
from sheetcrm.templates.spec import Column
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import currency_digits
from sheetcrm.values import fold
from sheetcrm.values import normalise_text


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why an answer was not taken, as a sentence."""

    why: str


class Words:
    """Says and understands in one workbook's language and conventions."""

    def __init__(self, reading: Reading) -> None:
        """Keep the reading."""
        self._reading, self._lang = reading, reading.settings.lang

    def column(self, wish: Wish) -> str:
        """Name the cell."""
        return wish.column.in_language(self._lang)

    def place(self, wish: Wish) -> str:
        """Say in which row the cell stands, when it is not the opportunity's own."""
        table, row_id, _ = wish.spot
        if table == PROCESS_TABLE:
            return ""
        data, ids = self._reading.tables[table], self._reading.parsed[table].values["id"]
        if row_id in ids:
            return say("move_row", self._lang, table=data.sheet, row=data.rows[ids.index(row_id)])
        return say("move_new_row", self._lang, table=data.sheet)

    def help(self, wish: Wish) -> str | None:
        """Say what belongs into the cell."""
        return anchors_note(wish.column, self._reading.scheme, self._lang) or wish.column.help(self._lang)

    def way(self, way: Way) -> str:
        """Name one of several things that could be done."""
        names = []
        for remedy in way:
            table = PROCESS_TABLE if isinstance(remedy, FillCell) else remedy.table
            if isinstance(remedy, AddRow):
                said = remedy.said.in_language(self._lang) if remedy.said else ""
                names.append(say("move_add_row", self._lang, table=self._reading.tables[table].sheet, said=said))
            elif isinstance(remedy, FillRow):
                names.append(self._reading.tables[table].sheet)
            else:
                names.append(self._reading.wording().column(PROCESS_TABLE, remedy.column))
        return ", ".join(dict.fromkeys(names))

    def options(self, wish: Wish, approvers: Approvers) -> tuple[str, ...]:
        """Give what may be chosen."""
        column, conventions = wish.column, self._conventions(wish)
        if wish.entries:
            return tuple(conventions.labels.get(entry, entry) for entry in wish.entries)
        if column.kind == "rep":
            names = dict.fromkeys(rep.name for rep in self._reading.company.reps if rep.name)
            level = wish.approval
            return tuple(name for name in names if level is None or approvers.may_approve(name, level))
        if column.kind == "list":
            return list_entries(self._reading.tables["lists"]).get(column.list or "", ())
        return tuple(conventions.labels.values()) if column.kind == "choice" else ()

    def offer(self, wish: Wish, value: Value) -> str:
        """Write a value as the answer that is offered."""
        if isinstance(value, datetime) and wish.column.kind == "date":
            value = value.date()
        if wish.column.refers_to is not None:
            return self._label_of(wish.column, value)
        shown = KINDS[wish.column.kind].encode(value, self._conventions(wish))
        if isinstance(shown, datetime) and (shown.hour, shown.minute) == (0, 0):
            shown = shown.date()
        return "" if shown is None else str(self._reading.wording().figure(shown))

    def understand(self, wish: Wish, typed: str, options: tuple[str, ...]) -> Value | NotTaken:
        """Give what an answer means; None when nothing was typed and nothing need be."""
        text = chosen(typed, options)
        if not text:
            return None if wish.optional else NotTaken(say("move_blank", self._lang))
        column = wish.column
        (value,), found = parse_column(column, [text], self._conventions(wish))
        wrong = found[0][1][0] if found and value is None else None
        if isinstance(value, str) and column.refers_to is not None:
            named = self._lookup(column.refers_to).row(value)
            value, wrong = (None, named) if isinstance(named, Undecodable) else (named, None)
        if wrong is not None:
            return NotTaken(self._why(wish, wrong))
        if value is None:
            return NotTaken(say("move_blank", self._lang))
        if wish.entries and value not in wish.entries:
            return NotTaken(say("move_not_offered", self._lang, typed=text))
        return value

    def _why(self, wish: Wish, wrong: Undecodable) -> str:
        at_no_row = as_problem(wish.spot.table, wish.column.key, 0, None, (wrong, Severity.ERROR))
        return self._reading.wording().sentence(at_no_row)

    def _conventions(self, wish: Wish) -> Conventions:
        """Give how the cell is understood: amounts, in the currency of their row."""
        conventions = self._reading.conventions[wish.spot.table][wish.column.key]
        if wish.column.kind != "money" or not wish.currency:
            return conventions
        return replace(conventions, currency=wish.currency, currency_digits=currency_digits(wish.currency))

    def _lookup(self, table: str) -> Lookup:
        return Lookup(self._reading.template.table(table), self._reading.parsed[table])

    def _label_of(self, column: Column, value: Value) -> str:
        table = self._reading.template.table(column.refers_to or "")
        values = self._reading.parsed[table.key].values
        if table.label_column is None or value not in values["id"]:
            return str(value or "")
        return str(values[table.label_column][values["id"].index(value)] or "")


def chosen(typed: str, options: tuple[str, ...]) -> str:
    """Give the option that a number or a text means, else the text as typed."""
    text = normalise_text(typed)
    if text.isdigit() and 0 < int(text) <= len(options):
        return options[int(text) - 1]
    if not text or text in options:
        return text
    return next((option for option in options if fold(option) == fold(text)), text)
