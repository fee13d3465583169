"""Google's own description of the two services, as google-api-python-client carries it: routes and messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

Json = dict[str, Any]
# Which field of the request message an HTTP body fills; the service names it in its refusals.
BODY_FIELDS = {
    "sheets.spreadsheets.values.update": "data",
    "sheets.spreadsheets.values.append": "data",
    "sheets.spreadsheets.create": "spreadsheet",
}


@dataclass(frozen=True)
class Method:
    """One thing a service can be asked to do."""

    id: str
    verb: str
    pattern: re.Pattern[str]
    parameters: Mapping[str, Json]
    request: str | None
    response: str | None
    scopes: frozenset[str]

    @property
    def body_field(self) -> str:
        """The name under which refusals speak of the body."""
        return BODY_FIELDS.get(self.id, "")


@dataclass(frozen=True)
class Service:
    """A service as its discovery document describes it."""

    name: str
    schemas: Mapping[str, Json]
    methods: tuple[Method, ...]
    common_parameters: Mapping[str, Json]

    def find(self, verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
        """The method that a request line names, with the path's parts unquoted."""
        for method in self.methods:
            match = method.pattern.fullmatch(path) if method.verb == verb else None
            if match:
                return method, {name: unquote(value) for name, value in match.groupdict().items()}
        return None


def _pattern(base: str, path: str) -> re.Pattern[str]:
    parts = re.split(r"\{\+?(\w+)\}", "/" + base + path)
    return re.compile("".join(f"(?P<{part}>[^/]+?)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts)))


def _methods(document: Json) -> Iterator[Method]:
    for method in document.get("methods", {}).values():
        yield Method(
            id=method["id"],
            verb=method["httpMethod"],
            pattern=_pattern(document["base"], method["path"]),
            parameters=method.get("parameters", {}),
            request=method.get("request", {}).get("$ref"),
            response=method.get("response", {}).get("$ref"),
            scopes=frozenset(method.get("scopes", ())),
        )
    for resource in document.get("resources", {}).values():
        yield from _methods({**resource, "base": document["base"]})


@cache
def service(name: str) -> Service:
    """The service called ``sheets.v4`` or ``drive.v3``."""
    spec = find_spec("googleapiclient")
    assert spec is not None, "google-api-python-client is missing"
    assert spec.origin is not None
    path = Path(spec.origin).parent / "discovery_cache" / "documents" / f"{name}.json"
    document = json.loads(path.read_text("utf-8"))
    document["base"] = document["servicePath"]
    found = list(_methods(document))
    found.sort(
        key=lambda method: method.pattern.pattern.count(":"), reverse=True
    )  # `…/{range}:append` before `…/{range}`
    return Service(name, document["schemas"], tuple(found), document["parameters"])
