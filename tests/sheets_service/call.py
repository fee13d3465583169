"""One request, understood: the method, its parameters and its body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sheets_service.book import Book
from sheets_service.discovery import Json
from sheets_service.editing import Actor
from sheets_service.editing import Edit
from sheets_service.masks import Mask
from sheets_service.world import File
from sheets_service.world import World


@dataclass(frozen=True)
class Call:
    """What a handler gets."""

    world: World
    email: str
    path: dict[str, str]
    query: dict[str, Any]
    body: Json
    mask: Mask | None = None

    def read(self) -> Book:
        """The spreadsheet to be read. Raises: ApiError."""
        return self.world.open(self.path["spreadsheetId"], self.email)[0].book

    def edit(self) -> tuple[File, Edit]:
        """A copy of the spreadsheet to be changed; ``save`` makes the change true. Raises: ApiError."""
        file, actor = self.open_to_write()
        return file, Edit(file.book.copy(), actor)

    def open_to_write(self) -> tuple[File, Actor]:
        """The file and the role of who asks. Raises: ApiError."""
        return self.world.open(self.path["spreadsheetId"], self.email, to_write=True)

    def save(self, file: File, edit: Edit) -> None:
        """Makes a change true."""
        self.world.keep(file, edit.book)


Handler = Callable[[Call], Any]
