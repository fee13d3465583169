"""A spreadsheet with its script: `Code.js` in Node, the stand-in's cells beneath it, a real server behind it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from types import TracebackType
from typing import Any
from typing import Self

import requests
from sheets_service.typist import Typist

from tests.surfaces.serve.google_people import identity_token

HERE = Path(__file__).parent
NODE = Path(sys.executable).parent / ("node.exe" if sys.platform == "win32" else "node")
HOURS_AHEAD = 7
DATES = {"DATE", "DATE_TIME"}


class Failed(Exception):
    """The script threw."""


@dataclass
class ScriptHost:
    """The script of one spreadsheet at work, for the user whose identity token it gets."""

    typist: Typist
    files: Sequence[Path]
    email: str = "lan@vec.example"
    toasts: list[str] = field(default_factory=list)
    alerts: list[list[str]] = field(default_factory=list)
    dialogs: list[list[str]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    token: str | None = None

    def __enter__(self) -> Self:
        command = [str(NODE), str(HERE / "stand_in.js"), *map(str, self.files)]
        self._node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._node.stdin is not None
        self._node.stdin.close()
        self._node.wait(timeout=20)

    def opened(self) -> list[Any]:
        """Opens the spreadsheet; the menus that stand there then."""
        self._wish(run="onOpen", values=[])
        return list(self._wish(menus=True))

    def click(self, label: str, chosen: Sequence[Any] | None = None) -> None:
        """Chooses a menu's item, with a range selected: title, row, column, height, width."""
        self._wish(click=label, choose=chosen)

    def edit(self, title: str, row: int, column: int, values: Sequence[Sequence[Any]]) -> int:
        """Types or pastes a block, and has the triggers fire; how many there are."""
        self._type(title, row, column, values)
        return int(self._wish(edit=[title, row, column, len(values), len(values[0])]))

    def function(self, name: str, *values: Any) -> Any:
        """What a function in a cell shows."""
        return self._wish(run=name, values=list(values))

    def notes(self, title: str, row: int, width: int) -> list[str]:
        """The notes of a row."""
        return self._notes(title, row, 1, 1, width)[0]

    def colours(self, title: str, row: int, width: int) -> list[str]:
        """The colours of a row."""
        return self._backgrounds(title, row, 1, 1, width)[0]

    def _wish(self, **wish: Any) -> Any:
        self._tell({name: value for name, value in wish.items() if value is not None})
        while True:
            said = self._hear()
            if "call" in said:
                self._answer(said["call"], said["values"])
            elif "failed" in said:
                raise Failed(said["failed"])
            elif "done" in said:
                return said["done"]
            else:
                self.toasts += [said["toast"]] if "toast" in said else []
                self.alerts += [said["alert"]] if "alert" in said else []
                self.dialogs += [said["dialog"]] if "dialog" in said else []

    def _answer(self, name: str, values: Sequence[Any]) -> None:
        try:
            self._tell({"value": getattr(self, f"_{name}")(*values)})
        except (requests.RequestException, OSError) as error:
            self._tell({"thrown": type(error).__name__})

    def _tell(self, message: object) -> None:
        assert self._node.stdin is not None
        self._node.stdin.write(json.dumps(message).encode() + b"\n")
        self._node.stdin.flush()

    def _hear(self) -> Any:
        assert self._node.stdout is not None
        line = self._node.stdout.readline()
        if not line:
            raise Failed("the script's process ended")
        return json.loads(line)

    # What the script asks of its spreadsheet and of the world.

    def _id(self) -> str:
        return self.typist.book_id

    def _email(self) -> str:
        return self.email

    def _identityToken(self, acting: str | None) -> str:  # noqa: N802
        return self.token or identity_token(acting or self.email)

    def _fetch(self, address: str, options: dict[str, Any]) -> list[Any]:
        self.fetched.append(address)
        body = options.get("payload")
        headers = {**options["headers"], "Content-Type": options["contentType"]}
        data = body.encode() if body else None
        answer = requests.request(options["method"], address, data=data, headers=headers, timeout=60)
        return [answer.status_code, answer.text]

    def _sheets(self) -> list[str]:
        return [sheet["properties"]["title"] for sheet in self._about()["sheets"]]

    def _about(self, fields: str = "sheets.properties") -> Any:
        return self.typist.ask("GET", "", fields=fields)

    def _properties(self, title: str) -> Any:
        return next(one["properties"] for one in self._about()["sheets"] if one["properties"]["title"] == title)

    def _maxRows(self, title: str) -> int:  # noqa: N802
        return int(self._properties(title)["gridProperties"]["rowCount"])

    def _lastRow(self, title: str) -> int:  # noqa: N802
        return len(self.typist.read(quoted(title)))

    def _lastColumn(self, title: str) -> int:  # noqa: N802
        return max((len(row) for row in self.typist.read(quoted(title))), default=0)

    def _cells(self, *where: Any) -> list[list[Any]]:
        *_, height, width = where
        found = self.typist.ask("GET", "", includeGridData="true", ranges=a1(*where))
        (sheet,) = found["sheets"]
        rows = [one.get("values", []) for one in sheet["data"][0].get("rowData", [])]
        rows += [[] for _ in range(height - len(rows))]
        return [[*cells, *({} for _ in range(width - len(cells)))] for cells in rows]

    def _values(self, *where: Any) -> list[list[Any]]:
        return [[shown(cell) for cell in row] for row in self._cells(*where)]

    def _notes(self, *where: Any) -> list[list[str]]:
        return [[cell.get("note", "") for cell in row] for row in self._cells(*where)]

    def _backgrounds(self, *where: Any) -> list[list[str]]:
        return [
            [hexadecimal(cell.get("effectiveFormat", {}).get("backgroundColor")) for cell in row]
            for row in self._cells(*where)
        ]

    def _setNotes(self, *where: Any) -> None:  # noqa: N802
        rows = [{"values": [{"note": note} for note in row]} for row in where[-1]]
        self._change(where, rows, "note")

    def _setBackgrounds(self, *where: Any) -> None:  # noqa: N802
        look = "userEnteredFormat.backgroundColor"
        rows = [{"values": [{"userEnteredFormat": {"backgroundColor": rgb(one)}} for one in row]} for row in where[-1]]
        self._change(where, rows, look)

    def _type(self, title: str, row: int, column: int, values: Sequence[Sequence[Any]]) -> None:
        self.typist.type(a1(title, row, column, len(values), len(values[0])), values)

    def _change(self, where: Sequence[Any], rows: list[Any], fields: str) -> None:
        area = self.typist.area(a1(*where[:5]))
        self.typist.change({"updateCells": {"range": area, "rows": rows, "fields": fields}})


