"""Opens a Google spreadsheet as the hub, signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetcrm.app.hub_rehearsal import RehearsedHub
from sheetcrm.app.hub_spreadsheet import SpreadsheetHub
from sheetcrm.workbooks.google.address import GOOGLE
from sheetcrm.workbooks.google.connecting import connect
from sheetcrm.workbooks.google.transacting import HubSheets

if TYPE_CHECKING:
    from sheetcrm.app.sync_opening import Surroundings


def open_spreadsheet_hub(spreadsheet: str, around: Surroundings) -> SpreadsheetHub:
    """Sign in and read the hub. Raises: NoCredentials, WorkbookError, WrongHub, HubOutdated, TemplateError."""
    place = f"{GOOGLE}{spreadsheet}"
    client = (around.connect or connect)(place, around.desk.configuration.credentials)
    client.waiting = around.waiting or client.waiting
    kind = RehearsedHub if around.rehearse else SpreadsheetHub
    hub = kind(
        HubSheets(client, spreadsheet, place),
        spreadsheet,
        around.templates,
        around.clock,
        around.desk.roster,
        around.recompute,
    )
    hub.look()
    return hub
