"""How promising a lead is: letters from 0 to 3, weighed into a score of 0 to 100 that explains itself.

A blank letter is *unknown*: it adds nothing and lowers the completeness, but it is not a 0 and never knocks a lead out.
All arithmetic is exact: integers and decimals, rounded half up once, at the end; the band is judged on what is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from datetime import date
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.domain.records import Cells
from sheetcrm.domain.records import Company
from sheetcrm.domain.schemes import TOP_LEVEL
from sheetcrm.domain.schemes import WHOLE
from sheetcrm.domain.schemes import Band
from sheetcrm.domain.schemes import Decay
from sheetcrm.domain.schemes import Letter
from sheetcrm.domain.schemes import Place
from sheetcrm.domain.schemes import Scheme
from sheetcrm.messages import say


class Term(NamedTuple):
    """What one letter adds to the sum."""

    letter: Letter
    typed: int | None
    """None: unknown."""
    level: int
    """After an unresolved objection; 0 when unknown."""
    fresh: int
    """Percent that the evidence still counts."""


_Weight = tuple[int | None, int, int]
"""Of one letter: what was typed, the level it counts as, and how fresh it is."""


class Score(NamedTuple):
    """A lead's score, with everything needed to explain it."""

    points: int | None
    """None while not a single letter is known."""
    completeness: int
    """Percent of the weights that is known, rounded down: a limit of 75 is really reached."""
    band: str | None
    grade: str | None
    terms: tuple[Term, ...]
    uncapped: int
    """The points before a knock-out."""
    knocked_out_by: Term | None
    named_band: Band | None


def score(scheme: Scheme, cells: Cells, open_objections: Collection[str], today: date) -> Score:
    """Score one lead from its cells; `open_objections` are the categories its customer has not been answered on."""
    return score_all(scheme, [(cells, open_objections)], today)[0]


def score_all(scheme: Scheme, leads: Iterable[tuple[Cells, Collection[str]]], today: date) -> list[Score]:
    """Score many leads; those that weigh alike share one score."""
    scores: list[Score] = []
    known: dict[tuple[_Weight, ...], Score] = {}
    for cells, objections in leads:
        weights = tuple([_weigh(letter, scheme.decay, cells, objections, today) for letter in scheme.letters])
        if weights not in known:
            terms = tuple(Term(letter, *one) for letter, one in zip(scheme.letters, weights, strict=True))
            known[weights] = _add_up(scheme, terms)
        scores.append(known[weights])
    return scores


def _add_up(scheme: Scheme, terms: tuple[Term, ...]) -> Score:
    known = sum((term.letter.weight for term in terms if term.typed is not None), Decimal())
    if not known:
        return Score(None, 0, None, None, terms, 0, None, None)
    completeness = int(known)
    uncapped = _round_up_halves(sum((term.letter.weight * term.level * term.fresh for term in terms), Decimal()))
    limit, knocked_out_by = _lowest_limit(terms)
    points = min(uncapped, limit)
    band = next(band for band in scheme.bands if points >= band.from_points)
    return Score(
        points=points,
        completeness=completeness,
        band=band.key,
        grade=_grade(scheme, points, completeness),
        terms=terms,
        uncapped=uncapped,
        knocked_out_by=knocked_out_by if limit < uncapped else None,
        named_band=band,
    )


def explain_score(result: Score, lang: str) -> str:
    """Show the sum that gives the points: `B2·25 + A1·25 + N3·30 + T2·20 = 68 → Warm`.

    Each product is weight x level / 3. Unknown reads `B?`, a letter lowered by an objection `(B2−1)`, aged evidence
    `B2·0.75·25`; a knock-out is named with its limit.
    """
    terms = " + ".join(_show_term(term, lang) for term in result.terms)
    if result.named_band is None:
        return say("score_unknown", lang, sum=terms)
    band = result.named_band.in_language(lang)
    if result.knocked_out_by is None:
        return say("score_why", lang, sum=terms, points=result.points, band=band)
    cause = f"{result.knocked_out_by.letter.symbol}{result.knocked_out_by.level}"
    return say(
        "score_why_limited", lang, sum=terms, uncapped=result.uncapped, limit=result.points, cause=cause, band=band
    )


def open_objections(company: Company) -> Mapping[str, frozenset[str]]:
    """Collect by lead id the categories of objections that its opportunities have not resolved."""
    opportunities: dict[str, set[str]] = {}
    for objection in company.objections:
        if objection.resolved_on is None and objection.category and objection.opportunity_id:
            opportunities.setdefault(objection.opportunity_id, set()).add(objection.category)
    leads: dict[str, frozenset[str]] = {}
    for opportunity in company.opportunities:
        if opportunity.lead_id and opportunity.id in opportunities:
            leads[opportunity.lead_id] = leads.get(opportunity.lead_id, frozenset()) | opportunities[opportunity.id]
    return leads


def _weigh(
    letter: Letter, decay: tuple[Decay, ...], cells: Cells, open_objections: Collection[str], today: date
) -> _Weight:
    for place in letter.places:
        typed = cells.get(place.column)
        if isinstance(typed, int) and 0 <= typed <= TOP_LEVEL:
            level = max(typed - 1, 0) if letter.objection in open_objections else typed
            return typed, level, _freshness(place, decay, cells, today)
    return None, 0, WHOLE


def _freshness(place: Place, decay: tuple[Decay, ...], cells: Cells, today: date) -> int:
    if place.verified_on is None:
        return WHOLE
    verified_on = cells.get(place.verified_on) or cells.get("created_on")
    if not isinstance(verified_on, date):
        return WHOLE
    age = (today - (verified_on.date() if isinstance(verified_on, datetime) else verified_on)).days
    return next((step.percent for step in decay if age > step.after_days), WHOLE)


def _round_up_halves(total: Decimal) -> int:
    """Divide the sum of weight x level x percent by 3 and 100, rounding a half upwards."""
    divisor = TOP_LEVEL * WHOLE
    return int((2 * total + divisor) // (2 * divisor))


def _lowest_limit(terms: tuple[Term, ...]) -> tuple[int, Term | None]:
    limits = [
        (knock_out.limit, term)
        for term in terms
        if term.typed is not None
        for knock_out in term.letter.knock_outs
        if term.level <= knock_out.level
    ]
    return min(limits, key=lambda pair: pair[0]) if limits else (WHOLE, None)


def _grade(scheme: Scheme, points: int, completeness: int) -> str:
    return next(
        grade.key for grade in scheme.grades if points >= grade.from_points and completeness >= grade.from_completeness
    )


def _show_term(term: Term, lang: str) -> str:
    symbol = term.letter.symbol
    weight = _show_number(term.letter.weight, lang)
    if term.typed is None:
        return f"{symbol}?·{weight}"
    level = f"{symbol}{term.typed}" if term.level == term.typed else f"({symbol}{term.typed}−1)"
    if term.fresh == WHOLE:
        return f"{level}·{weight}"
    return f"{level}·{_show_number(Decimal(term.fresh) / WHOLE, lang)}·{weight}"


def _show_number(number: Decimal, lang: str) -> str:
    plain = f"{number.normalize():f}"
    return plain.replace(".", ",") if lang == "vi" else plain
