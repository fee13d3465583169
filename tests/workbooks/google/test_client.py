"""Requests to Google: what is repeated, what is not, how long, and what people are told when it does not help."""

from __future__ import annotations

import logging
import socket
import traceback
from collections.abc import Iterator

import pytest
from google.auth.credentials import Credentials
from google.auth.exceptions import RefreshError
from google.oauth2.credentials import Credentials as PersonCredentials
from gspread.exceptions import APIError
from sheets_service.faults import CutAnswer
from sheets_service.faults import DropAfter
from sheets_service.faults import DropBefore
from sheets_service.faults import Event
from sheets_service.faults import ExpireTokens
from sheets_service.faults import Late
from sheets_service.faults import Refuse
from sheets_service.quotas import Quotas
from sheets_service.server import SheetsService
from sheets_service.typist import Typist

from sheetcrm.errors import BadRequest
from sheetcrm.errors import NotAllowed
from sheetcrm.errors import NotFound
from sheetcrm.errors import RateLimited
from sheetcrm.errors import SheetCrmError
from sheetcrm.errors import Unreachable
from sheetcrm.errors import WriteUncertain
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.loopback import loopback_base
from sheetcrm.workbooks.google.patience import OFFLINE_PATIENCE
from sheetcrm.workbooks.google.patience import QUOTA_PATIENCE
from tests.workbooks.google.sheets import signed_in


@pytest.fixture(scope="module")
def service() -> Iterator[SheetsService]:
    with SheetsService() as running:
        yield running
    assert running.defects == []


@pytest.fixture(autouse=True)
def _calm(service: SheetsService) -> None:
    """Nothing of an earlier test's trouble is left."""
    service.gate.quotas = None
    service.schedule([])


@pytest.fixture
def typist(service: SheetsService) -> Typist:
    return service.typist(service.new_spreadsheet())


def read(client: PatientClient, typist: Typist) -> object:
    return client.fetch_sheet_metadata(typist.book_id, {"fields": "properties(title)"})


def change(client: PatientClient, typist: Typist, text: str = "new") -> object:
    cells = [{"values": [{"userEnteredValue": {"stringValue": text}}]}]
    append = {"appendCells": {"sheetId": 0, "rows": cells, "fields": "userEnteredValue"}}
    return client.batch_update(typist.book_id, {"requests": [append]})


def applied(typist: Typist) -> int:
    return len(typist.read("Sheet1!A1:A9"))


def test_a_used_up_quota_is_waited_for_and_the_work_gets_done(service: SheetsService, typist: Typist) -> None:
    service.gate.quotas = Quotas(per_user=3)
    waits: list[float] = []
    client = signed_in(service, waiting=waits.append)
    started = service.clock.seconds
    for number in range(7):
        read(client, typist)
        change(client, typist, str(number))
    assert applied(typist) == 7
    assert waits
    assert sum(waits) == pytest.approx(service.clock.seconds - started)
    assert sum(waits) <= 180
    assert client.requests_sent == 14 + len(waits)


def test_a_quota_that_stays_used_up_ends_in_a_sentence_after_bounded_waiting(
    service: SheetsService, typist: Typist
) -> None:
    service.gate.quotas = Quotas(per_user=0)
    waits: list[float] = []
    with pytest.raises(RateLimited) as raised:
        change(signed_in(service, sleep=waits.append), typist)
    assert QUOTA_PATIENCE - 32 < sum(waits) <= QUOTA_PATIENCE
    assert max(waits) <= 32
    assert "nhiều" in raised.value.in_language("vi")


def test_waits_are_drawn_by_chance_so_that_a_companys_programs_do_not_march_in_step(
    service: SheetsService, typist: Typist
) -> None:
    service.gate.quotas = Quotas(per_user=0)
    for chance, first in ((0.0, 0.5), (0.999, 1.0)):
        waits: list[float] = []
        with pytest.raises(RateLimited):
            read(signed_in(service, sleep=waits.append, chance=lambda chance=chance: chance), typist)
        assert waits[0] == pytest.approx(first, abs=0.01)


