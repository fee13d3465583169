"""Row ids: twelve random symbols and two check digits.

Excel's drag-fill increments trailing digits, so a filled-down id fails its check and is seen as invalid instead of
silently becoming another row's id. The alphabet leaves out symbols that people confuse (0/O, 1/I, vowels).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from collections.abc import Iterable

ALPHABET = "23456789ABCDFGHJKLMNPQRSTVWXYZ"
RANDOM_SYMBOLS = 12
_SHAPES = re.compile(rf"(?:[{ALPHABET}]{{{RANDOM_SYMBOLS}}}[0-9]{{2}})*")
_LENGTH = RANDOM_SYMBOLS + 2
_BASE = len(ALPHABET)
_MODULUS = 97
_AS_DIGITS = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrst")


def check_digits(symbols: str) -> str:
    """Give the two digits that prove `symbols` was not mistyped or filled down (remainder modulo 97)."""
    number = int(symbols.translate(_AS_DIGITS), _BASE) % _MODULUS
    return f"{(_MODULUS + 1 - number * 100 % _MODULUS) % _MODULUS:02d}"


def new_id(choose: Callable[[str], str] = secrets.choice) -> str:
    """Make a fresh id; `choose` picks one symbol (a seeded generator's `choice` makes it repeatable)."""
    symbols = "".join(choose(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    return symbols + check_digits(symbols)


def derive_id(*parts: str) -> str:
    """Make the same id from the same parts every time: a second import of a row meets the row of the first."""
    number = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest(), "big")
    symbols = ""
    for _ in range(RANDOM_SYMBOLS):
        number, place = divmod(number, len(ALPHABET))
        symbols += ALPHABET[place]
    return symbols + check_digits(symbols)


def is_valid_id(text: object) -> bool:
    """Say whether `text` is an id whose check digits fit."""
    return text in valid_ids([text])


def valid_ids(texts: Iterable[object]) -> frozenset[str]:
    """Give those that are ids whose check digits fit: a whole column of them at once costs half."""
    shaped = [text for text in texts if isinstance(text, str) and len(text) == _LENGTH]
    if not _SHAPES.fullmatch("".join(shaped)):
        shaped = [text for text in shaped if _SHAPES.fullmatch(text)]
    plain = "".join(shaped).translate(_AS_DIGITS)
    numbers = [int(plain[start : start + RANDOM_SYMBOLS], _BASE) for start in range(0, len(plain), _LENGTH)]
    checks = [int(text[RANDOM_SYMBOLS:]) for text in shaped]
    return frozenset(
        [
            text
            for text, number, check in zip(shaped, numbers, checks, strict=True)
            if (number * 100 + check) % _MODULUS == 1 and check < _MODULUS
        ]
    )
