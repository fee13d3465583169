"""`sheetcrm.toml`: which hub and which workbooks are kept in step, and who wins when two people change one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo
from zoneinfo import ZoneInfoNotFoundError

from pydantic import BaseModel
from pydantic import ConfigDict

from sheetcrm.errors import ConfigurationError
from sheetcrm.errors import ConfigurationMissing
from sheetcrm.templates.proving import Fault
from sheetcrm.templates.reading import TemplateFile
from sheetcrm.values import is_blank
from sheetcrm.workbooks.google.address import GOOGLE
from sheetcrm.workbooks.google.address import google_id

FILE_NAME = "sheetcrm.toml"
_PATTERN = re.compile(r"[*?\[]")
_KINDS = (".xlsx", ".xlsm")
_TEMPORARY = ("~$", ".~lock.", ".")
"""How names begin that Excel, LibreOffice and sheetcrm give to files of their own beside a workbook."""

Policy = Literal["hub", "workbook", "hold"]


class _Entry(BaseModel):
    """One `[[workbooks]]`: a file or a pattern, and whose rows it holds (all when nobody is named)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str | None = None
    files: str | None = None
    owner: str | None = None


class _Server(BaseModel):
    """`[server]`: who may use the menu of the Google spreadsheet, and where the server is reached."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    audience: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    address: str | None = None


class _File(BaseModel):
    """What the file may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hub: str
    workbooks: tuple[_Entry, ...]
    time_zone: str = "Asia/Ho_Chi_Minh"
    conflicts: Policy = "hub"
    credentials: str | None = None
    server: _Server = _Server()


@dataclass(frozen=True, slots=True)
class GoogleHub:
    """A Google spreadsheet, by its id."""

    spreadsheet: str


@dataclass(frozen=True, slots=True)
class FileHub:
    """A workbook on a shared drive."""

    path: Path


@dataclass(frozen=True, slots=True)
class Replica:
    """One workbook that is kept in step; with an `owner` only that person's rows travel to it."""

    path: Path
    owner: str | None


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may ask the server about this team's hub. Addresses and domains are in small letters."""

    audience: tuple[str, ...] = ()
    """For which clients Google's identity tokens must have been made: those of the spreadsheet's script."""
    people: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    managers: frozenset[str] = frozenset()
    """They see the conflict desk as well."""
    address: str | None = None
    """Where people reach the server, `https://crm.congty.vn`."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything `sheetcrm.toml` says; paths are absolute."""

    path: Path
    hub: GoogleHub | FileHub
    replicas: tuple[Replica, ...]
    time_zone: str
    conflicts: Policy
    credentials: Path | None
    admission: Admission = Admission()


def read_configuration(path: Path) -> Configuration:
    """Read and prove the file; its relative paths are relative to the folder it stands in.

    Raises: ConfigurationError, with the file, the line and what to do; ConfigurationMissing.
    """
    path = path.absolute()
    if not path.exists():
        raise ConfigurationMissing(file=path)
    file = TemplateFile(path, ConfigurationError)
    said = file.read(_File.model_validate)
    file.refuse(_faults(said, path.parent))
    return Configuration(
        path=path,
        hub=_hub(said.hub, path.parent),
        replicas=tuple(_replicas(said.workbooks, path.parent)),
        time_zone=said.time_zone,
        conflicts=said.conflicts,
        credentials=_beside(said.credentials, path.parent) if said.credentials else None,
        admission=_admission(said.server),
    )


def _admission(said: _Server) -> Admission:
    people, domains, managers = (
        frozenset(name.strip().lower() for name in names) for names in (said.people, said.domains, said.managers)
    )
    return Admission(said.audience, people | managers, domains, managers, said.address)


def hub_address(configuration: Configuration) -> Path | str:
    """Give the hub's address, as `open_workbook` takes it."""
    hub = configuration.hub
    return hub.path if isinstance(hub, FileHub) else f"{GOOGLE}{hub.spreadsheet}"


def _hub(address: str, folder: Path) -> GoogleHub | FileHub:
    if address.startswith(GOOGLE):
        return GoogleHub(google_id(address) or "")
    return FileHub(_beside(address, folder))


def _beside(name: str, folder: Path) -> Path:
    return (folder / Path(name).expanduser()).absolute()


def _replicas(entries: Sequence[_Entry], folder: Path) -> Iterator[Replica]:
    for entry in entries:
        for path in _paths(entry, folder):
            yield Replica(path, entry.owner)


