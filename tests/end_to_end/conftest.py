"""The recomputed workbooks, made once for all tests of this room."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from recomputed_books import MADE
from recomputed_books import Book
from recomputed_books import make_books
from second_program import LibreOffice


@pytest.fixture(scope="session")
def books(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Book]:
    """All workbooks by name."""
    return make_books(libreoffice, tmp_path_factory.mktemp("recomputed"), tmp_path_factory.mktemp("saved_again"))


@pytest.fixture(params=MADE)
def book(request: pytest.FixtureRequest, books: Mapping[str, Book]) -> Book:
    """Each workbook in turn."""
    return books[request.param]
