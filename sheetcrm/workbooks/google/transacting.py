"""A hub's spreadsheet for sync: one read, one atomic transaction that is done once or never, and a fence.

Google has no compare-and-swap. But a sheet's id can be used once: a transaction adds a sheet whose id is its number, so
two processes that planned over the same state, and two deliveries of one request, cannot both be carried out.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import Any

from gspread.exceptions import APIError
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL
from gspread.urls import SPREADSHEETS_API_V4_BASE_URL

from sheetcrm.values import Value
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.google.batches import refusal
from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.drafting import TabDraft
from sheetcrm.workbooks.google.figures import NO_FIGURES
from sheetcrm.workbooks.google.figures import NO_LOOKS
from sheetcrm.workbooks.google.figures import Figures
from sheetcrm.workbooks.google.figures import draw_blocks
from sheetcrm.workbooks.google.figures import is_drawn
from sheetcrm.workbooks.google.figures import looks_after
from sheetcrm.workbooks.google.hub_settings import DRAWN
from sheetcrm.workbooks.google.hub_settings import GENERATION
from sheetcrm.workbooks.google.hub_settings import KEPT_TOKENS
from sheetcrm.workbooks.google.hub_settings import SETTINGS
from sheetcrm.workbooks.google.hub_settings import TOKENS
from sheetcrm.workbooks.google.hub_settings import generation
from sheetcrm.workbooks.google.hub_settings import last_tokens
from sheetcrm.workbooks.google.hub_settings import say
from sheetcrm.workbooks.google.hub_settings import tab_of
from sheetcrm.workbooks.google.predicting import tab_after
from sheetcrm.workbooks.google.reading import CELL_FIELDS
from sheetcrm.workbooks.google.reading import Seen
from sheetcrm.workbooks.google.reading import Tab
from sheetcrm.workbooks.google.reading import read_spreadsheet
from sheetcrm.workbooks.google.swatches import Looks
from sheetcrm.workbooks.google.swatches import looks_in
from sheetcrm.workbooks.google.swatches import read_looks
from sheetcrm.workbooks.google.tracing import Place
from sheetcrm.workbooks.google.tracing import Trace
from sheetcrm.workbooks.google.tracing import TracePlan
from sheetcrm.workbooks.google.tracing import fence_request
from sheetcrm.workbooks.google.tracing import is_old_trace
from sheetcrm.workbooks.google.tracing import read_trace
from sheetcrm.workbooks.google.tracing import trace_number

_SHEETS = f"sheets(properties(sheetId,title,gridProperties),data(rowData(values({CELL_FIELDS}))))"
_AND_LOOKS = (
    "sheets(properties(sheetId,title,gridProperties),"
    f"data(rowData(values({CELL_FIELDS},userEnteredFormat)),rowMetadata(hiddenByUser)))"
)
_TAKEN = "Invalid requests[0].addSheet"
_MOVED = ("in grid[", "outside of the grid", "No grid with id", "No sheet with id")
"""What the service says when rows or tabs that were read are not there any more."""


class NumberUsed(Exception):
    """The transaction was not carried out: its number is used, or what it is about is not there any more."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one transaction is to do: cells in place, then new rows, then rows that go."""

    number: int
    token: str
    updates: Sequence[tuple[Place, Mapping[str, Value]]] = ()
    inserts: Sequence[tuple[str, Mapping[str, Value]]] = ()
    deletes: Sequence[Place] = ()
    images: Mapping[int, Place] = field(default_factory=dict)
    """The rows to take an image of, by number."""
    drop: Sequence[int] = ()
    """Transactions whose traces may go."""
    note: str = "."
    """What the trace is to remember, without blanks."""
    marks: Mapping[int, str] = field(default_factory=dict)
    """Number of an image → what it is to remember."""
    figures: Figures = NO_FIGURES


@dataclass(frozen=True, slots=True)
class HubRead:
    """A hub as read."""

    number: int
    """The highest number of all transactions and fences so far."""
    tokens: Sequence[str]
    """Of its last transactions."""
    seen: Seen


