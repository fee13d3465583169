"""What Excel says when it refuses, in our words: a cell being edited, a closed book, anything else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf

from sheetcrm.errors import ExcelBusy
from sheetcrm.errors import ExcelRefused
from sheetcrm.errors import SheetCrmError
from sheetcrm.errors import WorkbookClosed

PATIENT_SECONDS = 5.0
"""How long an Excel that is busy (it calculates, saves, or a cell is being edited) is asked again before we say so."""
NAP_SECONDS = 0.02
_WINDOWS = "xlwings._xlwindows"

_BUSY = frozenset({0x800AC472, 0x80010001, 0x8001010A})
"""A cell is being edited or a dialog is open: "ignore", "call rejected", "retry later"."""
_GONE = frozenset({0x800706BA, 0x800706BE, 0x80010108, 0x80010114, 0x800401FD, 0x800401A8})
"""Excel ended, or what is spoken to (workbook, sheet) was closed or deleted."""
_MAC_BUSY, _MAC_GONE = frozenset({-1712, -1708}), frozenset({-600, -609, -1728})
"""Apple's numbers for the same: timed out or not understood now; no such process, connection, object."""


@contextmanager
def in_our_words(name: str) -> Iterator[None]:
    """Raise what Excel refuses as ExcelBusy, WorkbookClosed or ExcelRefused; faults of our own stay what they are."""
    try:
        with _patience(PATIENT_SECONDS):
            yield
    except SheetCrmError:
        raise
    except Exception as error:
        refusal = refusal_of(error, name)
        if refusal is None:
            raise
        raise refusal from error


@contextmanager
def without_giving_up() -> Iterator[None]:
    """Wait as long as Excel is busy: what was begun is put back even when somebody types meanwhile."""
    with _patience(inf):
        yield


class Patience:
    """Stands where xlwings keeps how often it asks a busy Excel again: a time instead of a number.

    xlwings asks for ever by default, without a pause; it compares the number of the attempt with this.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._since = 0.0

    def __gt__(self, attempt: int) -> bool:
        """Wait a little, and say whether to ask once more."""
        if attempt == 1:
            self._since = time.monotonic()
        time.sleep(NAP_SECONDS)
        return time.monotonic() - self._since < self._seconds

    def __add__(self, number: int) -> int:
        """Calls of a returned object are tried once, as xlwings does by default."""
        return number


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Say how long xlwings asks again; only on Windows does it do so."""
    windows = sys.modules.get(_WINDOWS)
    if windows is None:
        yield
        return
    before = vars(windows).get("N_COM_ATTEMPTS", 0)
    vars(windows)["N_COM_ATTEMPTS"] = Patience(seconds)
    try:
        yield
    finally:
        vars(windows)["N_COM_ATTEMPTS"] = before


def refusal_of(error: Exception, name: str) -> SheetCrmError | None:
    """Give our error for one that Excel raised; None when it is not Excel's."""
    if type(error).__name__ == "ExcelBusyError":
        return ExcelBusy(file=name)
    apple = getattr(error, "errornumber", None)
    numbers = set(_numbers(error))
    if not numbers and apple is None:
        return None
    if numbers & _BUSY or apple in _MAC_BUSY:
        return ExcelBusy(file=name)
    if numbers & _GONE or apple in _MAC_GONE:
        return WorkbookClosed(file=name)
    return ExcelRefused(file=name, said=_said(error))


def _numbers(error: Exception) -> Iterator[int]:
    """Give the numbers of a Windows error: its own and that of the inner one."""
    own, details = getattr(error, "hresult", None), getattr(error, "excepinfo", None)
    inner = details[5] if isinstance(details, tuple) and len(details) > 5 else None
    for number in (own, inner):
        if isinstance(number, int):
            yield number & 0xFFFFFFFF


def _said(error: Exception) -> str:
    details = getattr(error, "excepinfo", None)
    text = details[2] if isinstance(details, tuple) and len(details) > 2 else None
    return str(text or error)
