"""A transaction on a hub is done once or never, tells what it found, and is a compare-and-swap among sync processes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sheets_service.faults import Again
from sheets_service.faults import CutAnswer
from sheets_service.faults import DropAfter
from sheets_service.faults import DropBefore
from sheets_service.faults import Edit
from sheets_service.faults import Event
from sheets_service.faults import Late
from sheets_service.faults import Refuse
from sheets_service.server import SheetsService
from sheets_service.typist import Typist

from sheetcrm.errors import NotAllowed
from sheetcrm.errors import Unreachable
from sheetcrm.errors import WriteUncertain
from sheetcrm.workbooks.google.reading import table_data
from sheetcrm.workbooks.google.tracing import Image
from sheetcrm.workbooks.google.transacting import HubSheets
from sheetcrm.workbooks.google.transacting import NumberUsed
from sheetcrm.workbooks.google.transacting import Step
from tests.workbooks.contract import LEADS
from tests.workbooks.google.sheets import FIRST_ID
from tests.workbooks.google.sheets import new_spreadsheet
from tests.workbooks.google.sheets import signed_in

SETTINGS = {"id": ["lang"], "value": ["vi"]}
AN = {"id": "A1", "company": "Công ty An", "employees": 12.0, "created_on": date(2026, 11, 2), "active": True}
BINH = {"id": "B2", "company": "Bình & Con"}


@pytest.fixture
def typist(sheets_service: SheetsService) -> Typist:
    return new_spreadsheet(sheets_service, {"leads": LEADS, "settings": SETTINGS})


def hub(service: SheetsService, typist: Typist) -> HubSheets:
    return HubSheets(signed_in(service), typist.book_id, "hub")


def rename(number: int, token: str = "TOKEN", text: str = "Mới", row: int = 3) -> Step:
    """A transaction that gives one lead another name."""
    return Step(number, token, [(("leads", row), {"company": text})], images={0: ("leads", row)})


def ids(typist: Typist) -> list[object]:
    return [row[0] for row in typist.read("leads!A3:A20") if row]


def test_a_transaction_is_one_request_and_tells_how_rows_stood_before_and_after(
    sheets_service: SheetsService, typist: Typist
) -> None:
    sheets = hub(sheets_service, typist)
    assert sheets.read().number == 0
    sheets_service.journal.clear()
    step = Step(
        1, "TOKEN",
        updates=[(("leads", 3), {"company": "=1+1", "employees": Decimal(5), "created_on": date(2027, 1, 2)})],
        inserts=[("leads", {"id": "D4", "company": "Dung", "created_on": date(2027, 3, 4)})],
        deletes=[("leads", 4)],
        images={0: ("leads", 3), 2: ("leads", 4), 3: ("leads", 5)},
    )  # fmt: skip
    images = sheets.transact(step).images
    assert len(sheets_service.journal) == 1
    assert set(images) == {0, 2, 3}
    after = {**AN, "company": "=1+1", "employees": 5.0, "created_on": date(2027, 1, 2)}
    assert images[0] == Image(AN, after)
    assert images[2].before == images[2].after
    assert images[2].before["company"] == "Bình & Con"
    assert ids(typist) == ["A1", "C3", "D4"]
    assert typist.read("leads!B3", render="FORMULA") == [["=1+1"]]
    again = sheets.read()
    assert again.number == 1
    assert table_data(again.seen.tables["leads"]).columns["created_on"][2] == date(2027, 3, 4)


def test_what_a_user_did_a_moment_before_is_seen_in_the_image(sheets_service: SheetsService, typist: Typist) -> None:
    sheets = hub(sheets_service, typist)
    sheets.read()
    sheets_service.schedule([(1, Edit(lambda _: typist.sort("leads!A3:E5", 0, descending=True)))])
    images = sheets.transact(rename(1)).images
    assert (images[0].before["id"], images[0].before["company"]) == ("C3", None)
    assert (images[0].after["id"], images[0].after["company"]) == ("C3", "Mới")


def test_columns_that_moved_a_moment_before_are_told_by_their_keys_as_they_then_stood(
    sheets_service: SheetsService, typist: Typist
) -> None:
    span = {"sheetId": FIRST_ID, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    sheets = hub(sheets_service, typist)
    sheets.read()
    insert = Edit(lambda _: typist.change({"insertDimension": {"range": span}}))
    sheets_service.schedule([(1, insert)])
    images = sheets.transact(Step(1, "TOKEN", images={0: ("leads", 3)})).images
    assert {**images[0].before, "active": True} == AN


def test_of_two_processes_that_planned_over_the_same_state_only_one_writes(
    sheets_service: SheetsService, typist: Typist
) -> None:
    one, other = hub(sheets_service, typist), hub(sheets_service, typist)
    assert one.read().number == other.read().number == 0
    one.transact(rename(1, "ONE", "của một"))
    with pytest.raises(NumberUsed):
        other.transact(rename(1, "OTHER", "của hai"))
    assert typist.read("leads!B3") == [["của một"]]
    assert other.fence(1, "OTHER") is None
    other.transact(rename(other.read().number + 1, "OTHER", "của hai"))
    assert typist.read("leads!B3") == [["của hai"]]


NOT_DONE: list[Event] = [DropBefore(), Refuse(503), Refuse(500, html=True), Late(1), Late(2), Late(9)]
DONE: list[Event] = [DropAfter(), CutAnswer(), Refuse(503, applied=True), Refuse(502, html=True, applied=True)]


@pytest.mark.parametrize("event", DONE, ids=repr)
def test_a_lost_answer_is_found_in_the_trace_and_nothing_is_done_twice(
    sheets_service: SheetsService, typist: Typist, event: Event
) -> None:
    sheets = hub(sheets_service, typist)
    sheets.read()
    sheets_service.schedule([(1, event)])
    step = Step(1, "TOKEN", inserts=[("leads", {"id": "D4"})], images={0: ("leads", 3), 1: ("leads", 4)}, note="2+0")
    with pytest.raises(WriteUncertain):
        sheets.transact(step)
    found = sheets.fence(1, "TOKEN")
    assert found is not None
    assert (found.note, found.images[0]) == ("2+0", Image(AN, AN))
    assert ids(typist) == ["A1", "B2", "C3", "D4"]


@pytest.mark.parametrize("event", NOT_DONE, ids=repr)
def test_what_the_fence_found_undone_is_never_done_however_late_it_arrives(
    sheets_service: SheetsService, typist: Typist, event: Event
) -> None:
    sheets = hub(sheets_service, typist)
    sheets.read()
    sheets_service.schedule([(1, event)])
    with pytest.raises(WriteUncertain):
        sheets.transact(Step(1, "TOKEN", inserts=[("leads", {"id": "D4"})]))
    found = sheets.fence(1, "TOKEN")
    sheets.read()
    sheets_service.deliver_rest()
    arrived_first = isinstance(event, Late) and event.after == 1
    assert (found is not None) == arrived_first
    assert ids(typist) == ["A1", "B2", "C3", *(["D4"] if arrived_first else [])]


def test_a_second_delivery_does_nothing(sheets_service: SheetsService, typist: Typist) -> None:
    sheets = hub(sheets_service, typist)
    sheets.read()
    sheets_service.schedule([(1, Again(2))])
    sheets.transact(Step(1, "TOKEN", inserts=[("leads", {"id": "D4"})]))
    sheets.read()
    sheets.transact(Step(2, "TOKEN2", inserts=[("leads", {"id": "E5"})]))
    sheets_service.deliver_rest()
    assert ids(typist) == ["A1", "B2", "C3", "D4", "E5"]


@pytest.mark.parametrize("event", [DropAfter(), DropBefore(), Again(1)], ids=repr)
def test_a_fence_whose_answer_was_lost_can_be_asked_again(
    sheets_service: SheetsService, typist: Typist, event: Event
) -> None:
    sheets = hub(sheets_service, typist)
    sheets.read()
    sheets_service.schedule([(1, event)])
    if not isinstance(event, Again):
        with pytest.raises(WriteUncertain):
            sheets.fence(1, "TOKEN")
    assert sheets.fence(1, "TOKEN") is None
    with pytest.raises(NumberUsed):
        sheets.transact(rename(1))
    assert sheets.read().number == 1


def test_rows_and_tabs_that_are_gone_stop_the_transaction_whole(sheets_service: SheetsService, typist: Typist) -> None:
    def shrink() -> None:
        typist.delete_rows("leads", 6, 15)

    def remove() -> None:
        typist.change({"deleteSheet": {"sheetId": FIRST_ID}})

    changes: list[Callable[[], None]] = [shrink, remove]
    for number, change in enumerate(changes, start=1):
        sheets = hub(sheets_service, typist)
        sheets.read()
        sheets_service.schedule([(1, Edit(lambda _, change=change: change()))])
        both = [(("leads", 3), {"company": "halb"}), (("leads", 20), {"company": "x"})]
        with pytest.raises(NumberUsed):
            sheets.transact(Step(number, "TOKEN", both, images={0: ("leads", 3), 1: ("leads", 20)}))
        sheets_service.schedule([])
        assert typist.read("settings!A3:B3") == [["lang", "vi"]]


def test_a_protection_is_said_and_not_taken_for_a_race(sheets_service: SheetsService, typist: Typist) -> None:
    only_owner = {"range": typist.area("leads!B3"), "editors": {"users": [typist.email]}}
    typist.change({"addProtectedRange": {"protectedRange": only_owner}})
    sheets = hub(sheets_service, typist)
    sheets.read()
    with pytest.raises(NotAllowed):
        sheets.transact(rename(1))
    assert sheets.read().number == 0


def test_traces_that_are_old_enough_go_with_the_next_transaction_and_stay_hidden_till_then(
    sheets_service: SheetsService, typist: Typist
) -> None:
    sheets = hub(sheets_service, typist)
    for number in (1, 2, 3):
        sheets.read()
        sheets.transact(Step(number, f"T{number}", drop=[1, 99] if number == 3 else []))
    book = sheets_service.world.files[typist.book_id].book
    traces = {sheet.id: sheet.properties["hidden"] for sheet in book.sheets if sheet.title.startswith("_sync")}
    assert traces == {2: True, 3: True}
    assert sheets.read().number == 3
    sheets.transact(Step(4, "T4", drop=[2, 3]))
    typist.change({"deleteSheet": {"sheetId": 4}})
    assert sheets.read().number == 4, "the generation stands in the settings too"


def test_a_tab_that_has_the_next_number_as_its_id_by_chance_is_stepped_over(
    sheets_service: SheetsService, typist: Typist
) -> None:
    typist.change({"addSheet": {"properties": {"sheetId": 1, "title": "a"}}})
    typist.change({"addSheet": {"properties": {"sheetId": 2, "title": "_sync 1 b ."}}})
    sheets = hub(sheets_service, typist)
    assert sheets.read().number == 2
    sheets.transact(rename(3))
    assert sheets.read().number == 3


def test_no_way_to_google_leaves_the_transaction_unsent(sheets_service: SheetsService, typist: Typist) -> None:
    sheets = hub(sheets_service, typist)
    sheets.read()
    sheets_service.stop()
    with pytest.raises(Unreachable):
        sheets.transact(rename(1))
    sheets_service._thread = type(sheets_service._thread)(target=lambda: None)
    sheets_service._thread.start()


def test_many_rows_are_copied_in_few_requests(sheets_service: SheetsService) -> None:
    rows = {"id": [f"R{number}" for number in range(15)], "n": [float(number) for number in range(15)]}
    typist = new_spreadsheet(sheets_service, {"leads": rows, "settings": SETTINGS})
    sheets = hub(sheets_service, typist)
    sheets.read()
    sheets_service.journal.clear()
    images = sheets.transact(Step(1, "T", images={number: ("leads", number + 3) for number in range(15)})).images
    assert [images[number].before["id"] for number in range(15)] == rows["id"]
    assert sheets_service.journal.largest < 6_500
