"""How the service writes a message back: defaults left out, colours as 32-bit floats with their twin field."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

from sheets_service.discovery import Json
from sheets_service.discovery import Service
from sheets_service.masks import Mask

# Messages whose scalars are written even when they are zero, empty or false: each was seen in the recordings.
EXPLICIT = {
    "TextFormat",
    "Padding",
    "ExtendedValue",
    "GridRange",
    "DimensionRange",
    "GridCoordinate",
    "SheetProperties",
}


def tidy(service: Service, schema: str, value: Mapping[str, Any]) -> Json:
    """The message as the service would store and write it."""
    properties = service.schemas[schema].get("properties", {})
    result: Json = {}
    for name, part in value.items():
        spec = properties.get(name, {})
        clean = _tidy_field(service, spec, part)
        if not _is_default(schema, name, clean):
            result[name] = clean
    for name in [name for name in result if name.endswith("Color") and f"{name}Style" in properties]:
        result.setdefault(f"{name}Style", {"rgbColor": result[name]})
    for name in [name for name in result if name.endswith("ColorStyle") and "rgbColor" in result[name]]:
        if name.removesuffix("Style") in properties:
            result[name.removesuffix("Style")] = result[name]["rgbColor"]
    return result


def _tidy_field(service: Service, spec: Json, value: Any) -> Any:
    if "$ref" in spec and isinstance(value, Mapping):
        return tidy(service, spec["$ref"], value)
    if spec.get("type") == "array" and isinstance(value, list):
        return [_tidy_field(service, spec["items"], part) for part in value]
    if spec.get("format") == "float":
        return plain_number(_as_float32(value))
    return plain_number(value) if isinstance(value, float) else value


def _is_default(schema: str, name: str, value: Any) -> bool:
    if name.endswith("ColorStyle") and value == {}:
        return True
    if name == "sheetId" and schema != "SheetProperties":
        return bool(value == 0)
    if isinstance(value, list):
        return not value
    if schema in EXPLICIT and name not in ("hidden", "rightToLeft"):
        return False
    return value is False or value == "" or (value == 0 and not isinstance(value, Mapping))


def _as_float32(value: float) -> float:
    single = struct.unpack("f", struct.pack("f", value))[0]
    for digits in range(6, 10):
        shortest = float(f"{single:.{digits}g}")
        if struct.pack("f", shortest) == struct.pack("f", single):
            return shortest
    return float(single)


def plain_number(value: float | int) -> float | int:
    """Whole numbers are written without a point."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e21 else value


def with_twins(mask: Mask) -> Mask:
    """A mask that names a colour means its twin field as well."""
    result: Mask = {}
    for name, inside in mask.items():
        result[name] = with_twins(inside)
        if name.endswith("Color"):
            result.setdefault(f"{name}Style", {})
        elif name.endswith("ColorStyle"):
            result.setdefault(name.removesuffix("Style"), {})
    return result
