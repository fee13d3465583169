"""`import_names.toml`: what other programs call our columns; a company's own file stands in for the shipped one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from sheetcrm.errors import TemplateError
from sheetcrm.templates.load import shipped_templates

FILE = "import_names.toml"


def read_synonyms(table: str, templates: Path | None) -> Mapping[str, Sequence[str]]:
    """Give a table's names: column key → what it is called elsewhere.

    Raises: TemplateError when the file is not TOML, or not made of lists of texts.
    """
    own = templates / FILE if templates is not None else None
    path = own if own is not None and own.exists() else shipped_templates() / FILE
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(path, None, str(error)) from error
    columns = found.get(table, {})
    for column, names in columns.items():
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise TemplateError(path, None, f"{table}.{column}: a list of texts is wanted")
    return {str(column): tuple(names) for column, names in columns.items()}
