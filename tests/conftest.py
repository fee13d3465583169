"""What tests of several rooms share: a second spreadsheet program, and laws that no slow machine can break."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import HealthCheck
from hypothesis import settings
from second_program import LibreOffice

settings.register_profile("sheetcrm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sheetcrm")

MISSING = "LibreOffice (soffice) is not installed: NOBODY BUT SHEETCRM HAS READ WHAT IT WRITES in this run"


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """The second program. Without it CI fails; elsewhere its tests are left out, and say so."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return LibreOffice(program, tmp_path_factory.mktemp("libreoffice_profile"))
