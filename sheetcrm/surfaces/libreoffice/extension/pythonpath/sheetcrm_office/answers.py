"""What functions in cells show in the open documents: answered from the cells as they stand, and kept up to date.

LibreOffice does not know that such a cell depends on leads and opportunities. So it is given a result that may become
another one, and is told so a moment after the last change to a table; what stays the same calculates nothing anew.
"""

from __future__ import annotations

import json
import time

import uno
import unohelper
from com.sun.star.sheet import ResultEvent
from com.sun.star.sheet import XVolatileResult
from com.sun.star.util import XModifyListener

from sheetcrm_office.desk import DESK
from sheetcrm_office.desk import DeskBusy
from sheetcrm_office.desk import DeskGone
from sheetcrm_office.later import Later
from sheetcrm_office.telling import holds_table
from sheetcrm_office.telling import tell_tables

_NOTHING = (("",),)


class Answer(unohelper.Base, XVolatileResult):
    """What one function shows for its arguments; whoever shows it is told when that becomes something else."""

    def __init__(self) -> None:
        self.state = None
        self._rows = _NOTHING
        self._listeners = []

    def addResultListener(self, listener: object) -> None:  # noqa: N802
        """Tell one listener from now on, and at once what there is."""
        self._listeners.append(listener)
        listener.modified(self._event())

    def removeResultListener(self, listener: object) -> None:  # noqa: N802
        """Tell it no more."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def show(self, rows: tuple, state: int) -> None:
        """Be this from now on, as of that state of the document."""
        self.state = state
        if rows != self._rows:
            self._rows = rows
            for listener in tuple(self._listeners):
                listener.modified(self._event())

    def _event(self) -> object:
        event = ResultEvent()
        event.Source, event.Value = self, uno.Any("[][]any", self._rows)
        return event


class Asked(unohelper.Base, XModifyListener):
    """A document in which functions were asked: what they answered, and whether its tables are as they were then."""

    def __init__(self, context: object, document: object, words: dict) -> None:
        self._document = document
        self._words = words
        self._state = 0
        self._answers = {}
        self._watched = set()
        self._told_at = None
        self._later = Later(context, self._renew)
        document.addModifyListener(_Closing(document))

    def answer(self, name: str, arguments: list) -> Answer:
        """Give what a function shows now: the same object for the same question."""
        question = json.dumps([name, arguments])
        answer = self._answers.setdefault(question, Answer())
        if answer.state != self._state:
            self._ask(question, answer)
        return answer

    def modified(self, event: object) -> None:
        """Take note that a table changed."""
        self._state += 1
        self._later.soon()

    def disposing(self, event: object) -> None:
        """Forget a sheet that is gone: nothing to do, it tells nothing any more."""

    def _renew(self) -> None:
        for question, answer in list(self._answers.items()):
            if answer.state != self._state:
                self._ask(question, answer)

    def _ask(self, question: str, answer: Answer) -> None:
        """Ask sheetcrm. While it is asked something else the answer stays what it was, and is renewed soon."""
        name, arguments = json.loads(question)
        state = self._state
        asked = {"ask": "function", "name": name, "arguments": arguments, "lang": self._words["lang"]}
        document = {"document": [self._document.RuntimeUID, state], "title": self._document.Title}
        self._told_at = None
        try:
            told = DESK.ask(dict(asked, **document), self._tell)
        except DeskBusy:
            self._later.soon()
            return
        except DeskGone as error:
            told = {"failed": self._words["office_no_answer"].format(why=error)}
        if self._told_at is not None:  # the others of this state cost next to nothing
            self._later.took = time.monotonic() - self._told_at
        answer.show(tuple(map(tuple, told.get("rows", ((told.get("failed"),),)))), state)

    def _tell(self, request: dict) -> dict:
        """Tell the tables that sheetcrm asks for, and watch all of them from now on."""
        self._told_at = self._told_at or time.monotonic()
        for sheet in self._document.Sheets:
            if sheet.Name not in self._watched and holds_table(sheet):
                self._watched.add(sheet.Name)
                sheet.addModifyListener(self)
        return tell_tables(self._document, request["tables"])


class _Closing(unohelper.Base, XModifyListener):
    """Lets go of a document when it is closed."""

    def __init__(self, document: object) -> None:
        self._document = document.RuntimeUID

    def modified(self, event: object) -> None:
        """Nothing to do: its sheets tell which of them changed."""

    def disposing(self, event: object) -> None:
        """Forget everything about it."""
        _DOCUMENTS.pop(self._document, None)


_DOCUMENTS = {}


def asked_in(context: object, document: object, words: dict) -> Asked:
    """Give what was asked in a document so far."""
    if document.RuntimeUID not in _DOCUMENTS:
        _DOCUMENTS[document.RuntimeUID] = Asked(context, document, words)
    return _DOCUMENTS[document.RuntimeUID]
