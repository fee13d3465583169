"""The commands `vnd.sheetcrm:…` behind the buttons and the menu."""

from __future__ import annotations

import unohelper
from com.sun.star.frame import DispatchResultEvent
from com.sun.star.frame import XDispatchProvider
from com.sun.star.frame import XNotifyingDispatch
from com.sun.star.frame.DispatchResultState import SUCCESS
from com.sun.star.lang import XInitialization
from com.sun.star.lang import XServiceInfo
from sheetcrm_office.clicking import click

NAME = "vnd.sheetcrm.Buttons"
SERVICE = "com.sun.star.frame.ProtocolHandler"


class Buttons(unohelper.Base, XServiceInfo, XInitialization, XDispatchProvider, XNotifyingDispatch):
    """One for each window; LibreOffice makes it when a command of ours is first looked for."""

    def __init__(self, context: object) -> None:
        self._context = context
        self._frame = None

    def initialize(self, arguments: tuple) -> None:
        """Learn which window it belongs to."""
        self._frame = arguments[0] if arguments else None

    def queryDispatch(self, url: object, target: str, flags: int) -> object:  # noqa: N802
        """Say who carries out a command."""
        return self if url.Protocol == "vnd.sheetcrm:" else None

    def queryDispatches(self, requests: tuple) -> tuple:  # noqa: N802
        """Say it for many."""
        return tuple(self.queryDispatch(one.FeatureURL, one.FrameName, one.SearchFlags) for one in requests)

    def dispatch(self, url: object, arguments: tuple) -> None:
        """Carry out a command."""
        click(self._context, self._frame, url.Path)

    def dispatchWithNotification(self, url: object, arguments: tuple, listener: object) -> None:  # noqa: N802
        """Carry out a command, and tell the sentence that was shown."""
        event = DispatchResultEvent()
        event.Source, event.State, event.Result = self, SUCCESS, click(self._context, self._frame, url.Path)
        if listener is not None:
            listener.dispatchFinished(event)

    def addStatusListener(self, listener: object, url: object) -> None:  # noqa: N802
        """Nothing to tell: buttons are never grey."""

    def removeStatusListener(self, listener: object, url: object) -> None:  # noqa: N802
        """Nothing was told."""

    def getImplementationName(self) -> str:  # noqa: N802
        """Give the name under which the extension registers it."""
        return NAME

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Say whether it is a protocol handler."""
        return name == SERVICE

    def getSupportedServiceNames(self) -> tuple:  # noqa: N802
        """Give what it is."""
        return (SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816
g_ImplementationHelper.addImplementation(Buttons, NAME, (SERVICE,))
