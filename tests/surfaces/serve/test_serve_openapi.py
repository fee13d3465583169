"""Whatever is sent to the server, it does not break, answers as described, and tells nothing of the inside."""

from __future__ import annotations

import schemathesis
from hypothesis import HealthCheck
from hypothesis import Phase
from hypothesis import given
from hypothesis import settings
from schemathesis import Case
from schemathesis.checks import CHECKS

from tests.surfaces.serve.conftest import Serving
from tests.surfaces.serve.conftest import Team
from tests.surfaces.serve.google_people import identity_token

LEAKS = ("Traceback", "sheetcrm/", "site-packages", "private_key", "BEGIN ", "ya29.")
WANTED = ["not_a_server_error", "response_schema_conformance", "status_code_conformance", "content_type_conformance"]
QUIET = settings(max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def send(team: Team, case: Case, token: str) -> None:
    """Send what was made up, about the team's own spreadsheet, so that it gets past the gate."""
    if isinstance(case.body, dict) and "spreadsheet" in case.body:
        case.body["spreadsheet"] = team.spreadsheet
    answer = case.call(headers={"Authorization": f"Bearer {token}"}, timeout=120)
    case.validate_response(answer, checks=CHECKS.get_by_names(WANTED))
    assert not any(word in answer.text for word in (*LEAKS, token))


def test_no_request_breaks_it_and_every_answer_is_as_described(serving: Serving) -> None:
    team = serving(patience=0.2)
    tokens = (identity_token(), team.compute_token())
    described = schemathesis.openapi.from_url(f"{team.base}/openapi.json")
    operations = [found.ok() for found in described.get_all_operations()]
    for operation in operations:

        @QUIET
        @given(case=operation.as_strategy())
        def ask(case: Case) -> None:
            for token in tokens:
                send(team, case, token)

        ask()
    assert {one.path for one in operations} >= {"/v1/check", "/v1/score", "/v1/kpi", "/v1/recompute", "/healthz"}
