"""What every command about synchronising opens first: `sheetcrm.toml`, and the memory that belongs to it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from platformdirs import user_data_path

from sheetcrm.app.configuration import Configuration
from sheetcrm.app.configuration import read_configuration
from sheetcrm.errors import NotAllowed
from sheetcrm.sync.database import Database
from sheetcrm.sync.roster import Roster

DATA_FOLDER = "SHEETCRM_DATA"
"""The environment variable that names another folder for what sync remembers."""


@dataclass(frozen=True, slots=True)
class SyncDesk:
    """A configuration, and what was agreed, logged and left open between its hub and its workbooks."""

    configuration: Configuration
    database: Database

    @property
    def roster(self) -> Roster:
        """Give what is known of each workbook: its file, when it was last synchronised, and how that ended."""
        return Roster(self.database)


@contextmanager
def open_desk(config: Path, *, remember: bool = True) -> Iterator[SyncDesk]:
    """Open the configuration and its memory; without `remember` (dry runs) a copy of it that is thrown away.

    Raises: ConfigurationError; NotAllowed when the data folder cannot be written.
    """
    configuration = read_configuration(config)
    place = memory_of(configuration)
    database = None
    try:
        database = _open(place) if remember else _copy_of(place)
        yield SyncDesk(configuration, database)
    except sqlite3.OperationalError as error:
        raise NotAllowed(file=place, why="@sync_memory_unusable", reason=str(error)) from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:  # its kinds are mistakes of ours; alone it means a damaged file
            raise
        raise NotAllowed(file=place, why="@sync_memory_damaged", reason=str(error)) from error
    finally:
        if database is not None:
            database.close()


def memory_of(configuration: Configuration) -> Path:
    """Give the file in the user's data folder in which sync remembers, one a configuration."""
    name = sha256(str(configuration.path.resolve()).encode()).hexdigest()[:16]
    return data_folder() / "sync" / f"{configuration.path.parent.name}-{name}.sqlite"


def data_folder() -> Path:
    """Give the folder for what sheetcrm remembers of this user."""
    told = os.environ.get(DATA_FOLDER)
    return Path(told) if told else user_data_path("sheetcrm", appauthor=False)


def _open(place: Path) -> Database:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotAllowed(file=place, why="@sync_memory_unusable", reason=error.strerror) from error
    return Database(place)


def _copy_of(place: Path) -> Database:
    copy = Database(None)
    if place.exists():
        real = Database(place)
        real.connection.backup(copy.connection)
        real.close()
    return copy
