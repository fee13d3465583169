"""A proved template as one line of JSON and back: only the kinds of values that templates consist of, nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import MISSING
from dataclasses import fields
from dataclasses import is_dataclass
from decimal import Decimal

from sheetcrm.domain import approval_needs
from sheetcrm.domain import needs
from sheetcrm.domain import process
from sheetcrm.domain import row_needs
from sheetcrm.domain import schemes
from sheetcrm.domain.limits import Limits
from sheetcrm.templates import report_spec
from sheetcrm.templates import spec
from sheetcrm.templates.template import Template

_PARTS: tuple[type, ...] = (
    Template, Limits, spec.Table, spec.Column, spec.Choice, spec.ListEntries, spec.Currency,
    report_spec.Report, report_spec.Block,
    process.Process, process.Stage, process.Skip, process.Rules, process.Care,
    needs.Filled, needs.FilledWhen, needs.AtLeast, needs.Among, needs.NotPast, needs.NotFuture, needs.WithinDays,
    needs.AnyOf, row_needs.ActivityLike, row_needs.Objections, row_needs.OrderLines,
    approval_needs.Approved, approval_needs.ApprovedAbove, approval_needs.Limit,
    schemes.Scheme, schemes.Letter, schemes.Place, schemes.KnockOut, schemes.Decay,
    schemes.Band, schemes.Grade, schemes.Part,
)  # fmt: skip


_NEVER = "a value that no field has"


def _defaults(part: type) -> dict[str, object]:
    """Give each field's default."""
    if is_dataclass(part):
        return {field.name: _NEVER if field.default is MISSING else field.default for field in fields(part)}
    given: Mapping[str, object] = getattr(part, "_field_defaults", {})
    return {name: given.get(name, _NEVER) for name in getattr(part, "_fields", ())}


_FIELDS = {part.__name__: _defaults(part) for part in _PARTS}
SHAPE = repr(_FIELDS)
"""What templates consist of, to tell a template compiled by another version of the program."""
_MAKERS: Mapping[str, Callable[..., object]] = {
    **{part.__name__: part for part in _PARTS},
    "Decimal": Decimal,
    "frozenset": lambda items: frozenset(items),
    "Mapping": lambda items: dict(items),
}


def compile_template(template: Template) -> str:
    """Give the template as one line."""
    return json.dumps(_plain(template), ensure_ascii=False, separators=(",", ":"))


def restore_template(line: str) -> Template:
    """Give the template of a line that `compile_template` made."""
    template = json.loads(line, object_hook=_made)
    assert isinstance(template, Template)
    return template


def _plain(value: object) -> object:
    """Give a value as JSON knows it; `""` names what it is made of."""
    name = type(value).__name__
    if name in _FIELDS:
        told = {field: getattr(value, field) for field in _FIELDS[name]}
        return {"": name, **{field: _plain(one) for field, one in told.items() if one != _FIELDS[name][field]}}
    if isinstance(value, Decimal):
        return {"": "Decimal", "value": str(value)}
    if isinstance(value, frozenset):
        return {"": "frozenset", "items": sorted(value)}
    if isinstance(value, Mapping):
        return {"": "Mapping", "items": [[key, _plain(item)] for key, item in value.items()]}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    assert value is None or isinstance(value, str | int | float), name
    return value


def _made(told: dict[str, object]) -> object:
    make = _MAKERS[str(told.pop(""))]
    return make(**{field: _frozen(value) for field, value in told.items()})


def _frozen(value: object) -> object:
    return tuple([_frozen(item) for item in value]) if isinstance(value, list) else value
