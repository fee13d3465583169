"""One LibreOffice with the built extension for all tests of the surface."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetcrm.surfaces.libreoffice.packing import pack_extension
from tests.surfaces.libreoffice.office import Office

MISSING = "LibreOffice (soffice) is not installed: NOBODY HAS PRESSED THE BUTTONS in this run"


@pytest.fixture(scope="session")
def has_libreoffice() -> None:
    """Without LibreOffice CI fails; elsewhere these tests are left out, and say so."""
    if shutil.which("soffice") is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as `sheetcrm libreoffice install` builds it."""
    path = tmp_path_factory.mktemp("extension") / "sheetcrm.oxt"
    pack_extension(path)
    return path


@pytest.fixture(scope="module")
def office(has_libreoffice: None, extension: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice without a window, with the extension."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.install(extension)
    office.start()
    yield office
    office.stop()
