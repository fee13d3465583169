"""JSON bodies read as the messages they stand for: what the schema does not know is refused in the service's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from sheets_service.discovery import Json
from sheets_service.discovery import Service
from sheets_service.errors import invalid

INTEGERS = {"int32": "TYPE_INT32", "uint32": "TYPE_UINT32", "int64": "TYPE_INT64", "uint64": "TYPE_UINT64"}
NUMBERS = {"float": "TYPE_FLOAT", "double": "TYPE_DOUBLE"}
ONE_OF = {"Request": "kind", "ExtendedValue": "value", "ColorStyle": "kind", "DataFilter": "kind"}
GOOGLE_TYPE = "type.googleapis.com/google.apps.sheets.v4."

# Where a field stands: the place above it and its name or number there.
Place = tuple["Place", str | int] | None


@cache
def snake(name: str) -> str:
    """Refusals name fields as the proto file does."""
    return re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), name)


@cache
def camel(name: str) -> str:
    """JSON may name fields as the proto file does, too."""
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def shown(value: Any) -> str:
    """A wrong value as refusals show it."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def written(place: Place) -> str:
    """Where a field stands, as refusals write it."""
    if place is None:
        return ""
    above, step = place
    if isinstance(step, int):
        return f"{written(above)}[{step}]"
    before = written(above)
    return f"{before}.{snake(step)}" if before else snake(step)


class Reader:
    """Reads one body and collects everything that is wrong with it; not strict, it passes over unknown fields."""

    def __init__(self, service: Service, *, strict: bool = True) -> None:
        self.schemas = service.schemas
        self.strict = strict
        self.violations: list[dict[str, str]] = []
        self._faultless: dict[tuple[str, int], Json] = {}
        """Objects already read: in an answer one look stands in thousands of cells."""

    def read(self, schema: str, value: Any, root: str = "") -> Any:
        """The message without its nulls. Raises: ApiError naming every fault."""
        result = self.message(schema, value, (None, root) if root else None)
        if self.violations:
            raise invalid("\n".join(one["description"] for one in self.violations), self.violations)
        return result

    def message(self, schema: str, value: Any, place: Place) -> Any:
        """An object of a named kind."""
        if not isinstance(value, dict):
            return self.wrong(place, GOOGLE_TYPE + schema, value)
        already = self._faultless.get((schema, id(value)))
        if already is not None:
            return already
        faults, properties = len(self.violations), self.schemas[schema].get("properties", {})
        result: Json = {}
        for given, part in value.items():
            name = given if given in properties else camel(given)
            if name not in properties:
                self.unknown(given, place, "Cannot find field.")
            elif part is not None:
                if result and schema in ONE_OF:
                    self.second(name, schema, place)
                result[name] = self.field(properties[name], part, (place, name))
        if len(self.violations) == faults:
            self._faultless[schema, id(value)] = result
        return result

    def field(self, spec: Json, value: Any, place: tuple[Place, str | int]) -> Any:
        """A field's value, by its type."""
        kind = spec.get("type")
        if kind is None:
            if isinstance(value, list):
                return self.unknown(str(place[1]), place[0], "Proto field is not repeating, cannot start list.")
            return self.message(spec["$ref"], value, place)
        if kind == "array":
            return self.array(spec["items"], value, place)
        if kind == "string" and "format" not in spec and "enum" not in spec:
            return value if isinstance(value, str) else self.wrong(place, "TYPE_STRING", value)
        if kind == "object":
            return value if isinstance(value, dict) else self.wrong(place, GOOGLE_TYPE + str(place[1]), value)
        return value if kind == "any" else self.scalar(spec, value, place)

    def array(self, items: Json, value: Any, place: tuple[Place, str | int]) -> Any:
        """A list; the values of a range are lists of lists of anything."""
        if not isinstance(value, list):
            of_lists = items.get("type") == "array" or isinstance(place[1], int)
            kind = "google.protobuf.ListValue" if of_lists else "google.apps.sheets.v4." + items.get("$ref", "string")
            return self.wrong(place, "type.googleapis.com/" + kind, value)
        if items.get("type") == "any":
            return value
        return [self.field(items, part, (place, number)) for number, part in enumerate(value) if part is not None]

    def scalar(self, spec: Json, value: Any, place: tuple[Place, str | int]) -> Any:
        """A number, a boolean, a formed text or a word of an enumeration."""
        kind, form = spec["type"], spec.get("format", "")
        if "enum" in spec:
            return value if value in spec["enum"] else self.wrong(place, _enumeration(place[1]), value)
        if kind == "boolean":
            return value if isinstance(value, bool) else self.wrong(place, "TYPE_BOOL", value)
        if kind == "integer" or form in INTEGERS:
            number = as_number(value)
            if number is None or number != int(number):
                return self.wrong(place, INTEGERS.get(form, "TYPE_INT32"), value)
            return str(int(number)) if kind == "string" else int(number)
        if kind == "number":
            number = as_number(value)
            return self.wrong(place, NUMBERS.get(form, "TYPE_DOUBLE"), value) if number is None else number
        return value if isinstance(value, str) else self.wrong(place, "TYPE_STRING", value)

    def wrong(self, place: Place, kind: str, value: Any) -> None:
        """Notes a value of the wrong type."""
        text = f"Invalid value at '{written(place)}' ({kind}), {shown(value)}"
        self.violations.append({"field": written(place), "description": text})

    def second(self, name: str, schema: str, place: Place) -> None:
        """Notes that two fields are set of which only one may be."""
        already = f"oneof field '{ONE_OF[schema]}' is already set. Cannot set '{name}'"
        text = f"Invalid value at '{written(place)}' (oneof), {already}"
        self.violations.append({"field": written(place), "description": text})

    def unknown(self, name: str, place: Place, why: str) -> None:
        """Notes a field that the message does not have."""
        if not self.strict:
            return
        where = f" at '{written(place)}'" if place else ""
        violation = {"field": written(place)} if place else {}
        text = f'Invalid JSON payload received. Unknown name "{name}"{where}: {why}'
        self.violations.append({**violation, "description": text})


