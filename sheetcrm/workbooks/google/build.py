"""Prints a blueprint into a Google spreadsheet, beside whatever else stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.errors import LayoutBroken
from sheetcrm.templates.blueprint import Blueprint
from sheetcrm.templates.blueprint import NamedList
from sheetcrm.templates.blueprint import TableSheet
from sheetcrm.workbooks.base import FIRST_DATA_ROW
from sheetcrm.workbooks.google.build_reports import ReportPrinter
from sheetcrm.workbooks.google.build_tables import TablePrinter
from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.cells import grid
from sheetcrm.workbooks.google.frame import sheet_id
from sheetcrm.workbooks.google.locales import habits_of
from sheetcrm.workbooks.google.reading import Seen
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.xlsx.references import column_letters

OWN_TITLE = "{title} ({number})"


@dataclass(frozen=True, slots=True)
class Construction:
    """What is missing in a spreadsheet, as requests."""

    frames: Sequence[Request]
    """The empty tabs: all of them first, since dropdowns point from one to another."""
    bodies: Sequence[Sequence[Request]]
    """What fills each tab: all of it in one batch, so that a tab is either whole or blank."""
    added: Mapping[str, str]
    """Key of a sheet → title of its new tab."""
    renamed: Mapping[str, str]
    """Title in the blueprint → title instead, because a tab of the user's own is called so."""


def construct(blueprint: Blueprint, seen: Seen, name: str) -> Construction:
    """Plan what is missing: tabs that are there (told by their hidden row) stay as they are.

    Raises: LayoutBroken when one of our tabs has lost its hidden row.
    """
    builder = _Builder(blueprint, seen, name)
    missing = [sheet for sheet in blueprint.sheets if sheet.key not in builder.present]
    printed = [builder.requests(sheet.key) for sheet in missing]
    return Construction(
        frames=[
            requests[0] for sheet, requests in zip(missing, printed, strict=True) if sheet.key not in builder.blank
        ],
        bodies=[requests[1:] for requests in printed],
        added={sheet.key: builder.titles[sheet.key] for sheet in missing},
        renamed={
            sheet.title: builder.titles[sheet.key] for sheet in missing if builder.titles[sheet.key] != sheet.title
        },
    )


class _Builder:
    """One construction."""

    def __init__(self, blueprint: Blueprint, seen: Seen, name: str) -> None:
        self._blueprint = blueprint
        self._seen = seen
        self._sheets = {sheet.key: sheet for sheet in blueprint.sheets}
        self.present: Mapping[str, Tab] = {**seen.reports, **seen.tables}
        self.blank = frozenset(_blank_tabs(blueprint, seen, self.present, name))
        self.titles = self._titles()
        habits = habits_of(seen.locale)
        lists = {named.name: self._entries(named) for named in blueprint.named_lists}
        self._tables = TablePrinter(blueprint.styles, lists, habits)
        self._reports = ReportPrinter(blueprint.styles, self._tables, habits)

    def requests(self, key: str) -> list[Request]:
        """Give the requests that make one sheet, the tab itself first."""
        sheet, number = self._sheets[key], sheet_id(key)
        if isinstance(sheet, TableSheet):
            requests = list(self._tables.requests(sheet, number, self.titles[key]))
        else:
            requests = list(self._reports.requests(sheet, number, self.titles[key]))
        return [*requests, *self._names(key)]

    def _names(self, key: str) -> Iterator[Request]:
        for named in self._blueprint.named_lists:
            if named.sheet == key and named.name not in self._seen.named_ranges:
                column = self._column(named)
                area = grid(sheet_id(key), (FIRST_DATA_ROW, None), (column, column))
                yield {"addNamedRange": {"namedRange": {"name": named.name, "range": area}}}

    def _titles(self) -> Mapping[str, str]:
        """Give each sheet a title that no other tab has: the service takes capital letters for small ones."""
        ours = {sheet_id(key) for key in self.blank}
        taken = {tab.title.casefold() for tab in self._seen.tabs if tab.id not in ours}
        standing = {tab.id: tab.title for tab in self._seen.tabs}
        titles: dict[str, str] = {}
        for sheet in self._blueprint.sheets:
            if sheet.key in self.present:
                titles[sheet.key] = self.present[sheet.key].title
                continue
            title, number = standing.get(sheet_id(sheet.key), sheet.title), 2
            while title.casefold() in taken:
                title, number = OWN_TITLE.format(title=sheet.title, number=number), number + 1
            taken.add(title.casefold())
            titles[sheet.key] = title
        return titles

    def _entries(self, named: NamedList) -> str:
        """Give the range of a list's entries as a rule says it: open at the end, so that new entries count."""
        title = self.titles[named.sheet].replace("'", "''")
        letters = column_letters(self._column(named))
        return f"='{title}'!${letters}${FIRST_DATA_ROW}:${letters}"

    def _column(self, named: NamedList) -> int:
        tab = self.present.get(named.sheet)
        if tab is not None and named.column in tab.keys.columns:
            return tab.keys.columns[named.column]
        sheet = self._sheets[named.sheet]
        assert isinstance(sheet, TableSheet), named
        return [column.key for column in sheet.columns].index(named.column) + 1


def _blank_tabs(blueprint: Blueprint, seen: Seen, present: Mapping[str, Tab], name: str) -> Iterator[str]:
    """Give the keys of tabs that a build made and could not fill: they have our id and hold nothing."""
    tabs = {tab.id: tab for tab in seen.tabs}
    for sheet in blueprint.sheets:
        tab = tabs.get(sheet_id(sheet.key))
        if tab is None or sheet.key in present:
            continue
        if any("effectiveValue" in cell for row in tab.rows for cell in row):
            raise LayoutBroken(file=name, what="@hub_keys_gone", remedy="@hub_keys_gone_remedy", sheet=tab.title)
        yield sheet.key
