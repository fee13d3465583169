"""An engine for xlwings over a live LibreOffice, on the open `base_classes`: the part that the live backend uses.

It answers as Excel does on Windows, errors, quirks and the native words (`api`) included. Class attributes that are
None stand in for properties of the base classes, which cannot be set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlwings
from xlwings import base_classes

from tests.live_office.desk import REFUSED
from tests.live_office.desk import REFUSED_INSIDE
from tests.live_office.desk import ComError
from tests.live_office.desk import Desk

NAME = "libreoffice"
LONGEST_ADDRESS = 255
"""Of Excel's `Range`."""
LONGEST_PROMPT = 255
"""Of Excel's `Application.InputBox`."""
_EPOCH = datetime(1899, 12, 30)
_ERRORS = {
    "#DIV/0!": -2146826281, "#N/A": -2146826246, "#NAME?": -2146826259, "#NULL!": -2146826288, "#NUM!": -2146826252,
    "#REF!": -2146826265, "#VALUE!": -2146826273,
}  # fmt: skip
Area = list[int]
_SHEET = re.compile(r"=\$?('(?:[^']|'')+'|[^.'!]+)\.")
"""The sheet of a reference as LibreOffice writes it."""


class Engine:
    """What `xw.Engine(impl=…)` takes."""

    name = NAME
    type = "desktop"

    def __init__(self, desk: Desk) -> None:
        self.apps = Apps(desk, self)

    @staticmethod
    def prepare_xl_data_element(told: object, _: object) -> object:
        if isinstance(told, date):
            moment = told if isinstance(told, datetime) else datetime(told.year, told.month, told.day)
            return {"day": (moment - _EPOCH) / timedelta(days=1)}
        return "" if told is None else told

    @staticmethod
    def clean_value_data(
        data: list, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[object]]:
        """Prepare raw cells for `.value`, as xlwings does for Excel."""
        words = {number: word for word, number in _ERRORS.items()}

        def clean(cell: object) -> object:
            if cell is None or cell == "":
                return empty_as
            if isinstance(cell, datetime):
                names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return datetime_builder(**{name: getattr(cell, name) for name in names}, tzinfo=None)
            if isinstance(cell, float):
                return number_builder(cell) if number_builder is not None else cell
            if isinstance(cell, int) and cell in words:
                return words[cell] if err_to_str else None
            return cell

        return [[clean(cell) for cell in row] for row in data]


def _as_excel(told: object) -> object:
    """Give a cell in the form of Excel's `Range.Value` on Windows: days as such, errors as their numbers."""
    if not isinstance(told, dict):
        return told
    ((kind, held),) = told.items()
    if kind == "day":
        return _EPOCH + timedelta(days=held)
    return bool(held) if kind == "truth" else _ERRORS.get(held, _ERRORS["#NAME?"])


class Apps(base_classes.Apps):
    def __init__(self, desk: Desk, engine: Engine) -> None:
        self.app = App(desk, engine)

    def keys(self) -> list[int]:
        return [self.app.pid]

    def __iter__(self) -> Iterator[App]:
        yield self.app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self.app


class Person:
    """Who sits before the screen: reads boxes, types into the input box of the macro `CrmAsk`."""

    def __init__(self) -> None:
        self.boxes: list[str] = []
        self.asked: list[str] = []
        self.offered: list[str] = []
        self.answers: list[str] = []
        """What is typed next; None left: Cancel."""
        self.agrees = True
        self.macros: dict[str, Any] = {"CrmAsk": self._ask}

    def _ask(self, prompt: str, title: str, suggested: str) -> str | bool:
        """Answer `Application.InputBox`, which takes 255 signs, and gives False when it is cancelled."""
        assert title
        if len(prompt) > LONGEST_PROMPT:
            raise ComError(REFUSED, "Type mismatch", REFUSED_INSIDE)
        self.asked.append(prompt)
        self.offered.append(suggested)
        return self.answers.pop(0) if self.answers else False


