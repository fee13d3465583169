"""What a workbook template must keep to beyond the shape of its entries: names known, used once, facts supplied."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from sheetcrm.templates.facts import wanted_facts
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.locating import Path
from sheetcrm.templates.spec import LONGEST_TITLE
from sheetcrm.templates.spec import NOT_IN_TITLES
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Table
from sheetcrm.templates.workbook_spec import WorkbookSpec

NUMERIC = frozenset({"integer", "number", "money", "percent"})
ENGINE_COLUMNS: Mapping[str, frozenset[str]] = {
    "leads": frozenset({"score", "completeness", "band", "grade", "why", "opportunity_id", "issues"}),
    "opportunities": frozenset(
        {"accepted_stage", "accepted_status", "accepted_on", "stage_requested", "probability", "weighted_amount"}
        | {"days_in_stage", "score", "health", "issues"}
    ),
    "orders": frozenset({"receivable", "overdue_days"}),
    "accounts": frozenset(
        {"first_order_on", "last_order_on", "last_contact_on", "lifetime_revenue", "open_opportunities"}
    ),
    "conflicts": frozenset({"at", "workbook", "sheet", "name", "field", "hub_value", "workbook_value", "stands"}),
}
"""What recompute (of conflicts: sync) writes into each table, besides ids and the whole stage history."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a template says wrongly: where in the file, and the code and blanks of the sentence about it."""

    path: Path
    code: str
    blanks: Mapping[str, object] = field(default_factory=dict)


def find_faults(spec: WorkbookSpec) -> Iterator[Fault]:
    """Give everything wrong with a workbook template whose entries have the right shape."""
    yield from _repeated(("tables",), [table.key for table in spec.tables])
    yield from _repeated(("lists",), [entries.key for entries in spec.lists])
    yield from _repeated(("reports",), [report.key for report in spec.reports])
    yield from _titles(spec)
    for place, entries in enumerate(spec.lists):
        yield from _repeated(("lists", place, "items"), [item.key for item in entries.items])
    for place, table in enumerate(spec.tables):
        yield from _table_faults(spec, table, ("tables", place))
    yield from _unknown_watched(spec)
    yield from _missing_facts(spec)


def _unknown_watched(spec: WorkbookSpec) -> Iterator[Fault]:
    """Columns whose blanks a tab counts must be there."""
    there = {f"{table.key}.{column.key}" for table in spec.tables for column in table.columns}
    for place, report in enumerate(spec.reports):
        for number, name in enumerate(report.columns):
            if name not in there:
                yield Fault(("reports", place, "columns", number), "template_column_unknown", {"name": name})


def column_faults(columns: Iterable[Column], table: Table, spec: WorkbookSpec, path: Path) -> Iterator[Fault]:
    """Give what is wrong with columns that stand in (or are to join) a table."""
    for place, column in enumerate(columns):
        for fault in _column_faults(column, table, spec):
            yield Fault((*path, place, *fault.path), fault.code, {"column": column.key, **fault.blanks})


def _repeated(path: Path, names: Iterable[str], blank: str = "key") -> Iterator[Fault]:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name.casefold() in seen:
            yield Fault((*path, place, blank), "template_twice", {"name": name})
        seen.add(name.casefold())


def _titles(spec: WorkbookSpec) -> Iterator[Fault]:
    """Sheet names must be ones that Excel takes, and no two alike."""
    titled: list[tuple[Path, str, str]] = []
    for lang in ("vi", "en"):
        titled += [(("tables", place), lang, getattr(one, lang)) for place, one in enumerate(spec.tables)]
        titled += [(("reports", place), lang, getattr(one, lang)) for place, one in enumerate(spec.reports)]
        titled.append((("lists_sheet",), lang, getattr(spec.lists_sheet, lang)))
    seen: set[tuple[str, str]] = set()
    for path, lang, title in titled:
        if len(title) > LONGEST_TITLE or any(sign in title for sign in NOT_IN_TITLES):
            yield Fault((*path, lang), "template_title", {"name": title})
        if (lang, title.casefold()) in seen:
            yield Fault((*path, lang), "template_twice", {"name": title})
        seen.add((lang, title.casefold()))


