"""People's names: Hùng and Hưng are two people; a name typed without its marks is whoever it can only be."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sheetcrm.values.text import fold
from sheetcrm.values.text import normalise_text

_BAR = "\u0335"
"""Stands for the stroke of đ, which Unicode does not take apart."""


def spelt(name: str) -> str:
    """Give a name without differences that nobody sees or means: NFC, single blanks, small letters."""
    return " ".join(normalise_text(name).casefold().split())


class Names:
    """The people there are. Namesakes are one name."""

    def __init__(self, names: Iterable[str]) -> None:
        """Keep the names; of one that is spelt alike twice, the first."""
        self._spelt: dict[str, str] = {}
        for name in names:
            self._spelt.setdefault(spelt(name), name)
        self._folded: dict[str, list[str]] = {}
        for name in self._spelt.values():
            self._folded.setdefault(fold(name), []).append(name)

    def find(self, typed: str) -> str | None:
        """Give the name that was typed, or the only one of which it is a careless spelling."""
        exact = self._spelt.get(spelt(typed))
        if exact is not None:
            return exact
        alike = [name for name in self._folded.get(fold(typed), ()) if _careless(typed, name)]
        return alike[0] if len(alike) == 1 else None


def _careless(one: str, other: str) -> bool:
    """Say whether, of two names of the same letters, one lacks marks of the other's words and has none of its own."""
    pairs = list(zip(_marks(one), _marks(other), strict=False))
    return all(mine <= theirs for mine, theirs in pairs) or all(mine >= theirs for mine, theirs in pairs)


def _marks(name: str) -> list[frozenset[str]]:
    """Give the marks of each word: where in it they stand is a matter of taste (Hòa, Hoà)."""
    spread = unicodedata.normalize("NFD", spelt(name)).replace("đ", f"d{_BAR}")
    return [frozenset(sign for sign in word if sign == _BAR or unicodedata.combining(sign)) for word in spread.split()]
