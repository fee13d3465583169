"""What the columns of the dashboard's small tables are called; the charts name their bars and lines after them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.messages import say
from sheetcrm.templates.dashboard_layout import Places

_OPEN = ("pipeline_value", "weighted_pipeline")
_COLUMNS: Mapping[str, Sequence[str]] = {
    "months": ("revenue", "target", "win_rate"),
    "stages": (*_OPEN, "reached", "days_in_stage"),
    "closing": _OPEN,
    "reps": ("revenue", "target"),
    "sources": ("leads",),
    "reasons": ("lost_by_stage", "lost_amount"),
}
"""Table → its columns behind the first: KPIs, and what else a message names."""


def heads_of(table: str, lang: str) -> tuple[str, ...]:
    """Give the heads of a table's columns behind the first one."""
    return tuple(
        CATALOGUE[key].name(lang) if key in CATALOGUE else say(f"kpi_head_{key}", lang) for key in _COLUMNS[table]
    )


def all_heads(places: Places, lang: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Give every head with its row and column."""
    for table, place in zip(Places._fields, places, strict=True):
        for column, head in enumerate(heads_of(table, lang), start=place.column + 1):
            yield (place.head, column), head
