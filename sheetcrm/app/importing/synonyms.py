"""`import_names.toml`: what other programs call our columns; a company's own file stands in for the shipped one."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter

from sheetcrm.templates.reading import TemplateFile
from sheetcrm.templates.shipped import template_files

FILE = "import_names.toml"
_TABLES: TypeAdapter[dict[str, dict[str, tuple[str, ...]]]] = TypeAdapter(dict[str, dict[str, tuple[str, ...]]])


def read_synonyms(table: str, templates: Path | None) -> Mapping[str, Sequence[str]]:
    """Give a table's names: column key → what it is called elsewhere.

    Raises: TemplateError when the file is not TOML, or not made of lists of texts.
    """
    path = template_files(templates, FILE)[Path(FILE).stem]
    return TemplateFile(path).read(_TABLES.validate_python).get(table, {})
