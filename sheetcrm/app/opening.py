"""Opens the workbook people name, with the key file that the folder's `sheetcrm.toml` names."""

from __future__ import annotations

from pathlib import Path

from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.google.address import GOOGLE


def open_address(address: Path | str, folder: Path | None = None) -> Workbook:
    """Open a file, or a Google spreadsheet by `gsheet:` and its id or address.

    Raises: BadRequest, ConfigurationError (a `sheetcrm.toml` in the folder, by default the current one, is wrong).
    """
    if not (isinstance(address, str) and address.startswith(GOOGLE)):
        return open_workbook(address)
    return open_workbook(address, _key_file(folder or Path.cwd()))


def _key_file(folder: Path) -> Path | None:
    from sheetcrm.app.configuration import FILE_NAME  # pydantic takes a while: files do not need it
    from sheetcrm.app.configuration import read_configuration

    path = folder / FILE_NAME
    return read_configuration(path).credentials if path.exists() else None