def _enumeration(step: str | int) -> str:
    return GOOGLE_TYPE + str(step)[:1].upper() + str(step)[1:]


def as_number(value: Any) -> float | int | None:
    """Numbers may travel as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


def read_query(specs: Mapping[str, Json], pairs: list[tuple[str, str]], *, strict: bool) -> dict[str, Any]:
    """Query parameters by the method's description. Raises: ApiError for a wrong word and, if strict, a wrong name."""
    result: dict[str, Any] = {}
    for name, text in pairs:
        spec = specs.get(name)
        if spec is None:
            if not strict:
                continue
            why = f"Cannot bind query parameter. Field '{name}' could not be found in request message."
            message = f'Invalid JSON payload received. Unknown name "{name}": {why}'
            raise invalid(message, [{"description": message}])
        value = _query_value(name, spec, text)
        if spec.get("repeated"):
            result.setdefault(name, []).append(value)
        else:
            result[name] = value
    return result


def _query_value(name: str, spec: Json, text: str) -> Any:
    wrong = None
    if "enum" in spec and text not in spec["enum"]:
        wrong = GOOGLE_TYPE + name[:1].upper() + name[1:]
    elif spec.get("type") == "boolean":
        if text.lower() in {"true", "false"}:
            return text.lower() == "true"
        wrong = "TYPE_BOOL"
    elif spec.get("type") == "integer":
        if text.lstrip("-").isdigit():
            return int(text)
        wrong = "TYPE_INT32"
    if wrong is None:
        return text
    message = f"Invalid value at '{snake(name)}' ({wrong}), \"{text}\""
    raise invalid(message, [{"field": snake(name), "description": message}])
