"""Rounds of an eventful day with a Google hub: what changes on both sides, and how all must stand at rest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sheets_service.server import SheetsService

from tests.sync_files.teams import column
from tests.sync_files.teams import delete
from tests.sync_files.teams import edit
from tests.sync_files.teams import lead
from tests.sync_files.teams import type_row
from tests.sync_google.google_teams import GoogleTeam

BOOKS = ("lan.xlsx", "minh.xlsx")


def eventful_team(folder: Path, service: SheetsService) -> GoogleTeam:
    """A team that agrees on two customers, and on one that will go."""
    team = GoogleTeam(folder, service, dict.fromkeys(BOOKS), lean=True)
    for name in ("An", "Bình", "đi 0"):
        team.type_row(**lead(name))
    team.sync(recompute=False)
    return team


def change_everything(team: GoogleTeam, number: int) -> set[str]:
    """Both sides type a row and a cell; one row goes. What should stand everywhere after that."""
    team.type_row(**lead(f"bảng {number}"))
    team.type_row(**lead(f"đi {number}"))
    team.edit("An", note=f"bảng {number}")
    type_row(team.book("lan.xlsx"), **lead(f"tệp {number}"))
    edit(team.book("minh.xlsx"), "Bình", note=f"tệp {number}")
    delete(team.book("minh.xlsx"), f"đi {number - 1}")
    names = {f"{side} {one}" for side in ("bảng", "tệp") for one in range(1, number + 1)}
    return {"An", "Bình", f"đi {number}"} | names


def at_rest(team: GoogleTeam, wanted: set[str], number: int) -> None:
    """After one more sync everything stands everywhere, once; after that nothing is asked but one look."""
    team.service.schedule([])
    team.service.deliver_rest()
    team.sync(recompute=False)
    here = Counter(team.column("company"))
    assert here == Counter(wanted)
    notes = dict(zip(team.column("company"), team.column("note"), strict=True))
    assert (notes["An"], notes["Bình"]) == (f"bảng {number}", f"tệp {number}")
    for name in BOOKS:
        assert Counter(column(team.book(name), "company")) == here
        assert sorted(column(team.book(name), "id")) == sorted(team.column("id"))
    assert team.requests(recompute=False) == ["read"]
