"""Makes a Google spreadsheet a hub: what is missing is added, everything else in it stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gspread.urls import SPREADSHEETS_API_V4_BASE_URL

from sheetcrm.errors import NotAllowed
from sheetcrm.templates.blueprint import Blueprint
from sheetcrm.workbooks.google.batches import LARGEST_PAYLOAD
from sheetcrm.workbooks.google.batches import join
from sheetcrm.workbooks.google.batches import send
from sheetcrm.workbooks.google.build import Construction
from sheetcrm.workbooks.google.build import construct
from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.reading import Seen

_LOCALES = {"vi": "vi_VN", "en": "en_US"}


def create_spreadsheet(client: PatientClient, title: str, lang: str, time_zone: str) -> tuple[str, int]:
    """Make a new spreadsheet of one's own; give its id, and the id of the blank tab that Google puts into it.

    Raises: NotAllowed for a service account, which has had no room of its own in Drive since 2024.
    """
    properties = {"title": title, "locale": _LOCALES[lang], "timeZone": time_zone}
    fields = {"fields": "spreadsheetId,sheets(properties(sheetId))"}
    try:
        answer: Any = client.request(
            "post", SPREADSHEETS_API_V4_BASE_URL, params=fields, json={"properties": properties}
        ).json()
    except NotAllowed as error:
        if not client.account:
            raise
        raise NotAllowed(file=title, why="@google_cannot_create", account=client.account) from error
    return answer["spreadsheetId"], answer["sheets"][0]["properties"].get("sheetId", 0)


def build_tabs(
    client: PatientClient, spreadsheet: str, name: str, blueprint: Blueprint, seen: Seen, blank: int | None = None
) -> Construction:
    """Add the tabs that are missing; `blank` is a tab to remove when all is done. It can be run again at any point.

    Raises: LayoutBroken; what `send` raises.
    """
    construction = construct(blueprint, seen, name)
    rest: list[Sequence[Request]] = [[{"deleteSheet": {"sheetId": blank}}]] if blank is not None else []
    for batch in join([construction.frames, *construction.bodies, *rest], LARGEST_PAYLOAD):
        send(client, spreadsheet, name, batch)
    return construction
