"""What runs inside of LibreOffice, in its own Python: obeys JSON lines that `starting.py` hands in.

A line is `[verb, arguments]`; the answer is `{"ok": …}` or `{"refused": why}`. Rows and columns count from 1.
A verb asks for dozens of cells, ranges and looks: from another process each is a wait of its own, for ten times the
work. Nothing of the tests' environment is imported here.
"""

from __future__ import annotations

import json
import re
import traceback
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.task import XJob

CONSTANTS, FORMULAS, NOTES, LOOKS = 1 | 2 | 4, 16, 8, 32 | 64
DATES, SHOWN_AS_DAY = 2, 2 | 4
"""Which cells hold days and times; which kinds of number formats show them."""
ERRORS = {
    502: "#VALUE!", 503: "#NUM!", 519: "#VALUE!", 521: "#NULL!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!",
    32767: "#N/A", 508: "#NAME?",
}  # fmt: skip
_TITLES = re.compile(rb'<definedName name="_xlnm.Print_Titles".*?</definedName>', re.DOTALL)
TRUTHS = {"=TRUE()": True, "=FALSE()": False}


class Refused(Exception):
    """What Excel would refuse."""


class Office(unohelper.Base, XJob):
    """Obeys, and keeps what Excel knows of a workbook and LibreOffice does not."""

    def __init__(self, context: Any) -> None:
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.folder, self.numbers = Path.home() / "opened", count(1)  # a home of the tests' own
        self.folder.mkdir()
        self.books: dict[str, object] = {}
        self.read_only: set[str] = set()
        self.rules: dict[tuple[str, str], dict] = {}
        self.linked: set[tuple[str, str]] = set()
        """Sheets on which links were seen: there a new value keeps its cell's link, as in Excel."""
        self.merged: dict[tuple[str, str], list[list[int]]] = {}

    def execute(self, arguments: Any) -> str:
        """Obey one line."""
        verb, told = json.loads(arguments[0].Value)
        try:
            answer = {"ok": getattr(self, verb)(*told)}
        except Refused as error:
            answer = {"refused": str(error)}
        except Gone as error:
            answer = {"gone": str(error)}
        except Exception:
            answer = {"failed": traceback.format_exc()}
        return json.dumps(answer)

    # --- the program and its workbooks

    def open(self, path: str | None, name: str, read_only: bool) -> None:
        url = self._without_titles(Path(path)).as_uri() if path else "private:factory/scalc"
        self.books[name] = self.desktop.loadComponentFromURL(url, "_blank", 0, (PropertyValue("Hidden", 0, True, 0),))
        self.books[name].getUndoManager().lock()  # nobody takes a step back, and keeping each costs as much as doing it
        if read_only:
            self.read_only.add(name)

    def _without_titles(self, path: Path) -> Path:
        """Give a copy without the rows and columns that are printed on every page.

        For each of them LibreOffice lays out the pages of all sheets anew, two seconds for a workbook of ours; nothing
        is printed here.
        """
        copy = self.folder / f"{next(self.numbers)}{path.suffix}"
        with ZipFile(path) as whole, ZipFile(copy, "w", ZIP_DEFLATED, compresslevel=1) as bare:
            for part in whole.infolist():
                told = whole.read(part)
                bare.writestr(part.filename, _TITLES.sub(b"", told) if part.filename == "xl/workbook.xml" else told)
        return copy

    def shut(self, name: str) -> None:
        self.books.pop(name).close(True)
        self.read_only.discard(name)
        for told in (self.rules, self.merged):
            for place in [place for place in told if place[0] == name]:
                del told[place]

    def save(self, name: str, path: str) -> None:
        kind = PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0)
        self.books[name].storeToURL(Path(path).as_uri(), (kind,))

    def is_read_only(self, name: str) -> bool:
        return name in self.read_only

    def is_modified(self, name: str) -> bool:
        return bool(self.books[name].isModified())

    def screen_updating(self, name: str) -> bool:
        return not self.books[name].hasControllersLocked()

    def set_screen_updating(self, name: str, on: bool) -> None:
        book = self.books[name]
        if on and book.hasControllersLocked():
            book.unlockControllers()
        elif not on and not book.hasControllersLocked():
            book.lockControllers()

    def calculation(self, name: str) -> bool:
        return bool(self.books[name].isAutomaticCalculationEnabled())

    def set_calculation(self, name: str, automatic: bool) -> None:
        book = self.books[name]
        book.enableAutomaticCalculation(automatic)
        if automatic:
            book.calculate()

    # --- sheets

    def sheets(self, name: str) -> list[str]:
        return list(self._book(name).Sheets.ElementNames)

    def active(self, name: str) -> str:
        return self.books[name].CurrentController.ActiveSheet.Name

    def activate(self, name: str, sheet: str) -> None:
        self.books[name].CurrentController.setActiveSheet(self._sheet(name, sheet))

    def select(self, name: str, sheet: str, area: list[int]) -> None:
        self.books[name].CurrentController.select(self._range(name, sheet, area))

    def selection(self, name: str) -> list:
        area = self.books[name].CurrentSelection.RangeAddress
        return [self.books[name].Sheets.getByIndex(area.Sheet).Name, *_address(area)]

    def rename(self, name: str, sheet: str, title: str) -> None:
        self._sheet(name, sheet).Name = title

    def delete_sheet(self, name: str, sheet: str) -> None:
        self.books[name].Sheets.removeByName(sheet)

    def used(self, name: str, sheet: str) -> list[int]:
        cursor = self._sheet(name, sheet).createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return _address(cursor.RangeAddress)

    # --- protection

    def is_protected(self, name: str, sheet: str) -> bool:
        return bool(self._sheet(name, sheet).isProtected())

    def rules_of(self, name: str, sheet: str) -> dict:
        return self.rules.get((name, sheet), {})

    def protect(self, name: str, sheet: str, password: str, rules: dict) -> None:
        self._sheet(name, sheet).protect(password)
        self.rules[name, sheet] = rules

    def unprotect(self, name: str, sheet: str, password: str) -> None:
        try:
            self._sheet(name, sheet).unprotect(password)
        except Exception as error:
            raise Refused("The password you supplied is not correct.") from error

    def _require_unlocked(self, name: str, sheet: str, area: list[int]) -> None:
        found = self._sheet(name, sheet)
        if found.isProtected() and self._range(name, sheet, area).CellProtection.IsLocked:
            raise Refused("The cell or chart you're trying to change is on a protected sheet.")

    # --- cells

    def read(self, name: str, sheet: str, area: list[int]) -> list[list[object]]:
        """Give cells: numbers and texts as such, `{"day": …}`, `{"truth": …}` and `{"error": …}` else."""
        found = self._range(name, sheet, area)
        rows: list[list[object]] = [[None if cell == "" else cell for cell in row] for row in found.getDataArray()]
        for part in found.queryContentCells(DATES).RangeAddresses:
            for row, column in _places_of(part):
                line = rows[row - area[0]]
                line[column - area[1]] = {"day": line[column - area[1]]}
        for part in found.queryContentCells(FORMULAS).RangeAddresses:
            for row, column in _places_of(part):
                line = rows[row - area[0]]
                line[column - area[1]] = self._result(name, found, row, column, line[column - area[1]])
        return rows

    def _result(self, name: str, found: Any, row: int, column: int, value: object) -> object:
        cell = found.Spreadsheet.getCellByPosition(column - 1, row - 1)
        if cell.getError():
            return {"error": ERRORS.get(cell.getError(), f"Err:{cell.getError()}")}
        if cell.Formula in TRUTHS:
            return {"truth": TRUTHS[cell.Formula]}
        kind = self.books[name].NumberFormats.getByKey(cell.NumberFormat).Type
        return {"day": value} if kind & SHOWN_AS_DAY and isinstance(value, float) else value

    def formulas(self, name: str, sheet: str, area: list[int]) -> list[list[str]]:
        """Give what stands in the formula bar."""
        told = self._range(name, sheet, area).getFormulaArray()
        return [
            [str(TRUTHS[cell]).upper() if cell in TRUTHS else cell.removeprefix("'") for cell in row] for row in told
        ]

    def write(self, name: str, sheet: str, area: list[int], rows: list[list[object]]) -> None:
        """Put in cells what somebody types or, with `{"day": …}`, a day; text begins with an apostrophe or a letter."""
        self._require_unlocked(name, sheet, area)
        hidden = self._filtered(name, sheet, area)
        if hidden and len(rows) * len(rows[0]) > 1:  # as Excel does it: xlwings issue 747
            for row in range(area[0], area[0] + area[2]):
                if row not in hidden:
                    line = [row, area[1], 1, area[3]]
                    self._put(name, sheet, line, [[rows[0][0]] * area[3]])
            return
        self._put(name, sheet, area, rows)

    def _put(self, name: str, sheet: str, area: list[int], rows: list[list[object]]) -> None:
        found = self._range(name, sheet, area)
        links = self.links(name, sheet, area) if (name, sheet) in self.linked else ()
        typed = {place for place in _places(rows) if self._is_typed(name, found, place, rows)}
        found.setDataArray(
            tuple(
                tuple("" if (row, column) in typed else _plain(told) for column, told in enumerate(line))
                for row, line in enumerate(rows)
            )
        )
        for row, column in sorted(typed):
            found.getCellByPosition(column, row).setFormula(_typed(rows[row][column]))
        for row, column in _places(rows):
            if isinstance(rows[row][column], dict):
                self._show_day(name, found.getCellByPosition(column, row), rows[row][column]["day"])
        for row, column, target in links:
            self.add_link(name, sheet, [row, column, 1, 1], target)
        for covered in self.merged.get((name, sheet), ()):
            self._range(name, sheet, covered).clearContents(CONSTANTS | FORMULAS)

    def _is_typed(self, name: str, found: Any, place: tuple[int, int], rows: list) -> bool:
        """Say whether a program understands more than a text; in a cell formatted as text everything is text."""
        told = rows[place[0]][place[1]]
        if isinstance(told, bool):
            return True
        if not isinstance(told, str) or not _means_more(told):
            return False
        key = found.getCellByPosition(place[1], place[0]).NumberFormat
        return self.books[name].NumberFormats.getByKey(key).FormatString != "@"

    def _show_day(self, name: str, cell: Any, day: float) -> None:
        """Give a day a look of its own unless the cell shows days already, as Excel does in a General cell."""
        formats = self.books[name].NumberFormats
        if formats.getByKey(cell.NumberFormat).FormatString == "General":
            cell.NumberFormat = self._format(name, "DD/MM/YYYY" if day == int(day) else "DD/MM/YYYY HH:MM")

    def set_formula(self, name: str, sheet: str, area: list[int], formula: str) -> None:
        self._require_unlocked(name, sheet, area)
        self._range(name, sheet, area).getCellByPosition(0, 0).setFormula(formula)

    def clear(self, name: str, sheet: str, area: list[int], what: str, others: tuple = ()) -> None:
        flags = {"contents": CONSTANTS | FORMULAS, "formats": LOOKS}
        for one in (area, *others):
            self._require_unlocked(name, sheet, one)
            self._range(name, sheet, one).clearContents(flags.get(what, CONSTANTS | FORMULAS | NOTES | LOOKS))

    def copy(self, name: str, sheet: str, area: list[int], to_sheet: str, areas: list[list[int]]) -> None:
        """Copy with everything; into a larger area again and again."""
        for to in areas:
            self._copy(name, sheet, area, to_sheet, to)

    def _copy(self, name: str, sheet: str, area: list[int], to_sheet: str, to: list[int]) -> None:
        self._require_unlocked(name, to_sheet, to)
        source, target = self._range(name, sheet, area), self._range(name, to_sheet, to)
        target.Spreadsheet.copyRange(target.getCellByPosition(0, 0).CellAddress, source.RangeAddress)
        height, width = area[2:]
        while width < to[3]:
            more = min(width, to[3] - width)
            self._copy_within(target, (0, 0, height, more), (0, width))
            width += more
        while height < to[2]:
            more = min(height, to[2] - height)
            self._copy_within(target, (0, 0, more, width), (height, 0))
            height += more

    def _copy_within(self, target: Any, part: tuple[int, int, int, int], to: tuple[int, int]) -> None:
        row, column, height, width = part
        source = target.getCellRangeByPosition(column, row, column + width - 1, row + height - 1)
        target.Spreadsheet.copyRange(target.getCellByPosition(to[1], to[0]).CellAddress, source.RangeAddress)

    # --- looks

    def number_format(self, name: str, sheet: str, area: list[int]) -> str:
        key = self._range(name, sheet, area).NumberFormat
        return self.books[name].NumberFormats.getByKey(key).FormatString

    def set_number_format(self, name: str, sheet: str, area: list[int], code: str) -> None:
        self._require_unlocked(name, sheet, area)
        self._range(name, sheet, area).NumberFormat = self._format(name, code)

    def _format(self, name: str, code: str) -> int:
        formats, locale = (
            self.books[name].NumberFormats,
            uno.createUnoStruct("com.sun.star.lang.Locale", "en", "US", ""),
        )
        key = formats.queryKey(code, locale, False)
        return key if key != -1 else formats.addNew(code, locale)

    def fill(self, name: str, sheet: str, area: list[int]) -> int:
        return self._range(name, sheet, area).CellBackColor

    def set_fill(self, name: str, sheet: str, area: list[int], colour: int) -> None:
        self._require_unlocked(name, sheet, area)
        self._range(name, sheet, area).CellBackColor = colour

    def bold(self, name: str, sheet: str, area: list[int]) -> bool:
        return self._range(name, sheet, area).CharWeight > 100

    # --- rows, notes, links, tables, names

    def visible(self, name: str, sheet: str, area: list[int]) -> list[list[int]]:
        return [_address(part) for part in self._range(name, sheet, area).queryVisibleCells().RangeAddresses]

    def rows_hidden(self, name: str, sheet: str, area: list[int]) -> bool | None:
        rows = self._range(name, sheet, area).Rows
        hidden = {not rows.getByIndex(at).IsVisible for at in range(rows.Count)}
        return hidden.pop() if len(hidden) == 1 else None

    def hide_rows(self, name: str, sheet: str, area: list[int], hide: bool) -> None:
        if self._sheet(name, sheet).isProtected():
            raise Refused("Unable to set the Hidden property of the Range class")
        self._range(name, sheet, area).Rows.IsVisible = not hide

    def insert_row(self, name: str, sheet: str, row: int) -> None:
        self._sheet(name, sheet).Rows.insertByIndex(row - 1, 1)

    def filter(self, name: str, sheet: str, area: list[int], column: int, value: str) -> None:
        """Show only the rows in which a column (from 1) says a text, as a person does with the filter's button."""
        found = self._range(name, sheet, area)
        wanted = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
        wanted.Field, wanted.StringValue = column - 1, value
        wanted.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
        rule = found.createFilterDescriptor(True)
        rule.ContainsHeader = True
        rule.setFilterFields((wanted,))
        found.filter(rule)

    def _filtered(self, name: str, sheet: str, area: list[int]) -> set[int]:
        rows = self._sheet(name, sheet).Rows
        numbers = range(area[0], area[0] + area[2])
        return {row for row in numbers if rows.getByIndex(row - 1).IsFiltered}

    def filtered(self, name: str, sheet: str, area: list[int]) -> list[int]:
        return sorted(self._filtered(name, sheet, area))

    def notes(self, name: str, sheet: str) -> list[list]:
        notes = self._sheet(name, sheet).Annotations
        found = (notes.getByIndex(at) for at in range(notes.Count))
        return [[note.Position.Row + 1, note.Position.Column + 1, note.String] for note in found]

    def add_note(self, name: str, sheet: str, area: list[int], text: str) -> None:
        found = self._sheet(name, sheet)
        if found.isProtected():
            raise Refused("Application-defined or object-defined error")
        if any(note[:2] == area[:2] for note in self.notes(name, sheet)):
            raise Refused("Application-defined or object-defined error")
        place = self._range(name, sheet, area).getCellByPosition(0, 0).CellAddress
        found.Annotations.insertNew(place, text)

    def delete_note(self, name: str, sheet: str, row: int, column: int) -> None:
        notes = self._sheet(name, sheet).Annotations
        for at in range(notes.Count):
            position = notes.getByIndex(at).Position
            if (position.Row + 1, position.Column + 1) == (row, column):
                notes.removeByIndex(at)
                return
        raise Refused("Object required")

    def links(self, name: str, sheet: str, area: list[int]) -> list[list]:
        """Give row, column and target of links into this workbook."""
        found = self._range(name, sheet, area)
        told = []
        for part in found.queryContentCells(4).RangeAddresses:
            for row in range(part.StartRow, part.EndRow + 1):
                for column in range(part.StartColumn, part.EndColumn + 1):
                    fields = found.Spreadsheet.getCellByPosition(column, row).TextFields
                    if fields.Count:
                        told.append([row + 1, column + 1, _excel_link(fields.getByIndex(0).URL)])
                        self.linked.add((name, sheet))
        return told

    def add_link(self, name: str, sheet: str, area: list[int], target: str) -> None:
        self._require_unlocked(name, sheet, area)
        self.linked.add((name, sheet))
        cell = self._range(name, sheet, area).getCellByPosition(0, 0)
        link = self.books[name].createInstance("com.sun.star.text.TextField.URL")
        link.Representation = cell.String or target
        link.URL = "#" + target.replace("!", ".")
        cell.setString("")
        cursor = cell.createTextCursor()
        cell.insertTextContent(cursor, link, False)

    def remove_link(self, name: str, sheet: str, area: list[int]) -> None:
        cell = self._range(name, sheet, area).getCellByPosition(0, 0)
        cell.setString(cell.String)

    def tables(self, name: str, sheet: str) -> list[list]:
        """Give the tables of a sheet: name, area, whether totals stand in its last row."""
        index, told = self._sheet(name, sheet).RangeAddress.Sheet, []
        ranges = self.books[name].DatabaseRanges
        for one in (ranges.getByIndex(at) for at in range(ranges.Count)):
            area = one.DataArea
            if area.Sheet == index:
                told.append([one.Name, _address(area), bool(one.TotalsRow)])
        return told

    def resize_table(self, name: str, sheet: str, table: str, area: list[int]) -> None:
        if self._sheet(name, sheet).isProtected():
            raise Refused("Application-defined or object-defined error")
        self.books[name].DatabaseRanges.getByName(table).DataArea = self._range(name, sheet, area).RangeAddress

    def set_totals(self, name: str, sheet: str, table: str, area: list[int]) -> None:
        """Let a table reach over an area whose last row shows totals, as a person does with Excel's Total Row."""
        self.resize_table(name, sheet, table, area)
        self.books[name].DatabaseRanges.getByName(table).TotalsRow = True

    def merge(self, name: str, sheet: str, area: list[int]) -> None:
        """Merge cells of one row; what is covered keeps nothing, as in Excel."""
        self._range(name, sheet, area).merge(True)
        self.merged.setdefault((name, sheet), []).append([area[0], area[1] + 1, 1, area[3] - 1])

    def names(self, name: str) -> list[list[str]]:
        found = self.books[name].NamedRanges
        return [[key, "=" + found.getByName(key).Content] for key in found.ElementNames]

    def set_name(self, name: str, key: str, content: str) -> None:
        self.books[name].NamedRanges.getByName(key).Content = content.removeprefix("=")

    def _book(self, name: str) -> Any:
        if name not in self.books:
            raise Gone(name)
        return self.books[name]

    def _sheet(self, name: str, sheet: str) -> Any:
        sheets = self._book(name).Sheets
        if not sheets.hasByName(sheet):
            raise Gone(f"{name} {sheet}")
        return sheets.getByName(sheet)

    def _range(self, name: str, sheet: str, area: list[int]) -> Any:
        row, column, height, width = area
        return self._sheet(name, sheet).getCellRangeByPosition(
            column - 1, row - 1, column + width - 2, row + height - 2
        )

    def end(self) -> None:
        """Leave nothing open that the program would ask about when it ends."""
        for name in list(self.books):
            self.shut(name)


