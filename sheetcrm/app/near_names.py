"""The names that come near what was typed, for errors that ask whether one of them was meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sheetcrm.values import fold

_OFFERED = 3
_ALIKE = 0.6


def near_names(typed: str, names: Iterable[str]) -> list[str]:
    """Give the names that come nearest: nearly all of one was typed, or a part of it."""
    by_fold = {fold(name): name for name in names}
    wanted = fold(typed)
    parts = [folded for folded in by_fold if set(wanted.split()) & set(folded.split())]
    alike = get_close_matches(wanted, by_fold, _OFFERED, _ALIKE)
    return [by_fold[folded] for folded in dict.fromkeys([*alike, *parts])][:_OFFERED]
