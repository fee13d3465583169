"""A Google spreadsheet becomes a hub: what is missing is added, and nothing else in it changes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from google.oauth2.credentials import Credentials as PersonCredentials
from sheets_service.faults import DropAfter
from sheets_service.faults import DropBefore
from sheets_service.server import SheetsService
from sheets_service.typist import Refused
from sheets_service.typist import Typist

from sheetcrm.app.hub import HubMade
from sheetcrm.app.hub import HubWish
from sheetcrm.app.hub import adopt_hub
from sheetcrm.app.hub import create_hub
from sheetcrm.app.hub import draw
from sheetcrm.app.reading import read_workbook
from sheetcrm.errors import BadRequest
from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import NotAllowed
from sheetcrm.errors import WriteUncertain
from sheetcrm.workbooks.google.build import construct
from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.frame import sheet_id
from sheetcrm.workbooks.google.reading import read_spreadsheet
from tests.app.books import ids
from tests.workbooks.google.sheets import opened
from tests.workbooks.google.sheets import signed_in

VI = HubWish("vi")
REP = "an@company.example"


def spreadsheet(service: SheetsService, locale: str = "vi_VN") -> Typist:
    """A blank one, shared with sheetcrm and with a rep."""
    typist = service.typist(service.new_spreadsheet(writers=("sync", REP)))
    locale_wish = {"properties": {"locale": locale}, "fields": "locale"}
    typist.change({"updateSpreadsheetProperties": locale_wish})
    service.journal.clear()
    return typist


def adopt(service: SheetsService, typist: Typist, wish: HubWish = VI) -> HubMade:
    def connect(place: str, credentials: Path | None) -> PatientClient:
        return signed_in(service, place)

    return adopt_hub(typist.book_id, wish, None, connect, make_id=lambda: "HUB")


def shape(typist: Typist) -> Mapping[str, Any]:
    """All that the service keeps of every tab, by title, without the numbers that it gives out itself."""
    book = typist.api.world.files[typist.book_id].book
    tabs = {
        sheet.title: (sheet.properties, sheet.grid.rows, sheet.sizes, _plain(sheet.hanging), sheet.basic_filter)
        for sheet in book.sheets
    }
    return {**tabs, "names": sorted(map(str, _plain(book.named_ranges)))}


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        numbers = ("protectedRangeId", "chartId", "objectId", "namedRangeId")
        return {name: _plain(value) for name, value in part.items() if name not in numbers}
    return [_plain(value) for value in part] if isinstance(part, list) else part


def test_a_hub_is_built_with_one_look_and_one_batch(sheets_service: SheetsService) -> None:
    typist = spreadsheet(sheets_service)
    made = adopt(sheets_service, typist)
    assert [(entry.verb, entry.status) for entry in sheets_service.journal.entries] == [("GET", 200), ("POST", 200)]
    assert sheets_service.journal.largest < 2_000_000
    assert {sheet.title for sheet in draw(VI, "x").sheets} == set(made.added)
    reading = read_workbook(opened(sheets_service, typist), "hub", None, ids())
    assert (reading.settings.lang, reading.settings.workbook_id, reading.problems) == ("vi", "HUB", ())


def test_what_is_in_the_spreadsheet_already_stays_as_it_is(sheets_service: SheetsService) -> None:
    typist = spreadsheet(sheets_service)
    typist.type("Sheet1!A1:C3", [["Của tôi", "1/2/2026", "=A1&B1"], [], ["x", 1.5, True]])
    look = {"userEnteredFormat": {"textFormat": {"bold": True}}, "note": "đừng xóa"}
    area = typist.area("Sheet1!A1:B2")
    typist.change(
        {"repeatCell": {"range": area, "cell": look, "fields": "userEnteredFormat,note"}},
        {"mergeCells": {"range": typist.area("Sheet1!A5:B6"), "mergeType": "MERGE_ALL"}},
        {"addNamedRange": {"namedRange": {"name": "cua_toi", "range": area}}},
        {"addProtectedRange": {"protectedRange": {"range": area, "warningOnly": True}}},
    )
    before = copy.deepcopy(typist.api.world.files[typist.book_id].book)
    adopt(sheets_service, typist)
    after = typist.api.world.files[typist.book_id].book
    assert after.sheets[0] == before.sheets[0]
    assert after.properties == before.properties
    assert before.named_ranges[0] in after.named_ranges


def test_a_second_run_changes_nothing_and_a_tab_that_was_deleted_comes_back(sheets_service: SheetsService) -> None:
    typist = spreadsheet(sheets_service)
    adopt(sheets_service, typist)
    before = shape(typist)
    sheets_service.journal.clear()
    assert adopt(sheets_service, typist, HubWish("en")).added == ()
    assert len(sheets_service.journal) == 1
    typist.change({"deleteSheet": {"sheetId": sheet_id("costs")}})
    assert adopt(sheets_service, typist, HubWish("en")).added == ("Chi phí",)
    after = shape(typist)
    assert after["Chi phí"] == before["Chi phí"]
    assert after == before


@pytest.mark.parametrize("event", [DropBefore(), DropAfter()], ids=repr)
def test_a_run_that_broke_off_is_simply_run_again(sheets_service: SheetsService, event: Any) -> None:
    typist, whole = spreadsheet(sheets_service), spreadsheet(sheets_service)
    adopt(sheets_service, whole)
    sheets_service.schedule([(2, event)])
    with pytest.raises(WriteUncertain):
        adopt(sheets_service, typist)
    adopt(sheets_service, typist)
    assert shape(typist) == shape(whole)


def test_a_build_in_pieces_goes_on_where_it_stopped(sheets_service: SheetsService) -> None:
    """As when the tabs are there and only some of them are filled."""
    whole = spreadsheet(sheets_service)
    adopt(sheets_service, whole)
    client = signed_in(sheets_service)
    for filled in (0, 7, 20):
        typist = spreadsheet(sheets_service)
        seen = read_spreadsheet(client, typist.book_id, "hub")
        construction = construct(draw(VI, "HUB"), seen, "hub")
        client.batch_update(typist.book_id, {"requests": list(construction.frames)})
        for body in construction.bodies[:filled]:
            client.batch_update(typist.book_id, {"requests": list(body)})
        assert len(adopt(sheets_service, typist).added) == len(construction.bodies) - filled
        assert shape(typist) == shape(whole)


def test_a_tab_of_ours_without_its_hidden_row_is_not_written_over(sheets_service: SheetsService) -> None:
    typist = spreadsheet(sheets_service)
    adopt(sheets_service, typist)
    typist.type("'Khách tiềm năng'!B3", [["Công ty An"]])
    typist.delete_rows("Khách tiềm năng", 1)
    with pytest.raises(LayoutBroken) as raised:
        adopt(sheets_service, typist)
    assert "Khách tiềm năng" in raised.value.in_language("vi")


def test_a_tab_of_the_users_own_keeps_its_title_and_ours_takes_another(sheets_service: SheetsService) -> None:
    typist = spreadsheet(sheets_service)
    wish = {"properties": {"sheetId": 0, "title": "DANH MỤC"}, "fields": "title"}
    typist.change({"updateSheetProperties": wish})
    made = adopt(sheets_service, typist)
    assert made.renamed == (("Danh mục", "Danh mục (2)"),)
    rules = typist.ask(
        "GET", "", ranges="'Khách tiềm năng'!A3:ZZ3", fields="sheets(data(rowData(values(dataValidation))))"
    )
    values = rules["sheets"][0]["data"][0]["rowData"][0]["values"]
    sources = [one["dataValidation"]["condition"]["values"][0]["userEnteredValue"] for one in values if _offers(one)]
    assert any(source.startswith("='Danh mục (2)'!") for source in sources)
    assert not any(source.startswith("='Danh mục'!") for source in sources)


def _offers(cell: Mapping[str, Any]) -> bool:
    return bool(cell.get("dataValidation", {}).get("condition", {}).get("type") == "ONE_OF_RANGE")


@pytest.mark.parametrize(("locale", "separator", "wrong"), [("vi_VN", ";", ","), ("en_US", ",", ";")])
def test_formulas_are_written_as_the_spreadsheets_locale_reads_them(
    sheets_service: SheetsService, locale: str, separator: str, wrong: str
) -> None:
    typist = spreadsheet(sheets_service, locale)
    adopt(sheets_service, typist)
    answer = typist.ask("GET", "", fields="sheets(conditionalFormats(booleanRule(condition)))")
    formulas = [
        rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        for sheet in answer["sheets"]
        for rule in sheet.get("conditionalFormats", ())
    ]
    outside = ["".join(formula.split('"')[::2]) for formula in formulas]
    assert any(separator in formula for formula in outside)
    assert not any(wrong in formula for formula in outside)


def test_a_rep_types_into_his_columns_and_not_into_those_of_sheetcrm(sheets_service: SheetsService) -> None:
    typist = spreadsheet(sheets_service)
    adopt(sheets_service, typist)
    rep = Typist(typist.api, typist.book_id, REP)
    deals = opened(sheets_service, typist).read()["opportunities"]
    rep.type(f"'Cơ hội'!{deals.letters['account']}3", [["Trường An"]])
    for key in ("accepted_stage", "health"):
        with pytest.raises(Refused):
            rep.type(f"'Cơ hội'!{deals.letters[key]}3", [["x"]])
    for cells in ("'Cơ hội'!A1", "KPI!B5", "'_sheetcrm'!B3", "'Lịch sử chặng'!A3"):
        with pytest.raises(Refused):
            rep.type(cells, [["x"]])
    assert opened(sheets_service, typist).read()["opportunities"].columns["account"] == ["Trường An"]


def person(service: SheetsService, email: str) -> Callable[[str, Path | None], PatientClient]:
    credentials = PersonCredentials.from_authorized_user_info(service.gate.accounts.person(email))
    credentials._token_uri = service.gate.accounts.token_uri
    return lambda place, _: PatientClient(credentials, place=place, base=service.base)


def test_a_person_makes_a_new_hub_without_a_blank_tab(sheets_service: SheetsService) -> None:
    made = create_hub("Bảng chung", VI, None, person(sheets_service, "boss@company.example"), lambda: "HUB")
    file = sheets_service.world.files[made.address.removeprefix("gsheet:")]
    assert (file.name, made.title) == ("Bảng chung", "Bảng chung")
    assert [sheet.title for sheet in file.book.sheets] == [sheet.title for sheet in draw(VI, "x").sheets]
    assert file.book.properties["locale"] == "vi_VN"
    assert len(sheets_service.journal) == 3


def test_a_service_account_cannot_and_is_told_what_to_do(sheets_service: SheetsService) -> None:
    email = sheets_service.credentials()["client_email"]
    sheets_service.world.full_drives.add(email)
    with pytest.raises(NotAllowed) as raised:
        create_hub("Bảng chung", VI, None, lambda place, _: signed_in(sheets_service, place))
    for lang in ("vi", "en"):
        said = raised.value.in_language(lang)
        assert email in said
        assert "sheetcrm hub adopt" in said


def test_nothing_is_asked_for_a_wish_that_makes_no_sense(sheets_service: SheetsService) -> None:
    for ask in (
        lambda: create_hub(
            "x", HubWish("vi", currency="đồng"), None, lambda place, _: signed_in(sheets_service, place)
        ),
        lambda: adopt_hub("sổ của tôi", VI, None, lambda place, _: signed_in(sheets_service, place)),
    ):
        with pytest.raises(BadRequest):
            ask()
    assert len(sheets_service.journal) == 0
