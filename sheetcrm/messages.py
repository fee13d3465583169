"""Sentences for people, in Vietnamese and English, from `messages_vi.toml` and `messages_en.toml`.

A message file holds sections (for reading) of `code = "sentence with {blanks}"`; codes are unique over all sections.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Label:
    """Words of a template that stand in a sentence: a blank may be filled with one, and is said in its language."""

    vi: str
    en: str

    def in_language(self, lang: str) -> str:
        """Give the words in the language asked for."""
        return self.vi if lang == "vi" else self.en


@cache
def sentences(lang: str) -> Mapping[str, str]:
    """Load all sentences of a language, code → sentence. A code that stands twice is refused."""
    text = Path(__file__).with_name(f"messages_{lang}.toml").read_text(encoding="utf-8")
    flat: dict[str, str] = {}
    for section in tomllib.loads(text).values():
        for code, sentence in section.items():
            if code in flat:
                raise ValueError(f"messages_{lang}.toml: {code} stands twice")
            flat[code] = sentence
    return flat


def say(code: str, lang: str, /, **blanks: object) -> str:
    """Fill the blanks of a sentence."""
    said = {name: blank.in_language(lang) if isinstance(blank, Label) else blank for name, blank in blanks.items()}
    return sentences(lang)[code].format(**said)
