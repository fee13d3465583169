"""What every kind of request needs: its messages tidied and its field masks read."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from typing import Any

from sheets_service import masks
from sheets_service.discovery import Json
from sheets_service.discovery import service
from sheets_service.editing import Edit
from sheets_service.proto import tidy
from sheets_service.proto import with_twins

Kind = Callable[[Edit, Json], Json | None]
NO_FIELDS = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"


def clean(schema: str, value: Mapping[str, Any] | None) -> Json:
    """A message as the service stores it."""
    return tidy(service("sheets.v4"), schema, value or {})


def fields(edit: Edit, body: Mapping[str, Any], schema: str) -> masks.Mask:
    """Which fields of the message the request sets. Raises: ApiError for none or a wrong one."""
    text = body.get("fields", "")
    if not text:
        raise edit.refuse(NO_FIELDS)
    try:
        mask = masks.parse(text)
        masks.check(service("sheets.v4"), schema, mask)
    except masks.MaskError as error:
        raise edit.refuse(f"Invalid field: {error}") from error
    return with_twins(mask)


def required(edit: Edit, body: Mapping[str, Any], name: str) -> Any:
    """A field that must be there. Raises: ApiError."""
    if name not in body:
        raise edit.refuse(f"No {name} was specified.")
    return body[name]
