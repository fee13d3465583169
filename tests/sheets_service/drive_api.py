"""The methods of Drive that gspread uses: files listed, made, copied, renamed, thrown away, exported, and shared."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace

from sheets_service.area import Area
from sheets_service.call import Call
from sheets_service.call import Handler
from sheets_service.discovery import Json
from sheets_service.errors import drive_error
from sheets_service.errors import file_not_found
from sheets_service.reading import Rendering
from sheets_service.reading import read_area
from sheets_service.spreadsheets_api import check_may_create
from sheets_service.world import SPREADSHEET
from sheets_service.world import File

SEPARATORS = {"text/csv": ",", "text/tab-separated-values": "\t"}
DEFAULT_FIELDS = ("kind", "id", "name", "mimeType")
CONDITION = re.compile(
    r"\s*(?:(?P<field>name|mimeType|trashed)\s*=\s*"
    r"(?:\"(?P<text>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<word>true|false))"
    r"|[\"'](?P<parent>[^\"']+)[\"']\s+in\s+parents)\s*(?:and\b(?=.)|$)"
)


def _open(call: Call, rank: int = 1) -> File:
    file = call.world.files.get(call.path["fileId"])
    if file is None or not file.rank(call.email):
        raise file_not_found(call.path["fileId"])
    if file.rank(call.email) < rank:
        message = "The user does not have sufficient permissions for this file."
        raise drive_error(403, "insufficientFilePermissions", message)
    return file


def _shown(file: File) -> Json:
    return {
        "kind": "drive#file",
        "id": file.book.id,
        "name": file.name,
        "mimeType": SPREADSHEET,
        "createdTime": file.created,
        "modifiedTime": file.modified,
        "trashed": file.trashed,
        "parents": file.parents,
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{file.book.id}/edit",
    }


def _answer(call: Call, file: File) -> Json:
    """All that is known, for a mask to choose from; without one, Drive's usual few fields."""
    shown = _shown(file)
    return shown if call.mask else {name: shown[name] for name in DEFAULT_FIELDS}


def list_files(call: Call) -> Json:
    """The newest first."""
    conditions = _conditions(call.query.get("q", ""))
    found = [file for file in call.world.files.values() if file.rank(call.email)]
    found = [file for file in found if all(fits(file) for fits in conditions)]
    found.sort(key=lambda file: file.created, reverse=True)
    size = call.query.get("pageSize", 100)
    start = int(call.query.get("pageToken", 0))
    more = {"nextPageToken": str(start + size)} if start + size < len(found) else {}
    files = [_answer(call, file) for file in found[start : start + size]]
    return {"kind": "drive#fileList", "incompleteSearch": False, **more, "files": files}


def _conditions(query: str) -> list[Callable[[File], bool]]:
    """What ``… and …`` asks for. Raises: ApiError for what is not understood."""
    conditions: list[Callable[[File], bool]] = []
    at = 0
    while at < len(query):
        match = CONDITION.match(query, at)
        if not match:
            raise drive_error(400, "invalid", "Invalid Value", location="q", locationType="parameter")
        conditions.append(_condition(match))
        at = match.end()
    return conditions


def _condition(match: re.Match[str]) -> Callable[[File], bool]:
    if match["parent"]:
        return lambda file: match["parent"] in file.parents
    wanted = re.sub(r"\\(.)", r"\1", match["text"] or match["single"] or match["word"] or "").lower()
    return lambda file: str(_shown(file)[match["field"]]).lower() == wanted


def create_file(call: Call) -> Json:
    """An empty spreadsheet."""
    check_may_create(call)
    if call.body.get("mimeType") != SPREADSHEET:
        raise drive_error(400, "badRequest", "This stand-in of the service keeps spreadsheets only.")
    file = call.world.create(call.body.get("name", "Untitled"), call.email)
    file.parents = call.body.get("parents", [])
    return _answer(call, file)


def get_file(call: Call) -> Json:
    """What Drive knows of a file."""
    return _answer(call, _open(call))


