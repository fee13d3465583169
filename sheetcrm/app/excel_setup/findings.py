"""Judges a computer's set-up: facts in, findings out. Nothing is looked up or changed here."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum

from sheetcrm.app.excel_setup.facts import Facts
from sheetcrm.app.excel_setup.facts import Trust
from sheetcrm.app.excel_setup.facts import WorkbookFacts
from sheetcrm.messages import say

_ASK, _SIGNED, _NONE = 2, 3, 4
"""Excel's numbers for what it does with macros."""
_UNQUOTED = " $`\"'()&;|"
"""xlwings' script for the Mac gives the path of Python to the shell as it is: these mean something to it."""


class Weight(StrEnum):
    """How much a finding matters."""

    FINE = "fine"
    NOTE = "note"
    """Works, but somebody should know."""
    WRONG = "wrong"
    """Buttons will not work until it is put right."""


@dataclass(frozen=True, slots=True)
class SetupFinding:
    """One thing found; `code` names its sentence, which says what to do."""

    code: str
    weight: Weight
    params: Mapping[str, object] = field(default_factory=dict)

    def in_language(self, lang: str) -> str:
        """Say it."""
        return say(self.code, lang, **self.params)


def judge_setup(facts: Facts) -> tuple[SetupFinding, ...]:
    """Give everything worth saying about a computer, then about each workbook."""
    if facts.system == "linux":
        return (_note("setup_linux"), *_workbooks(facts))
    return (*_programs(facts), *_bridge(facts), *_trust(facts), *_workbooks(facts))


def _programs(facts: Facts) -> Iterator[SetupFinding]:
    yield _fine("setup_python", python=facts.python)
    yield _fine("setup_excel", excel=facts.excel) if facts.excel else _wrong("setup_no_excel")
    if facts.system == "windows" and not facts.python.isascii():
        yield _wrong("setup_python_letters", python=facts.python)
    if facts.system == "mac" and any(sign in facts.python for sign in _UNQUOTED):
        yield _wrong("setup_python_blanks", python=facts.python)
    if facts.from_store:
        yield _wrong("setup_store_python", python=facts.python)
    if facts.system == "windows" and not facts.has_pywin32:
        yield _wrong("setup_no_pywin32", python=facts.python)
    if facts.has_pandas:
        yield _note("setup_pandas")
    if facts.xlwings != facts.xlwings_of_macros:
        yield _wrong("setup_other_xlwings", installed=facts.xlwings, wanted=facts.xlwings_of_macros)


def _bridge(facts: Facts) -> Iterator[SetupFinding]:
    if facts.bridge:
        yield _fine("setup_bridge", bridge=facts.bridge)
    elif facts.system == "mac":
        yield _wrong("setup_no_script", version=facts.xlwings_of_macros)
    else:
        yield _note("setup_no_dll", version=facts.xlwings_of_macros, bits=facts.excel_bits or 64)
    if facts.other_bridges:
        yield _note("setup_other_bridges", names=", ".join(facts.other_bridges))


def _trust(facts: Facts) -> Iterator[SetupFinding]:
    """Say what Excel will ask; nobody's trust settings are changed."""
    trust = facts.trust
    yield from _macros(trust) if facts.system == "windows" else (_note("setup_trust_mac"),)
    if trust.blocks_internet:
        yield _note("setup_internet_blocked")
    if trust.blocks_cmd:
        yield _wrong("setup_cmd_blocked")


def _macros(trust: Trust) -> Iterator[SetupFinding]:
    setting = trust.macros or _ASK
    if setting >= _SIGNED:
        what = "setup_macros_signed_only" if setting == _SIGNED else "setup_macros_off"
        yield _wrong(f"{what}_by_policy" if trust.by_policy else what)
    elif setting == _ASK:
        yield _note("setup_macros_ask")
    else:
        yield _note("setup_macros_all")


def _workbooks(facts: Facts) -> Iterator[SetupFinding]:
    for workbook in facts.workbooks:
        named = {"file": workbook.path}
        if not workbook.exists:
            yield _wrong("setup_workbook_gone", **named)
        elif not workbook.is_ours:
            yield _wrong("setup_workbook_not_ours", **named)
        else:
            yield from _workbook(workbook, facts) if workbook.has_macros else _plain(workbook)


def _workbook(workbook: WorkbookFacts, facts: Facts) -> Iterator[SetupFinding]:
    named = {"file": workbook.path}
    if workbook.from_internet:
        yield _wrong("setup_workbook_blocked", **named)
    if not workbook.macros_are_current:
        yield _note("setup_workbook_old_macros", **named)
    if workbook.in_cloud_folder:
        yield _note("setup_workbook_cloud", **named)
    if workbook.own_macros and workbook.macros_are_broken:
        yield _wrong("setup_workbook_own_macros_broken", names=", ".join(workbook.own_macros), **named)
    elif workbook.macros_are_broken:
        yield _wrong("setup_workbook_macros_broken", **named)
    if facts.system == "linux":
        return
    if workbook.interpreter is None:
        yield _wrong("setup_workbook_no_python", **named)
    elif not workbook.interpreter_exists:
        yield _wrong("setup_workbook_python_gone", python=workbook.interpreter, **named)
    elif workbook.interpreter != facts.python:
        yield _note("setup_workbook_other_python", python=workbook.interpreter, now=facts.python, **named)
    else:
        yield _fine("setup_workbook_ready", **named)


def _plain(workbook: WorkbookFacts) -> Iterator[SetupFinding]:
    named = {"file": workbook.path}
    if workbook.module is None:
        yield _wrong("setup_plain_name", **named)
    elif not workbook.module_exists:
        yield _wrong("setup_plain_no_module", module=workbook.module, **named)
    else:
        yield _note("setup_plain_ready", **named)


def _fine(code: str, **params: object) -> SetupFinding:
    return SetupFinding(code, Weight.FINE, params)


def _note(code: str, **params: object) -> SetupFinding:
    return SetupFinding(code, Weight.NOTE, params)


def _wrong(code: str, **params: object) -> SetupFinding:
    return SetupFinding(code, Weight.WRONG, params)
