"""Words people type to get past a required field ("tbd", "n/a", "-", "chưa rõ"): they say nothing and fill nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sheetcrm.values import Value

_WRAPPING = ".,;:!?…()[]{}\"'“”‘’*~"
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def known_placeholders(words: Iterable[str]) -> frozenset[str]:
    """Make the words comparable; each also counts when typed without its Vietnamese marks."""
    plain = {_comparable(word) for word in words}
    return frozenset(plain | {_without_marks(word) for word in plain})


def is_filled(value: Value, placeholders: frozenset[str]) -> bool:
    """Say whether a cell tells anything: not blank, no placeholder, not mere punctuation."""
    if not isinstance(value, str):
        return value is not None
    word = _comparable(value)
    return any(symbol.isalnum() for symbol in word) and word not in placeholders


def _comparable(text: str) -> str:
    unified = unicodedata.normalize("NFC", text.translate(_UNSEEN)).casefold()
    return "".join(unified.split()).strip(_WRAPPING)


def _without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(symbol for symbol in apart if not unicodedata.combining(symbol))
