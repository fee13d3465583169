"""Text: one spelling for what looks the same, and a looser one for recognising headers and labels."""

from __future__ import annotations

import re
import unicodedata

from sheetcrm.values.cells import CellError
from sheetcrm.values.cells import Raw
from sheetcrm.values.cells import Undecodable
from sheetcrm.values.cells import refuse
from sheetcrm.values.cells import spell

LONGEST_TEXT = 32_767
"""What an Excel cell can hold."""
ERROR_TEXTS = frozenset(
    "#REF! #N/A #DIV/0! #VALUE! #NAME? #NUM! #NULL! #SPILL! #CALC! #GETTING_DATA #ERROR!".split()  # noqa: SIM905
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile("[\t\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Controls, bidi and zero-width marks, halves of surrogate pairs and what XML forbids; a joiner inside an emoji stays.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff]|(?<![\u2190-\U0010ffff])\u200d"
)
_CARRIAGE_RETURN = re.compile("_x000[dD]_\n?")  # how a carriage return is spelt inside .xlsx, when a reader leaves it
_MANY_BLANKS = re.compile(r"\s+")
_NOT_WORDS = re.compile(r"[\W_]+")


def normalise_text(text: str) -> str:
    r"""Give the canonical spelling: NFC, plain blanks, lines ended by `\n`, nothing invisible, no outer blanks."""
    if text.replace("\n", " ").isprintable() and unicodedata.is_normalized("NFC", text) and "_x000" not in text:
        return text.strip(" \n")
    text = _BLANKS.sub(" ", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _CARRIAGE_RETURN.sub("\n", text).strip(" \n")


def bare(text: str) -> str:
    """Give lower-case text without diacritics (`Tỷ` → `ty`, `đ` → `d`); punctuation stays."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter)).replace("đ", "d")


def fold(text: str) -> str:
    """Give what matters for recognising a header or label: no case, diacritics, punctuation or extra blanks."""
    return _NOT_WORDS.sub(" ", bare(unicodedata.normalize("NFKC", normalise_text(text)))).strip()


def is_blank(raw: Raw) -> bool:
    """Say whether a cell holds nothing that can be seen."""
    return raw is None or (isinstance(raw, str) and not raw[:1].isalnum() and not normalise_text(raw))


def decode_text(raw: Raw) -> str | Undecodable | None:
    """Read one line of text: lines and runs of blanks become single blanks; a formula-like text stays text."""
    text = decode_long_text(raw)
    if isinstance(text, str) and ("  " in text or "\n" in text):
        return _MANY_BLANKS.sub(" ", text)
    return text


def decode_long_text(raw: Raw) -> str | Undecodable | None:
    """Read text of any number of lines; numbers and dates that a spreadsheet made of text become text again."""
    if isinstance(raw, str):
        text = normalise_text(raw)
        if text[:1] == "#" and text.upper() in ERROR_TEXTS:
            return refuse("cell_error", text)
        return text or None if len(text) <= LONGEST_TEXT else refuse("text_too_long", text, limit=LONGEST_TEXT)
    if raw is None:
        return None
    if isinstance(raw, CellError):
        return refuse("cell_error", raw)
    return spell(raw)
