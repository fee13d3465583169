"""Every stage and status to every stage and status, in both processes, against tables written by hand."""

from __future__ import annotations

from itertools import product

import pytest
from deals import MANAGER
from deals import PROCESSES
from deals import SIGNED
from deals import STATUSES
from deals import context
from deals import golden
from deals import objection
from deals import opportunity
from deals import process

from sheetcrm.domain.stages import judge_opportunity

TABLES = golden("stage_ways")
RESOLVED = objection(resolved=-1)
SKIPS_HOLD = {"origin": "inbound", "customer_type": "existing"}


def way(key: str, now: str, wanted: str) -> str:
    order = list(TABLES[key])
    return TABLES[key][now][order.index(wanted)]


def is_legal(
    key: str, now: tuple[str, str], wanted: tuple[str, str], *, signed: bool, approved: bool, skips: bool
) -> bool:
    """Say what the tables allow a deal that meets every need."""
    step = way(key, now[0], wanted[0])
    won_at = TABLES["won_at"][key]
    moves = {
        ".": True,
        "1": not (key == "project_10" and now[0] == "sign" and not signed),
        "s": skips or approved,
        "a": approved,
        "b": not (signed and now[0] in won_at),
    }[step]
    kind = TABLES["statuses"][now[1]][STATUSES.index(wanted[1])]
    return {
        "way": moves,
        "pause": moves,
        "win": moves and signed and wanted[0] in won_at,
        "lose": moves and not signed,
        "reopen": step in ".b",
        "onward": step == "1" and moves and wanted[0] in won_at,
        "cancel": step == ".",
        "never": False,
    }[kind]


@pytest.mark.parametrize("skips", [True, False])
@pytest.mark.parametrize("approved", [True, False])
@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("key", PROCESSES)
def test_exactly_what_the_tables_allow_is_accepted(key: str, signed: bool, approved: bool, skips: bool) -> None:
    cells = {
        **(SIGNED if signed else {}),
        **(SKIPS_HOLD if skips else {}),
        "approved_by": MANAGER if approved else None,
    }
    around = context() if skips else context(objections=[RESOLVED])
    places = list(product(TABLES[key], STATUSES))
    for now, wanted in product(places, places):
        if now == wanted:
            continue
        verdict = judge_opportunity(process(key), opportunity(now, wanted, **cells), around)
        legal = is_legal(key, now, wanted, signed=signed, approved=approved, skips=skips)
        accepted = (verdict.accepted_stage, verdict.accepted_status)
        assert accepted == (wanted if legal else now), f"{now} -> {wanted}"
        assert len(verdict.moves) == legal
        assert bool(verdict.problems) != legal
        assert verdict.stage_requested == (None if legal else wanted[0])
