"""Moves a running LibreOffice, told what to do by lines of JSON; runs in the Python that has UNO, not in the tests'.

`puppet.py PIPE`: waits for LibreOffice to listen there, then answers each line `[command, arguments]` with one line.
"""

from __future__ import annotations

import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PATIENCE = 60
DEEPEST, WIDEST = 14, 200


def connect(pipe: str) -> object:
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


class Puppet:
    """One LibreOffice with at most one document."""

    def __init__(self, pipe: str) -> None:
        self.context = connect(pipe)
        self.manager = self.context.ServiceManager
        self.desktop = self.make("com.sun.star.frame.Desktop")
        self.document = None

    def make(self, service: str) -> object:
        return self.manager.createInstanceWithContext(service, self.context)

    def open(self, url: str, *, hidden: bool = True, **options: object) -> list:
        values = dict(options, Hidden=hidden)
        arguments = tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())
        self.document = self.desktop.loadComponentFromURL(url, "_blank", 0, arguments)
        return list(self.document.Sheets.ElementNames)

    def close(self) -> None:
        self.document.close(True)
        self.document = None

    def press(self, command: str) -> str:
        """Dispatch a command of a button, and give the sentence that is shown."""
        helper = self.make("com.sun.star.frame.DispatchHelper")
        frame = self.document.CurrentController.Frame
        done = helper.executeDispatch(frame, "vnd.sheetcrm:" + command, "", 0, ())
        return done.Result if done else ""

    def do(self, command: str) -> None:
        """Dispatch a command of LibreOffice's own."""
        helper = self.make("com.sun.star.frame.DispatchHelper")
        helper.executeDispatch(self.document.CurrentController.Frame, ".uno:" + command, "", 0, ())

    def cells(self, sheet: str, area: str) -> list:
        return [list(row) for row in self.document.Sheets.getByName(sheet).getCellRangeByName(area).getDataArray()]

    def shown(self, sheet: str, cell: str) -> str:
        return self.document.Sheets.getByName(sheet).getCellRangeByName(cell).getCellByPosition(0, 0).String

    def type(self, sheet: str, cell: str, content: object) -> None:
        """Put a number, a text or a formula into a cell."""
        place = self.document.Sheets.getByName(sheet).getCellRangeByName(cell).getCellByPosition(0, 0)
        if isinstance(content, str) and content.startswith("="):
            place.Formula = content
        elif isinstance(content, str):
            place.String = content
        else:
            place.Value = float(content)

    def array(self, sheet: str, area: str, formula: str) -> None:
        self.document.Sheets.getByName(sheet).getCellRangeByName(area).setArrayFormula(formula)

    def add_sheet(self, title: str) -> None:
        self.document.Sheets.insertNewByName(title, 0)

    def titles(self) -> list:
        return list(self.document.Sheets.ElementNames)

    def function_help(self, name: str) -> dict:
        """Give what the function wizard says."""
        known = self.make("com.sun.star.sheet.FunctionDescriptions")
        told = {value.Name: value.Value for value in known.getByName(name)}
        arguments = [[one.Name, one.Description, bool(one.IsOptional)] for one in told["Arguments"]]
        return {"description": told["Description"], "arguments": arguments}

    def calculate(self) -> None:
        self.document.calculateAll()

    def notes(self, sheet: str) -> dict:
        """Give the notes: place (row and column from 1) → text and the colour of the cell."""
        page = self.document.Sheets.getByName(sheet)
        found = {}
        for note in page.Annotations:
            at = note.Position
            colour = page.getCellByPosition(at.Column, at.Row).CellBackColor
            found[f"{at.Row + 1},{at.Column + 1}"] = [note.String, colour]
        return found

    def note(self, sheet: str, cell: str, text: str) -> None:
        page = self.document.Sheets.getByName(sheet)
        page.Annotations.insertNew(page.getCellRangeByName(cell).getCellByPosition(0, 0).CellAddress, text)

    def look(self, sheet: str, cell: str, name: str) -> object:
        found = self.document.Sheets.getByName(sheet).getCellRangeByName(cell).getPropertyValue(name)
        return found if isinstance(found, (int, float, str, bool)) else str(found)

    def links(self, sheet: str, area: str) -> list:
        cells = self.document.Sheets.getByName(sheet).getCellRangeByName(area)
        width, height = len(cells.Columns.ElementNames), cells.Rows.Count
        fields = [cells.getCellByPosition(x, y).TextFields for y in range(height) for x in range(width)]
        return [field.URL for group in fields for field in group]

    def state(self) -> dict:
        undo = self.document.getUndoManager()
        return {
            "protected": [sheet.Name for sheet in self.document.Sheets if sheet.isProtected()],
            "undo": list(undo.getAllUndoActionTitles()),
            "locked": bool(self.document.hasControllersLocked()),
            "automatic": bool(self.document.isAutomaticCalculationEnabled()),
            "modified": bool(self.document.isModified()),
        }

    def protect(self, sheet: str, password: str) -> None:
        page = self.document.Sheets.getByName(sheet)
        page.unprotect("")
        page.protect(password)

    def undo(self) -> None:
        self.document.getUndoManager().undo()

    def save(self, url: str, form: str = "Calc MS Excel 2007 XML") -> None:
        self.document.storeToURL(url, (PropertyValue(Name="FilterName", Value=form),))

    def go(self, sheet: str, cell: str) -> None:
        """Show a sheet with the cursor in a cell."""
        controller, page = self.document.CurrentController, self.document.Sheets.getByName(sheet)
        controller.setActiveSheet(page)
        controller.select(page.getCellRangeByName(cell))
        controller.Frame.ComponentWindow.setFocus()

    def find(self, name: str, role: str, title: str = "") -> list:
        """Find something by its accessible name and role, in a window of that title or the document's.

        Gives its middle in pixels, or nothing.
        """
        kind = uno.getConstantByName("com.sun.star.accessibility.AccessibleRole." + role)
        window = self._window(title) if title else self.document.CurrentController.Frame.ContainerWindow
        found = None if window is None else _search(window.getAccessibleContext(), name, kind, DEEPEST)
        if found is None:
            return []
        place, size = found.getLocationOnScreen(), found.getSize()
        return [place.X + size.Width // 2, place.Y + size.Height // 2]

    def label(self, title: str) -> str:
        """Give what the window of that title says; nothing while there is none."""
        window = self._window(title)
        kind = uno.getConstantByName("com.sun.star.accessibility.AccessibleRole.LABEL")
        return "" if window is None else _label(window.getAccessibleContext(), kind, DEEPEST)

    def windows(self) -> list:
        """Give the titles of all windows that are open."""
        return [window.getAccessibleContext().getAccessibleName() for window in self._windows()]

    def _windows(self) -> list:
        toolkit = self.make("com.sun.star.awt.Toolkit")
        return [toolkit.getTopWindow(at) for at in range(toolkit.getTopWindowCount())]

    def _window(self, title: str) -> object:
        named = [one for one in self._windows() if one.getAccessibleContext().getAccessibleName() == title]
        return named[0] if named else None

    def quit(self) -> None:
        if self.document is not None:
            self.document.setModified(False)  # a window would ask whether to save
        self.desktop.terminate()


def _search(context: object, name: str, role: int, depth: int) -> object:
    if context.getAccessibleRole() == role and context.getAccessibleName() == name:
        return context
    for at in range(min(context.getAccessibleChildCount(), WIDEST) if depth else 0):
        child = context.getAccessibleChild(at)
        found = None if child is None else _search(child.getAccessibleContext(), name, role, depth - 1)
        if found is not None:
            return found
    return None


def _label(context: object, role: int, depth: int) -> str:
    if context.getAccessibleRole() == role and context.getAccessibleName():
        return context.getAccessibleName()
    for at in range(min(context.getAccessibleChildCount(), WIDEST) if depth else 0):
        child = context.getAccessibleChild(at)
        said = "" if child is None else _label(child.getAccessibleContext(), role, depth - 1)
        if said:
            return said
    return ""


def main() -> None:
    puppet = Puppet(sys.argv[1])
    print(json.dumps({"result": "ready"}), flush=True)
    for line in sys.stdin:
        command, positional, named = json.loads(line)
        try:
            answer = {"result": getattr(puppet, command)(*positional, **named)}
        except Exception as error:  # the test says what failed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
