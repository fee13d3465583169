"""Named ranges and protected ranges."""

from __future__ import annotations

import re

from sheets_service.a1 import LOOKS_LIKE_CELL
from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.kinds.request import Kind
from sheets_service.kinds.request import clean
from sheets_service.kinds.request import fields
from sheets_service.kinds.request import required
from sheets_service.masks import overlay
from sheets_service.sheet import Sheet

NAME = re.compile(r"[^\W\d]\w{0,249}")


def add_named(edit: Edit, body: Json) -> Json:
    """A name for a range; the number is given when the request brings none."""
    named = clean("NamedRange", required(edit, body, "namedRange"))
    _check_name(edit, named.get("name", ""), None)
    edit.area(named.get("range", {}))
    named = {"namedRangeId": str(edit.book.new_id()), **named}
    if any(other["namedRangeId"] == named["namedRangeId"] for other in edit.book.named_ranges):
        raise edit.refuse(f"A named range with ID {named['namedRangeId']} already exists.")
    edit.book.named_ranges.append(named)
    return {"namedRange": named}


def _check_name(edit: Edit, name: str, own: Json | None) -> None:
    if not NAME.fullmatch(name) or LOOKS_LIKE_CELL.fullmatch(name) or name.upper() in ("TRUE", "FALSE"):
        raise edit.refuse(f"The name '{name}' is not a valid name for a named range.")
    if any(other["name"].lower() == name.lower() for other in edit.book.named_ranges if other is not own):
        raise edit.refuse(f"Cannot add a named range with the same name as an existing named range: {name}")


def _named(edit: Edit, named_id: str) -> int:
    for number, named in enumerate(edit.book.named_ranges):
        if named["namedRangeId"] == named_id:
            return number
    raise edit.refuse(f"No named range with ID: {named_id}")


def update_named(edit: Edit, body: Json) -> None:
    """Another name or another range."""
    mask = fields(edit, body, "NamedRange")
    wanted = clean("NamedRange", required(edit, body, "namedRange"))
    number = _named(edit, wanted.get("namedRangeId", ""))
    old = edit.book.named_ranges[number]
    new = {**overlay(old, wanted, mask), "namedRangeId": old["namedRangeId"]}
    _check_name(edit, new.get("name", ""), old)
    edit.area(new.get("range", {}))
    edit.book.named_ranges[number] = new


def delete_named(edit: Edit, body: Json) -> None:
    """The name goes, the cells stay."""
    del edit.book.named_ranges[_named(edit, body.get("namedRangeId", ""))]


def add_protected(edit: Edit, body: Json) -> Json:
    """Who protects may edit; so may the owner and whom he names."""
    wanted = clean("ProtectedRange", required(edit, body, "protectedRange"))
    given = wanted.pop("protectedRangeId", None)
    if given is not None and _find_protected(edit, given):
        raise edit.refuse(f"A protected range with ID {given} already exists.")
    sheet = edit.sheet(wanted.get("range", {}).get("sheetId", 0))
    if "range" in wanted:
        edit.area(wanted["range"])
    protected = {"protectedRangeId": given or edit.book.new_id(), **wanted, "requestingUserCanEdit": True}
    reply = dict(protected)
    if not protected.get("warningOnly"):
        editors = protected.get("editors", {})
        users = list(editors.get("users", ()))
        reply["editors"] = editors
        protected["editors"] = {**editors, "users": users if edit.actor.email in users else [*users, edit.actor.email]}
    sheet.hang("protectedRanges").append(protected)
    return {"protectedRange": reply}


def _find_protected(edit: Edit, protected_id: int) -> tuple[Sheet, int] | None:
    for sheet in edit.book.sheets:
        for number, protected in enumerate(sheet.hanging.get("protectedRanges", ())):
            if protected["protectedRangeId"] == protected_id:
                return sheet, number
    return None


def _protected(edit: Edit, protected_id: int) -> tuple[Sheet, int]:
    found = _find_protected(edit, protected_id)
    if found is None:
        raise edit.refuse(f"No protected range with ID: {protected_id}")
    if not edit.may_edit(found[0].hanging["protectedRanges"][found[1]]):
        raise edit.refuse("You are trying to edit a protected cell or object. Please contact the spreadsheet owner.")
    return found


def update_protected(edit: Edit, body: Json) -> None:
    """Another range, other editors."""
    mask = fields(edit, body, "ProtectedRange")
    wanted = clean("ProtectedRange", required(edit, body, "protectedRange"))
    sheet, number = _protected(edit, wanted.get("protectedRangeId", 0))
    old = sheet.hanging["protectedRanges"].pop(number)
    new = {**overlay(old, wanted, mask), "protectedRangeId": old["protectedRangeId"]}
    home = edit.sheet(new.get("range", {}).get("sheetId", 0))
    home.hang("protectedRanges").append(new)


def delete_protected(edit: Edit, body: Json) -> None:
    """Open to all who may edit the file."""
    sheet, number = _protected(edit, body.get("protectedRangeId", 0))
    del sheet.hanging["protectedRanges"][number]


KINDS: dict[str, Kind] = {
    "addNamedRange": add_named,
    "updateNamedRange": update_named,
    "deleteNamedRange": delete_named,
    "addProtectedRange": add_protected,
    "updateProtectedRange": update_protected,
    "deleteProtectedRange": delete_protected,
}
