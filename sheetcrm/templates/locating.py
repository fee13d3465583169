"""Finds the line of each entry of a TOML file, which `tomllib` does not tell, for messages like "line 12".

It reads text that `tomllib` has already accepted, so it only follows brackets, strings and keys.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping

Path = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]*")
_STRING = re.compile(
    r'"""(?:\\[\s\S]|[^\\])*?"{3,5}' + r"|'''[\s\S]*?'{3,5}" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'", re.DOTALL
)


def locate(text: str) -> Mapping[Path, int]:
    """Give the line (from 1) where each entry stands: `("tables", 0, "columns", 3, "kind")` → 17."""
    return _Scanner(text).scan()


def nearest_line(lines: Mapping[Path, int], path: Path) -> int:
    """Give the line of an entry, or of what it should stand in when it is missing."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


class _Scanner:
    """Walks over the text once, noting where entries begin."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._ends = [found.start() for found in re.finditer("\n", self._text)]
        self._at = 0
        self._lines: dict[Path, int] = {}
        self._arrays: dict[Path, int] = {}
        """How many `[[tables]]` headers of a name have been seen."""

    def scan(self) -> Mapping[Path, int]:
        home: Path = ()
        self._skip()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                home = self._header()
            else:
                self._pair(home)
            self._skip()
        return self._lines

    def _skip(self) -> None:
        self._at = self._end_of(_SPACE)

    def _end_of(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        return match.end() if match else self._at

    def _note(self, path: Path) -> None:
        self._lines.setdefault(path, bisect_left(self._ends, self._at) + 1)

    def _header(self) -> Path:
        """Read `[a.b]` or `[[a.b]]` and give the path of the table it opens."""
        start = self._at
        brackets = 2 if self._text.startswith("[[", start) else 1
        self._at += brackets
        names = self._key()
        end, self._at = self._at + brackets, start
        home = self._within(names[:-1]) + names[-1:]
        if brackets == 2:
            self._note(home)
            place = self._arrays.get(home, -1) + 1
            self._arrays[home] = place
            home += (place,)
        self._note(home)
        self._at = end
        return home

    def _within(self, names: Path) -> Path:
        """Give the path of `a.b` where `a` may be a list whose newest entry is meant."""
        path: Path = ()
        for name in names:
            path += (name,)
            if path in self._arrays:
                path += (self._arrays[path],)
        return path

    def _key(self) -> Path:
        """Read a dotted key and what stands between it and its value or bracket."""
        names: list[str] = []
        while True:
            self._skip()
            start = self._at
            quoted = self._text[start] in "\"'"
            self._at = self._end_of(_STRING if quoted else _BARE)
            name = self._text[start : self._at]
            names.append(str(tomllib.loads(f"x={name}")["x"]) if quoted else name)
            self._skip()
            if self._text[self._at] != ".":
                return tuple(names)
            self._at += 1

    def _pair(self, home: Path) -> None:
        """Read `key = value`."""
        start = self._at
        names = self._key()
        path, end = home, self._at
        self._at = start
        for name in names:
            path += (name,)
            self._note(path)
        self._at = end + 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        opening = self._text[self._at]
        if opening in "\"'":
            self._at = self._end_of(_STRING)
        elif opening == "[":
            self._items(path, "]")
        elif opening == "{":
            self._items(path, "}")
        else:
            self._at = self._end_of(_SCALAR)

    def _items(self, path: Path, closing: str) -> None:
        """Read what stands between brackets: values of a list, or pairs of an inline table."""
        self._at += 1
        place = 0
        self._skip()
        while self._text[self._at] != closing:
            if closing == "]":
                self._note((*path, place))
                self._value((*path, place))
            else:
                self._pair(path)
            place += 1
            self._skip()
            if self._text[self._at] == ",":
                self._at += 1
                self._skip()
        self._at += 1
