"""Figures travel with transactions; how reports look is told by an answer, never asked for by itself."""

from __future__ import annotations

import pytest
from sheets_service.running import sheets_service as sheets_service
from sheets_service.server import SheetsService
from sheets_service.typist import Typist

from sheetcrm.app.hub_figures import DATA_UNTIL
from sheetcrm.app.hub_figures import Following
from sheetcrm.app.hub_luggage import Luggage
from sheetcrm.sync.database import Database
from sheetcrm.sync.roster import Roster
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.google.transacting import HubSheets
from sheetcrm.workbooks.google.transacting import Step
from tests.workbooks.google.sheets import FIRST_ID
from tests.workbooks.google.sheets import new_spreadsheet
from tests.workbooks.google.sheets import signed_in

TODAY = "2026-11-25"
SETTINGS = {"id": [DATA_UNTIL, "hub_drawn", "style.red"], "value": ["2026-11-24", "somebody else", "Red"]}
RED = {"red": 1}


@pytest.fixture
def typist(sheets_service: SheetsService) -> Typist:
    """A hub with one report, in which nothing stands yet; its settings show what red looks like."""
    typist = new_spreadsheet(sheets_service, {"settings": SETTINGS}, ["kpi"])
    swatch = {"sheetId": FIRST_ID, "startRowIndex": 4, "endRowIndex": 5, "startColumnIndex": 1, "endColumnIndex": 2}
    look = {"userEnteredFormat": {"backgroundColorStyle": {"rgbColor": RED}}}
    typist.change({"repeatCell": {"range": swatch, "cell": look, "fields": "userEnteredFormat"}})
    return typist


def luggage(service: SheetsService, typist: Typist, roster: Roster) -> Luggage:
    sheets = HubSheets(signed_in(service), typist.book_id, "hub")
    sheets.read()
    block = ReplaceBlock("kpi", 3, 1, [[ReportCell(5, "red")]])
    return Luggage(sheets, roster, Following(settings={DATA_UNTIL: TODAY}, blocks=[block]))


def send(luggage: Luggage, number: int) -> None:
    figures = luggage.pack([])
    luggage.sheets.transact(Step(number, f"TOKEN{number}", figures=figures))
    luggage.arrived(figures)


def shown(typist: Typist) -> tuple[object, object, bool]:
    """The report's only figure, until which day the hub says that its figures hold, and whether the figure is red."""
    fields = "sheets(data(rowData(values(userEnteredFormat(backgroundColorStyle)))))"
    (sheet,) = typist.ask("GET", "", ranges="kpi!A3", fields=fields, includeGridData="true")["sheets"]
    until = dict(row for row in typist.read("settings!A3:B") if len(row) == 2).get(DATA_UNTIL)
    return typist.read("kpi!A3")[0][0], until, str(RED) in str(sheet)


def test_values_come_first_and_looks_with_the_next_transaction(sheets_service: SheetsService, typist: Typist) -> None:
    bag = luggage(sheets_service, typist, Roster(Database(None)))
    send(bag, 1)
    assert bag.is_left
    assert shown(typist) == (5, None, False), "no day is said: the run after one that is stopped here draws anew"
    send(bag, 2)
    assert not bag.is_left
    assert shown(typist) == (5, TODAY, True)


def test_looks_that_are_known_go_along_at_once(sheets_service: SheetsService, typist: Typist) -> None:
    roster = Roster(Database(None))
    bag = luggage(sheets_service, typist, roster)
    send(bag, 1)
    send(bag, 2)
    typist.type("kpi!A3", [[99]])
    bag = luggage(sheets_service, typist, roster)
    send(bag, 3)
    assert not bag.is_left
    assert shown(typist) == (5, TODAY, True)


def test_what_stands_already_takes_no_room(sheets_service: SheetsService, typist: Typist) -> None:
    """The reports of a hundred reps are long, and most of their cells say what they said before."""
    roster = Roster(Database(None))
    long = [[ReportCell(str(number) * 20_000, "red")] for number in range(10)]
    blocks = [ReplaceBlock("kpi", 3, column, long) for column in range(1, 19)]

    def sent(number: int) -> int:
        bag, first = luggage(sheets_service, typist, roster), number
        bag.owed.blocks = blocks[:]
        while bag.is_left:
            send(bag, number)
            number += 1
        return number - first

    assert sent(1) > 2, "all of it is more than one request has room for"
    typist.type("kpi!C4", [["typed over"]])
    assert sent(10) == 1
    assert typist.read("kpi!C4") == [["1" * 20_000]]