class HubSheets:
    """The spreadsheet of a hub."""

    def __init__(self, client: PatientClient, spreadsheet: str, name: str) -> None:
        """Keep who asks, the spreadsheet's id, and what errors call it."""
        self._client = client
        self._spreadsheet = spreadsheet
        self._name = name
        self._seen: Seen | None = None
        self.number = 0
        """The highest number of all transactions and fences that is known."""
        self.looks = NO_LOOKS
        """How reports look after the last transaction that took figures along."""

    @property
    def seen(self) -> Seen:
        """Give the spreadsheet as last read, and as written since. Read first."""
        assert self._seen is not None, "read first"
        return self._seen

    def read(self) -> HubRead:
        """Read everything with one request. Raises: LayoutBroken; what the client raises."""
        self._seen = read_spreadsheet(self._client, self._spreadsheet, self._name)
        traces = [number for tab in self._seen.tabs if (number := trace_number(tab)) is not None]
        number = max([generation(self._seen), *traces])
        ids = {tab.id for tab in self._seen.tabs}
        while number + 1 in ids:  # a tab of the user's own has that id by chance
            number += 1
        self.number = number
        return HubRead(number, last_tokens(self._seen), self._seen)

    def transact(self, step: Step) -> Trace:
        """Do it all or nothing, with one request; give its trace. It is planned over what was read last.

        Raises: NumberUsed; WriteUncertain when no answer came; NotAllowed, RateLimited, Unreachable.
        """
        seen = self._seen or self.read().seen
        trace = TracePlan((step.number, step.token, step.note), step.images, seen.tables, step.marks)
        drafts = self._drafts(step, seen)
        looked_at = self._looked_at(step.figures.look_at)
        body = {
            "requests": list(_requests(step, trace, seen, drafts)),
            "includeSpreadsheetInResponse": True,
            "responseRanges": [whole_tab(title) for title in (trace.title, *(tab.title for tab in looked_at))],
            "responseIncludeGridData": True,
        }
        answer = self._batch(body, f"updatedSpreadsheet({_AND_LOOKS if looked_at else _SHEETS})")
        sheets = {sheet["properties"].get("sheetId", 0): sheet for sheet in answer["updatedSpreadsheet"]["sheets"]}
        found = read_trace(sheets[step.number], step.token, self._name)
        assert found is not None, "the answer is about the trace that was asked for"
        self._carried_out(step, seen, drafts)
        if looked_at:
            self.looks = looks_in([sheets[tab.id] for tab in looked_at], self.seen)
        return found

    def read_looks(self, blocks: Sequence[ReplaceBlock]) -> Looks:
        """Read, with one request, how the reports of some blocks look."""
        return read_looks(self._client, self._spreadsheet, self.seen, self._looked_at(blocks))

    def _looked_at(self, blocks: Sequence[ReplaceBlock]) -> list[Tab]:
        """Give the tabs that tell how the reports of some blocks look: theirs, and that of the swatches."""
        tabs = {tab.id: tab for block in blocks if (tab := self.seen.reports.get(block.report))}
        swatches = self.seen.tables.get(SETTINGS)
        return [*tabs.values(), *([swatches] if swatches and tabs else [])]

    def fence(self, number: int, token: str) -> Trace | None:
        """Make sure that a transaction which was not carried out never will be; give its trace if it was.

        Raises: WriteUncertain when no answer came; NotAllowed, RateLimited, Unreachable.
        """
        try:
            self._batch({"requests": [fence_request(number, token)]}, "spreadsheetId")
        except NumberUsed:
            return self._trace(number, token)
        return None

    def _drafts(self, step: Step, seen: Seen) -> dict[int, TabDraft]:
        drafts = {tab.id: TabDraft(tab) for tab in seen.tables.values()}
        figures = step.figures
        draw_blocks(figures.blocks, figures.looks, seen, drafts)
        tokens = [*last_tokens(seen), step.token][-KEPT_TOKENS:]
        said = {**figures.settings, GENERATION: str(step.number), TOKENS: " ".join(tokens)}
        if is_drawn(drafts):
            said[DRAWN] = step.token
        for (table, row), cells in (*figures.cells, *step.updates):
            tab = tab_of(seen, table, self._name)
            drafts[tab.id].values |= {(row, tab.keys.columns[key]): value for key, value in cells.items()}
        for table, cells in step.inserts:
            tab = tab_of(seen, table, self._name)
            drafts[tab.id].inserted.append({tab.keys.columns[key]: value for key, value in cells.items()})
        for table, row in step.deletes:
            drafts[tab_of(seen, table, self._name).id].deleted.add(row)
        say(said, seen, drafts, self._name)
        return drafts

    def _carried_out(self, step: Step, seen: Seen, drafts: Mapping[int, TabDraft]) -> None:
        """Take what was written for what was read, so that more can be planned on it."""
        self.number = step.number
        if step.figures.blocks:
            self.looks = looks_after(step.figures.looks, drafts)
        after = {sheet: tab_after(draft) for sheet, draft in drafts.items()}

        def renewed(tabs: Mapping[str, Tab]) -> Mapping[str, Tab]:
            return {key: after.get(tab.id, tab) for key, tab in tabs.items()}

        tabs = [after.get(tab.id, tab) for tab in seen.tabs if not (tab.id in step.drop or is_old_trace(tab))]
        self._seen = replace(seen, tabs=tabs, tables=renewed(seen.tables), reports=renewed(seen.reports))

    def _trace(self, number: int, token: str) -> Trace | None:
        address = f"{SPREADSHEETS_API_V4_BASE_URL}/{self._spreadsheet}:getByDataFilter"
        body = {"dataFilters": [{"gridRange": {"sheetId": number}}]}
        answer: Any = self._client.request("post", address, params={"fields": _SHEETS}, json=body).json()
        return read_trace(answer["sheets"][0], token, self._name)

    def _batch(self, body: Mapping[str, Any], fields: str) -> Any:
        try:
            address = SPREADSHEET_BATCH_UPDATE_URL % self._spreadsheet
            return self._client.request("post", address, params={"fields": fields}, json=body).json()
        except APIError as error:
            said = str(error.error.get("message", ""))
            if said.startswith(_TAKEN) or any(words in said for words in _MOVED):
                raise NumberUsed(said) from error
            raise refusal(self._name, error) from error


def _requests(step: Step, trace: TracePlan, seen: Seen, drafts: Mapping[int, TabDraft]) -> Iterator[Request]:
    """Give the requests in the order that matters: the number first, images around what changes, deletions last."""
    yield from trace.begin()
    for draft in drafts.values():
        yield from draft.changes()
    yield from trace.end()
    for draft in drafts.values():
        yield from draft.insertions()
    for draft in drafts.values():
        yield from draft.deletions()
    standing = {tab.id for tab in seen.tabs}
    old = [tab.id for tab in seen.tabs if is_old_trace(tab) and tab.id not in step.drop]
    yield from ({"deleteSheet": {"sheetId": number}} for number in (*step.drop, *old) if number in standing)


def whole_tab(title: str) -> str:
    """Name all cells of a tab."""
    return "'" + title.replace("'", "''") + "'"