class App(base_classes.App):
    books: Any = None
    pid = 1

    def __init__(self, desk: Desk, engine: Engine) -> None:
        self.desk, self.engine = desk, engine
        self.books = Books(self)
        self.person = Person()
        self.takes_several = True
        """Whether a cell may be copied into several areas at once."""
        self._events, self._status, self._alerts = True, False, True

    def alert(self, prompt: str, title: str | None, buttons: str | None, mode: str | None, _: str | None) -> str:
        """Open Excel's box, which somebody must close: with Yes when asked, unless he would not."""
        if not self._alerts or not self.screen_updating:
            raise AssertionError("a box is opened while nothing is drawn: nobody would see it")
        self.person.boxes.append(prompt)
        if buttons == "yes_no":
            return "yes" if self.person.agrees else "no"
        return "ok"

    def run(self, macro: str, arguments: list[Any]) -> Any:
        """Run a macro of a workbook by its name, as `Application.Run` does: the one that asks for a text."""
        book, _, name = macro.rpartition("!")
        if book.strip("'") not in self.books.paths or name not in self.person.macros:
            raise ComError(REFUSED, f"Cannot run the macro '{macro}'.", REFUSED_INSIDE)
        return self.person.macros[name](*arguments)

    @property
    def display_alerts(self) -> bool:
        return self._alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._alerts = value

    @property
    def _front(self) -> str:
        return list(self.books.paths)[-1]

    @property
    def screen_updating(self) -> bool:
        return self.desk.ask("screen_updating", self._front)

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.desk.ask("set_screen_updating", self._front, value)

    @property
    def calculation(self) -> str:
        return "automatic" if self.desk.ask("calculation", self._front) else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.desk.ask("set_calculation", self._front, value == "automatic")

    @property
    def enable_events(self) -> bool:
        return self._events

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self.desk.journal.append("set_enable_events")
        self._events = value

    @property
    def status_bar(self) -> str | bool:
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self._status = value

    @property
    def selection(self) -> Range:
        sheet, *area = self.desk.do("selection", self._front)
        return Range(Sheet(self.books(self._front), sheet), area)


class Books(base_classes.Books):
    def __init__(self, app: App) -> None:
        self.app = app
        self.paths: dict[str, Path] = {}
        """Name → path, the book in front last."""

    def open(self, fullname: str, update_links: object = None, read_only: bool | None = None, *_: object) -> Book:
        path = Path(fullname).resolve()
        self.app.desk.do("open", str(path), path.name, bool(read_only))
        self.paths[path.name] = path
        return Book(self.app, path.name)

    def __call__(self, name: str | int) -> Book:
        key = list(self.paths)[name - 1] if isinstance(name, int) else name
        if key not in self.paths:
            raise KeyError(name)
        return Book(self.app, key)

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[Book]:
        return (Book(self.app, name) for name in self.paths)

    @property
    def active(self) -> Book:
        return Book(self.app, list(self.paths)[-1])


class Book(base_classes.Book):
    app: Any = None
    name: Any = None

    def __init__(self, app: App, name: str) -> None:
        self.app, self.name, self.desk = app, name, app.desk

    @property
    def fullname(self) -> str:
        return str(self.app.books.paths[self.name])

    @property
    def api(self) -> SimpleNamespace:
        return SimpleNamespace(ReadOnly=self.desk.ask("is_read_only", self.name), FullName=self.fullname)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        self.desk.do("save", self.name, str(Path(path or self.fullname).resolve()))

    def close(self) -> None:
        self.desk.do("shut", self.name)
        del self.app.books.paths[self.name]


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def _titles(self) -> list[str]:
        return self.book.desk.ask("sheets", self.book.name)

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.desk.do("active", self.book.name))

    def __call__(self, name_or_index: str | int) -> Sheet:
        title = self._titles[name_or_index - 1] if isinstance(name_or_index, int) else name_or_index
        return Sheet(self.book, title)

    def __len__(self) -> int:
        return len(self._titles)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, title) for title in self._titles)


