"""Opens a Google spreadsheet as the hub, signed in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sheetcrm.app.hub_rehearsal import RehearsedHub
from sheetcrm.app.hub_spreadsheet import SpreadsheetHub
from sheetcrm.app.sync_desk import SyncDesk
from sheetcrm.errors import HubOutdated
from sheetcrm.errors import WrongHub
from sheetcrm.workbooks.google.address import GOOGLE
from sheetcrm.workbooks.google.connecting import Connect
from sheetcrm.workbooks.google.connecting import connect
from sheetcrm.workbooks.google.transacting import HubSheets


@dataclass(frozen=True, slots=True)
class Signing:
    """How to sign in, and what is done there."""

    connect: Connect | None
    """None: with the credentials that the configuration names, or those found."""
    waiting: Callable[[float], None] | None
    recompute: bool
    rehearse: bool
    adopt: bool = False


def open_spreadsheet_hub(
    spreadsheet: str, desk: SyncDesk, templates: Path | None, clock: Callable[[], datetime], signing: Signing
) -> SpreadsheetHub:
    """Sign in and read the hub. Raises: NoCredentials, WorkbookError, WrongHub, HubOutdated, TemplateError."""
    place = f"{GOOGLE}{spreadsheet}"
    client = (signing.connect or connect)(place, desk.configuration.credentials)
    client.waiting = signing.waiting or client.waiting
    kind = RehearsedHub if signing.rehearse else SpreadsheetHub
    hub = kind(HubSheets(client, spreadsheet, place), spreadsheet, templates, clock, desk.roster, signing.recompute)
    if signing.adopt:  # only what can be read: whatever is agreed is forgotten
        with suppress(WrongHub, HubOutdated):
            hub.look()
        desk.roster.adopt()
    hub.look()
    return hub
