"""What a hub's settings sheet remembers of its transactions: the highest number, the last tokens, and who drew."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.errors import LayoutBroken
from sheetcrm.workbooks.google.drafting import TabDraft
from sheetcrm.workbooks.google.reading import Seen
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.google.reading import raw_of

GENERATION = "hub_generation"
DRAWN = "hub_drawn"
"""The setting that changes whenever the looks of reports do."""
TOKENS = "hub_tokens"
KEPT_TOKENS = 120
"""Tokens of the last transactions that the settings name."""
SETTINGS = "settings"


def tab_of(seen: Seen, table: str, name: str) -> Tab:
    """Give the tab of a table. Raises: LayoutBroken."""
    if table not in seen.tables:
        raise LayoutBroken(file=name, what="@xlsx_no_table", remedy="@xlsx_no_table_remedy", table=table)
    return seen.tables[table]


def say(said: Mapping[str, str], seen: Seen, drafts: Mapping[int, TabDraft], name: str) -> None:
    """Want the settings to say something, where there are any."""
    if SETTINGS not in seen.tables:
        return
    tab = tab_of(seen, SETTINGS, name)
    names, values = tab.keys.columns["id"], tab.keys.columns["value"]
    rows = _settings(tab)
    for setting, value in said.items():
        if setting in rows:
            drafts[tab.id].values[rows[setting], values] = value
        else:
            drafts[tab.id].inserted.append({names: setting, values: value})


def generation(seen: Seen) -> int:
    """Give the number of the last transaction; 0 where nothing is remembered."""
    number = _setting(seen, GENERATION)
    return int(number) if number.isdecimal() else 0


def last_tokens(seen: Seen) -> Sequence[str]:
    """Give the tokens of the last transactions, oldest first."""
    return _setting(seen, TOKENS).split()


def _setting(seen: Seen, name: str) -> str:
    tab = seen.tables.get(SETTINGS)
    row = _settings(tab).get(name) if tab else None
    said = raw_of(tab.cell(row, tab.keys.columns["value"])) if tab and row else None
    return said if isinstance(said, str) else ""


def _settings(tab: Tab) -> Mapping[str, int]:
    """Give the row of each setting, the first one of a name."""
    names = tab.keys.columns["id"]
    return {str(raw_of(tab.cell(row, names))): row for row in range(len(tab.rows), 0, -1)}
