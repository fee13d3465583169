"""How a hub's reports looked after they were last drawn, so that drawing them again needs no look at them first.

It holds as long as the hub's own mark says that nobody else has drawn there since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sheetcrm.sync.roster import Roster
from sheetcrm.workbooks.google.swatches import Looks
from sheetcrm.workbooks.google.swatches import TabLooks

HUB_LOOKS = "hub_looks"


def remembered_looks(roster: Roster, drawn: str, reports: frozenset[int]) -> Looks | None:
    """Give the looks of reports (by sheet) as they were when the hub had this mark; None when that is not known."""
    known = roster.fact(HUB_LOOKS)
    kept = json.loads(known) if known else {}
    if kept.get("drawn") != drawn or not reports <= {int(sheet) for sheet in kept["tabs"]}:
        return None
    formats = [json.loads(look) for look in kept["formats"]]
    tabs = {int(sheet): _tab(tab, formats) for sheet, tab in kept["tabs"].items()}
    return Looks({name: formats[at] for name, at in kept["swatches"].items()}, tabs)


def remember_looks(roster: Roster, drawn: str, looks: Looks) -> None:
    """Keep how reports look; equal looks are kept once."""
    numbers: dict[str, int] = {}

    def number(look: Mapping[str, Any]) -> int:
        return numbers.setdefault(json.dumps(look, sort_keys=True), len(numbers))

    swatches = {name: number(look) for name, look in looks.swatches.items()}
    tabs = {
        str(sheet): {
            "cells": [[row, column, number(look)] for (row, column), look in tab.formats.items()],
            "hidden": sorted(tab.hidden),
        }
        for sheet, tab in looks.tabs.items()
    }
    kept = {"drawn": drawn, "formats": list(numbers), "swatches": swatches, "tabs": tabs}
    roster.learn(HUB_LOOKS, json.dumps(kept))


def _tab(tab: Mapping[str, Any], formats: list[Mapping[str, Any]]) -> TabLooks:
    return TabLooks({(row, column): formats[at] for row, column, at in tab["cells"]}, frozenset(tab["hidden"]))
