"""Writes what commands say in Vietnamese, from `words.toml`: `python -m docs.write_command_words`.

The catalogue is the one that gettext, and so click, reads; the list of commands is text, so that nothing need be loaded
to show it. A test proves both up to date.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tomllib
from collections.abc import Mapping

from sheetcrm.surfaces.cli.speech import DOMAIN
from sheetcrm.surfaces.cli.speech import LOCALE
from sheetcrm.surfaces.cli.speech import key_of

VIETNAMESE = LOCALE / "vi"
CATALOGUE = VIETNAMESE / "LC_MESSAGES" / f"{DOMAIN}.mo"
LIST = VIETNAMESE / "help.txt"
_HEAD = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"
_MAGIC, _HEAD_LENGTH, _PAIR_LENGTH = 0x950412DE, 28, 8


def words() -> dict[str, str]:
    """Give each text of the program with its Vietnamese; a plural follows its singular, as gettext wants it."""
    said = {"": _HEAD}
    for one in tomllib.loads((VIETNAMESE / "words.toml").read_text(encoding="utf-8"))["words"]:
        key = "\0".join(_key(one[form]) for form in ("en", "several") if form in one)
        if key in said:
            raise ValueError(f"words.toml: {one['en']!r} stands twice")
        said[key] = _key(one["vi"])
    return said


def _key(text: str) -> str:
    return text if "\t" in text else key_of(text)  # click's own list of choices keeps its lines


def catalogue(said: Mapping[str, str]) -> bytes:
    """Give the bytes of a catalogue, as GNU gettext lays them out."""
    pairs = sorted((key.encode(), text.encode()) for key, text in said.items())
    start = _HEAD_LENGTH + 2 * _PAIR_LENGTH * len(pairs)
    places, body = [list[bytes](), list[bytes]()], b""
    for column in (0, 1):
        for pair in pairs:
            places[column].append(struct.pack("<II", len(pair[column]), start + len(body)))
            body += pair[column] + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), _HEAD_LENGTH, _HEAD_LENGTH + _PAIR_LENGTH * len(pairs), 0, start)
    return head + b"".join([*places[0], *places[1]]) + body


def command_list() -> str:
    """Give what click shows for `sheetcrm --help` in Vietnamese."""
    environment = {**os.environ, "SHEETCRM_LANG": "vi"}
    asked = [sys.executable, "-m", "sheetcrm", "--help", "--help"]  # once is answered by the list itself
    return subprocess.run(asked, env=environment, check=True, capture_output=True, encoding="utf-8").stdout


if __name__ == "__main__":
    CATALOGUE.write_bytes(catalogue(words()))
    LIST.write_text(command_list(), encoding="utf-8")
