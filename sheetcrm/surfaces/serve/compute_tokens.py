"""A spreadsheet's own token: it lets a custom function have something computed from what it sends, and read nothing.

Custom functions run without a user, so there is nobody to ask Google about. The token stands in the script's code,
where everybody who may edit the sheet can see it. So it opens nothing: it names its spreadsheet, and answers hold only
what was made of the request itself.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from sheetcrm.surfaces.serve.refusals import NotKnown

PREFIX = "crm1"
KEY_FILE = "server.key"


def compute_token(key: bytes, spreadsheet: str) -> str:
    """Make the token of a spreadsheet."""
    return f"{PREFIX}.{spreadsheet}.{_seal(key, spreadsheet)}"


def prove_compute_token(key: bytes, token: str, spreadsheet: str) -> None:
    """Make sure that a token is the spreadsheet's own. Raises: NotKnown."""
    parts = token.split(".")
    if len(parts) != 3 or parts[0] != PREFIX:
        raise NotKnown()
    sealed = hmac.compare_digest(parts[2].encode(), _seal(key, parts[1]).encode())
    if not sealed or parts[1] != spreadsheet:
        raise NotKnown()


def server_key(folder: Path) -> bytes:
    """Give the secret of this server, made the first time and readable by its owner only.

    Who deletes the file makes all tokens worthless.
    """
    path = folder / KEY_FILE
    try:
        return bytes.fromhex(path.read_text("ascii").strip())
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return server_key(folder)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return server_key(folder)


def _seal(key: bytes, spreadsheet: str) -> str:
    return hmac.new(key, f"{PREFIX}.{spreadsheet}".encode(), hashlib.sha256).hexdigest()
