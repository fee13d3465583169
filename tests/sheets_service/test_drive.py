"""Files of Drive, as far as gspread needs them; here without a network."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from sheets_service.service import Answer
from sheets_service.service import Api
from sheets_service.service import Request
from sheets_service.service import User
from sheets_service.typist import Typist
from sheets_service.world import SPREADSHEET

ROBOT = User("robot@project.iam.gserviceaccount.com")
STRANGER = User("x@else.example")


def ask(api: Api, verb: str, path: str, body: Any = None, user: User = ROBOT, **query: str) -> Answer:
    content = b"" if body is None else json.dumps(body).encode()
    return api.answer(user, Request(verb, f"/drive/v3/files{path}", urlencode(query), content))


def create(api: Api, name: str) -> str:
    return str(ask(api, "POST", "", {"name": name, "mimeType": SPREADSHEET}).json["id"])


def test_a_new_file_is_a_spreadsheet_of_its_maker(api: Api) -> None:
    file_id = create(api, "Hub")
    assert len(file_id) == 44
    assert Typist(api, file_id, ROBOT.email).ask("GET", "")["properties"]["title"] == "Hub"
    assert ask(api, "GET", f"/{file_id}", user=STRANGER).status == 404
    assert ask(api, "POST", "", {"name": "x", "mimeType": "text/plain"}).status == 400


def test_a_service_account_without_room_makes_no_files(api: Api) -> None:
    source = create(api, "Hub")
    api.world.full_drives.add(ROBOT.email)
    for answer in (
        ask(api, "POST", "", {"name": "x", "mimeType": SPREADSHEET}),
        ask(api, "POST", f"/{source}/copy", {}),
    ):
        assert answer.status == 403
        assert answer.json["error"]["errors"][0]["reason"] == "storageQuotaExceeded"
    assert api.answer(ROBOT, Request("POST", "/v4/spreadsheets", "", b"{}")).status == 403


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["two", "one", 'a "b" and c']),
        (f'mimeType="{SPREADSHEET}"', ["two", "one", 'a "b" and c']),
        (f'mimeType="{SPREADSHEET}" and name = "one"', ["one"]),
        ('name = "a \\"b\\" and c"', ['a "b" and c']),
        ("name = 'two' and trashed = false", ["two"]),
        ('"folder" in parents', []),
        ('name = "none"', []),
    ],
)
def test_files_are_found_the_newest_first(api: Api, query: str, names: list[str]) -> None:
    for name in ('a "b" and c', "one", "two"):
        create(api, name)
        api.world.clock.advance(60)
    api.world.create("of somebody else", STRANGER.email)
    found = ask(api, "GET", "", q=query, fields="files(name)")
    assert [file["name"] for file in found.json["files"]] == names


def test_a_long_list_comes_in_pages(api: Api) -> None:
    for number in range(5):
        create(api, str(number))
    names, token = [], "0"
    while token:
        page = ask(api, "GET", "", pageSize="2", pageToken=token).json
        names += [file["name"] for file in page["files"]]
        token = page.get("nextPageToken", "")
    assert sorted(names) == list("01234")


def test_a_broken_query_or_mask_is_refused(api: Api) -> None:
    assert ask(api, "GET", "", q="name like x").status == 400
    answer = ask(api, "GET", "", fields="files(nme)")
    assert answer.json["error"]["errors"][0]["reason"] == "invalidParameter"


def test_a_copy_goes_its_own_way(api: Api) -> None:
    source = create(api, "Hub")
    Typist(api, source, ROBOT.email).type("A1", [["x"]])
    copy = Typist(api, ask(api, "POST", f"/{source}/copy", {"name": "Second"}).json["id"], ROBOT.email)
    copy.type("A2", [["y"]])
    assert copy.read("A1:A2") == [["x"], ["y"]]
    assert Typist(api, source, ROBOT.email).read("A1:A2") == [["x"]]


def test_a_file_is_renamed_thrown_away_and_deleted(api: Api) -> None:
    file_id = create(api, "Hub")
    ask(api, "PATCH", f"/{file_id}", {"name": "New", "trashed": True})
    shown = ask(api, "GET", f"/{file_id}", fields="name,trashed").json
    assert shown == {"name": "New", "trashed": True}
    assert Typist(api, file_id, ROBOT.email).ask("GET", "")["properties"]["title"] == "New"
    assert ask(api, "DELETE", f"/{file_id}").status == 204
    assert ask(api, "GET", f"/{file_id}").json["error"]["errors"][0]["reason"] == "notFound"


def test_an_export_is_the_first_sheet_as_text(api: Api) -> None:
    file_id = create(api, "Hub")
    Typist(api, file_id, ROBOT.email).type("A1:B2", [["a", "b,c"], [12, None]])
    assert ask(api, "GET", f"/{file_id}/export", mimeType="text/csv").body == b'a,"b,c"\r\n12,'
    assert ask(api, "GET", f"/{file_id}/export", mimeType="application/pdf").status == 400


def test_sharing_lets_in_changes_and_shuts_out(api: Api) -> None:
    file_id = create(api, "Hub")
    writer = {"type": "user", "role": "writer", "emailAddress": STRANGER.email}
    permission = ask(api, "POST", f"/{file_id}/permissions", writer).json
    assert Typist(api, file_id, STRANGER.email).read("A1") == []
    listed = ask(api, "GET", f"/{file_id}/permissions", fields="permissions(role,emailAddress)").json["permissions"]
    assert [one["role"] for one in listed] == ["owner", "writer"]
    assert ask(api, "PATCH", f"/{file_id}/permissions/{permission['id']}", {"role": "reader"}).status == 200
    assert ask(api, "DELETE", f"/{file_id}", user=STRANGER).status == 403
    assert ask(api, "DELETE", f"/{file_id}/permissions/{permission['id']}").status == 204
    assert ask(api, "GET", f"/{file_id}", user=STRANGER).status == 404
    assert ask(api, "DELETE", f"/{file_id}/permissions/{permission['id']}").status == 404


def test_dates_go_by_the_virtual_clock(api: Api) -> None:
    file_id = create(api, "Hub")
    api.world.clock.advance(3600)
    Typist(api, file_id, ROBOT.email).type("A1", [["x"]])
    shown = ask(api, "GET", f"/{file_id}", fields="createdTime,modifiedTime").json
    assert shown == {"createdTime": "2026-01-05T08:00:00.000Z", "modifiedTime": "2026-01-05T09:00:00.000Z"}
