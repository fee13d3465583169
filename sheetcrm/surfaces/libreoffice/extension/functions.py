"""The functions for cells, as a Calc add-in; `functions.rdb` holds their interface, `CalcAddIns.xcu` their help."""

from __future__ import annotations

import unohelper
from com.sun.star.lang import XServiceInfo
from sheetcrm_office.answers import asked_in
from sheetcrm_office.words import words_of

try:
    from vnd.sheetcrm import XFunctions
except ImportError:  # the installer asks for names only, and does not know the new types yet

    class XFunctions:
        """Stands in for the interface while the extension is being installed."""


NAME = "vnd.sheetcrm.Functions"
SERVICES = (NAME, "com.sun.star.sheet.AddIn")


class Functions(unohelper.Base, XServiceInfo, XFunctions):
    """One for all documents; LibreOffice makes it when a function of ours is first calculated."""

    def __init__(self, context: object) -> None:
        self._context = context
        self._words = words_of(context)

    def crmScore(self, document: object, *levels: object) -> object:  # noqa: N802
        """Score a lead."""
        return self._call("CRM_SCORE", document, levels)

    def crmBand(self, document: object, *levels: object) -> object:  # noqa: N802
        """Say whether a lead is hot, warm or cold."""
        return self._call("CRM_BAND", document, levels)

    def crmWhy(self, document: object, *levels: object) -> object:  # noqa: N802
        """Explain a score."""
        return self._call("CRM_WHY", document, levels)

    def crmCheck(self, document: object, opportunity: object, stage: object) -> object:  # noqa: N802
        """Say what is missing before a move."""
        return self._call("CRM_CHECK", document, (opportunity, stage))

    def crmNext(self, document: object, opportunity: object) -> object:  # noqa: N802
        """Name the stages it may move to."""
        return self._call("CRM_NEXT", document, (opportunity,))

    def crmKpi(self, document: object, key: object, period: object, by: object, value: object) -> object:  # noqa: N802
        """Give one figure."""
        return self._call("CRM_KPI", document, (key, period, by, value))

    def crmKpiTable(self, document: object, key: object, by: object, period: object) -> object:  # noqa: N802
        """Give a figure broken down."""
        return self._call("CRM_KPI_TABLE", document, (key, by, period))

    def getImplementationName(self) -> str:  # noqa: N802
        """Give the name under which the extension registers it."""
        return NAME

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Say whether it is an add-in."""
        return name in SERVICES

    def getSupportedServiceNames(self) -> tuple:  # noqa: N802
        """Give what it is."""
        return SERVICES

    def _call(self, name: str, document: object, arguments: tuple) -> object:
        """Give rows of cells that may become others."""
        return asked_in(self._context, document, self._words).answer(name, [_told(one) for one in arguments])


def _told(argument: object) -> object:
    """Give an argument as JSON: a cell, or rows of cells."""
    if isinstance(argument, tuple):
        return [[_told(cell) for cell in row] for row in argument]
    if isinstance(argument, float) and argument.is_integer():
        return int(argument)
    return argument if isinstance(argument, (str, float)) else None


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816
g_ImplementationHelper.addImplementation(Functions, NAME, SERVICES)
