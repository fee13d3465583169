"""Simple formulas worked out: arithmetic, comparison, text, references and a few functions.

A function that is not known here gives ``Loading...``, as a formula does in the real service that has no value yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sheets_service.cell import ERROR_TEXTS
from sheets_service.cell import Scalar
from sheets_service.functions import FUNCTIONS
from sheets_service.functions import KNOWN_ELSEWHERE
from sheets_service.functions import Stop
from sheets_service.functions import Value
from sheets_service.functions import to_number
from sheets_service.functions import to_scalar
from sheets_service.functions import to_text

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<error>#[A-Z/0!?]+)"
    r"|(?P<ref>(?:(?:'(?:[^']|'')+'|[^\W\d]\w*)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![\w(]))"
    r"|(?P<column>(?:(?:'(?:[^']|'')+'|[^\W\d]\w*)!)?\$?[A-Z]{1,3}:\$?[A-Z]{1,3}(?![\w(]))"
    r"|(?P<name>[^\W\d][\w.]*)|(?P<op><>|<=|>=|[-+*/^&=<>%(),;]))",
    re.IGNORECASE,
)
LEVELS: tuple[tuple[str, ...], ...] = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))

LookUp = Callable[[str], Value]


def evaluate(text: str, look_up: LookUp) -> Scalar:
    """The value of a formula; ``look_up`` gives the values of a reference or a named range."""
    try:
        parser = _Parser(_tokens(text[1:]), look_up)
        value = parser.level(0)
        if parser.at != len(parser.tokens):
            raise Stop("ERROR", "Formula parse error.")
        result: Scalar = to_scalar(value)
        return result
    except Stop as stop:
        return stop.error


def _tokens(text: str) -> list[tuple[str, str]]:
    result, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match or match.lastgroup is None:
            raise Stop("ERROR", "Formula parse error.")
        result.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return result


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], look_up: LookUp) -> None:
        self.tokens = tokens
        self.look_up = look_up
        self.at = 0

    def take(self, *words: str) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "op" and self.tokens[self.at][1] in words:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def level(self, number: int) -> Value:
        if number == len(LEVELS):
            return self.signed()
        left = self.level(number + 1)
        while op := self.take(*LEVELS[number]):
            left = _apply(op, to_scalar(left), to_scalar(self.level(number + 1)))
        return left

    def signed(self) -> Value:
        sign = self.take("+", "-")
        if sign:
            value = self.signed()
            return -to_number(to_scalar(value)) if sign == "-" else value
        value = self.atom()
        while self.take("%"):
            value = to_number(to_scalar(value)) / 100
        return value

    def atom(self) -> Value:
        if self.take("("):
            value = self.level(0)
            self.close()
            return value
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        self.at += 1
        if kind == "number":
            return float(text)
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "error":
            raise Stop(next((kind for kind, shown in ERROR_TEXTS.items() if shown == text.upper()), "ERROR"))
        if kind in ("ref", "column"):
            return self.look_up(text.replace("$", ""))
        if kind == "name":
            return self.name(text)
        raise Stop("ERROR", "Formula parse error.")

    def name(self, text: str) -> Value:
        if not self.take("("):
            return text.upper() == "TRUE" if text.upper() in ("TRUE", "FALSE") else self.look_up(text)
        arguments: list[Value] = []
        if not self.take(")"):
            while True:
                arguments.append(self.level(0))
                if not self.take(",", ";"):
                    break
            self.close()
        function = FUNCTIONS.get(text.upper())
        if function is None:
            raise Stop("LOADING" if text.upper() in KNOWN_ELSEWHERE else "NAME", f"Unknown function: '{text}'.")
        return function(arguments)

    def close(self) -> None:
        if not self.take(")"):
            raise Stop("ERROR", "Formula parse error.")


def _apply(op: str, left: Any, right: Any) -> Any:
    if op == "&":
        return to_text(left) + to_text(right)
    if op in LEVELS[0]:
        return _compare(op, left, right)
    first, second = to_number(left), to_number(right)
    if op == "/" and second == 0:
        raise Stop("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
    try:
        return (
            {"+": first + second, "-": first - second, "*": first * second}.get(op)
            if op in "+-*"
            else (first / second if op == "/" else first**second)
        )
    except (OverflowError, ZeroDivisionError):
        raise Stop("NUM") from None


def _compare(op: str, left: Any, right: Any) -> bool:
    order = _rank(left) if left is not None or right is None else _rank(type(right)())
    other = _rank(right) if right is not None or left is None else _rank(type(left)())
    return {
        "=": order == other,
        "<>": order != other,
        "<": order < other,
        ">": order > other,
        "<=": order <= other,
        ">=": order >= other,
    }[op]


def _rank(value: Any) -> tuple[int, Any]:
    if isinstance(value, bool):
        return 2, value
    return (1, value.lower()) if isinstance(value, str) else (0, value or 0)