PASSING: list[Event] = [
    Refuse(500), Refuse(502), Refuse(503), Refuse(504), Refuse(503, html=True), Refuse(500, html=True),
    DropBefore(), DropAfter(), CutAnswer(),
]  # fmt: skip


@pytest.mark.parametrize("event", PASSING, ids=repr)
def test_a_read_is_repeated_after_any_passing_trouble(service: SheetsService, typist: Typist, event: Event) -> None:
    client = signed_in(service)
    service.schedule([(1, event), (2, event)])
    assert read(client, typist) == {"properties": {"title": "Hub"}}
    assert client.requests_sent == 3


def test_a_look_that_is_sent_like_a_change_is_repeated_as_well(service: SheetsService, typist: Typist) -> None:
    service.schedule([(1, DropAfter())])
    address = f"https://sheets.googleapis.com/v4/spreadsheets/{typist.book_id}:getByDataFilter"
    body = {"dataFilters": [{"gridRange": {"sheetId": 0}}]}
    answer = signed_in(service).request("post", address, params={"fields": "spreadsheetId"}, json=body)
    assert answer.json() == {"spreadsheetId": typist.book_id}


UNCERTAIN: list[tuple[Event, int]] = [
    (Refuse(500), 0), (Refuse(503), 0), (Refuse(502, html=True), 0), (Refuse(500, applied=True), 1),
    (Refuse(503, html=True, applied=True), 1), (DropBefore(), 0), (DropAfter(), 1), (CutAnswer(), 1), (Late(2), 0),
]  # fmt: skip


@pytest.mark.parametrize(("event", "done"), UNCERTAIN, ids=repr)
def test_a_change_without_a_sure_answer_is_never_sent_again(
    service: SheetsService, typist: Typist, event: Event, done: int
) -> None:
    client = signed_in(service)
    service.schedule([(1, event)])
    with pytest.raises(WriteUncertain) as raised:
        change(client, typist)
    assert client.requests_sent == 1
    assert applied(typist) == done
    assert "chưa" in raised.value.in_language("vi")


def test_a_change_that_was_refused_for_too_many_requests_is_sent_again_and_done_once(
    service: SheetsService, typist: Typist
) -> None:
    service.schedule([(1, Refuse(429)), (2, Refuse(429))])
    change(signed_in(service), typist)
    assert applied(typist) == 1


def test_an_expired_token_is_renewed_without_a_word(service: SheetsService, typist: Typist) -> None:
    client = signed_in(service)
    read(client, typist)
    service.schedule([(1, ExpireTokens())])
    change(client, typist)
    assert applied(typist) == 1


def test_no_way_to_google_is_said_soon_and_nothing_was_changed(service: SheetsService, typist: Typist) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    waits: list[float] = []
    client = signed_in(service, sleep=waits.append)
    read(client, typist)
    client._base = f"http://127.0.0.1:{port}"
    for ask in (read, change):
        waits.clear()
        with pytest.raises(Unreachable) as raised:
            ask(client, typist)
        assert 0 < sum(waits) <= OFFLINE_PATIENCE
    assert "mạng" in raised.value.in_language("vi")


def test_reads_that_never_succeed_end_too(service: SheetsService, typist: Typist) -> None:
    service.schedule([(number, Refuse(503, html=True)) for number in range(1, 40)])
    client = signed_in(service)
    with pytest.raises(Unreachable):
        read(client, typist)
    assert client.requests_sent < 20


def test_a_sheet_that_was_not_shared_says_whom_to_share_it_with(service: SheetsService) -> None:
    typist = service.typist(service.new_spreadsheet(writers=()))
    for ask in (read, change):
        with pytest.raises(NotAllowed) as raised:
            ask(signed_in(service), typist)
        for lang in ("vi", "en"):
            assert "sync@project.iam.gserviceaccount.com" in raised.value.in_language(lang)


