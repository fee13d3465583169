"""Who may change what: shared files, protected ranges, named ranges."""

from __future__ import annotations

from typing import Any

import pytest

from sheets_service.service import Api
from sheets_service.typist import Refused
from sheets_service.typist import Typist

EDITOR = "an@company.example"
PROTECTED = "You are trying to edit a protected cell or object"


@pytest.fixture
def an(api: Api, book: Typist) -> Typist:
    """A colleague who may write."""
    api.world.share(api.world.files[book.book_id], {"type": "user", "role": "writer", "emailAddress": EDITOR})
    return Typist(api, book.book_id, EDITOR)


def protect(book: Typist, cells: str, **more: Any) -> int:
    protected = {"range": book.area(cells), **more}
    reply = book.change({"addProtectedRange": {"protectedRange": protected}})[0]["addProtectedRange"]
    return int(reply["protectedRange"]["protectedRangeId"])


TOUCHING = [
    {"updateCells": {"start": {}, "rows": [{"values": [{"note": "x"}]}], "fields": "note"}},
    {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}},
    {"deleteDimension": {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}}},
    {"sortRange": {"range": {"sheetId": 0, "endRowIndex": 3}, "sortSpecs": [{"dimensionIndex": 0}]}},
    {"copyPaste": {"source": {"startRowIndex": 5, "endRowIndex": 6}, "destination": {"endRowIndex": 1}}},
    {"cutPaste": {"source": {"endRowIndex": 1}, "destination": {"rowIndex": 8}}},
    {"mergeCells": {"range": {"endRowIndex": 2}}},
    {"repeatCell": {"range": {"endRowIndex": 2}, "cell": {}, "fields": "*"}},
    {"findReplace": {"find": "secret", "replacement": "x", "allSheets": True}},
    {"setDataValidation": {"range": {"endRowIndex": 2}}},
]


@pytest.mark.parametrize("request_", TOUCHING, ids=lambda request: next(iter(request)))
def test_a_protected_cell_is_changed_by_nobody_else(book: Typist, an: Typist, request_: dict[str, Any]) -> None:
    book.type("A1", [["secret"]])
    protect(book, "A1")
    with pytest.raises(Refused, match=PROTECTED):
        an.change(request_)
    book.change(request_)


def test_values_are_protected_too(book: Typist, an: Typist) -> None:
    protect(book, "A1:A9")
    with pytest.raises(Refused, match=f"^{PROTECTED}"):
        an.type("A1:B1", [["x", "y"]])
    with pytest.raises(Refused, match=PROTECTED):
        an.ask("POST", "/values/A:B:clear", {})
    an.type("B1", [["free"]])
    assert book.read("A1:B1") == [["", "free"]]


def test_editors_a_warning_and_free_cells_let_him_in(book: Typist, an: Typist) -> None:
    own = protect(book, "A1", editors={"users": [EDITOR]})
    protect(book, "A2", warningOnly=True)
    protect(book, "A3:B4", unprotectedRanges=[book.area("B3:B4")])
    an.type("A1:A2", [["x"], ["x"]])
    an.type("B3", [["x"]])
    with pytest.raises(Refused, match=PROTECTED):
        an.type("A3", [["x"]])
    book.change({"deleteProtectedRange": {"protectedRangeId": own}})


def test_a_protection_is_lifted_only_by_who_may_edit_it(book: Typist, an: Typist) -> None:
    own = protect(book, "A1")
    with pytest.raises(Refused, match=PROTECTED):
        an.change({"deleteProtectedRange": {"protectedRangeId": own}})
    with pytest.raises(Refused, match="No protected range with ID: 7"):
        book.change({"deleteProtectedRange": {"protectedRangeId": 7}})
    wider = {"protectedRangeId": own, "editors": {"users": [EDITOR]}}
    book.change({"updateProtectedRange": {"protectedRange": wider, "fields": "editors"}})
    an.type("A1", [["x"]])


def test_who_may_only_read_cannot_write_and_a_stranger_not_even_read(api: Api, book: Typist) -> None:
    api.world.share(api.world.files[book.book_id], {"type": "user", "role": "reader", "emailAddress": EDITOR})
    reader, stranger = Typist(api, book.book_id, EDITOR), Typist(api, book.book_id, "x@else.example")
    assert reader.read("A1") == []
    for refused in (lambda: reader.type("A1", [["x"]]), lambda: stranger.read("A1")):
        with pytest.raises(Refused, match="The caller does not have permission"):
            refused()
    with pytest.raises(Refused, match="Requested entity was not found"):
        Typist(api, "1" * 44, EDITOR).read("A1")


def test_named_ranges_are_read_by_name_and_have_names_of_their_own(book: Typist) -> None:
    book.type("B2:B3", [["one"], ["two"]])
    named = {"name": "Stages", "range": book.area("B2:B3")}
    reply = book.change({"addNamedRange": {"namedRange": named}})[0]["addNamedRange"]["namedRange"]
    assert book.read("stages") == [["one"], ["two"]]
    for name in ("STAGES", "A1", "two words", "R1C1", "9x"):
        with pytest.raises(Refused):
            book.change({"addNamedRange": {"namedRange": {"name": name, "range": book.area("A1")}}})
    changed = {"namedRangeId": reply["namedRangeId"], "name": "Steps"}
    book.change({"updateNamedRange": {"namedRange": changed, "fields": "name"}})
    assert book.read("Steps") == [["one"], ["two"]]
    with pytest.raises(Refused, match="Unable to parse range: Stages"):
        book.read("Stages")
