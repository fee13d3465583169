"""Another user at work in the browser: his edits go through the same rules, but over no line and past no quota."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from urllib.parse import urlencode

from sheets_service.discovery import Json
from sheets_service.editing import locate
from sheets_service.service import Api
from sheets_service.service import Request
from sheets_service.service import User


class Refused(Exception):
    """The service does not let him do that."""


@dataclass(frozen=True)
class Typist:
    """A user of one spreadsheet."""

    api: Api
    book_id: str
    email: str

    def ask(self, verb: str, path: str, body: Any = None, **query: str) -> Any:
        """One request to the service. Raises: Refused."""
        content = b"" if body is None else json.dumps(body).encode()
        request = Request(verb, f"/v4/spreadsheets/{self.book_id}{path}", urlencode(query), content)
        answer = self.api.answer(User(self.email), request)
        if answer.status != 200:
            raise Refused(answer.json["error"]["message"])
        return answer.json

    def read(self, cells: str, render: str = "UNFORMATTED_VALUE") -> list[list[Any]]:
        """The values of a range."""
        path = f"/values/{quote(cells, safe='')}"
        return list(self.ask("GET", path, valueRenderOption=render).get("values", []))

    def type(self, cells: str, values: Sequence[Sequence[Any]]) -> None:
        """Types values, as into the browser."""
        path = f"/values/{quote(cells, safe='')}"
        self.ask("PUT", path, {"values": values}, valueInputOption="USER_ENTERED")

    def change(self, *requests: Json) -> list[Json]:
        """A batch update; its replies."""
        return list(self.ask("POST", ":batchUpdate", {"requests": list(requests)})["replies"])

    def area(self, cells: str) -> Json:
        """An A1 range as a GridRange."""
        return locate(self.api.world.files[self.book_id].book, cells).to_json()

    def insert_rows(self, title: str, at: int, count: int = 1) -> None:
        """Inserts rows before the row of that number, counted from 1."""
        span = {"sheetId": self._sheet(title), "dimension": "ROWS", "startIndex": at - 1, "endIndex": at - 1 + count}
        self.change({"insertDimension": {"range": span}})

    def delete_rows(self, title: str, at: int, count: int = 1) -> None:
        """Deletes rows from the row of that number on, counted from 1."""
        span = {"sheetId": self._sheet(title), "dimension": "ROWS", "startIndex": at - 1, "endIndex": at - 1 + count}
        self.change({"deleteDimension": {"range": span}})

    def sort(self, cells: str, column: int, *, descending: bool = False) -> None:
        """Sorts a range by the column of that number, counted from 0 in the sheet."""
        order = "DESCENDING" if descending else "ASCENDING"
        spec = {"dimensionIndex": column, "sortOrder": order}
        self.change({"sortRange": {"range": self.area(cells), "sortSpecs": [spec]}})

    def _sheet(self, title: str) -> int:
        sheet = self.api.world.files[self.book_id].book.titled(title)
        assert sheet is not None, f"there is no sheet {title}"
        return sheet.id