def _paths(entry: _Entry, folder: Path) -> Sequence[Path]:
    """Give the workbooks of an entry; a pattern means those that are there now, in the order of their names."""
    if entry.file is not None:
        return [_beside(entry.file, folder)]
    pattern = _beside(str(entry.files), folder)
    fixed = next(n for n, part in enumerate(pattern.parts) if _PATTERN.search(part))
    root, rest = Path(*pattern.parts[:fixed]), "/".join(pattern.parts[fixed:])
    return [path for path in sorted(root.glob(rest)) if not path.name.startswith(_TEMPORARY)]


def _faults(said: _File, folder: Path) -> Iterator[Fault]:
    yield from _path_faults(said)
    yield from _hub_faults(said)
    try:
        ZoneInfo(said.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "Asia" is a folder of the database of time zones
        yield Fault(("time_zone",), "configuration_time_zone", {"name": said.time_zone})
    if not said.workbooks:
        yield Fault(("workbooks",), "configuration_no_workbooks", {})
    seen: set[Path] = set()
    for place, entry in enumerate(said.workbooks):
        where = ("workbooks", place)
        if (entry.file is None) == (entry.files is None):
            yield Fault(where, "configuration_file_or_files", {})
            continue
        named = str(entry.file or entry.files)
        if (entry.files is None) == bool(_PATTERN.search(named)):
            code = "configuration_pattern_as_file" if entry.file else "configuration_file_as_pattern"
            yield Fault((*where, "file" if entry.file else "files"), code, {"name": named})
            continue
        if entry.file is not None and Path(named).suffix.lower() not in _KINDS:
            yield Fault((*where, "file"), "configuration_workbook_kind", {"name": named})
        if entry.owner is not None and is_blank(entry.owner):
            yield Fault((*where, "owner"), "configuration_owner_blank", {})
        yield from _doubles(_paths(entry, folder), where, seen, _hub(said.hub, folder))


def _path_faults(said: _File) -> Iterator[Fault]:
    """Refuse paths in which a backslash of Windows has become a new line or a tab."""
    paths: list[tuple[tuple[str | int, ...], str | None]] = [(("hub",), said.hub), (("credentials",), said.credentials)]
    for place, entry in enumerate(said.workbooks):
        paths += [(("workbooks", place, "file"), entry.file), (("workbooks", place, "files"), entry.files)]
    for where, path in paths:
        if path and not path.isprintable():
            yield Fault(where, "configuration_control_sign", {})


def _hub_faults(said: _File) -> Iterator[Fault]:
    address = said.hub
    if address.startswith(GOOGLE) and google_id(address) is None:
        yield Fault(("hub",), "configuration_hub_id", {"name": address})
    elif address.startswith(("http:", "https:")):
        yield Fault(("hub",), "configuration_hub_url", {"name": address})
    elif not address.startswith(GOOGLE) and Path(address).suffix.lower() not in _KINDS:
        yield Fault(("hub",), "configuration_hub_kind", {"name": address})


def _doubles(
    paths: Sequence[Path], where: tuple[str | int, ...], seen: set[Path], hub: GoogleHub | FileHub
) -> Iterator[Fault]:
    """Refuse a workbook that stands in two entries, however they call it, or is the hub itself."""
    for path in paths:
        real = path.resolve()
        if isinstance(hub, FileHub) and real == hub.path.resolve():
            yield Fault(where, "configuration_hub_is_workbook", {"name": path.name})
        if real in seen:
            yield Fault(where, "configuration_workbook_twice", {"name": path.name})
        seen.add(real)


def configuration_text(
    hub: str, workbooks: Sequence[Mapping[str, str]], comments: Mapping[str, str], credentials: str | None = None
) -> str:
    """Write a new file's text: `comments` explains each entry in the user's language."""
    key_file = f"credentials = {_quoted(credentials)}" if credentials else '# credentials = "service_account.json"'
    entries = "\n".join(
        "[[workbooks]]\n" + "".join(f"{key} = {_quoted(value)}\n" for key, value in entry.items())
        for entry in workbooks
    )
    heads = (
        (f"# {comments['hub']}", f"hub = {_quoted(hub)}"),
        (f"# {comments['conflicts']}", 'conflicts = "hub"'),
        (f"# {comments['time_zone']}", 'time_zone = "Asia/Ho_Chi_Minh"'),
        (f"# {comments['credentials']}", key_file),
    )
    top = "\n\n".join("\n".join(pair) for pair in heads)
    return f"{top}\n\n# {comments['workbooks']}\n{entries}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
