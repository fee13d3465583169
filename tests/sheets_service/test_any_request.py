"""Whatever is asked, the stand-in answers or refuses; it never breaks and never answers against Google's schema."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheets_service.batch import KINDS
from sheets_service.conftest import OWNER
from sheets_service.discovery import service
from sheets_service.messages import ONE_OF
from sheets_service.service import Api
from sheets_service.service import Request
from sheets_service.service import User
from sheets_service.typist import Typist

SCHEMAS = service("sheets.v4").schemas
# Texts that get past the first checks, so that what is behind them is reached.
TEXTS = ["A1", "Sheet1!A2:C", "=SUM(A1:B9)", "Old", "x", "", "7", ",", "2026-01-05", "Asia/Ho_Chi_Minh", "vi_VN"]
NUMBERS = st.sampled_from([0, 0, 0, 1, 2, 3, 5, 7, 999, 1000, -1])
SMALL = st.integers(0, 6)
# What the spreadsheet has before, so that updates and deletions find something; all have the number 7.
OBJECTS: list[dict[str, Any]] = [
    {"addSheet": {"properties": {"sheetId": 7, "title": "Second"}}},
    {"addNamedRange": {"namedRange": {"namedRangeId": "7", "name": "Old", "range": {"endRowIndex": 3}}}},
    {"addProtectedRange": {"protectedRange": {"protectedRangeId": 7, "range": {"startRowIndex": 30}}}},
    {"addBanding": {"bandedRange": {"bandedRangeId": 7, "range": {"endRowIndex": 4}}}},
    {"addFilterView": {"filter": {"filterViewId": 7, "range": {"endRowIndex": 4}}}},
    {"addChart": {"chart": {"chartId": 7, "spec": {}}}},
    {"addSlicer": {"slicer": {"slicerId": 7, "spec": {}}}},
    {"addTable": {"table": {"tableId": "7", "name": "t", "range": {"endRowIndex": 4, "endColumnIndex": 3}}}},
    {"addDimensionGroup": {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 5}}},
    {"addConditionalFormatRule": {"rule": {"ranges": [{"startRowIndex": 1, "endRowIndex": 4}], "booleanRule": {}}}},
    {"mergeCells": {"range": {"startRowIndex": 5, "endRowIndex": 7, "startColumnIndex": 0, "endColumnIndex": 2}}},
    {"setBasicFilter": {"filter": {"range": {"endRowIndex": 4}}}},
]


def span(start: str, end: str) -> st.SearchStrategy[dict[str, int]]:
    """A start and an end after it, or one of them, or none."""
    both = st.builds(lambda first, size: {start: first, end: first + size}, SMALL, st.integers(1, 4))
    return st.one_of(both, both, both, SMALL.map(lambda first: {start: first}), st.just({}))


SHEET = st.sampled_from([{}, {}, {"sheetId": 0}, {"sheetId": 7}, {"sheetId": 3}])
DIMENSION = st.sampled_from([{"dimension": "ROWS"}, {"dimension": "COLUMNS"}])


def joined(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """One message of several parts."""
    return st.tuples(*parts).map(lambda found: {name: value for part in found for name, value in part.items()})


SPECIAL = {
    "GridRange": joined(SHEET, span("startRowIndex", "endRowIndex"), span("startColumnIndex", "endColumnIndex")),
    "DimensionRange": joined(SHEET, DIMENSION, span("startIndex", "endIndex")),
}


def values(name: str, spec: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    """Values of a field, by its type."""
    if "$ref" in spec:
        return messages(spec["$ref"], depth - 1)
    kind = spec.get("type")
    if kind == "array":
        return st.lists(values(name, spec["items"], depth - 1), max_size=2)
    if "enum" in spec:
        return st.sampled_from(spec["enum"][1:] or spec["enum"])
    if kind == "boolean":
        return st.booleans()
    if kind in ("integer", "number"):
        return st.sampled_from([0, 7]) if name.endswith("Id") else NUMBERS
    return st.sampled_from(TEXTS) if kind == "string" else st.just({})


def messages(schema: str, depth: int, *, whole: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Messages of a kind."""
    if schema in SPECIAL:
        return SPECIAL[schema]
    known = SCHEMAS[schema].get("properties", {})
    properties = {name: spec for name, spec in known.items() if not spec.get("readOnly")}
    if depth <= 0 or not properties:
        return st.just({})
    parts = {name: values(name, spec, depth) for name, spec in properties.items()}
    if schema in ONE_OF:
        return st.sampled_from(sorted(parts)).flatmap(lambda name: st.fixed_dictionaries({name: parts[name]}))
    return st.fixed_dictionaries(parts) if whole else st.fixed_dictionaries({}, optional=parts)


