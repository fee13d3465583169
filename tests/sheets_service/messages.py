"""JSON bodies read as the messages they stand for: what the schema does not know is refused in the service's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sheets_service.discovery import Json
from sheets_service.discovery import Service
from sheets_service.errors import invalid

INTEGERS = {"int32": "TYPE_INT32", "uint32": "TYPE_UINT32", "int64": "TYPE_INT64", "uint64": "TYPE_UINT64"}
NUMBERS = {"float": "TYPE_FLOAT", "double": "TYPE_DOUBLE"}
ONE_OF = {"Request": "kind", "ExtendedValue": "value", "ColorStyle": "kind", "DataFilter": "kind"}
GOOGLE_TYPE = "type.googleapis.com/google.apps.sheets.v4."


def snake(name: str) -> str:
    """Refusals name fields as the proto file does."""
    return re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), name)


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


class Reader:
    """Reads one body and collects everything that is wrong with it."""

    def __init__(self, service: Service) -> None:
        self.schemas = service.schemas
        self.violations: list[dict[str, str]] = []

    def read(self, schema: str, value: Any, path: str = "") -> Any:
        """The message without its nulls. Raises: ApiError naming every fault."""
        result = self.message(schema, value, path)
        if self.violations:
            raise invalid("\n".join(one["description"] for one in self.violations), self.violations)
        return result

    def message(self, schema: str, value: Any, path: str) -> Any:
        """An object of a named kind."""
        if not isinstance(value, Mapping):
            return self.wrong(path, GOOGLE_TYPE + schema, value)
        properties = self.schemas[schema].get("properties", {})
        result: Json = {}
        for name, part in value.items():
            known = name if name in properties else camel(name)
            if known not in properties:
                self.unknown(name, path, "Cannot find field.")
            elif part is not None:
                self.add(result, known, schema, path, self.field(properties[known], part, self.inside(path, known), known))
        return result

    def add(self, result: Json, name: str, schema: str, path: str, value: Any) -> None:
        """Sets a field, unless another of its *oneof* is set."""
        if schema in ONE_OF and result:
            text = f"Invalid value at '{path}' (oneof), oneof field '{ONE_OF[schema]}' is already set. Cannot set '{name}'"
            self.violations.append({"field": path, "description": text})
        result[name] = value

    def field(self, spec: Json, value: Any, path: str, name: str) -> Any:
        """A field's value, by its type."""
        if "$ref" in spec:
            if isinstance(value, list):
                self.unknown(path.rsplit(".", 1)[-1], path.rpartition(".")[0], "Proto field is not repeating, cannot start list.")
                return None
            return self.message(spec["$ref"], value, path)
        kind = spec.get("type")
        if kind == "array":
            return self.array(spec["items"], value, path, name)
        if kind == "object":
            return value if isinstance(value, Mapping) else self.wrong(path, GOOGLE_TYPE + name, value)
        return value if kind == "any" else self.scalar(spec, value, path, name)

    def array(self, items: Json, value: Any, path: str, name: str) -> Any:
        """A list; the values of a range are lists of lists of anything."""
        if not isinstance(value, list):
            kind = "google.protobuf.ListValue" if items.get("type") == "array" else "google.apps.sheets.v4." + name
            return self.wrong(path, "type.googleapis.com/" + kind, value)
        if items.get("type") == "any":
            return value
        return [self.field(items, part, f"{path}[{number}]", name) for number, part in enumerate(value) if part is not None]

    def scalar(self, spec: Json, value: Any, path: str, name: str) -> Any:
        """A number, a boolean, a text or a word of an enumeration."""
        kind = spec.get("type")
        if "enum" in spec:
            return value if value in spec["enum"] else self.wrong(path, GOOGLE_TYPE + name[:1].upper() + name[1:], value)
        if kind == "boolean":
            return value if isinstance(value, bool) else self.wrong(path, "TYPE_BOOL", value)
        form = spec.get("format", "")
        if kind == "integer" or form in INTEGERS:
            number = as_number(value)
            if number is None or number != int(number):
                return self.wrong(path, INTEGERS.get(form, "TYPE_INT32"), value)
            return str(int(number)) if kind == "string" else int(number)
        if kind == "number":
            number = as_number(value)
            return self.wrong(path, NUMBERS.get(form, "TYPE_DOUBLE"), value) if number is None else number
        return value if isinstance(value, str) else self.wrong(path, "TYPE_STRING", value)

    def wrong(self, path: str, kind: str, value: Any) -> None:
        """Notes a value of the wrong type."""
        text = f"Invalid value at '{path}' ({kind}), {shown(value)}"
        self.violations.append({"field": path, "description": text})

    def unknown(self, name: str, path: str, why: str) -> None:
        """Notes a field that the message does not have."""
        where = f" at '{path}'" if path else ""
        violation = {"field": path} if path else {}
        text = f'Invalid JSON payload received. Unknown name "{name}"{where}: {why}'
        self.violations.append({**violation, "description": text})

    @staticmethod
    def inside(path: str, name: str) -> str:
        """The path of a field of the message at ``path``."""
        return f"{path}.{snake(name)}" if path else snake(name)


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
    """Query parameters by the method's description. Raises: ApiError for a word, and if strict a name, it does not know."""
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
