"""Bodies that Google's schema does not know are refused in the service's words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sheets_service.batch import KINDS
from sheets_service.conftest import OWNER
from sheets_service.discovery import service
from sheets_service.errors import ApiError
from sheets_service.messages import GOOGLE_TYPE
from sheets_service.messages import Reader
from sheets_service.service import HANDLERS
from sheets_service.service import Answer
from sheets_service.service import Api
from sheets_service.service import Request
from sheets_service.service import User
from sheets_service.typist import Typist

UNKNOWN = "Invalid JSON payload received. Unknown name "


def send(book: Typist, verb: str, path: str, body: Any = None, query: str = "") -> Answer:
    content = b"" if body is None else json.dumps(body).encode()
    return book.api.answer(User(OWNER), Request(verb, f"/v4/spreadsheets/{book.book_id}{path}", query, content))


def batch(book: Typist, *requests: dict[str, Any]) -> Answer:
    return send(book, "POST", ":batchUpdate", {"requests": list(requests)})


WRONG_BATCHES = [
    ({"nonsense": {}}, f"{UNKNOWN}\"nonsense\" at 'requests[0]': Cannot find field."),
    ({"addSheet": {"props": {}}}, f"{UNKNOWN}\"props\" at 'requests[0].add_sheet': Cannot find field."),
    (
        {"addSheet": {"properties": {"gridProperties": {"rows": 3}}}},
        f"{UNKNOWN}\"rows\" at 'requests[0].add_sheet.properties.grid_properties': Cannot find field.",
    ),
    (
        {"addSheet": {"properties": {"sheetId": "many"}}},
        "Invalid value at 'requests[0].add_sheet.properties.sheet_id' (TYPE_INT32), \"many\"",
    ),
    (
        {"addSheet": {"properties": {"hidden": "yes"}}},
        "Invalid value at 'requests[0].add_sheet.properties.hidden' (TYPE_BOOL), \"yes\"",
    ),
    (
        {"addSheet": {"properties": {"title": 7}}},
        "Invalid value at 'requests[0].add_sheet.properties.title' (TYPE_STRING), 7",
    ),
    (
        {"addSheet": {"properties": []}},
        f"{UNKNOWN}\"properties\" at 'requests[0].add_sheet': Proto field is not repeating, cannot start list.",
    ),
    (
        {"addSheet": {}, "deleteSheet": {}},
        "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. Cannot set 'deleteSheet'",
    ),
    (
        {"mergeCells": {"mergeType": "MERGE_SOME"}},
        f"Invalid value at 'requests[0].merge_cells.merge_type' ({GOOGLE_TYPE}MergeType), \"MERGE_SOME\"",
    ),
    (
        {"updateCells": {"rows": {"values": []}}},
        f"Invalid value at 'requests[0].update_cells.rows' ({GOOGLE_TYPE}RowData), {{'values': []}}",
    ),
]


@pytest.mark.parametrize(("request_", "message"), WRONG_BATCHES)
def test_a_wrong_request_is_refused(book: Typist, request_: dict[str, Any], message: str) -> None:
    answer = batch(book, request_)
    assert answer.status == 400
    assert answer.json["error"]["status"] == "INVALID_ARGUMENT"
    assert answer.json["error"]["message"] == message


def test_every_fault_is_named_at_once(book: Typist) -> None:
    answer = batch(book, {"addSheet": {"one": 1, "two": 2}})
    violations = answer.json["error"]["details"][0]["fieldViolations"]
    assert [one["field"] for one in violations] == ["requests[0].add_sheet"] * 2


def test_a_fault_in_the_last_request_leaves_the_first_undone(book: Typist) -> None:
    assert batch(book, {"addSheet": {}}, {"addSheet": {"x": 1}}).status == 400
    assert len(book.ask("GET", "")["sheets"]) == 1


def test_names_may_be_written_as_in_the_proto_file(book: Typist) -> None:
    assert batch(book, {"add_sheet": {"properties": {"title": "Two", "sheet_id": 5}}}).status == 200
    assert book.ask("GET", "", fields="sheets.properties.sheetId")["sheets"][1] == {"properties": {"sheetId": 5}}


@pytest.mark.parametrize(
    ("verb", "path", "query", "body", "message"),
    [
        (
            "PUT",
            "/values/A1",
            "valueInputOption=RAW",
            {"values": "X"},
            "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\"",
        ),
        (
            "PUT",
            "/values/A1",
            "valueInputOption=RAW",
            {"values": ["X"]},
            "Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), \"X\"",
        ),
        (
            "PUT",
            "/values/A1",
            "valueInputOption=RAW",
            {"value": []},
            f"{UNKNOWN}\"value\" at 'data': Cannot find field.",
        ),
        ("PUT", "/values/A1", "", {"values": [["X"]]}, "'valueInputOption' is required but not specified"),
        (
            "PUT",
            "/values/A1",
            "valueInputOption=COOKED",
            {"values": [["X"]]},
            f"Invalid value at 'value_input_option' ({GOOGLE_TYPE}ValueInputOption), \"COOKED\"",
        ),
        (
            "GET",
            "/values/A1",
            "render=RAW",
            None,
            f"{UNKNOWN}\"render\": Cannot bind query parameter. Field 'render' could not be found in request message.",
        ),
        ("POST", ":batchUpdate", "", {}, "Must specify at least one request."),
        ("POST", ":batchUpdate", "", {"requests": [{}]}, "Invalid requests[0]: No request set."),
    ],
)
def test_a_wrong_body_or_query_is_refused(
    book: Typist, verb: str, path: str, query: str, body: Any, message: str
) -> None:
    answer = send(book, verb, path, body, query)
    assert (answer.status, answer.json["error"]["message"]) == (400, message)


def test_a_body_that_is_no_json_is_refused(book: Typist) -> None:
    path = f"/v4/spreadsheets/{book.book_id}:batchUpdate"
    for body in (b"{", b'{"requests": NaN}'):
        assert book.api.answer(User(OWNER), Request("POST", path, "", body)).status == 400


def test_a_method_that_is_not_there_is_not_found(api: Api) -> None:
    assert api.answer(User(OWNER), Request("GET", "/v4/workbooks")).status == 404
    assert api.answer(User(OWNER), Request("DELETE", "/v4/spreadsheets/x")).status == 404


def test_a_kind_that_only_google_knows_is_refused(book: Typist) -> None:
    """Never a silent 200, whatever the next edition of the schema brings."""
    kinds = set(service("sheets.v4").schemas["Request"]["properties"])
    assert set(KINDS) < kinds
    for kind in kinds - set(KINDS):
        answer = batch(book, {kind: {}})
        assert answer.status == 400
        assert answer.json["error"]["message"].startswith(f"Invalid requests[0].{kind}: ")


def test_every_method_that_is_answered_is_one_of_googles() -> None:
    methods = {method.id for name in ("sheets.v4", "drive.v3") for method in service(name).methods}
    assert set(HANDLERS) < methods


def test_a_method_that_only_google_knows_is_refused(api: Api) -> None:
    answer = api.answer(User(OWNER), Request("GET", "/drive/v3/about"))
    assert (answer.status, "drive.about.get" in answer.json["error"]["message"]) == (400, True)


def test_an_answer_that_the_schema_does_not_know_is_a_defect_of_ours() -> None:
    api = Api()
    book = api.world.create("Hub", OWNER).book
    book.sheets[0].properties["colour"] = "red"
    api.answer(User(OWNER), Request("GET", f"/v4/spreadsheets/{book.id}"))
    assert "colour" in api.defects[0]


def test_one_object_in_many_places_is_read_once_and_its_faults_are_told_of_each_place() -> None:
    look, wrong = {"bold": True}, {"bold": "very"}
    cells = [{"effectiveFormat": {"textFormat": one}} for one in (look, wrong, look, wrong)]
    reader = Reader(service("sheets.v4"))
    with pytest.raises(ApiError):
        reader.read("RowData", {"values": cells})
    assert [fault["field"] for fault in reader.violations] == [
        f"values[{at}].effective_format.text_format.bold" for at in (1, 3)
    ]
    good = Reader(service("sheets.v4")).read("RowData", {"values": [cells[0], cells[2]]})
    first, second = (cell["effectiveFormat"]["textFormat"] for cell in good["values"])
    assert first is second
