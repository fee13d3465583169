"""A user's formula carried to another row, as Excel does when a table grows."""

from __future__ import annotations

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator
from openpyxl.formula.translate import TranslatorError


def shift_formula(formula: str, origin: str, destination: str) -> str | None:
    """Give a formula (without `=`) as it reads in another cell; None when it cannot be understood."""
    try:
        shifted: str = Translator(f"={formula}", origin=origin).translate_formula(destination)
    except (TokenizerError, TranslatorError):
        return None
    return shifted.removeprefix("=")