def quoted(title: str) -> str:
    doubled = title.replace("'", "''")
    return f"'{doubled}'"


def a1(title: str, row: int, column: int, height: int, width: int) -> str:
    return f"{quoted(title)}!{letters(column)}{row}:{letters(column + width - 1)}{row + height - 1}"


def letters(number: int) -> str:
    return (letters((number - 1) // 26) if number > 26 else "") + chr(65 + (number - 1) % 26)


def shown(cell: dict[str, Any]) -> Any:
    """A cell as Apps Script gives it: a date is a moment."""
    said = next(iter((cell.get("effectiveValue") or {}).items()), None)
    if said is None:
        return None
    kind, value = said
    if kind == "errorValue":
        return value["type"]
    look = (cell.get("effectiveFormat") or {}).get("numberFormat", {}).get("type")
    if kind == "numberValue" and look in DATES:
        return {"epoch": round((value - 25569) * 86_400_000) - HOURS_AHEAD * 3_600_000}
    return value


def hexadecimal(colour: dict[str, float] | None) -> str:
    parts = (1.0, 1.0, 1.0) if colour is None else tuple(colour.get(name, 0.0) for name in ("red", "green", "blue"))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def rgb(colour: str) -> dict[str, float]:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return dict(zip(("red", "green", "blue"), parts, strict=True))
