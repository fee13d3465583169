"""Nobody gets an answer about a spreadsheet that is not his own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sheets_service.server import SheetsService

from sheetcrm.surfaces.serve.compute_tokens import compute_token
from sheetcrm.surfaces.serve.gate import FAILURES_A_MINUTE
from sheetcrm.surfaces.serve.gate import Gate
from sheetcrm.surfaces.serve.identity import Certificates
from sheetcrm.surfaces.serve.limits import Limiter
from sheetcrm.surfaces.serve.refusals import TooOften
from sheetcrm.surfaces.serve.teams import read_teams
from tests.surfaces.serve.conftest import KEY
from tests.surfaces.serve.conftest import Serving
from tests.surfaces.serve.google_people import AUDIENCE
from tests.surfaces.serve.google_people import Keys
from tests.surfaces.serve.google_people import identity_token

BAD: dict[str, Callable[[], str]] = {
    "another client's": lambda: identity_token(audience="other.apps.googleusercontent.com"),
    "signed by somebody else": lambda: identity_token(signed_by=1),
    "expired": lambda: identity_token(age=2 * 3600),
    "from the future": lambda: identity_token(age=-2 * 3600),
    "not from Google": lambda: identity_token(iss="https://accounts.evil.example"),
    "an address nobody proved": lambda: identity_token(email_verified=False),
    "no token": lambda: "rubbish",
    "cut": lambda: identity_token()[:-4],
    "unsigned": lambda: "eyJhbGciOiJub25lIn0." + identity_token().split(".")[1] + ".",
    "the spreadsheet's own, which reads nothing": lambda: compute_token(KEY, "x"),
}


def test_a_bad_token_is_refused_and_nothing_is_read_or_written(serving: Serving, sheets_service: SheetsService) -> None:
    team = serving()
    for kind, make in BAD.items():
        for path in ("/v1/recompute", "/v1/desk"):
            answer = team.post(path, token=make())
            assert (answer.status, answer.body["code"]) == (401, "serve_not_known"), kind
    assert team.post("/v1/check", token=identity_token(), rows=[]).status == 200
    assert {entry.path.rpartition(":")[2] for entry in sheets_service.journal.writes} == {"batchGetByDataFilter"}


def test_who_is_not_on_the_list_is_refused_and_a_company_domain_counts_only_when_google_says_it(
    serving: Serving,
) -> None:
    team = serving(server=f'audience = ["{AUDIENCE}"]\npeople = ["lan@vec.example"]\ndomains = ["vec.example"]\n')
    assert team.post("/v1/check", rows=[], token=identity_token("LAN@vec.example")).status == 200
    assert team.post("/v1/check", rows=[], token=identity_token("minh@vec.example")).status == 403
    assert team.post("/v1/check", rows=[], token=identity_token("minh@vec.example", domain="vec.example")).status == 200
    assert (
        team.post("/v1/check", rows=[], token=identity_token("lan@other.example", domain="other.example")).status == 403
    )


def test_a_request_that_was_recorded_cannot_be_made_again(serving: Serving) -> None:
    team = serving()
    assert team.post("/v1/check", rows=[], request="recorded-1").status == 200
    again = team.post("/v1/check", rows=[], request="recorded-1")
    assert (again.status, again.body["code"]) == (409, "serve_asked_before")


def test_another_teams_spreadsheet_looks_as_if_it_were_not_there(serving: Serving) -> None:
    ours, theirs = serving(), serving(server='audience = ["theirs.example"]\npeople = ["an@theirs.example"]\n')
    strange = identity_token("an@theirs.example", audience="theirs.example")
    assert theirs.post("/v1/check", token=strange, rows=[]).status == 200
    answers = [
        ours.post("/v1/check", token=strange, rows=[], spreadsheet=spreadsheet)
        for spreadsheet in (ours.spreadsheet, "nobody-knows-this-one")
    ]
    assert [(one.status, one.body["code"]) for one in answers] == [(401, "serve_not_known")] * 2


def test_who_guesses_tokens_is_soon_not_listened_to(serving: Serving) -> None:
    team = serving()
    guessed = [team.post("/v1/check", token="guess", rows=[]) for _ in range(FAILURES_A_MINUTE + 1)]
    assert 429 in [one.status for one in guessed]
    assert int(next(one for one in guessed if one.status == 429).headers["Retry-After"]) >= 1


def test_a_minutes_worth_may_be_asked_at_once_and_comes_back_with_time() -> None:
    time = [0.0]
    limiter = Limiter(60, lambda: time[0])
    for _ in range(60):
        limiter.take("lan")
    with pytest.raises(TooOften) as refused:
        limiter.take("lan")
    assert refused.value.facts == {"seconds": 1}
    limiter.take("minh")
    time[0] = 2.0
    limiter.take("lan")
    limiter.take("lan")
    with pytest.raises(TooOften):
        limiter.take("lan")


def test_checks_for_everybody_in_one_name_are_counted_apart_from_what_that_person_clicks(
    serving: Serving, keys: Keys
) -> None:
    team = serving()
    gate = Gate(read_teams([team.config], None), KEY, Certificates(keys.base), people=Limiter(1), checks=Limiter(3))
    for number in range(3):
        gate.person(identity_token(), team.spreadsheet, "here", f"check-{number}", gate.checks)
    gate.person(identity_token(), team.spreadsheet, "here", "click-1")
    for limit in (gate.checks, None):
        with pytest.raises(TooOften):
            gate.person(identity_token(), team.spreadsheet, "here", "one-more", limit)


def test_googles_keys_are_asked_for_once(serving: Serving, keys: Keys) -> None:
    team, before = serving(), keys.asked
    for _ in range(5):
        team.post("/v1/check", rows=[])
    assert keys.asked - before == 1
