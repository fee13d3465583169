"""Who signs in to Google: a service account's key file, or a person's own consent.

Looked for in this order: the file that an option or `sheetcrm.toml` names; `GOOGLE_APPLICATION_CREDENTIALS`; gspread's
own folder (`service_account.json`, then a person's `authorized_user.json` or `credentials.json`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gspread.auth
from google.auth.credentials import Credentials
from google.oauth2.credentials import Credentials as PersonCredentials
from google.oauth2.service_account import Credentials as ServiceCredentials

from sheetcrm.errors import NoCredentials

VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive.file",
)
"""Reading and writing the spreadsheets one is given, and the files made by sheetcrm: no look into anybody's Drive."""

_of_service: Callable[..., Credentials] = ServiceCredentials.from_service_account_info
_of_person: Callable[..., Credentials] = PersonCredentials.from_authorized_user_info


def find_credentials(named: Path | None, environ: Mapping[str, str], folder: Path | None = None) -> Credentials:
    """Give the credentials to sign in with. `folder` is where gspread keeps its files.

    Raises: NoCredentials, which says which files were looked for and how to get one.
    """
    folder = folder or gspread.auth.DEFAULT_CONFIG_DIR
    if named is not None:
        return _load(named)
    if environ.get(VARIABLE):
        return _load(Path(environ[VARIABLE]))
    for name in ("service_account.json", "authorized_user.json"):
        if (folder / name).is_file():
            return _load(folder / name)
    if (folder / "credentials.json").is_file():
        return _ask_person(folder)
    raise NoCredentials(what="@google_no_credentials", variable=VARIABLE, folder=folder)


def _load(path: Path) -> Credentials:
    path = path.expanduser()
    try:
        said: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        kind = said.get("type", "authorized_user") if isinstance(said, dict) else None
        if kind == "service_account":
            return _of_service(said, scopes=list(SCOPES))
        if kind == "authorized_user":
            return _of_person(said, scopes=list(SCOPES))
    except FileNotFoundError as error:
        raise NoCredentials(what="@google_credentials_absent", path=path) from error
    except (OSError, ValueError, KeyError):
        pass  # the library's own words may quote the key: they are not passed on
    raise NoCredentials(what="@google_credentials_wrong", path=path)


def _ask_person(folder: Path) -> Credentials:
    """Open the person's browser for consent, once; the answer is kept where gspread keeps it."""
    client = json.loads((folder / "credentials.json").read_text("utf-8"))
    credentials = gspread.auth.local_server_flow(client_config=client, scopes=list(SCOPES))
    kept = folder / "authorized_user.json"
    gspread.auth.store_credentials(credentials, filename=kept)
    kept.chmod(0o600)
    return credentials
