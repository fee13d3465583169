"""All that the stand-in remembers: files, who may do what with them, and the time."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from string import ascii_letters
from string import digits
from typing import Any

from sheets_service.book import Book
from sheets_service.clock import Clock
from sheets_service.discovery import Json
from sheets_service.editing import Actor
from sheets_service.errors import forbidden
from sheets_service.errors import not_found

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
RANKS = {"reader": 1, "commenter": 1, "writer": 2, "fileOrganizer": 2, "organizer": 3, "owner": 3}


@dataclass
class File:
    """A file of Drive; the stand-in keeps spreadsheets only."""

    book: Book
    name: str
    created: str
    modified: str
    permissions: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    trashed: bool = False
    parents: list[str] = field(default_factory=list)

    def rank(self, email: str) -> int:
        """0 nothing, 1 may read, 2 may write, 3 owns it."""
        open_to = [one for one in self.permissions if one["type"] == "anyone" or one.get("emailAddress") == email]
        return max((RANKS[one["role"]] for one in open_to), default=0)


@dataclass
class World:
    """The files and the clock."""

    clock: Clock = field(default_factory=Clock)
    files: dict[str, File] = field(default_factory=dict)
    draw: random.Random = field(default_factory=lambda: random.Random(20260105))
    full_drives: set[str] = field(default_factory=set)

    def new_file_id(self) -> str:
        """44 symbols, as Drive gives them."""
        return "1" + "".join(self.draw.choices(ascii_letters + digits + "-_", k=43))

    def new_permission_id(self, email: str) -> str:
        """The same person has the same number in every file."""
        return str(random.Random(email).randrange(10**19, 10**20))

    def create(self, name: str, owner: str, file_id: str | None = None) -> File:
        """A new spreadsheet with one empty sheet."""
        file_id = file_id or self.new_file_id()
        book = Book.new(file_id, name, seed=self.draw.randrange(2**31))
        return self.add(book, owner)

    def add(self, book: Book, owner: str) -> File:
        """A spreadsheet that is there already."""
        file = File(book, book.properties["title"], self.clock.stamp, self.clock.stamp)
        self.files[book.id] = file
        self.share(file, {"type": "user", "role": "owner", "emailAddress": owner})
        return file

    def share(self, file: File, permission: Mapping[str, Any]) -> Json:
        """Lets somebody in; who is in already gets the new role."""
        email = permission.get("emailAddress", "")
        own = self.new_permission_id(email) if email else "anyoneWithLink"
        new = {"kind": "drive#permission", "id": own, **permission}
        file.permissions = [one for one in file.permissions if one["id"] != own] + [new]
        return new

    def open(self, file_id: str, email: str, *, to_write: bool = False) -> tuple[File, Actor]:
        """A spreadsheet for a user. Raises: ApiError when it is not there or not for him."""
        file = self.files.get(file_id)
        if file is None:
            raise not_found()
        rank = file.rank(email)
        if rank < (2 if to_write else 1):
            raise forbidden()
        return file, Actor(email, owner=rank >= 3)

    def keep(self, file: File, book: Book) -> None:
        """Takes a changed spreadsheet for the old one."""
        file.book = book
        file.name = book.properties["title"]
        file.modified = self.clock.stamp
