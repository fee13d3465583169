"""What the lines of a KPI are called: keys become the labels of the workbook's template, language and process."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.process import Process
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Target
from sheetcrm.messages import LANGUAGES
from sheetcrm.messages import say
from sheetcrm.templates.spec import Column
from sheetcrm.templates.template import Template
from sheetcrm.values import Names
from sheetcrm.values import fold

_TABLES = ("opportunities", "activities", "orders", "leads")
LISTED = ("department", "product_group", "source", "channel", "customer_type", "kind", "stage", "lost_reason")
"""Dimensions whose entries are known before anything happens."""


class KpiLabels:
    """Names dimensions and the entries of dimensions, in one language."""

    def __init__(self, template: Template, process: Process, lang: str) -> None:
        """Keep what gives keys their labels."""
        self._template = template
        self._process = process
        self._lang = lang
        self._labels: dict[str, dict[str, str]] = {}

    def dimension(self, name: str) -> str:
        """Give the name of a dimension."""
        return say(f"kpi_dimension_{name}", self._lang)

    def entry(self, dimension: str, key: Key) -> str:
        """Give the label of one entry; what has no label is called by its key, a blank is "(Chưa gán)"."""
        if key is None:
            return say("kpi_unassigned", self._lang)
        if dimension == "close_month":
            return f"{key[5:]}/{key[:4]}"
        if dimension not in self._labels:
            self._labels[dimension] = dict(self._entries(dimension, self._lang))
        return self._labels[dimension].get(key, key)

    def order(self, dimension: str) -> dict[str, int]:
        """Give the place of each entry the template or process puts into an order."""
        return {key: place for place, (key, _) in enumerate(self._entries(dimension, self._lang))}

    def place_of(self, by: Sequence[str]) -> Callable[[Sequence[Key]], list[tuple[bool, int, str]]]:
        """Give what lines sort by: as the template or process has their entries, then by name, the unassigned last."""
        orders = [self.order(name) for name in by]

        def place(keys: Sequence[Key]) -> list[tuple[bool, int, str]]:
            parts = zip(keys, orders, strict=True)
            return [(part is None, order.get(part or "", len(order)), part or "") for part, order in parts]

        return place

    def key_of(self, dimension: str, text: str) -> str:
        """Give the key of an entry typed as its label in either language; the text itself when there is none."""
        folded = fold(text)
        for lang in LANGUAGES:
            for key, label in self._entries(dimension, lang):
                if folded in (fold(label), fold(key)):
                    return key
        return text

    def listed(self, lists: Mapping[str, Sequence[str]]) -> Mapping[str, Collection[str]]:
        """Give the entries of each dimension that has choices or a list; `lists` holds the workbook's own entries."""
        found: dict[str, set[str]] = {}
        for dimension in LISTED:
            found[dimension] = {key for key, _ in self._entries(dimension, self._lang)}
            for column in self._columns(dimension):
                found[dimension] |= {self.key_of(dimension, text) for text in lists.get(column.list or "", ())}
        return found

    def _entries(self, dimension: str, lang: str) -> Iterator[tuple[str, str]]:
        if dimension == "stage":
            yield from ((stage.key, stage.in_language(lang)) for stage in self._process.stages)
        for column in self._columns(dimension):
            yield from ((choice.key, choice.in_language(lang)) for choice in column.choices)
            for entries in self._template.lists:
                if entries.key == column.list:
                    yield from ((item.key, item.in_language(lang)) for item in entries.items)

    def _columns(self, dimension: str) -> list[Column]:
        tables = [self._template.table(key) for key in _TABLES]
        return [column for table in tables for column in table.columns if column.key == dimension][:1]


def with_target_keys(company: Company, labels: KpiLabels) -> Company:
    """Give the company with targets whose keys, typed as labels, are the keys that records hold."""
    names = Names(rep.name for rep in company.reps if rep.name)
    return company._replace(targets=tuple(_with_key(target, labels, names) for target in company.targets))


def _with_key(target: Target, labels: KpiLabels, reps: Names) -> Target:
    if target.key is None or target.level is None or target.level == "system":
        return target
    if target.level == "rep":
        return target._replace(key=reps.find(target.key) or target.key)
    return target._replace(key=labels.key_of(target.level, target.key))
