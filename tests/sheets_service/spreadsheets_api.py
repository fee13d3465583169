"""The methods of ``spreadsheets``, ``developerMetadata`` and ``sheets``."""

from __future__ import annotations

from sheets_service.batch import batch_update
from sheets_service.book import Book
from sheets_service.book import sheet_properties
from sheets_service.call import Call
from sheets_service.call import Handler
from sheets_service.cell import from_json
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.editing import locate
from sheets_service.errors import drive_error
from sheets_service.errors import invalid
from sheets_service.errors import not_found
from sheets_service.filters import areas_of
from sheets_service.filters import find_metadata
from sheets_service.kinds.request import clean
from sheets_service.kinds.sheets import copied_sheet
from sheets_service.sheet import Sheet
from sheets_service.viewing import properties_of
from sheets_service.viewing import view


def get(call: Call) -> Json:
    """The spreadsheet, or what ranges and mask take of it."""
    book = call.read()
    areas = [locate(book, text) for text in call.query.get("ranges", [])]
    return view(book, call.mask, areas, grid_data=call.query.get("includeGridData", False))


def get_by_filter(call: Call) -> Json:
    """The same, by data filters."""
    book = call.read()
    areas = [area for _, area in areas_of(book, call.body.get("dataFilters", []))]
    return view(book, call.mask, areas, grid_data=call.body.get("includeGridData", False))


def batch(call: Call) -> Json:
    """All requests or none."""
    file, actor = call.open_to_write()
    book, reply = batch_update(file.book, actor, call.body, call.mask)
    call.world.keep(file, book)
    return reply


def check_may_create(call: Call) -> None:
    """Raises: ApiError for a user without room in Drive, as service accounts have been since 2024."""
    if call.email in call.world.full_drives:
        message = "The user's Drive storage quota has been exceeded."
        raise drive_error(403, "storageQuotaExceeded", message, "usageLimits")


def create(call: Call) -> Json:
    """A new spreadsheet with the sheets that were described."""
    check_may_create(call)
    properties = clean("SpreadsheetProperties", call.body.get("properties"))
    file = call.world.create(properties.get("title", "Untitled spreadsheet"), call.email)
    book = file.book
    book.properties = {**book.properties, **properties}
    described = call.body.get("sheets", [])
    if described:
        book.sheets = []
        for number, one in enumerate(described):
            _describe(book, number, one)
    return view(book, call.mask)


def _describe(book: Book, number: int, described: Json) -> None:
    wanted = clean("SheetProperties", described.get("properties"))
    wanted.pop("index", None)
    title = wanted.get("title", f"Sheet{number + 1}")
    if book.titled(title):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
    properties = sheet_properties(wanted.get("sheetId", book.new_id()), title)
    grid = {**properties["gridProperties"], **wanted.get("gridProperties", {})}
    sheet = Sheet({**properties, **wanted, "gridProperties": grid})
    for block in described.get("data", []):
        for down, row in enumerate(block.get("rowData", [])):
            cells = [from_json(clean("CellData", cell)) for cell in row.get("values", [])]
            sheet.grid.put(block.get("startRow", 0) + down, block.get("startColumn", 0), cells)
    book.sheets.append(sheet)


def copy_to(call: Call) -> Json:
    """A sheet into another spreadsheet, at its end."""
    source_book = call.read()
    try:
        source = source_book.sheet(int(call.path["sheetId"]))
    except (KeyError, ValueError):
        raise not_found() from None
    file, actor = call.world.open(call.body.get("destinationSpreadsheetId", ""), call.email, to_write=True)
    edit = Edit(file.book.copy(), actor)
    title, number = f"Copy of {source.title}", 2
    while edit.book.titled(title):
        title, number = f"Copy of {source.title} {number}", number + 1
    double = copied_sheet(edit, source, edit.book.new_id(), title)
    edit.book.sheets.append(double)
    edit.book.has_formulas |= source_book.has_formulas
    edit.check_size()
    call.save(file, edit)
    return properties_of(edit.book, double)


def get_metadata(call: Call) -> Json:
    """One note by its number."""
    for note in call.read().metadata:
        if str(note["metadataId"]) == call.path["metadataId"]:
            return note
    raise not_found()


def search_metadata(call: Call) -> Json:
    """All notes that the filters find."""
    book, filters = call.read(), call.body.get("dataFilters", [])
    found = [
        {"developerMetadata": note, "dataFilters": [one for one in filters if find_metadata(book, [one], note)]}
        for note in book.metadata
        if find_metadata(book, filters, note)
    ]
    return {"matchedDeveloperMetadata": found} if found else {}


HANDLERS: dict[str, Handler] = {
    "sheets.spreadsheets.get": get,
    "sheets.spreadsheets.getByDataFilter": get_by_filter,
    "sheets.spreadsheets.batchUpdate": batch,
    "sheets.spreadsheets.create": create,
    "sheets.spreadsheets.sheets.copyTo": copy_to,
    "sheets.spreadsheets.developerMetadata.get": get_metadata,
    "sheets.spreadsheets.developerMetadata.search": search_metadata,
}