def masks(schema: str) -> st.SearchStrategy[str]:
    """Masks over what the request changes: everything, or one field of it."""
    inside = [spec["$ref"] for spec in SCHEMAS[schema]["properties"].values() if "$ref" in spec]
    names = {name for one in [*inside, "CellData"] for name in SCHEMAS[one].get("properties", {})}
    return st.one_of(st.just("*"), st.sampled_from(sorted(names)))


def requests(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Requests of a kind in a batch update, most of them whole."""
    schema = SCHEMAS["Request"]["properties"][kind]["$ref"]
    body = st.one_of(messages(schema, 6, whole=True), messages(schema, 5))
    if "fields" in SCHEMAS[schema].get("properties", {}):
        body = joined(body, masks(schema).map(lambda mask: {"fields": mask}))
    return body.map(lambda content: {kind: content})


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(sorted(KINDS)).flatmap(requests), min_size=1, max_size=3))
def test_a_batch_is_answered_or_refused(batch: list[dict[str, Any]]) -> None:
    api = Api()
    book = Typist(api, api.world.create("Hub", OWNER).book.id, OWNER)
    book.change(*OBJECTS)
    book.type("A1:C4", [["id", "name", 3], ["one", "=C1*2", True], [None, "x", "12%"], ["two", "y", "2026-01-05"]])
    before = book.ask("GET", "", includeGridData="true", ranges="A1:H9")
    body = {"requests": batch, "includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
    path = f"/v4/spreadsheets/{book.book_id}:batchUpdate"
    answer = api.answer(User(OWNER), Request("POST", path, "", json.dumps(body).encode()))
    assert api.defects == []
    assert answer.status in (200, 400)
    if answer.status == 400:
        assert book.ask("GET", "", includeGridData="true", ranges="A1:H9") == before
    book.read("Sheet1!A1:H9", "FORMATTED_VALUE") if book.api.world.files[book.book_id].book.titled("Sheet1") else None
    assert api.defects == []


cells = st.sampled_from([None, "", "x", "=A1+1", "0042", 7, 1.5, True])
tables = st.lists(st.lists(cells, max_size=4), max_size=4)
ranges = st.sampled_from(["A1", "B2:C3", "Sheet1", "A:B", "2:3", "Z1000", "A1:ZZ2000", "Nowhere!A1", "AA1", "A1001"])


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(ranges, tables, st.sampled_from(["RAW", "USER_ENTERED"]), st.sampled_from(["ROWS", "COLUMNS"]), st.booleans())
def test_values_are_written_or_refused(
    where: str, table: list[list[Any]], option: str, dimension: str, add: bool
) -> None:
    api = Api()
    book = api.world.create("Hub", OWNER).book
    path = f"/v4/spreadsheets/{book.id}/values/{where.replace('!', '%21')}{':append' if add else ''}"
    query = f"valueInputOption={option}&includeValuesInResponse=true"
    body = json.dumps({"values": table, "majorDimension": dimension}).encode()
    answer = api.answer(User(OWNER), Request("POST" if add else "PUT", path, query, body))
    assert api.defects == []
    assert answer.status in (200, 400)