class Gone(Exception):
    """A workbook or sheet that is spoken to is not there any more."""


def _address(area: Any) -> list[int]:
    return [
        area.StartRow + 1,
        area.StartColumn + 1,
        area.EndRow - area.StartRow + 1,
        area.EndColumn - area.StartColumn + 1,
    ]


def _places_of(area: Any) -> list[tuple[int, int]]:
    rows, columns = range(area.StartRow + 1, area.EndRow + 2), range(area.StartColumn + 1, area.EndColumn + 2)
    return [(row, column) for row in rows for column in columns]


def _plain(told: object) -> object:
    """Give a number or a text as it is to stand in a cell; an apostrophe before a text is no part of it."""
    if told is None:
        return ""
    if isinstance(told, dict):
        return told["day"]
    return told.removeprefix("'") if isinstance(told, str) else float(told)


def _places(rows: list[list[object]]) -> list[tuple[int, int]]:
    return [(row, column) for row, line in enumerate(rows) for column in range(len(line))]


def _means_more(told: str) -> bool:
    """Say whether a program reads more than a text from it: a formula, a number, a date, a truth value, an error."""
    if told.startswith("'"):
        return False
    return told[:1] in ("=", "+", "-", "@", "#") or any(c.isdigit() for c in told) or told.upper() in ("TRUE", "FALSE")


def _typed(told: object) -> str:
    """Write what is told as a person in the United States would type it, and as Excel would understand it."""
    text = str(told)
    if text.upper() in ("TRUE", "FALSE"):
        return f"={text.upper()}()"
    if text == "#N/A":
        return "=NA()"
    return f"={text}" if text[:1] in ("+", "-", "@") else text


def _excel_link(url: str) -> str:
    title, _, cell = url.removeprefix("#").rpartition("." if "!" not in url else "!")
    return f"{title.removeprefix('$')}!{cell}"


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  LibreOffice looks for this name
g_ImplementationHelper.addImplementation(Office, "sheetcrm.tests.Office", ())
