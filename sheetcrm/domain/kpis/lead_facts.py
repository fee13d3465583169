"""Leads as facts: merged ones count once, on the earliest day, and as what they were merged into."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping

from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.facts import TableBuilder
from sheetcrm.domain.kpis.notebook import Notebook
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Lead


def lead_table(company: Company, notebook: Notebook) -> FactTable:
    """Make one row of every lead that is left after merging."""
    into = {lead.id: lead.merged_into for lead in company.leads if lead.merged_into and lead.id}
    known = {lead.id for lead in company.leads}
    converted = {opportunity.lead_id for opportunity in company.opportunities if opportunity.lead_id}
    table = TableBuilder("leads", ("rep", "source", "product_group"), ("converted",))
    groups: dict[str, list[Lead]] = {}
    for lead in company.leads:
        survivor_id = lead.id or f"\0{lead.row}"
        if survivor_id in into:
            if into[survivor_id] not in known:
                notebook.note("kpi_merged_into_nothing", "leads", lead, "merged_into", into=lead.merged_into)
            survivor_id = _survivor(survivor_id, into, known)
        groups.setdefault(survivor_id, []).append(lead)
    for survivor_id, group in groups.items():
        days = [notebook.needed_day("leads", lead, "created_on", lead.created_on) for lead in group]
        earliest, survivor, is_converted = days[0], group[0], group[0].id in converted
        if len(group) > 1:
            earliest = min((day for day in days if day is not None), default=None)
            survivor = min((lead for lead in group if lead.id == survivor_id), key=_place, default=survivor)
            is_converted = any(lead.id in converted for lead in group)
        if earliest is not None:
            table.add(earliest, survivor.owner, survivor.source, survivor.product_group, int(is_converted))
    return table.table()


def _survivor(lead_id: str, into: Mapping[str, str], known: Collection[str]) -> str:
    """Follow merges to the lead that is left; leads merged in a circle are one, named after the smallest id."""
    path = [lead_id]
    while (following := into.get(path[-1])) is not None and following in known:
        if following in path:
            return min(path[path.index(following) :])
        path.append(following)
    return path[-1]


def _place(lead: Lead) -> tuple[str, str, str]:
    return (lead.owner or "", lead.source or "", lead.product_group or "")