class Sheet(base_classes.Sheet):
    book: Any = None

    def __init__(self, book: Book, title: str) -> None:
        self.book, self._title = book, title

    def ask(self, verb: str, *arguments: object) -> Any:
        return self.book.desk.ask(verb, self.book.name, self._title, *arguments)

    @property
    def name(self) -> str:
        return self._title

    @name.setter
    def name(self, value: str) -> None:
        self.ask("rename", value)
        self._title = value

    @property
    def api(self) -> NativeSheet:
        return NativeSheet(self)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        first = self._area(arg1)
        if arg2 is None:
            several = arg1.split(",") if isinstance(arg1, str) else [arg1]
            return Range(self, first, [self._area(one) for one in several[1:]])
        second = self._area(arg2)
        return Range(self, [*first[:2], second[0] - first[0] + second[2], second[1] - first[1] + second[3]])

    def _area(self, argument: Any) -> Area:
        if isinstance(argument, Range):
            return argument.area
        if isinstance(argument, tuple):
            if 0 in argument:
                raise IndexError("Ranges are 1-based")
            return [*argument, 1, 1] if len(argument) == 2 else list(argument)
        if len(argument) > LONGEST_ADDRESS:
            raise ComError(REFUSED, "Application-defined or object-defined error", REFUSED_INSIDE)
        argument = argument.partition(",")[0]
        (top, left), (bottom, right) = (xlwings.utils.address_to_index_tuple(p) for p in (argument.split(":") * 2)[:2])
        return [top, left, bottom - top + 1, right - left + 1]

    @property
    def used_range(self) -> Range:
        return Range(self, self.ask("used"))

    @property
    def notes(self) -> list[Note]:
        return [Note(self, *told) for told in self.ask("notes")]

    @property
    def tables(self) -> Tables:
        return Tables(self)

    def activate(self) -> None:
        self.ask("activate")

    def delete(self) -> None:
        self.book.desk.do("delete_sheet", self.book.name, self._title)


class NativeSheet:
    """The words of a Worksheet object on Windows."""

    ProtectDrawingObjects = ProtectScenarios = True

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.Hyperlinks = SimpleNamespace(Add=self._add_link)

    @property
    def ProtectContents(self) -> bool:  # noqa: N802
        return self._sheet.ask("is_protected")

    @property
    def Protection(self) -> Rules:  # noqa: N802
        return Rules(self._sheet.ask("rules_of"))

    def Unprotect(self, password: str) -> None:  # noqa: N802
        self._sheet.ask("unprotect", password)

    def Protect(self, Password: str, **rules: bool) -> None:  # noqa: N802, N803
        self._sheet.ask("protect", Password, rules)

    def _add_link(self, Anchor: NativeRange, Address: str, SubAddress: str) -> None:  # noqa: N803
        assert Address == ""
        self._sheet.ask("add_link", Anchor.area, SubAddress)


class Rules:
    """What a protected sheet allows; nothing, unless it was said when it was protected."""

    def __init__(self, rules: dict[str, bool]) -> None:
        self._rules = rules

    def __getattr__(self, name: str) -> bool:
        return self._rules.get(name, False)


class NativeRange:
    """The words of a Range object on Windows."""

    def __init__(self, place: Range) -> None:
        self._place = place
        self.area = place.area

    @property
    def Hyperlinks(self) -> Iterator[SimpleNamespace]:  # noqa: N802
        for row, column, target in self._place.sheet.ask("links", self.area):
            yield SimpleNamespace(Range=SimpleNamespace(Row=row, Column=column), SubAddress=target, Address="")

    def ClearHyperlinks(self) -> None:  # noqa: N802
        self._place.sheet.ask("remove_link", self.area)


