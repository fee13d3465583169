"""Long values, and values of several lines, on a terminal: one line each; the sheet and the log have the whole."""

from __future__ import annotations

_MOST = 300
_LINE_END = " ⏎ "


def brief(value: object) -> str:
    """Give a value as one line of a readable length."""
    text = _LINE_END.join(str(value).splitlines())
    return text if len(text) <= _MOST else f"{text[:_MOST].rstrip()}…"
