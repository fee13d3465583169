"""Targets that cannot be right: of no level the KPI has, twice the same, for nobody, far above what was reached."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tests.oracle.kpi_rules import Rules
from tests.oracle.quality_in_sql import Wrong
from tests.oracle.spans import earlier
from tests.oracle.spans import month_of

HAVE_LEVELS = {
    "revenue": ("department", "rep", "product_group", "source"),
    "orders": ("department", "rep", "product_group", "source"),
    "opportunities": ("rep", "product_group", "source"),
    "leads": ("rep", "product_group", "source"),
}
"""KPI → by what the specification or a tab breaks it down, of what a target may be set for."""
SEEN = """SELECT 1 FROM reps WHERE name = :rep UNION SELECT 1 FROM people WHERE rep = :rep AND day IS NOT NULL
    UNION SELECT 1 FROM talks WHERE rep = :rep AND (done OR no_answer) UNION SELECT 1 FROM deals WHERE rep = :rep
    UNION SELECT 1 FROM booked WHERE rep = :rep UNION SELECT 1 FROM debts WHERE rep = :rep"""
"""Whoever works here, or ever did something; a target for anybody else is a slip."""
MONTHS_LOOKED_AT = 6
TIMES_THE_BEST = Fraction(3, 2)


def target_troubles(rules: Rules) -> Iterator[Wrong]:
    """Go through the targets from above: of two for the same thing the upper one counts."""
    kpis, levels = (_meanings(rules, beginning) for beginning in ("kpi_", "level_"))
    seen: set[tuple] = set()
    rows = rules.sql.db.execute("SELECT sheet_row, month, level, key, kpi, value, rate FROM goals ORDER BY rowid")
    for row, month, level_word, key, kpi_word, value, rate in rows.fetchall():
        kpi, level = kpis[kpi_word], levels[level_word]
        if level != "system" and level not in HAVE_LEVELS[kpi]:
            yield Wrong("targets", row, "level", "target", held=False)
            continue
        if level == "rep" and not rules.sql.db.execute(SEEN, {"rep": key}).fetchall():
            yield Wrong("targets", row, "key", "target", held=False)
        place = (month, level, key if level != "system" else None, kpi)
        if place in seen:
            yield Wrong("targets", row, "kpi", "target", held=False)
        elif rate is None:
            yield Wrong("targets", row, "value", "rate", held=False)
        else:
            seen.add(place)
            if month >= f"{rules.today:%Y-%m-01}" and _is_far_above(rules, place, Fraction(value) * Fraction(rate)):
                yield Wrong("targets", row, "value", "target", held=False)


def _meanings(rules: Rules, beginning: str) -> dict[str, str]:
    words = rules.sql.db.execute("SELECT word, meaning FROM words WHERE meaning GLOB ?", (f"{beginning}*",))
    return {word: meaning.removeprefix(beginning) for word, meaning in words}


def _is_far_above(rules: Rules, place: tuple, value: Fraction) -> bool:
    """Over one and a half times the best of the last six whole months; where nothing was reached, nobody can tell."""
    _, level, key, kpi = place
    by, line = ((), ()) if level == "system" else ((level,), (key,))
    months = [month_of(earlier(rules.today.replace(day=1), back)) for back in range(1, MONTHS_LOOKED_AT + 1)]
    best = max((rules.of(month).figure(kpi, by, line).value or 0) for month in months)
    return best > 0 and value > best * TIMES_THE_BEST