class Range(base_classes.Range):
    sheet: Any = None

    def __init__(self, sheet: Sheet, area: Area, others: list[Area] | None = None) -> None:
        self.sheet, self.area, self.others = sheet, list(area), others or []

    def _ask(self, verb: str, *arguments: object) -> Any:
        return self.sheet.ask(verb, self.area, *arguments)

    @property
    def api(self) -> NativeRange:
        return NativeRange(self)

    @property
    def coords(self) -> tuple[object, ...]:
        return (self.sheet, *self.area)

    @property
    def row(self) -> int:
        return self.area[0]

    @property
    def column(self) -> int:
        return self.area[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.area[2], self.area[3]

    def __len__(self) -> int:
        return self.area[2] * self.area[3]

    def __call__(self, row: int, column: int | None = None) -> Range:
        assert column is not None
        return Range(self.sheet, [self.area[0] + row - 1, self.area[1] + column - 1, 1, 1])

    @property
    def address(self) -> str:
        top, left, height, width = self.area
        first, last = (
            f"${xlwings.utils.col_name(column)}${row}"
            for row, column in ((top, left), (top + height - 1, left + width - 1))
        )
        return first if first == last else f"{first}:{last}"

    @property
    def raw_value(self) -> Any:
        rows = tuple(tuple(_as_excel(cell) for cell in row) for row in self._ask("read"))
        return rows if len(self) > 1 else rows[0][0]

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._ask("write", data if isinstance(data, list) else [[data] * self.area[3]] * self.area[2])

    @property
    def formula(self) -> Any:
        told = self._ask("formulas")
        return tuple(map(tuple, told)) if len(self) > 1 else told[0][0]

    @formula.setter
    def formula(self, value: Any) -> None:
        self._ask("set_formula", value if isinstance(value, str) else value[0][0])

    def clear_contents(self) -> None:
        self._ask("clear", "contents")

    def clear_formats(self) -> None:
        self._ask("clear", "formats", self.others)

    def clear(self) -> None:
        self._ask("clear", "all")

    def copy(self, destination: Any = None) -> None:
        assert destination is not None, "the clipboard is the user's"
        to = [destination.impl.area, *destination.impl.others]
        if len(to) > 1 and not self.sheet.book.app.takes_several:
            raise ComError(REFUSED, "That command cannot be used on multiple selections.", REFUSED_INSIDE)
        self._ask("copy", destination.sheet.name, to)

    @property
    def number_format(self) -> str:
        return self._ask("number_format")

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._ask("set_number_format", value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        colour = self._ask("fill")
        return None if colour < 0 else (colour >> 16, colour >> 8 & 255, colour & 255)

    @color.setter
    def color(self, value: tuple[int, int, int] | None) -> None:
        self._ask("set_fill", -1 if value is None else value[0] << 16 | value[1] << 8 | value[2])

    @property
    def row_hidden(self) -> bool | None:
        return self._ask("rows_hidden")

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self._ask("hide_rows", value)

    def get_special_cells(self, cell_type: str, value_type: str | None) -> list[Range]:
        assert cell_type == "visible"
        return [Range(self.sheet, area) for area in self._ask("visible")]

    @property
    def note(self) -> Note | None:
        return next((note for note in self.sheet.notes if note.place == self.area[:2]), None)

    def add_note(self, text: str) -> Note:
        self._ask("add_note", text)
        return Note(self.sheet, self.area[0], self.area[1], text)

    def select(self) -> None:
        self._ask("select")


class Note(base_classes.Note):
    def __init__(self, sheet: Sheet, row: int, column: int, text: str) -> None:
        self._sheet, self.place, self._text = sheet, [row, column], text

    @property
    def text(self) -> str:
        return self._text

    @property
    def location(self) -> Range:
        return Range(self._sheet, [*self.place, 1, 1])

    def delete(self) -> None:
        self._sheet.ask("delete_note", *self.place)


class Tables(base_classes.Tables):
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def _all(self) -> list[Table]:
        return [Table(self._sheet, *told) for told in self._sheet.ask("tables")]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Table]:
        return iter(self._all)

    def __call__(self, key: str | int) -> Table:
        return next(one for at, one in enumerate(self._all, start=1) if key in (at, one.name))


class Table(base_classes.Table):
    parent: Any = None
    name: Any = None
    show_totals: Any = None

    def __init__(self, sheet: Sheet, name: str, area: Area, totals: bool) -> None:
        self.parent, self.name, self._area, self.show_totals = sheet, name, area, totals

    @property
    def range(self) -> Range:
        return Range(self.parent, self._area)

    def resize(self, range: Any) -> None:  # noqa: A002
        self.parent.ask("resize_table", self.name, range.impl.area)


class Names(base_classes.Names):
    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def _all(self) -> list[Name]:
        told = self._book.desk.ask("names", self._book.name)
        return [Name(self._book, name, _SHEET.sub(r"=\1!", refers_to)) for name, refers_to in told]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Name]:
        return iter(self._all)

    def __call__(self, key: str | int) -> Name:
        return next(one for at, one in enumerate(self._all, start=1) if key in (at, one.name))


class Name(base_classes.Name):
    def __init__(self, book: Book, name: str, refers_to: str) -> None:
        self._book, self._name, self._refers_to = book, name, refers_to

    @property
    def name(self) -> str:
        return self._name

    @property
    def refers_to(self) -> str:
        return self._refers_to

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._book.desk.ask("set_name", self._book.name, self._name, value.replace("!", ".").replace("=", "=$", 1))


__all__ = ["NAME", "ComError", "Engine"]
