"""Prompts for a small input box: what does not fit is cut where one sees it, and long lists are turned page by page."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

_CUT = "\n…"


def fitting(prompt: str, room: int) -> str:
    """Cut a prompt to what the box shows, between lines where that is possible, and let it be seen."""
    if len(prompt) <= room:
        return prompt
    cut = prompt[: room - len(_CUT)]
    lines, _, _ = cut.rpartition("\n")
    return (lines or cut) + _CUT


def pages(head: str, options: Sequence[str], more: str, room: int) -> list[str]:
    """Number the options below a head, on as many pages as the room asks for; `more` says how to turn the page."""
    whole = "\n".join([head, *_numbered(options)])
    if len(whole) <= room:
        return [whole]
    head = fitting(head, room // 2)
    left = room - len(head) - len(more) - 2
    turned: list[list[str]] = [[]]
    for line in _numbered(options):
        if turned[-1] and len("\n".join([*turned[-1], line])) > left:
            turned.append([])
        turned[-1].append(fitting(line, left))
    return ["\n".join([head, *page, more]) for page in turned]


def _numbered(options: Sequence[str]) -> Iterator[str]:
    return (f"{number} {option}" for number, option in enumerate(options, 1))