def test_a_person_is_told_to_ask_the_owner(service: SheetsService) -> None:
    typist = service.typist(service.new_spreadsheet(writers=()))
    credentials = PersonCredentials.from_authorized_user_info(service.gate.accounts.person("an@company.example"))
    credentials._token_uri = service.gate.accounts.token_uri
    with pytest.raises(NotAllowed) as raised:
        read(PatientClient(credentials, base=service.base), typist)
    assert "chủ bảng tính" in raised.value.in_language("vi")


def test_an_address_of_nothing_says_so(service: SheetsService) -> None:
    with pytest.raises(NotFound) as raised:
        signed_in(service, "gsheet:nothing").fetch_sheet_metadata("1" * 44)
    assert "gsheet:nothing" in raised.value.in_language("vi")
    assert "trình duyệt" in raised.value.in_language("vi")


def test_what_the_service_says_of_a_request_itself_is_passed_on(service: SheetsService, typist: Typist) -> None:
    with pytest.raises(APIError):
        signed_in(service).batch_update(typist.book_id, {"requests": [{"deleteSheet": {"sheetId": 99}}]})


def test_a_key_that_was_removed_ends_in_a_sentence(service: SheetsService, typist: Typist) -> None:
    client = signed_in(service, account="leaver")
    del service.gate.accounts.accounts["leaver@project.iam.gserviceaccount.com"]
    with pytest.raises(NotAllowed) as raised:
        change(client, typist)
    assert "khóa" in raised.value.in_language("vi")


class Unavailable(Credentials):
    """Somebody who cannot sign in because Google's token service is out of order."""

    def refresh(self, request: object) -> None:
        raise RefreshError("503", retryable=True)


def test_a_token_service_out_of_order_is_no_fault_of_the_key(service: SheetsService, typist: Typist) -> None:
    waits: list[float] = []
    with pytest.raises(Unreachable):
        change(PatientClient(Unavailable(), base=service.base, sleep=waits.append), typist)
    assert 0 < sum(waits) <= OFFLINE_PATIENCE


ELSEWHERE = [
    "https://evil.example", "http://10.0.0.1", "http://127.0.0.1.evil.example", "http://localhost@evil.example",
    "ftp://127.0.0.1", "file:///tmp", "",
]  # fmt: skip


@pytest.mark.parametrize("base", ELSEWHERE)
def test_only_an_address_on_this_machine_takes_googles_place(base: str) -> None:
    with pytest.raises(BadRequest):
        loopback_base(base)


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:8080/", "http://localhost:1", "http://[::1]:80", "http://127.9.9.9"]
)
def test_addresses_on_this_machine_do(base: str) -> None:
    assert loopback_base(base) == base.rstrip("/")


def failures(service: SheetsService, typist: Typist) -> Iterator[tuple[SheetCrmError | APIError, PatientClient]]:
    hidden = service.typist(service.new_spreadsheet(writers=()))
    for event in (DropAfter(), Refuse(500), Refuse(503, html=True), CutAnswer(), None, ExpireTokens()):
        client = signed_in(service)
        service.schedule([(1, event)] if event else [])
        if isinstance(event, ExpireTokens):
            client.auth._service_account_email = "gone@project.iam.gserviceaccount.com"
        with pytest.raises((SheetCrmError, APIError)) as raised:
            change(client, typist if event else hidden)
        yield raised.value, client


def test_no_key_and_no_token_stands_in_any_message_trace_or_log(
    service: SheetsService, typist: Typist, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for error, client in failures(service, typist):
        told = "".join(traceback.format_exception(error)) + repr(error) + repr(error.__cause__) + repr(client)
        told += repr(getattr(error, "facts", "")) + caplog.text + "".join(repr(one.__dict__) for one in caplog.records)
        secrets = [str(service.credentials()["private_key"]).splitlines()[3], *service.gate.accounts.tokens]
        assert len(secrets) > 1
        assert not [secret for secret in secrets if secret in told]
        assert "ya29." not in told
        assert "PRIVATE KEY" not in told
