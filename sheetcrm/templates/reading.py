"""Reads templates from their files and proves them; whatever is wrong is told with file, line and reason.

A company's folder overrides the shipped one file by file: `b2b.toml`, `processes/*.toml`, `schemes/*.toml` and
`daily_work.toml`; processes and schemes of its own join the shipped ones.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from sheetcrm.domain.process import Process
from sheetcrm.domain.schemes import Scheme
from sheetcrm.errors import TemplateError
from sheetcrm.templates.limits_spec import read_limits
from sheetcrm.templates.locating import locate
from sheetcrm.templates.locating import nearest_line
from sheetcrm.templates.process_spec import process_columns
from sheetcrm.templates.process_spec import read_process
from sheetcrm.templates.proving import Fault
from sheetcrm.templates.proving import column_faults
from sheetcrm.templates.proving import find_faults
from sheetcrm.templates.scheme_spec import read_scheme
from sheetcrm.templates.shipped import template_files
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.templates.template import LISTS
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.templates.template import Template
from sheetcrm.templates.workbook_spec import WorkbookSpec

WORKBOOK = "b2b.toml"
LIMITS = "daily_work.toml"
PROCESSES = "processes/*.toml"
SCHEMES = "schemes/*.toml"
_KNOWN = (WORKBOOK, LIMITS, PROCESSES, SCHEMES, "import_names.toml")
_SYNTAX_LINE = re.compile(r"\(at line (\d+)")
_PLAIN_SYNTAX = {
    "Unescaped '\\'": "template_backslash",
    "hex value": "template_backslash",
    "Cannot overwrite": "template_said_twice",
    "Cannot declare": "template_said_twice",
}
_UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
_PLAIN_REASONS = {
    **dict.fromkeys(_UNKNOWN, "template_key_unknown"),
    "missing": "template_key_missing",
    "literal_error": "template_entry_unknown",
    "string_type": "template_must_be_text",
    **dict.fromkeys(("int_type", "int_parsing", "float_type", "decimal_type"), "template_must_be_number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "template_must_be_true_or_false"),
    **dict.fromkeys(("list_type", "tuple_type"), "template_must_be_list"),
    **dict.fromkeys(("dict_type", "model_type", "dataclass_type", "model_attributes_type"), "template_must_be_table"),
}

Raw = Mapping[str, object]
Read = TypeVar("Read")


def read_template(folder: Path | None = None) -> Template:
    """Read and prove the template with its processes and schemes, a company's own files before the shipped ones.

    Raises: TemplateError, with the file, the line and the reason.
    """
    if folder is not None:
        _prove_folder(folder)
    file = _only(folder, WORKBOOK)
    spec = file.read(WorkbookSpec.model_validate)
    file.refuse(find_faults(spec))
    processes, columns = _processes(folder, spec)
    return Template(
        key=spec.key,
        version=spec.version,
        vi=spec.vi,
        en=spec.en,
        tables=spec.tables,
        lists_table=_lists_table(spec),
        lists=spec.lists,
        currencies=spec.currencies,
        reports=spec.reports,
        processes=processes,
        process_columns=columns,
        schemes=_schemes(folder),
        limits=_only(folder, LIMITS).read(read_limits),
    )


class TemplateFile:
    """One file, and the means to say what is wrong in it."""

    def __init__(self, path: Path, error: type[TemplateError] = TemplateError) -> None:
        """Read the file. Raises the error given when it is not TOML in UTF-8, or cannot be read."""
        self._path = path
        self._error = error
        try:
            content = path.read_bytes()
        except OSError as error:
            raise self._error(path, None, "@template_unreadable", why=error.strerror) from error
        try:
            self._text = content.decode("utf-8-sig").replace("\r\n", "\n")
            self.raw: Raw = tomllib.loads(self._text)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise self._error(path, line, "@template_not_utf8") from error
        except tomllib.TOMLDecodeError as error:
            code = next((code for words, code in _PLAIN_SYNTAX.items() if words in str(error)), "template_syntax")
            raise self._error(path, self._syntax_line(str(error)), f"@{code}", why=str(error)) from error

    def _syntax_line(self, message: str) -> int:
        found = _SYNTAX_LINE.search(message)
        return int(found[1]) if found else self._text.count("\n") + 1

    def read(self, reader: Callable[[Raw], Read]) -> Read:
        """Understand the file. Raises its error for the first entry that is wrong."""
        try:
            return reader(self.raw)
        except ValidationError as error:
            lines = locate(self._text)
            found = [(one["type"] not in _UNKNOWN, nearest_line(lines, one["loc"]), one) for one in error.errors()]
            _, line, first = min(found, key=lambda known: known[:2])  # a misspelt key is also a missing one
            name = ".".join(map(str, first["loc"]))
            code = _PLAIN_REASONS.get(first["type"], "template_entry_wrong")
            known = str(first.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
            raise self._error(self._path, line, f"@{code}", name=name, why=first["msg"], known=known) from error
        except ValueError as error:
            raise self._error(self._path, 1, str(error)) from error

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Raise its error for the first fault, if there is any: the ones after it may only follow from it."""
        for fault in faults:
            line = nearest_line(locate(self._text), fault.path)
            raise self._error(self._path, line, f"@{fault.code}", **fault.blanks)


