"""What tests of several rooms share: a second spreadsheet program, and laws that no slow machine can break."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck
from hypothesis import settings
from second_program import LibreOffice

from tests.live_office.desk import SYSTEM_PYTHON
from tests.live_office.desk import Desk
from tests.live_office.desk import never
from tests.live_office.opening import OpenBooks
from tests.office_validator.validator import PROGRAM
from tests.office_validator.validator import OfficeValidator

settings.register_profile("sheetcrm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sheetcrm")

MISSING = "LibreOffice (soffice) is not installed: NOBODY BUT SHEETCRM HAS READ WHAT IT WRITES in this run"
MISSING_UNO = f"{SYSTEM_PYTHON} has no `uno` (python3-uno): NOTHING STANDS IN FOR EXCEL in this run"
MISSING_VALIDATOR = (
    "the Open XML SDK validator is not there (`make test` installs it): NOTHING STANDS IN FOR EXCEL'S EYE"
)


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """The second program. Without it CI fails; elsewhere its tests are left out, and say so."""
    return LibreOffice(_soffice(), tmp_path_factory.mktemp("libreoffice_profile"))


@pytest.fixture(scope="session")
def live_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A LibreOffice that stays open and stands in for Excel behind xlwings."""
    program = _soffice()
    if subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode:
        _left_out(MISSING_UNO)
    desk = Desk(program, tmp_path_factory.mktemp("live_office"))
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def validator() -> OfficeValidator:
    """Microsoft's own judge of Office files."""
    if not PROGRAM.exists():
        _left_out(MISSING_VALIDATOR)
    return OfficeValidator()


@pytest.fixture
def open_books(live_office: Desk, tmp_path: Path) -> Iterator[OpenBooks]:
    """Workbooks opened in it for one test."""
    live_office.is_busy = never
    books = OpenBooks(live_office, tmp_path)
    yield books
    books.close_all()


def _soffice() -> str:
    return shutil.which("soffice") or _left_out(MISSING)


def _left_out(why: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
