"""What a rep knows of a lead: the qualification letters 0 to 3, good enough for the stages already passed."""

from __future__ import annotations

from sheetcrm.app.demo.dice import Dice

Letters = dict[str, int | None]

SURE = {
    "bant_budget": {1: 2, 2: 5, 3: 3},
    "bant_authority": {1: 3, 2: 4, 3: 3},
    "bant_need": {2: 6, 3: 4},
    "bant_time": {1: 2, 2: 5, 3: 3},
    "gpct_goal": {2: 6, 3: 3},
    "gpct_plan": {1: 2, 2: 5, 3: 2},
    "gpct_challenge": {1: 2, 2: 5, 3: 2},
}
"""A lead worth an approach: letter → how often 1, 2 and 3."""
EARLY = {0: 2, 1: 5, 2: 4, 3: 1}
"""A lead just found."""
OBJECTIONS = 4
"""From this stage on (counted from 0) somebody who decides is known."""


def letters_for(dice: Dice, reached: int) -> Letters:
    """Choose the letters of a deal that came as far as stage `reached` (counted from 0)."""
    if reached == 0:
        return early_letters(dice, 0.65)
    letters: Letters = {letter: dice.weighted(shares) for letter, shares in SURE.items()}
    if reached >= OBJECTIONS:
        letters["bant_authority"] = dice.weighted({2: 3, 3: 5})
    known = [letters["bant_budget"], letters["bant_authority"], letters["bant_time"]]
    if sum(value or 0 for value in known) < 5:
        letters["bant_budget"] = letters["bant_time"] = 2
    if (letters["gpct_plan"] or 0) + (letters["gpct_challenge"] or 0) < 4:
        letters["gpct_plan"] = letters["gpct_challenge"] = 2
    return letters


def early_letters(dice: Dice, share_known: float) -> Letters:
    """Choose the letters of a lead of which only a part is known yet; blank is unknown."""
    return {letter: dice.weighted(EARLY) if dice.chance(share_known) else None for letter in SURE}
