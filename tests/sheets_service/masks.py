"""Field masks: ``sheets(properties,data.rowData)`` chooses what travels and what an update may touch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sheets_service.discovery import Service
from sheets_service.errors import invalid
from sheets_service.messages import camel

# A mask is a tree: a field's name to the mask inside it; an empty tree takes all of the field.
Mask = dict[str, "Mask"]
TOKEN = re.compile(r"[A-Za-z0-9_$*]+|[(),./]")


class MaskError(ValueError):
    """The mask cannot be read or names a field that is not there."""


def parse(text: str) -> Mask:
    """Reads a mask. Raises: MaskError."""
    tokens = TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s", "", text):
        raise MaskError(text)
    tree: Mask = {}
    rest = _parse_list(tokens, 0, tree)
    if rest != len(tokens):
        raise MaskError(text)
    return tree


def _parse_list(tokens: list[str], at: int, tree: Mask) -> int:
    while True:
        at = _parse_path(tokens, at, tree)
        if at >= len(tokens) or tokens[at] != ",":
            return at
        at += 1


def _parse_path(tokens: list[str], at: int, tree: Mask) -> int:
    while True:
        if at >= len(tokens) or tokens[at] in "(),./":
            raise MaskError("".join(tokens))
        tree = tree.setdefault(camel(tokens[at]), {})
        at += 1
        following = tokens[at] if at < len(tokens) else ""
        if following == "(":
            at = _parse_list(tokens, at + 1, tree)
            if at >= len(tokens) or tokens[at] != ")":
                raise MaskError("".join(tokens))
            return at + 1
        if following not in (".", "/") or not following:
            return at
        at += 1


def check(service: Service, schema: str, mask: Mask, path: str = "") -> None:
    """Raises: MaskError with the first path that the message does not have."""
    properties = service.schemas[schema].get("properties", {})
    for name, inner in mask.items():
        here = f"{path}.{name}" if path else name
        if name == "*":
            continue
        if name not in properties:
            raise MaskError(here)
        spec = properties[name]
        while spec.get("type") == "array":
            spec = spec["items"]
        if inner and "$ref" in spec:
            check(service, spec["$ref"], inner, here)


def parse_selection(service: Service, schema: str, text: str) -> Mask:
    """The mask of a request's ``fields`` parameter. Raises: ApiError."""
    try:
        mask = parse(text)
        check(service, schema, mask)
    except MaskError as error:
        why = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{error}'."
        raise invalid("Request contains an invalid argument.", [{"field": str(error), "description": why}]) from error
    return mask


def wants(mask: Mask | None, *path: str) -> bool:
    """Whether anything at or under the path is taken; no mask takes everything."""
    for name in path:
        if not mask or "*" in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def inner(mask: Mask | None, *path: str) -> Mask | None:
    """The mask inside a field; None takes everything."""
    for name in path:
        if not mask or "*" in mask:
            return None
        mask = mask.get(name, {})
    return mask or None


def select(mask: Mask | None, value: Any) -> Any:
    """What the mask takes of a value; objects in lists stay, even when nothing of them is taken."""
    return _select(mask, value, {})


def _select(mask: Mask | None, value: Any, known: dict[tuple[int, int], Any]) -> Any:
    """``known`` holds what was taken of objects: in an answer one stands in many places."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [_select(mask, part, known) for part in value]
    if not isinstance(value, dict):
        return value
    key = (id(mask), id(value))
    if key not in known:
        known[key] = {
            name: _select(mask[name], part, known) if mask[name] else part
            for name, part in value.items()
            if name in mask
        }
    return known[key]


def overlay(old: Mapping[str, Any], new: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """``old`` with the masked fields taken from ``new``; a masked field that ``new`` lacks is cleared."""
    if "*" in mask:
        return dict(new)
    result = dict(old)
    for name, inside in mask.items():
        if inside:
            merged = overlay(result.get(name) or {}, new.get(name) or {}, inside)
            result.update({name: merged})
            if not merged:
                del result[name]
        elif name in new:
            result[name] = new[name]
        else:
            result.pop(name, None)
    return result