def update_file(call: Call) -> Json:
    """Another name, or into the bin."""
    file = _open(call, 2)
    if "name" in call.body:
        file.name = call.body["name"]
        file.book = replace(file.book, properties={**file.book.properties, "title": file.name})
    file.trashed = call.body.get("trashed", file.trashed)
    return _answer(call, file)


def delete_file(call: Call) -> None:
    """For good."""
    _open(call, 3)
    del call.world.files[call.path["fileId"]]


def copy_file(call: Call) -> Json:
    """With all its sheets; not with whom it was shared."""
    check_may_create(call)
    source = _open(call)
    title = call.body.get("name", f"Copy of {source.name}")
    book = source.book.copy()
    book.id, book.properties = call.world.new_file_id(), {**book.properties, "title": title}
    file = call.world.add(book, call.email)
    file.parents = call.body.get("parents", list(source.parents))
    return _answer(call, file)


def export_file(call: Call) -> bytes:
    """The first sheet as text."""
    file = _open(call)
    separator = SEPARATORS.get(call.query.get("mimeType", ""))
    if separator is None:
        raise drive_error(400, "badRequest", "The requested conversion is not supported.")
    values = read_area(file.book, Area(file.book.sheets[0].id), Rendering()).get("values", [])
    width = max(map(len, values), default=0)
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(
        [row + [""] * (width - len(row)) for row in values]
    )
    return text.getvalue().removesuffix("\r\n").encode()


def list_permissions(call: Call) -> Json:
    """Who may do what."""
    return {"kind": "drive#permissionList", "permissions": _open(call).permissions}


def create_permission(call: Call) -> Json:
    """Lets somebody in."""
    file = _open(call, 2)
    new = call.world.share(file, {name: value for name, value in call.body.items() if isinstance(value, str)})
    return new if call.mask else {name: new[name] for name in ("kind", "id", "type", "role")}


def _permission(call: Call, file: File) -> Json:
    for permission in file.permissions:
        if permission["id"] == call.path["permissionId"]:
            return permission
    raise drive_error(404, "notFound", f"Permission not found: {call.path['permissionId']}.")


def delete_permission(call: Call) -> None:
    """Shuts somebody out."""
    file = _open(call, 2)
    gone = _permission(call, file)
    file.permissions = [one for one in file.permissions if one is not gone]


def update_permission(call: Call) -> Json:
    """Another role; who becomes owner takes the place of the old, and may do so himself when that was offered."""
    file = _open(call)
    old = _permission(call, file)
    offered = old.get("pendingOwner") and old.get("emailAddress") == call.email
    if file.rank(call.email) < 3 and not offered:
        raise drive_error(
            403, "insufficientFilePermissions", "The user does not have sufficient permissions for this file."
        )
    changed = {**old, "role": call.body.get("role", "reader"), "pendingOwner": call.body.get("pendingOwner", False)}
    if changed["role"] == "owner":
        if not call.query.get("transferOwnership"):
            message = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
            raise drive_error(403, "forbidden", message)
        file.permissions = [{**one, "role": "writer"} if one["role"] == "owner" else one for one in file.permissions]
    file.permissions = [changed if one["id"] == changed["id"] else one for one in file.permissions]
    return changed


def list_comments(call: Call) -> Json:
    """What was said about the file."""
    return {"kind": "drive#commentList", "comments": _open(call).comments}


def create_comment(call: Call) -> Json:
    """Says something about the file."""
    file = _open(call)
    new = {"kind": "drive#comment", "id": call.world.new_file_id()[:11], **call.body}
    file.comments.append(new)
    return new


HANDLERS: dict[str, Handler] = {
    "drive.files.list": list_files,
    "drive.files.create": create_file,
    "drive.files.get": get_file,
    "drive.files.update": update_file,
    "drive.files.delete": delete_file,
    "drive.files.copy": copy_file,
    "drive.files.export": export_file,
    "drive.permissions.list": list_permissions,
    "drive.permissions.create": create_permission,
    "drive.permissions.update": update_permission,
    "drive.permissions.delete": delete_permission,
    "drive.comments.list": list_comments,
    "drive.comments.create": create_comment,
}
