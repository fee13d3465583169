"""The methods of ``spreadsheets.values``."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from typing import Any

from sheets_service import a1
from sheets_service.area import Area
from sheets_service.book import Book
from sheets_service.call import Call
from sheets_service.call import Handler
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.editing import locate
from sheets_service.errors import invalid
from sheets_service.filters import areas_of
from sheets_service.reading import Rendering
from sheets_service.reading import read_area
from sheets_service.writing import Written
from sheets_service.writing import append
from sheets_service.writing import clear
from sheets_service.writing import update_reply
from sheets_service.writing import write_area


def option_of(query: Mapping[str, Any]) -> str:
    """How input is to be read. Raises: ApiError when it was not said."""
    option = query.get("valueInputOption", "INPUT_VALUE_OPTION_UNSPECIFIED")
    if option == "INPUT_VALUE_OPTION_UNSPECIFIED":
        raise invalid("'valueInputOption' is required but not specified")
    return str(option)


def _text(book: Book, area: Area) -> str:
    return a1.area_text(area, book.sheet(area.sheet_id).title)


def get(call: Call) -> Json:
    """One range."""
    book = call.read()
    return read_area(book, locate(book, call.path["range"]), Rendering.of(call.query))


def batch_get(call: Call) -> Json:
    """Several ranges, in the order asked."""
    book = call.read()
    areas = [locate(book, text) for text in call.query.get("ranges", [])]
    return {
        "spreadsheetId": book.id,
        "valueRanges": [read_area(book, area, Rendering.of(call.query)) for area in areas],
    }


def batch_get_by_filter(call: Call) -> Json:
    """Several ranges, each with the filters that found it."""
    book, how = call.read(), Rendering.of(call.body)
    found = areas_of(book, call.body.get("dataFilters", []))
    ranges = [{"valueRange": read_area(book, area, how), "dataFilters": [one]} for one, area in found]
    return {"spreadsheetId": book.id, **({"valueRanges": ranges} if ranges else {})}


def _check_range(call: Call, edit: Edit, area: Area) -> None:
    """The body may repeat the range, but not contradict it."""
    text = call.body.get("range")
    if text and locate(edit.book, text) != area:
        raise invalid(
            f"Requested writing within range [{text}], but the range of the request is [{call.path['range']}]"
        )


def update(call: Call) -> Json:
    """One range."""
    option = option_of(call.query)
    file, edit = call.edit()
    area = locate(edit.book, call.path["range"])
    _check_range(call, edit, area)
    written = write_area(edit, area, call.body, option)
    call.save(file, edit)
    return update_reply(edit, written, call.query)


def _totals(edit: Edit, results: list[Written], replies: list[Json]) -> Json:
    counts = {
        "totalUpdatedRows": len(set().union(*(one.rows for one in results))),
        "totalUpdatedColumns": len(set().union(*(one.columns for one in results))),
        "totalUpdatedCells": sum(one.cells for one in results),
        "totalUpdatedSheets": len({one.area.sheet_id for one in results if one.cells}),
    }
    counts = {name: count for name, count in counts.items() if count}
    return {"spreadsheetId": edit.book.id, **counts, **({"responses": replies} if replies else {})}


def batch_update(call: Call) -> Json:
    """Several ranges, all or none."""
    option = option_of(call.body)
    file, edit = call.edit()
    results = []
    for number, value_range in enumerate(call.body.get("data", [])):
        here = Edit(edit.book, edit.actor, f"Invalid data[{number}]: ")
        try:
            area = locate(edit.book, value_range.get("range", ""))
        except Exception as error:
            raise here.refuse(str(error)) from error
        results.append(write_area(here, area, value_range, option))
    call.save(file, edit)
    return _totals(edit, results, [update_reply(edit, one, call.body) for one in results])


def batch_update_by_filter(call: Call) -> Json:
    """Several ranges found by filters, all or none."""
    option = option_of(call.body)
    file, edit = call.edit()
    results, filters = [], []
    for value_range in call.body.get("data", []):
        for one, area in areas_of(edit.book, [value_range.get("dataFilter", {})]):
            results.append(write_area(edit, area, value_range, option))
            filters.append(one)
    call.save(file, edit)
    replies = [update_reply(edit, one, call.body) for one in results]
    for reply, one in zip(replies, filters, strict=True):
        del reply["spreadsheetId"]
        reply["dataFilter"] = one
    return _totals(edit, results, replies)


def append_values(call: Call) -> Json:
    """Below the last table of the range."""
    option = option_of(call.query)
    file, edit = call.edit()
    area = locate(edit.book, call.path["range"])
    insert_rows = call.query.get("insertDataOption") == "INSERT_ROWS"
    table, written = append(edit, area, call.body, option=option, insert_rows=insert_rows)
    call.save(file, edit)
    found = {"tableRange": _text(edit.book, table)} if table else {}
    return {"spreadsheetId": edit.book.id, **found, "updates": update_reply(edit, written, call.query)}


def clear_values(call: Call) -> Json:
    """One range."""
    file, edit = call.edit()
    cleared = clear(edit, locate(edit.book, call.path["range"]))
    call.save(file, edit)
    return {"spreadsheetId": edit.book.id, "clearedRange": _text(edit.book, cleared)}


def batch_clear(call: Call) -> Json:
    """Several ranges, all or none."""
    return _clear_all(call, lambda book: [locate(book, text) for text in call.body.get("ranges", [])])


def batch_clear_by_filter(call: Call) -> Json:
    """Several ranges found by filters, all or none."""
    return _clear_all(call, lambda book: [area for _, area in areas_of(book, call.body.get("dataFilters", []))])


def _clear_all(call: Call, find: Callable[[Book], list[Area]]) -> Json:
    file, edit = call.edit()
    cleared = [_text(edit.book, clear(edit, area)) for area in find(edit.book)]
    call.save(file, edit)
    return {"spreadsheetId": edit.book.id, **({"clearedRanges": cleared} if cleared else {})}


HANDLERS: dict[str, Handler] = {
    "sheets.spreadsheets.values.get": get,
    "sheets.spreadsheets.values.batchGet": batch_get,
    "sheets.spreadsheets.values.batchGetByDataFilter": batch_get_by_filter,
    "sheets.spreadsheets.values.update": update,
    "sheets.spreadsheets.values.batchUpdate": batch_update,
    "sheets.spreadsheets.values.batchUpdateByDataFilter": batch_update_by_filter,
    "sheets.spreadsheets.values.append": append_values,
    "sheets.spreadsheets.values.clear": clear_values,
    "sheets.spreadsheets.values.batchClear": batch_clear,
    "sheets.spreadsheets.values.batchClearByDataFilter": batch_clear_by_filter,
}
