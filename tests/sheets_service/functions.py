"""The functions that formulas may call here, and what their arguments are turned into."""

from __future__ import annotations

import math
from collections.abc import Callable
from collections.abc import Iterable
from typing import Any

from sheets_service.cell import CellError

Value = Any  # a Scalar, or a list of lists of them for a range


class Stop(Exception):
    """The formula's value is an error."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(kind)
        self.error = CellError(kind, message)


def to_scalar(value: Value) -> Any:
    if isinstance(value, list):
        value = value[0][0] if value and value[0] else None
    if isinstance(value, CellError):
        raise Stop(value.kind, value.message)
    return value


def to_number(value: Any) -> float:
    if value is None:
        return 0
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(value)
    except ValueError:
        raise Stop("VALUE") from None


def to_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def flat(arguments: Iterable[Value]) -> Iterable[Any]:
    for argument in arguments:
        cells = [cell for row in argument for cell in row] if isinstance(argument, list) else [argument]
        for cell in cells:
            yield to_scalar(cell)


def numbers(arguments: Iterable[Value]) -> list[float]:
    return [value for value in flat(arguments) if isinstance(value, int | float) and not isinstance(value, bool)]


def _average(arguments: list[Value]) -> float:
    found = numbers(arguments)
    if not found:
        raise Stop("DIVIDE_BY_ZERO")
    return sum(found) / len(found)


def _round(arguments: list[Value]) -> float:
    digits = int(to_number(to_scalar(arguments[1]))) if len(arguments) > 1 else 0
    value = to_number(to_scalar(arguments[0])) * 10**digits
    return float(math.copysign(math.floor(abs(value) + 0.5), value) / 10**digits)


FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "SUM": lambda arguments: sum(numbers(arguments)),
    "AVERAGE": _average,
    "MIN": lambda arguments: min(numbers(arguments), default=0),
    "MAX": lambda arguments: max(numbers(arguments), default=0),
    "COUNT": lambda arguments: len(numbers(arguments)),
    "COUNTA": lambda arguments: sum(1 for value in flat(arguments) if value is not None),
    "ABS": lambda arguments: abs(to_number(to_scalar(arguments[0]))),
    "ROUND": _round,
    "IF": lambda arguments: (
        arguments[1] if to_scalar(arguments[0]) else (arguments[2] if len(arguments) > 2 else False)
    ),
    "AND": lambda arguments: all(flat(arguments)),
    "OR": lambda arguments: any(flat(arguments)),
    "NOT": lambda arguments: not to_scalar(arguments[0]),
    "CONCATENATE": lambda arguments: "".join(map(to_text, flat(arguments))),
    "LEN": lambda arguments: len(to_text(to_scalar(arguments[0]))),
    "UPPER": lambda arguments: to_text(to_scalar(arguments[0])).upper(),
    "LOWER": lambda arguments: to_text(to_scalar(arguments[0])).lower(),
    "TRIM": lambda arguments: " ".join(to_text(to_scalar(arguments[0])).split()),
    "HYPERLINK": lambda arguments: arguments[-1],
}
# Functions of the real service that are not worked out here.
ELSEWHERE = """
    ARRAYFORMULA COUNTIF COUNTIFS DATE FILTER IMAGE IMPORTDATA IMPORTHTML IMPORTRANGE IMPORTXML INDEX INDIRECT LET
    LOOKUP MATCH NOW OFFSET QUERY SORT SUBSTITUTE SUMIF SUMIFS SUMPRODUCT TEXT TODAY UNIQUE VALUE VLOOKUP XLOOKUP
"""
KNOWN_ELSEWHERE = frozenset(ELSEWHERE.split())
