"""One cell: what was entered, how it looks, and its note and rule. A cell never changes; another takes its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from typing import NamedTuple

from sheets_service.discovery import Json
from sheets_service.proto import plain_number


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as entered, ``=`` included."""

    text: str


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value such as #DIV/0!."""

    kind: str
    message: str = ""

    @property
    def text(self) -> str:
        """What the cell shows."""
        return ERROR_TEXTS.get(self.kind, "#ERROR!")


ERROR_TEXTS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}

Scalar = None | bool | int | float | str | CellError
Entered = Scalar | Formula


class Cell(NamedTuple):
    """What one place of a grid holds. A named tuple, for a spreadsheet has hundreds of thousands."""

    value: Entered = None
    format: Mapping[str, Any] | None = None
    note: str = ""
    validation: Mapping[str, Any] | None = None
    more: Mapping[str, Any] | None = None

    def with_value(self, value: Entered) -> Cell:
        """The same look with another content; an empty text is no content."""
        if self is EMPTY:
            return EMPTY if value is None or value == "" else Cell(value)
        return self._replace(value=None if value == "" else value, more=None)


EMPTY = Cell()
# Fields of CellData that are kept as they came: nothing here depends on them.
KEPT = ("textFormatRuns", "pivotTable", "chipRuns")


def as_double(number: float) -> float:
    """Numbers are doubles: a longer one loses its last digits, as in the real service."""
    return float(number) if isinstance(number, int) and abs(number) > 2**53 else number


def value_to_json(value: Entered) -> Json:
    """An ExtendedValue."""
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": plain_number(value)}
    if isinstance(value, CellError):
        return {"errorValue": {"type": value.kind, **({"message": value.message} if value.message else {})}}
    return {"stringValue": value}


def value_from_json(value: Mapping[str, Any] | None) -> Entered:
    """From an ExtendedValue; a formula that does not start with ``=`` is still a formula."""
    for kind, content in (value or {}).items():
        if kind == "formulaValue":
            return Formula(content if content.startswith("=") else f"={content}")
        if kind == "errorValue":
            return CellError(content.get("type", "ERROR"), content.get("message", ""))
        if kind == "numberValue":
            return as_double(content)
        return bool(content) if kind == "boolValue" else content or None
    return None


def from_json(data: Mapping[str, Any]) -> Cell:
    """From the parts of a CellData that a user can set."""
    return Cell(
        value=value_from_json(data.get("userEnteredValue")),
        format=data.get("userEnteredFormat") or None,
        note=data.get("note", ""),
        validation=data.get("dataValidation"),
        more={name: data[name] for name in KEPT if data.get(name)} or None,
    )


def to_json(cell: Cell) -> Json:
    """The parts of a CellData that a user can set."""
    result: Json = {}
    if cell.value is not None:
        result["userEnteredValue"] = value_to_json(cell.value)
    if cell.format:
        result["userEnteredFormat"] = dict(cell.format)
    if cell.note:
        result["note"] = cell.note
    if cell.validation:
        result["dataValidation"] = dict(cell.validation)
    return {**result, **(cell.more or {})}
