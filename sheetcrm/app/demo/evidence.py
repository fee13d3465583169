"""The qualification cells of a lead: letters, what proves each, and when that was verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from decimal import Decimal

from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.letters import Letters
from sheetcrm.app.demo.words import Words
from sheetcrm.values import Value

AGEING = ("bant_budget", "bant_authority", "bant_time", "gpct_plan", "gpct_time")
"""Letters whose evidence ages: each has a `…_verified_on`."""
MILLION = 1_000_000
THOUSAND_MILLION = 1_000 * MILLION


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom and what the evidence is about, and between which days it was verified."""

    contact: str
    work: str
    price: Decimal
    first: date
    last: date


def qualify(dice: Dice, words: Words, letters: Letters, subject: Subject) -> dict[str, Value]:
    """Write all qualification cells; a letter not known leaves its cells blank."""
    budget = _budget(dice, letters["bant_budget"], subject.price)
    blanks = {
        "amount": in_words(budget or subject.price),
        "contact": subject.contact,
        "work": subject.work[0].lower() + subject.work[1:],
        "month": f"{(subject.last + timedelta(days=dice.whole(40, 160))):%m/%Y}",
    }
    cells: dict[str, Value] = {"budget_amount": budget}
    for column, level in letters.items():
        if level is None:
            continue
        cells[column] = level
        cells[f"{column}_evidence"] = dice.pick(words.phrases.evidence[column][level]).format(**blanks)
        if column in AGEING:
            cells[f"{column}_verified_on"] = dice.day(
                max(subject.first, subject.last - timedelta(days=50)), subject.last
            )
    for suffix in ("", "_evidence", "_verified_on"):
        cells[f"gpct_time{suffix}"] = cells.get(f"bant_time{suffix}")
    return cells


def _budget(dice: Dice, level: int | None, price: Decimal) -> Decimal | None:
    """Give the budget that goes with a B of this level: an approved one covers the quote."""
    if not level:
        return None
    percent = dice.whole(90, 120) if level == 3 else dice.whole(65, 115)
    return (price * percent / 100 / (5 * MILLION)).quantize(Decimal(1)) * 5 * MILLION


def in_words(amount: Decimal) -> str:
    """Write an amount the way people say it: `850 triệu`, `1,2 tỷ`."""
    if amount < THOUSAND_MILLION:
        return f"{int(amount) // MILLION} triệu"
    return f"{round(int(amount) / THOUSAND_MILLION, 1):g} tỷ".replace(".", ",")
