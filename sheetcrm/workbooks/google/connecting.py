"""From an address to a client that is signed in."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path

from sheetcrm.workbooks.google.client import PatientClient
from sheetcrm.workbooks.google.credentials import find_credentials

Connect = Callable[[str, Path | None], PatientClient]
"""(what errors call the spreadsheet, key file) → a client that signs in."""
BASE_VARIABLE = "SHEETCRM_GOOGLE_BASE"
"""The address of another service on this machine that takes Google's place; any other address is refused."""


def connect(place: str, credentials: Path | None = None, environ: Mapping[str, str] | None = None) -> PatientClient:
    """Give a client for one spreadsheet, which errors call `place`. Nothing is sent yet.

    Raises: NoCredentials; BadRequest for a base address that is not on this machine.
    """
    environ = os.environ if environ is None else environ
    return PatientClient(find_credentials(credentials, environ), place=place, base=environ.get(BASE_VARIABLE))
