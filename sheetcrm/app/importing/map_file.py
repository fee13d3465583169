"""The map file: which header goes into which column, and how the other program's values are to be understood.

key = ["phone"]                     # what makes a row the same row, when the file has no id of its own
source = "hubspot"                  # keeps ids of two programs apart
numbers = "en"                      # 1,200.50; without it the workbook's language decides what is unclear

[columns]
"Record ID" = "id"
"Deal stage" = ["stage", "status"]  # one header may feed several columns
"Internal note" = ""                # deliberately left out

[defaults]                          # for cells that are blank or columns the file lacks
currency = "VND"

[date_formats]
created_on = "m/d/Y"

[values.stage]                      # "*" = any other text
"closedwon" = "close"
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import ValidationError
from pydantic import field_validator

from sheetcrm.app.importing.date_formats import is_date_format
from sheetcrm.errors import ImportFailed
from sheetcrm.messages import say
from sheetcrm.values import normalise_text


class ImportMap(BaseModel):
    """A map file as read; header texts are normalised."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: tuple[str, ...] = ()
    source: str = ""
    numbers: Literal["vi", "en"] | None = None
    columns: Mapping[str, tuple[str, ...]] = {}
    defaults: Mapping[str, str] = {}
    date_formats: Mapping[str, str] = {}
    values: Mapping[str, Mapping[str, str]] = {}

    @field_validator("columns", mode="before")
    @classmethod
    def _as_lists(cls, columns: object) -> object:
        if not isinstance(columns, dict):
            return columns
        return {normalise_text(str(header)): _several(target) for header, target in columns.items()}

    @field_validator("defaults", mode="before")
    @classmethod
    def _as_text(cls, defaults: object) -> object:
        return {key: str(value) for key, value in defaults.items()} if isinstance(defaults, dict) else defaults

    @field_validator("date_formats")
    @classmethod
    def _known_letters(cls, formats: Mapping[str, str]) -> Mapping[str, str]:
        for pattern in formats.values():
            if not is_date_format(pattern):
                raise ValueError(f"{pattern!r}: a date format is made of d m y Y H M S and separators")
        return formats


def read_map(path: Path, importable: Sequence[str]) -> ImportMap:
    """Read a map file. Raises ImportFailed: unreadable, unknown words, columns that nobody may import into."""
    try:
        found = ImportMap.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise ImportFailed(file=path, why=error.strerror or type(error).__name__) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImportFailed(file=path, why="@import_map_not_toml", error=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise ImportFailed(file=path, why="@import_map_wrong", place=place, error=first["msg"]) from error
    _prove_columns(found, path, importable)
    return found


def _prove_columns(found: ImportMap, path: Path, importable: Sequence[str]) -> None:
    fed = [column for columns in found.columns.values() for column in columns]
    named = [*fed, *found.key, *found.defaults, *found.date_formats, *found.values]
    unknown = next((column for column in named if column not in importable), None)
    if unknown is not None:
        raise ImportFailed(
            file=path, why="@import_map_unknown_column", column=unknown, columns=", ".join(sorted(importable))
        )
    twice = next((column for column in fed if fed.count(column) > 1), None)
    if twice is not None:
        raise ImportFailed(file=path, why="@import_map_column_twice", column=twice)


def _several(target: object) -> object:
    if target == "":
        return ()
    return (target,) if isinstance(target, str) else target


def render_map(
    columns: Mapping[str, Sequence[str]],
    unsure: Mapping[str, int],
    offers: Mapping[str, Sequence[str]],
    free: Mapping[str, str],
    lang: str,
) -> str:
    """Write a map file's text: headers with their columns, guesses marked, and the columns still free."""
    lines = [f"# {say('import_map_head', lang)}", "", "[columns]"]
    for header, targets in columns.items():
        line = f"{_quoted(header)} = {_targets(targets)}"
        if header in unsure:
            line += f"  # {say('import_map_guess', lang, percent=unsure[header])}"
        elif header in offers:
            line += f"  # {say('import_map_offer', lang, offer=_targets(offers[header]))}"
        elif not targets:
            line += f"  # {say('import_map_unmatched', lang)}"
        lines.append(line)
    lines += ["", f"# {say('import_map_free', lang)}"]
    lines += [f"#   {key} — {label}" for key, label in free.items()]
    return "\n".join(lines) + "\n"


def _targets(targets: Sequence[str]) -> str:
    if len(targets) > 1:
        return json.dumps(list(targets))
    return json.dumps(targets[0] if targets else "")


def _quoted(header: str) -> str:
    """Write a TOML basic string; JSON's escapes are a subset of TOML's once DEL is escaped too."""
    return re.sub("\x7f", r"\\u007f", json.dumps(header, ensure_ascii=False))