def _prove_folder(folder: Path) -> None:
    """Refuse a folder that is not one of templates: a misspelt file would silently not count."""
    if not folder.is_dir():
        raise TemplateError(folder, None, "@template_folder_missing")
    own = sorted(path.relative_to(folder) for path in folder.rglob("*.toml"))
    for path in own:
        if not any(path.match(pattern) and len(path.parts) == pattern.count("/") + 1 for pattern in _KNOWN):
            raise TemplateError(folder / path, None, "@template_file_unknown", known=", ".join(_KNOWN))
    if not own:
        raise TemplateError(folder, None, "@template_folder_empty", known=", ".join(_KNOWN))


def _only(folder: Path | None, name: str) -> TemplateFile:
    return TemplateFile(template_files(folder, name)[Path(name).stem])


def _processes(
    folder: Path | None, spec: WorkbookSpec
) -> tuple[Mapping[str, Process], Mapping[str, tuple[Column, ...]]]:
    processes: dict[str, Process] = {}
    columns: dict[str, tuple[Column, ...]] = {}
    for stem, path in template_files(folder, PROCESSES).items():
        file = TemplateFile(path)
        processes[stem] = file.read(read_process)
        columns[stem] = file.read(process_columns)
        file.refuse(_process_faults(stem, processes[stem], columns[stem], spec))
    return processes, columns


def _process_faults(stem: str, process: Process, columns: tuple[Column, ...], spec: WorkbookSpec) -> Iterable[Fault]:
    table = next(table for table in spec.tables if table.key == PROCESS_TABLE)
    yield from _stem_fault(stem, process.key)
    yield from column_faults(columns, table, spec, ("columns",))


def _stem_fault(stem: str, key: str) -> Iterable[Fault]:
    if key != stem:
        yield Fault(("key",), "template_key_is_not_name", {"name": key, "file_name": f"{stem}.toml"})


def _schemes(folder: Path | None) -> Mapping[str, Scheme]:
    """Read the schemes: those with letters of their own first, since combined ones are made of them."""
    files = {stem: TemplateFile(path) for stem, path in template_files(folder, SCHEMES).items()}
    schemes: dict[str, Scheme] = {}
    for stem, file in sorted(files.items(), key=lambda item: "parts" in item[1].raw):
        schemes[stem] = file.read(lambda raw: read_scheme(raw, schemes))
        file.refuse(_stem_fault(stem, schemes[stem].key))
    return {stem: schemes[stem] for stem in files}


def _lists_table(spec: WorkbookSpec) -> Table:
    """Make the table of the lists sheet: a text column a list, then the columns the template gives."""
    sheet = spec.lists_sheet
    columns = tuple(
        Column(key=entries.key, vi=entries.vi, en=entries.en, kind="text", width=entries.width)
        for entries in spec.lists
    )
    return Table(key=LISTS, vi=sheet.vi, en=sheet.en, tab_colour=sheet.tab_colour, columns=columns + sheet.columns)