def _table_faults(spec: WorkbookSpec, table: Table, path: Path) -> Iterator[Fault]:
    columns = (*path, "columns")
    yield from _repeated(columns, [column.key for column in table.columns])
    yield from _repeated(columns, [column.vi for column in table.columns], "vi")
    yield from _repeated(columns, [column.en for column in table.columns], "en")
    if not table.columns or (table.columns[0].key, table.columns[0].kind) != ("id", "id"):
        yield Fault((*columns, 0), "template_id_first", {"table": table.key})
    for place, key in enumerate(table.asked):
        if key not in {column.key for column in table.columns if not column.engine}:
            yield Fault((*path, "asked", place), "template_column_unknown", {"name": key})
    if table.label_column is not None and table.label_column not in {column.key for column in table.columns}:
        yield Fault((*path, "label_column"), "template_column_unknown", {"name": table.label_column})
    yield from column_faults(table.columns, table, spec, columns)


def _column_faults(column: Column, table: Table, spec: WorkbookSpec) -> Iterator[Fault]:
    yield from _pointing(column, spec)
    if bool(column.choices) != (column.kind == "choice"):
        yield Fault(("choices",), "template_choices")
    if bool(column.lists) != (column.kind == "entry"):
        yield Fault(("lists",), "template_lists")
    for name in set(column.lists) - {entries.key for entries in spec.lists}:
        yield Fault(("lists",), "template_pointer_unknown", {"name": name, "known": _lists_known(spec)})
    yield from _repeated(("choices",), [choice.key for choice in column.choices])
    if (column.min is not None or column.max is not None) and column.kind not in NUMERIC:
        yield Fault(("min" if column.min is not None else "max",), "template_bounds_kind", {"kind": column.kind})
    if column.min is not None and column.max is not None and column.min > column.max:
        yield Fault(("min",), "template_bounds")
    written = column.key == "id" or table.protected or column.key in ENGINE_COLUMNS.get(table.key, frozenset())
    if column.engine != written:
        yield Fault(("engine",), "template_engine_missing" if written else "template_engine_unknown")
    if column.overdue_while is not None:
        yield from _overdue(column, column.overdue_while, table)


def _lists_known(spec: WorkbookSpec) -> str:
    return ", ".join(sorted(entries.key for entries in spec.lists))


def _pointing(column: Column, spec: WorkbookSpec) -> Iterator[Fault]:
    """Lists and tables that a column names must be there, and only kinds that need one may name one."""
    labelled = {table.key for table in spec.tables if table.label_column}
    known = {
        "list": ({entries.key for entries in spec.lists}, column.kind == "list", True),
        "refers_to": ({table.key for table in spec.tables}, column.kind == "reference", True),
        "suggest": (labelled, column.kind in ("text", "rep"), False),
    }
    for name, (there, fitting, needed) in known.items():
        target = getattr(column, name)
        if target is not None and not fitting:
            yield Fault((name,), "template_pointer_kind", {"kind": column.kind, "pointer": name})
        elif target is not None and target not in there:
            yield Fault((name,), "template_pointer_unknown", {"name": target, "known": ", ".join(sorted(there))})
        elif target is None and fitting and needed:
            yield Fault(("kind",), "template_pointer_missing", {"kind": column.kind, "pointer": name})


def _overdue(column: Column, conditions: Mapping[str, tuple[str, ...]], table: Table) -> Iterator[Fault]:
    if column.kind != "date":
        yield Fault(("overdue_while",), "template_pointer_kind", {"kind": column.kind, "pointer": "overdue_while"})
    offered = {other.key: {choice.key for choice in other.choices} for other in table.columns}
    for key, entries in conditions.items():
        if key not in offered:
            yield Fault(("overdue_while", key), "template_column_unknown", {"name": key})
        for entry in entries:
            if key in offered and entry not in offered[key]:
                yield Fault(("overdue_while", key), "template_choice_unknown", {"name": entry})


def _missing_facts(spec: WorkbookSpec) -> Iterator[Fault]:
    places = {table.key: place for place, table in enumerate(spec.tables)}
    for key, facts in wanted_facts().items():
        if key in places:
            yield from _unsupplied(spec.tables[places[key]], facts, ("tables", places[key], "columns"))
        else:
            yield Fault(("tables",), "template_table_missing", {"table": key})


def _unsupplied(table: Table, facts: Mapping[str, type], path: Path) -> Iterator[Fault]:
    there = {column.key: (place, column) for place, column in enumerate(table.columns)}
    for name, wanted in facts.items():
        if name not in there:
            yield Fault(path, "template_fact_missing", {"table": table.key, "column": name})
        elif KINDS[there[name][1].kind].python_type is not wanted:
            yield _wrong_kind((*path, there[name][0], "kind"), there[name][1], wanted)


def _wrong_kind(path: Path, column: Column, wanted: type) -> Fault:
    fitting = ", ".join(kind.name for kind in KINDS.values() if kind.python_type is wanted)
    return Fault(path, "template_fact_kind", {"column": column.key, "kind": column.kind, "fitting": fitting})
