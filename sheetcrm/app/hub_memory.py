"""What is remembered of a hub: which one it is, the highest number it had seen, and what it was when recomputed."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcrm.errors import HubOutdated
from sheetcrm.errors import WrongHub
from sheetcrm.sync.roster import Roster

HUB_ID, HUB_NUMBER, HUB_TOKEN = "hub_id", "hub_number", "hub_token"
KEPT_TOKENS = 100
"""A hub that is further ahead is not asked for the token: it may have forgotten it."""
HUB_CONTENT = "hub_content"
"""What the hub was when its figures were last found to be right."""


def prove_hub(roster: Roster, here: str, number: int, tokens: Sequence[str], file: str) -> None:
    """Make sure that this is the hub that is remembered, and that it holds all that was seen there.

    `tokens`: of its last transactions. A hub that somebody overwrote with an older state, and that other machines went
    on from, has a high number again, but not the token that was seen last.
    Raises: WrongHub, HubOutdated.
    """
    known, last, token = roster.fact(HUB_ID), int(roster.fact(HUB_NUMBER) or 0), roster.fact(HUB_TOKEN)
    if known not in (None, here):
        raise WrongHub(file=file)
    if number < last or (token and token not in tokens and number - last < KEPT_TOKENS):
        raise HubOutdated(file=file)
    if known != here:
        roster.learn(HUB_ID, here)
    remember_state(roster, number, tokens)


def remember_state(roster: Roster, number: int, tokens: Sequence[str]) -> None:
    """Keep the number and the token of the last transaction that is known."""
    seen = (str(number), tokens[-1] if tokens else "")
    if seen != (roster.fact(HUB_NUMBER), roster.fact(HUB_TOKEN)):
        with roster.together():
            roster.learn(HUB_NUMBER, seen[0])
            roster.learn(HUB_TOKEN, seen[1])
