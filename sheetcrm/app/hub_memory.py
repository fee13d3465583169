"""What is remembered of a hub: which one it is, the highest number it had seen, and what it was when recomputed."""

from __future__ import annotations

from sheetcrm.errors import HubOutdated
from sheetcrm.errors import WrongHub
from sheetcrm.sync.roster import Roster

HUB_ID, HUB_NUMBER = "hub_id", "hub_number"
HUB_CONTENT = "hub_content"
"""What the hub was when its figures were last found to be right."""


def prove_hub(roster: Roster, here: str, number: int, file: str) -> None:
    """Make sure that this is the hub that is remembered, and no older than that. Raises: WrongHub, HubOutdated."""
    known, last = roster.fact(HUB_ID), int(roster.fact(HUB_NUMBER) or 0)
    if known not in (None, here):
        raise WrongHub(file=file)
    if number < last:
        raise HubOutdated(file=file)
    if (known, last) != (here, number):
        with roster.together():
            roster.learn(HUB_ID, here)
            roster.learn(HUB_NUMBER, str(number))
