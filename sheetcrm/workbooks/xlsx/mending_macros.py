"""Puts our macros back into a workbook that LibreOffice saved: it writes every project anew, and Excel cannot run it.

Seen with LibreOffice 25.2: a class module loses its attributes and its place in the project, and gets a line that is no
VBA (`Option ClassModule`); workbook and sheets lose the names by which the project knows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sheetcrm.errors import WorkbookError
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.build_buttons import WORKBOOK_MODULE
from sheetcrm.workbooks.xlsx.build_buttons import macros
from sheetcrm.workbooks.xlsx.locks import refuse_when_open
from sheetcrm.workbooks.xlsx.package import Package
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.package_writer import new_zip
from sheetcrm.workbooks.xlsx.package_writer import pack
from sheetcrm.workbooks.xlsx.patch import Patch
from sheetcrm.workbooks.xlsx.replacing import look_at
from sheetcrm.workbooks.xlsx.replacing import replace_file
from sheetcrm.workbooks.xlsx.verifying import Verifier
from sheetcrm.workbooks.xlsx.workbook import local_time

_PROJECT, _PROGRAM = "xl/vbaProject.bin", "docProps/app.xml"
_LIBREOFFICE = re.compile(rb"<Application>LibreOffice")
_MODULE = re.compile(rb"(?:Module|Class|BaseClass)=([^/\r\n]{1,64})\r\n")
"""How a project lists its modules; those of the workbook and its sheets stand there as documents."""
_WORKBOOK, _SHEET = rb"<workbookPr\b([^>]*)>", rb"<sheetPr\b([^>]*)>"
_CODE_NAME = re.compile(rb"\scodeName=\"[^\"]*\"")
_ROOT = re.compile(rb"<worksheet\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Macros:
    """The state of a workbook's macros."""

    are_broken: bool
    """LibreOffice wrote them."""
    strangers: tuple[str, ...] = ()
    """Modules of the user's own among them."""


def look_at_macros(path: Path) -> Macros:
    """Say whether a workbook's macros were written by LibreOffice; a file that cannot be read has none."""
    try:
        return _macros_in(open_package(look_at(path).data, str(path)))
    except WorkbookError:
        return Macros(are_broken=False)


def mend_macros(path: Path, clock: Callable[[], datetime] = local_time) -> bool:
    """Put our macros in the place of those that LibreOffice wrote, and keep the file as it was as a backup.

    Nothing is done, and False given, when they are whole, or when there are modules of the user's own among them.
    Raises: Locked, ChangedMeanwhile, NotAllowed, WouldLoseContent.
    """
    refuse_when_open(path)
    seen = look_at(path)
    package = open_package(seen.data, str(path))
    state = _macros_in(package)
    if not state.are_broken or state.strangers:
        return False
    patch = _patch(Book(package))
    replace_file(path, seen, new_zip(package, patch.packed(), ()), Verifier(package, patch), clock())
    return True


def _macros_in(package: Package) -> Macros:
    project, program = package.find(_PROJECT), package.find(_PROGRAM)
    if project is None or program is None or not _LIBREOFFICE.search(package.inflate(program)):
        return Macros(are_broken=False)
    standing, ours = package.inflate(project), macros()
    known = set(_MODULE.findall(ours))
    strangers = sorted(name.decode("latin-1") for name in set(_MODULE.findall(standing)) - known)
    return Macros(standing != ours, tuple(strangers))


def _patch(book: Book) -> Patch:
    """Give the parts that change: the project, and who is who in it, as when a workbook is built."""
    project = str(book.package.find(_PROJECT))
    named = {sheet.part: f"Sheet{number}" for number, sheet in enumerate(book.sheets, start=1)}
    changed = {part: _with_code_name(book.package.xml(part), _SHEET, name) for part, name in named.items()}
    changed[book.part] = _with_code_name(book.package.xml(book.part), _WORKBOOK, WORKBOOK_MODULE)
    return Patch(sheets={project: pack([macros()])}, changed=changed)


def _with_code_name(part: bytes, element: bytes, name: str) -> bytes:
    """Name the workbook or a sheet as the project does."""
    said = b' codeName="' + name.encode() + b'"'
    if (match := re.search(element, part)) is not None:
        return part[: match.start(1)] + said + _CODE_NAME.sub(b"", match[1]) + part[match.end(1) :]
    root = _ROOT.search(part)  # a sheet that says nothing of itself yet
    return part if root is None else part[: root.end()] + b"<sheetPr" + said + b"/>" + part[root.end() :]
