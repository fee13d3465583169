"""Makes a Google spreadsheet the hub of a team: a new one, or one that is there already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sheetcrm.app.build import HOME_ZONE
from sheetcrm.app.reading import read_settings
from sheetcrm.sync.identity import new_id
from sheetcrm.templates.blueprint import Blueprint
from sheetcrm.templates.drawing import draw_blueprint
from sheetcrm.templates.load import load_template
from sheetcrm.workbooks.google.address import GOOGLE
from sheetcrm.workbooks.google.address import browser_address
from sheetcrm.workbooks.google.address import require_google_id
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.connecting import connect
from sheetcrm.workbooks.google.hub import build_tabs
from sheetcrm.workbooks.google.hub import create_spreadsheet
from sheetcrm.workbooks.google.reading import Seen
from sheetcrm.workbooks.google.reading import read_spreadsheet
from sheetcrm.workbooks.google.reading import table_data

Connect = Callable[[str, Path | None], PatientClient]


@dataclass(frozen=True, slots=True)
class HubWish:
    """What a new hub is to be like; one that is there keeps what its settings say."""

    lang: str
    process: str = "standard"
    scheme: str = "bant"
    currency: str = "VND"
    time_zone: str = HOME_ZONE
    templates: Path | None = None


@dataclass(frozen=True, slots=True)
class HubMade:
    """What was done, for a few sentences to the user."""

    address: str
    browser: str
    title: str
    lang: str
    added: tuple[str, ...]
    """Titles of the new tabs."""
    renamed: tuple[tuple[str, str], ...]
    """A title that a tab of the user's own had already, and the one that was taken instead."""


def create_hub(
    title: str,
    wish: HubWish,
    credentials: Path | None,
    connect: Connect = connect,
    make_id: Callable[[], str] = new_id,
) -> HubMade:
    """Make a new spreadsheet and build the hub in it.

    Raises: NotAllowed for a service account; BadRequest, TemplateError before anything is made; NoCredentials.
    """
    draw(wish, make_id())
    client = connect(title, credentials)
    spreadsheet, blank = create_spreadsheet(client, title, wish.lang, wish.time_zone)
    return _build(client, spreadsheet, wish, make_id, blank)


def adopt_hub(
    address: str,
    wish: HubWish,
    credentials: Path | None,
    connect: Connect = connect,
    make_id: Callable[[], str] = new_id,
) -> HubMade:
    """Build what is missing in a spreadsheet that is there; it can be run again at any time.

    Raises: BadRequest for an address that names none; NotAllowed, NotFound, LayoutBroken, NoCredentials.
    """
    spreadsheet = require_google_id(address)
    return _build(connect(f"{GOOGLE}{spreadsheet}", credentials), spreadsheet, wish, make_id, None)


def draw(wish: HubWish, workbook_id: str) -> Blueprint:
    """Draw the hub. Raises: BadRequest for an unknown process, scheme or currency; TemplateError."""
    return draw_blueprint(
        load_template(wish.templates),
        lang=wish.lang,
        process=wish.process,
        scheme=wish.scheme,
        currency=wish.currency,
        time_zone=wish.time_zone,
        workbook_id=workbook_id,
    )


def _build(
    client: PatientClient, spreadsheet: str, wish: HubWish, make_id: Callable[[], str], blank: int | None
) -> HubMade:
    name = f"{GOOGLE}{spreadsheet}"
    seen = read_spreadsheet(client, spreadsheet, name)
    kept = _as_it_is(seen, wish, name)
    construction = build_tabs(client, spreadsheet, name, draw(kept, make_id()), seen, blank)
    return HubMade(
        address=name,
        browser=browser_address(spreadsheet),
        title=seen.title,
        lang=kept.lang,
        added=tuple(construction.added.values()),
        renamed=tuple(construction.renamed.items()),
    )


def _as_it_is(seen: Seen, wish: HubWish, name: str) -> HubWish:
    """Give what the hub's own settings say, when it has any: tabs added later must go with the others."""
    if "settings" not in seen.tables:
        return wish
    settings = read_settings({"settings": table_data(seen.tables["settings"])}, name)
    return HubWish(
        lang=settings.lang,
        process=settings.process,
        scheme=settings.scheme,
        currency=settings.currency,
        time_zone=settings.time_zone,
        templates=wish.templates,
    )
