"""Methods of the real gspread on spreadsheets, sheets and files."""

from __future__ import annotations

import gspread
import pytest
from gspread.utils import DateTimeOption
from gspread.utils import Dimension
from gspread.utils import ExportFormat
from gspread.utils import ValueRenderOption

from sheets_service import test_gspread_looks
from sheets_service import test_gspread_values
from sheets_service.seen import Sheet
from sheets_service.server import SheetsService


def test_protection_comes_and_goes(sheet: Sheet) -> None:
    reply = sheet.add_protected_range("A1:B2", ["lan@company.example"], description="heads")
    protected = reply["replies"][0]["addProtectedRange"]["protectedRange"]
    assert sheet.spreadsheet.list_protected_ranges(sheet.id)[0]["description"] == "heads"
    sheet.delete_protected_range(protected["protectedRangeId"])
    assert sheet.spreadsheet.list_protected_ranges(sheet.id) == []


def test_a_named_range_goes(sheet: Sheet) -> None:
    reply = sheet.define_named_range("A1:A2", "Ids")
    assert [one["name"] for one in sheet.spreadsheet.list_named_ranges()] == ["Ids"]
    assert [one.value for one in sheet.spreadsheet.named_range("Ids")] == ["id", "1"]
    sheet.delete_named_range(reply["replies"][0]["addNamedRange"]["namedRange"]["namedRangeId"])
    assert sheet.spreadsheet.list_named_ranges() == []


def test_sheets_are_added_doubled_ordered_hidden_and_removed(spreadsheet: gspread.Spreadsheet) -> None:
    two = spreadsheet.add_worksheet("two", 10, 5, index=0)
    assert [one.title for one in spreadsheet.worksheets()] == ["two", "Sheet1"]
    double = spreadsheet.worksheet("Sheet1").duplicate(new_sheet_name="three")
    assert double.get("A1") == [["id"]]
    spreadsheet.reorder_worksheets([spreadsheet.worksheet("Sheet1"), double, two])
    assert [one.title for one in spreadsheet] == ["Sheet1", "three", "two"]
    two.hide()
    assert [one.title for one in spreadsheet.worksheets(exclude_hidden=True)] == ["Sheet1", "three"]
    two.show()
    spreadsheet.del_worksheet(two)
    spreadsheet.del_worksheet_by_id(double.id)
    assert [one.title for one in spreadsheet.worksheets()] == ["Sheet1"]
    with pytest.raises(gspread.WorksheetNotFound):
        spreadsheet.worksheet("two")


def test_a_sheet_is_copied_into_another_spreadsheet(sheets_service: SheetsService, sheet: Sheet) -> None:
    other = sheets_service.client().create("Other")
    sheet.copy_to(other.id)
    assert other.worksheet("Copy of Sheet1").get("C2") == [["6"]]


def test_a_spreadsheet_has_a_title_a_place_and_a_time(spreadsheet: gspread.Spreadsheet) -> None:
    spreadsheet.update_title("Sổ mới")
    spreadsheet.update_locale("vi_VN")
    spreadsheet.update_timezone("Asia/Ho_Chi_Minh")
    shown = spreadsheet.fetch_sheet_metadata()["properties"]
    assert (shown["title"], shown["locale"], shown["timeZone"]) == ("Sổ mới", "vi_VN", "Asia/Ho_Chi_Minh")
    spreadsheet.sheet1.update([["13/2/2026", "1.234,5"]], "A9", raw=False)
    assert spreadsheet.sheet1.get("A9:B9") == [["13/02/2026", "1.234,50"]]
    options = {
        "value_render_option": ValueRenderOption.unformatted,
        "date_time_render_option": DateTimeOption.serial_number,
    }
    assert spreadsheet.sheet1.get("A9:B9", **options) == [[46066, 1234.5]]
    assert spreadsheet.get_lastUpdateTime() == spreadsheet.creationTime == "2026-01-05T08:00:00.000Z"


def test_low_level_calls_pass_through(spreadsheet: gspread.Spreadsheet) -> None:
    params = {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"}
    reply = spreadsheet.values_append("Sheet1!A1:C1", params, {"values": [["4"]]})
    assert reply["updates"]["updatedRange"] == "Sheet1!A5"
    spreadsheet.values_batch_update({"valueInputOption": "RAW", "data": [{"range": "Sheet1!A6", "values": [["5"]]}]})
    columns = spreadsheet.values_get("Sheet1!A1:B6", {"majorDimension": Dimension.cols})["values"]
    assert columns[0] == ["id", "1", "2", "3", "4", "5"]
    assert spreadsheet.values_batch_clear(body={"ranges": ["Sheet1!A5:A6"]})["clearedRanges"] == ["Sheet1!A5:A6"]
    assert spreadsheet.values_clear("Sheet1!A4")["clearedRange"] == "Sheet1!A4"


def test_files_are_found_copied_filled_exported_and_deleted(
    sheets_service: SheetsService, spreadsheet: gspread.Spreadsheet
) -> None:
    client = sheets_service.client()
    assert client.open("Sổ").id == client.open_by_url(spreadsheet.url).id == spreadsheet.id
    assert [one.title for one in client.openall()] == ["Sổ"]
    spreadsheet.share("lan@company.example", perm_type="user", role="reader")
    copy = client.copy(spreadsheet.id, "Bản sao", copy_permissions=True, copy_comments=True)
    assert [one["emailAddress"] for one in copy.list_permissions()][1:] == ["lan@company.example"]
    assert copy.remove_permissions("lan@company.example") != []
    client.import_csv(copy.id, "a,b\n1,=1+1\n")
    assert client.open_by_key(copy.id).sheet1.get_all_values() == [["a", "b"], ["1", "2"]]
    assert copy.export(ExportFormat.CSV) == b"a,b\r\n1,2"
    client.del_spreadsheet(copy.id)
    assert [file["name"] for file in client.list_spreadsheet_files()] == ["Sổ"]
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("Bản sao")


def test_a_file_is_given_away(sheets_service: SheetsService, spreadsheet: gspread.Spreadsheet) -> None:
    new_owner = sheets_service.credentials("lan")["client_email"]
    permission = spreadsheet.share(new_owner, perm_type="user", role="writer").json()["id"]
    spreadsheet.transfer_ownership(permission)
    sheets_service.client("lan").open_by_key(spreadsheet.id).accept_ownership(permission)
    roles = {one["emailAddress"].split("@")[0]: one["role"] for one in spreadsheet.list_permissions()}
    assert roles == {"sync": "writer", "lan": "owner"}


def test_no_public_method_is_forgotten() -> None:
    """The tables name every method of Worksheet that talks to the service, save those with a test of their own."""
    tables = (test_gspread_values.READS, test_gspread_values.WRITES, test_gspread_looks.WRITES)
    told = {row[0] for table in tables for row in table}
    elsewhere = """
    add_protected_range delete_protected_range delete_named_range duplicate copy_to hide show get_note update_notes
    get_tab_color get_dupes match list_dimension_group_columns list_dimension_group_rows delete_dimension from_json
    """
    plain = """
    id url spreadsheet column_count col_count frozen_row_count frozen_col_count index isSheetHidden tab_color
    is_gridlines_hidden
    """
    public = {name for name in dir(Sheet) if not name.startswith("_")}
    assert public - told - set(elsewhere.split()) - set(plain.split()) == set()
