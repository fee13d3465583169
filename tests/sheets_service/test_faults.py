"""Quotas and faults on demand, as the real gspread meets them."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile

import gspread
import pytest
import requests
from gspread.exceptions import APIError

from sheets_service.faults import Again
from sheets_service.faults import CutAnswer
from sheets_service.faults import Delay
from sheets_service.faults import DropAfter
from sheets_service.faults import DropBefore
from sheets_service.faults import Edit
from sheets_service.faults import Event
from sheets_service.faults import ExpireTokens
from sheets_service.faults import Late
from sheets_service.faults import Refuse
from sheets_service.quotas import Quotas
from sheets_service.server import SheetsService
from sheets_service.typist import Typist


@pytest.fixture
def sheet(sheets_service: SheetsService) -> gspread.Worksheet:
    """A worksheet; requests are counted from its first use on."""
    file = sheets_service.new_spreadsheet()
    sheet = sheets_service.client().open_by_key(file.book.id).sheet1
    sheets_service.journal.clear()
    return sheet


@pytest.fixture
def typist(sheets_service: SheetsService, sheet: gspread.Worksheet) -> Typist:
    """The manager at his browser."""
    return sheets_service.typist(sheets_service.world.files[sheet.spreadsheet.id])


LOST = (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError)
FAULTS: list[tuple[Event, tuple[type[Exception], ...], bool]] = [
    (DropBefore(), LOST, False),
    (DropAfter(), LOST, True),
    (CutAnswer(), LOST, True),
    (Refuse(500), (APIError,), False),
    (Refuse(503, html=True), (APIError,), False),
    (Refuse(503, applied=True), (APIError,), True),
    (Refuse(429), (APIError,), False),
]


@pytest.mark.parametrize(("event", "raised", "applied"), FAULTS, ids=lambda value: repr(value))
def test_a_write_fails_and_was_carried_out_or_not(
    sheets_service: SheetsService,
    sheet: gspread.Worksheet,
    typist: Typist,
    event: Event,
    raised: tuple[type[Exception], ...],
    applied: bool,
) -> None:
    sheets_service.schedule([(2, event)])
    sheet.update([["first"]], "A1")
    with pytest.raises(raised):
        sheet.update([["second"]], "A1")
    assert typist.read("A1") == [["second" if applied else "first"]]
    assert sheets_service.journal.entries[1].applied is applied
    sheet.update([["third"]], "A1")
    assert typist.read("A1") == [["third"]]


@pytest.mark.parametrize(
    ("event", "code", "message"),
    [
        (Refuse(429), 429, "Quota exceeded for quota metric 'Write requests'"),
        (Refuse(500), 500, "Internal error encountered."),
        (Refuse(503), 503, "The service is currently unavailable."),
        (Refuse(502, html=True), -1, "<!DOCTYPE html>"),
        (Refuse(403), 403, "The caller does not have permission"),
        (Refuse(409), 409, "The operation was aborted."),
    ],
)
def test_an_error_has_googles_body(
    sheets_service: SheetsService, sheet: gspread.Worksheet, event: Event, code: int, message: str
) -> None:
    sheets_service.schedule([(1, event)])
    with pytest.raises(APIError) as error:
        sheet.get("A1")
    assert error.value.code == code
    assert error.value.error["message"].startswith(message)


def test_a_late_request_is_carried_out_after_others(
    sheets_service: SheetsService, sheet: gspread.Worksheet, typist: Typist
) -> None:
    sheets_service.schedule([(1, Late(2))])
    with pytest.raises(LOST):
        sheet.update([["late"]], "A1")
    sheet.update([["in time"]], "A1")
    assert sheet.acell("A1").value == "late"  # the third request finds it delivered
    assert [entry.late for entry in sheets_service.journal.entries] == [False, False, True, False]


def test_a_second_delivery_comes_after_others(
    sheets_service: SheetsService, sheet: gspread.Worksheet, typist: Typist
) -> None:
    sheets_service.schedule([(1, Again(9))])
    sheet.append_row(["once"])
    sheet.update([["typed"]], "B1")
    assert typist.read("A1:A2") == [["once"]]
    sheets_service.deliver_rest()
    assert typist.read("A1:B2") == [["once", "typed"], ["once"]]


def test_expired_tokens_cost_one_more_request(sheets_service: SheetsService, sheet: gspread.Worksheet) -> None:
    sheets_service.schedule([(1, ExpireTokens())])
    sheet.update([["x"]], "A1")
    assert [entry.status for entry in sheets_service.journal.entries] == [401, 200]


def test_a_slow_answer_runs_into_the_clients_patience(
    sheets_service: SheetsService, sheet: gspread.Worksheet, typist: Typist
) -> None:
    sheets_service.schedule([(1, Delay(0.5))])
    sheet.client.set_timeout(0.1)
    with pytest.raises(requests.exceptions.ReadTimeout):
        sheet.update([["x"]], "A1")
    assert typist.read("A1") == [["x"]]


def test_another_user_edits_between_two_requests(
    sheets_service: SheetsService, sheet: gspread.Worksheet, typist: Typist
) -> None:
    sheet.update([["id"], ["one"], ["two"]], "A1")
    sheets_service.schedule([(2, Edit(lambda _: typist.insert_rows("Sheet1", 2)))])
    assert sheet.col_values(1) == ["id", "one", "two"]
    sheet.update([["ours"]], "B2")
    assert typist.read("A1:B4") == [["id"], ["", "ours"], ["one"], ["two"]]


def test_several_things_happen_to_one_request(
    sheets_service: SheetsService, sheet: gspread.Worksheet, typist: Typist
) -> None:
    sheets_service.schedule([(1, Edit(lambda _: typist.type("B1", [["theirs"]]))), (1, DropAfter())])
    with pytest.raises(LOST):
        sheet.update([["ours"]], "A1")
    assert typist.read("A1:B1") == [["ours", "theirs"]]
    assert sheets_service.journal.entries[0].events == ("Edit", "DropAfter")


def answered(sheet: gspread.Worksheet, ask: Callable[[gspread.Worksheet], object]) -> bool:
    """Whether a request was answered; else it must have been for the quota."""
    try:
        ask(sheet)
    except APIError as error:
        if error.error["details"][0]["reason"] != "RATE_LIMIT_EXCEEDED":
            raise
        return False
    return True


def spend(service: SheetsService, names: list[str], ask: Callable[[gspread.Worksheet], object]) -> list[int]:
    """Each account asks until it is not answered; how often each was."""
    file = service.new_spreadsheet(writers=names)
    service.clock.advance(60)
    sheets = [service.client(name).open_by_key(file.book.id).get_worksheet(0) for name in names]
    service.clock.advance(60)
    return [sum(1 for _ in takewhile(bool, (answered(sheet, ask) for _ in range(1000)))) for sheet in sheets]


def test_a_user_and_a_project_have_so_many_requests_a_minute() -> None:
    with SheetsService(Quotas(per_project=10, per_user=4)) as service:
        assert spend(service, ["a", "b", "c"], lambda sheet: sheet.get("A1")) == [4, 4, 2]
        assert spend(service, ["a", "b"], lambda sheet: sheet.update([["x"]], "A1")) == [4, 4]


def test_reads_and_writes_are_counted_apart_and_refusals_cost_nothing() -> None:
    with SheetsService(Quotas(per_user=3)) as service:
        sheet = service.client().open_by_key(service.new_spreadsheet().book.id).get_worksheet(0)
        service.clock.advance(60)
        for _ in range(3):
            sheet.update([["x"]], "A1")
        for _ in range(5):
            with pytest.raises(APIError, match=r"limit 'Write requests per minute per user'"):
                sheet.update([["x"]], "A1")
        assert sheet.get("A1") == [["x"]]
        service.clock.advance(60)
        sheet.update([["y"]], "A1")


def test_drive_counts_by_itself() -> None:
    with SheetsService(Quotas(per_user=1)) as service:
        client = service.client()
        spreadsheet = client.create("Hub")
        assert len(client.list_spreadsheet_files()) == 1
        with pytest.raises(APIError, match="Read requests per minute per user"):
            spreadsheet.sheet1.get("A1")


def test_the_journal_knows_sizes_and_kinds(sheets_service: SheetsService, sheet: gspread.Worksheet) -> None:
    sheet.update([["x" * 1000]], "A1")
    sheet.get("A1")
    assert (len(sheets_service.journal), len(sheets_service.journal.reads), len(sheets_service.journal.writes)) == (
        2,
        1,
        1,
    )
    assert 1000 < sheets_service.journal.largest < 1200
    assert sheets_service.journal.reads[0].answer_size > 1000


def test_a_hundred_requests_take_no_time(sheets_service: SheetsService, sheet: gspread.Worksheet) -> None:
    """Nagle's algorithm alone would make it 4 seconds."""
    start = time.perf_counter()
    for _ in range(100):
        sheet.get("A1")
    assert time.perf_counter() - start < 3
    assert len(sheets_service.journal) == 100


def test_many_connections_are_served_one_request_at_a_time(sheets_service: SheetsService) -> None:
    file = sheets_service.new_spreadsheet(writers=[str(number) for number in range(4)])

    def work(number: int) -> None:
        sheet = sheets_service.client(str(number)).open_by_key(file.book.id).sheet1
        for turn in range(10):
            sheet.append_row([f"{number}-{turn}"])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    rows = sheets_service.typist(file).read("A:A")
    assert sorted(row[0] for row in rows) == sorted(f"{number}-{turn}" for number in range(4) for turn in range(10))
