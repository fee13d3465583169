"""What each button does: an open document's cells in, orders, marks and one sentence out."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sheetcrm.app.check import check_workbook
from sheetcrm.app.clock import local_now
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.app.wording import Finding
from sheetcrm.messages import say
from sheetcrm.problems import Severity
from sheetcrm.templates.palette import ERROR_FILL
from sheetcrm.templates.palette import WARNING_FILL
from sheetcrm.workbooks.open_document.drafting import Orders
from sheetcrm.workbooks.open_document.workbook import OpenDocument

Question = Mapping[str, Any]
"""`ask`, `lang` (of the program), `document` as `workbooks.open_document.grids` says, `templates`, `today`."""

_FILLS = {Severity.ERROR.value: ERROR_FILL, Severity.WARNING.value: WARNING_FILL}
"""What a cell with a problem is painted."""


def recompute(question: Question) -> Mapping[str, Any]:
    """Recompute the document, unsaved changes included."""
    document = OpenDocument(question["document"])
    report = recompute_workbook(document, document.name, clock=local_now, **_options(question))
    findings = check_workbook(document, document.name, clock=local_now, **_options(question)).findings
    said = say(
        "office_recomputed",
        report.lang,
        opportunities=report.opportunities,
        moves=report.moves,
        held=report.held,
        count=len(findings),
    )
    return _answer(document.orders, findings, said)


def check(question: Question) -> Mapping[str, Any]:
    """List what is wrong or missing, as notes on the cells; nothing else changes."""
    document = OpenDocument(question["document"])
    report = check_workbook(document, document.name, clock=local_now, **_options(question))
    count = len(report.findings)
    said = say("check_found" if count else "check_clean", report.lang, count=count, file=document.name)
    message = _first_lines(report.findings, report.lang) if count else None
    return _answer([], report.findings, said, message)


def _answer(
    orders: Sequence[Orders], findings: Iterable[Finding], status: str, message: str | None = None
) -> Mapping[str, Any]:
    """Give what the extension carries out and shows; a message only when somebody has to read it."""
    marks = {"marks": list(_marks(findings)), "fills": list(_FILLS.values())}
    return {"orders": list(orders), **marks, "status": status, "message": message}


def _options(question: Question) -> dict[str, Any]:
    templates, today = question.get("templates"), question.get("today")
    return {
        "templates": Path(templates) if templates else None,
        "today": date.fromisoformat(today) if today else None,
    }


def _marks(findings: Iterable[Finding]) -> Iterator[Mapping[str, Any]]:
    """Give one mark a cell: all that is said of it, in the colour of the worst."""
    cells: dict[tuple[str, str, int], list[Finding]] = {}
    for finding in findings:
        if finding.row is not None and finding.column is not None:
            letters = finding.column.partition(" ")[0]
            cells.setdefault((finding.sheet, letters, finding.row), []).append(finding)
    for (sheet, letters, row), found in cells.items():
        worst = min((one.severity for one in found), key=list(_FILLS).index)
        text = "\n".join(dict.fromkeys(one.sentence for one in found))
        yield {"sheet": sheet, "cell": f"{letters}{row}", "text": text, "fill": _FILLS[worst]}


_SHOWN = 8


def _first_lines(findings: tuple[Finding, ...], lang: str) -> str:
    lines = [f"{one.sheet}, {one.column or ''} {one.row or ''}: {one.sentence}" for one in findings[:_SHOWN]]
    more = len(findings) - len(lines)
    return "\n".join([*lines, *([say("office_more", lang, count=more)] if more else [])])
