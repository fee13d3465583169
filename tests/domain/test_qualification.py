"""Scores: exact, bounded, explained by the very sum they come from, and never fooled by a blank."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.domain.qualification import Score
from sheetcrm.domain.qualification import explain_score
from sheetcrm.domain.qualification import open_objections
from sheetcrm.domain.qualification import score
from sheetcrm.domain.qualification import score_all
from sheetcrm.domain.records import Company
from sheetcrm.domain.records import Objection
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.schemes import Letter
from sheetcrm.domain.schemes import Place
from sheetcrm.domain.schemes import Scheme
from sheetcrm.domain.schemes import combine
from sheetcrm.templates.load import load_template
from sheetcrm.values import Value

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "scores.json"
TODAY = date(2026, 11, 23)
SCHEMES = load_template().schemes
BANT, GPCT, COMBINED = SCHEMES["bant"], SCHEMES["gpct"], SCHEMES["combined"]
LETTERS = {
    "B": "bant_budget", "A": "bant_authority", "N": "bant_need", "T": "bant_time",
    "G": "gpct_goal", "P": "gpct_plan", "C": "gpct_challenge", "t": "gpct_time",
}  # fmt: skip
OBJECTIONS = ("over_budget", "must_ask_director", "needs_time", "does_not_solve")

levels = st.none() | st.integers(0, 3)
ages = st.none() | st.integers(-10, 200)
typed = st.fixed_dictionaries(dict.fromkeys(LETTERS.values(), levels))
verified = st.fixed_dictionaries(
    {
        f"{column}_verified_on": ages.map(lambda age: None if age is None else TODAY - timedelta(age))
        for column in LETTERS.values()
    }
)
leads = st.builds(lambda first, second: {**first, **second}, typed, verified)
raised = st.sets(st.sampled_from(OBJECTIONS))
schemes = st.sampled_from(list(SCHEMES.values()))


def lead(letters: str = "", **cells: Value) -> dict[str, Value]:
    """Make a lead's cells from letters such as "B2 A1 N3 T2" (t is the T of GPCT)."""
    return {LETTERS[letter[0]]: int(letter[1]) for letter in letters.split()} | cells


def verified_ago(column: str, days: int) -> dict[str, Value]:
    return {f"{column}_verified_on": TODAY - timedelta(days)}


def points(scheme: Scheme, letters: str, *objections: str, **cells: Value) -> int | None:
    return score(scheme, lead(letters, **cells), objections, TODAY).points


# The sums of the page


def test_the_example_of_the_page_explains_itself() -> None:
    result = score(BANT, lead("B2 A1 N3 T2"), (), TODAY)
    assert result.points == 68
    assert explain_score(result, "vi") == "B2·25 + A1·25 + N3·30 + T2·20 = 68 → Ấm"
    assert explain_score(result, "en") == "B2·25 + A1·25 + N3·30 + T2·20 = 68 → Warm"


def test_gpct_weighs_goal_and_challenge_most() -> None:
    assert points(GPCT, "G3") == 30
    assert points(GPCT, "P3") == 20
    assert points(GPCT, "C3") == 30
    assert points(GPCT, "t3") == 20


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_letter_has_four_different_anchors_in_both_languages(lang: str) -> None:
    for scheme in SCHEMES.values():
        for letter in scheme.letters:
            assert len(set(letter.anchors(lang))) == 4


def test_the_column_of_a_letter_is_where_people_type_it() -> None:
    assert [letter.column for letter in COMBINED.letters] == [LETTERS[symbol] for symbol in "BANTGPC"]


# Combined: 0.6 BANT + 0.4 GPCT, T typed once


def test_combined_is_six_tenths_bant_and_four_tenths_gpct() -> None:
    cells = "B2 A2 N2 T3 G1 P2 C3"
    bant, gpct = Fraction(2 * 25 + 2 * 25 + 2 * 30 + 3 * 20, 3), Fraction(30 + 2 * 20 + 3 * 30 + 3 * 20, 3)
    exact = Fraction(6, 10) * bant + Fraction(4, 10) * gpct
    assert points(COMBINED, cells) == int(exact + Fraction(1, 2))


def test_time_typed_once_counts_in_both_parts() -> None:
    assert points(COMBINED, "T3") == 20
    assert points(COMBINED, "t3") == 20


def test_time_in_the_bant_column_goes_before_the_gpct_column() -> None:
    assert points(COMBINED, "T1 t3") == points(COMBINED, "T1")


def test_a_zero_in_the_bant_column_is_typed_and_does_not_fall_back() -> None:
    assert points(COMBINED, "T0 t3") == 0


def test_the_evidence_of_time_ages_where_it_was_typed() -> None:
    assert points(COMBINED, "t3", **verified_ago("bant_time", 200)) == 20
    assert points(COMBINED, "t3", **verified_ago("gpct_time", 200)) == 10


def test_a_knock_out_limits_the_combined_score_whatever_gpct_says() -> None:
    assert points(COMBINED, "B3 A3 N0 T3 G3 P3 C3") == 24


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.key)
def test_weights_sum_to_100(scheme: Scheme) -> None:
    assert sum(letter.weight for letter in scheme.letters) == 100


def test_combining_keeps_uneven_shares_exact() -> None:
    one = Letter("goal", "Mục tiêu", "Goal", "G", Decimal(33), (Place("goal"),), ("",) * 4, ("",) * 4)
    (mixed,) = combine([(one, 55), (one, 45)])
    assert mixed.weight == Decimal(33)
    assert combine([(one, 55)])[0].weight == Decimal("18.15")


def test_a_weight_with_decimals_is_written_as_the_language_does() -> None:
    one = Letter("goal", "Mục tiêu", "Goal", "G", Decimal(33), (Place("goal"),), ("",) * 4, ("",) * 4)
    scheme = Scheme("x", "x", "x", combine([(one, 55)]), BANT.bands, BANT.grades)
    result = score(scheme, {"goal": 3}, (), TODAY)
    assert explain_score(result, "vi") == "G3·18,15 = 18 → Nguội"
    assert explain_score(result, "en") == "G3·18.15 = 18 → Cold"


# Blank is unknown, not 0


def test_a_lead_of_which_nothing_is_known_has_no_score() -> None:
    result = score(BANT, lead(), OBJECTIONS, TODAY)
    assert (result.points, result.completeness, result.band, result.grade) == (None, 0, None, None)
    assert explain_score(result, "vi") == "B?·25 + A?·25 + N?·30 + T?·20: chưa chấm chữ nào"


def test_a_blank_need_does_not_knock_out_but_a_zero_does() -> None:
    assert points(BANT, "B3 A3 T3") == 70
    assert points(BANT, "B3 A3 N0 T3") == 24


def test_a_zero_is_known_and_a_blank_is_not() -> None:
    assert score(BANT, lead("B0 N3"), (), TODAY).completeness == 55
    assert score(BANT, lead("N3"), (), TODAY).completeness == 30


@pytest.mark.parametrize("wrong", ["2", Decimal(2), 4, -1, TODAY])
def test_what_is_no_level_is_unknown(wrong: Value) -> None:
    assert score(BANT, {"bant_need": wrong}, (), TODAY).points is None


def test_completeness_is_rounded_down_so_that_a_limit_is_really_reached() -> None:
    half = Letter("a", "a", "a", "A", Decimal("74.99"), (Place("a"),), ("",) * 4, ("",) * 4)
    rest = Letter("b", "b", "b", "B", Decimal("25.01"), (Place("b"),), ("",) * 4, ("",) * 4)
    scheme = Scheme("x", "x", "x", (half, rest), BANT.bands, BANT.grades)
    assert score(scheme, {"a": 3}, (), TODAY).completeness == 74


# Knock-outs


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("B3 A3 N0 T3", 24),
        ("B0 A3 N3 T3", 39),
        ("B3 A1 N3 T3", 69),
        ("B3 A0 N3 T3", 69),
        ("B0 A0 N0 T3", 20),
        ("B0 A3 N0 T3", 24),
    ],
)
def test_knock_outs_keep_a_score_down(letters: str, expected: int) -> None:
    assert points(BANT, letters) == expected


def test_a_knock_out_is_named_with_its_limit() -> None:
    result = score(BANT, lead("B3 A1 N3 T3"), (), TODAY)
    assert explain_score(result, "vi") == "B3·25 + A1·25 + N3·30 + T3·20 = 83, tối đa 69 vì A1 → Ấm"
    assert explain_score(result, "en") == "B3·25 + A1·25 + N3·30 + T3·20 = 83, at most 69 because of A1 → Warm"


def test_a_knock_out_that_changes_nothing_is_not_named() -> None:
    result = score(BANT, lead("B2 A1 N3 T2"), (), TODAY)
    assert result.knocked_out_by is None


# Aged evidence


@pytest.mark.parametrize(("days", "expected"), [(-5, 25), (0, 25), (60, 25), (61, 19), (120, 19), (121, 13), (900, 13)])
def test_evidence_counts_three_quarters_after_60_days_and_half_after_120(days: int, expected: int) -> None:
    assert points(BANT, "B3", **verified_ago("bant_budget", days)) == expected


@pytest.mark.parametrize(("letter", "ages"), [(letter, letter in "BAPTt") for letter in LETTERS])
def test_budget_authority_plan_and_time_age_and_the_rest_does_not(letter: str, ages: bool) -> None:
    scheme = BANT if letter in "BANT" else GPCT
    column = LETTERS[letter]
    aged = points(scheme, f"{letter}3", **verified_ago(column, 200))
    assert (aged != points(scheme, f"{letter}3")) == ages


def test_evidence_without_a_day_is_as_old_as_the_lead() -> None:
    assert points(BANT, "B3", created_on=TODAY - timedelta(121)) == 13
    assert points(BANT, "B3", created_on=TODAY - timedelta(121), **verified_ago("bant_budget", 1)) == 25


def test_evidence_of_a_lead_without_any_day_is_fresh() -> None:
    assert points(BANT, "B3") == 25


def test_a_moment_is_as_old_as_its_day() -> None:
    assert points(BANT, "B3", bant_budget_verified_on=datetime(2026, 9, 24, 23, 59)) == 25
    assert points(BANT, "B3", bant_budget_verified_on=datetime(2026, 9, 23, 0, 1)) == 19


def test_aged_evidence_shows_its_share() -> None:
    result = score(BANT, lead("B2 N3", **verified_ago("bant_budget", 61)), (), TODAY)
    assert explain_score(result, "vi") == "B2·0,75·25 + A?·25 + N3·30 + T?·20 = 43 → Ấm"
    assert explain_score(result, "en") == "B2·0.75·25 + A?·25 + N3·30 + T?·20 = 43 → Warm"


# Objections


@pytest.mark.parametrize(("category", "letter"), list(zip(OBJECTIONS, "BATN", strict=True)))
def test_an_unresolved_objection_lowers_its_letter_by_one(category: str, letter: str) -> None:
    lowered = {symbol: 3 - (symbol == letter) for symbol in "BANT"}
    expected = points(BANT, " ".join(f"{symbol}{level}" for symbol, level in lowered.items()))
    assert points(BANT, "B3 A3 N3 T3", category) == expected


def test_an_objection_can_knock_out() -> None:
    result = score(BANT, lead("B3 A3 N1 T3"), ("does_not_solve",), TODAY)
    assert result.points == 24
    assert explain_score(result, "en").endswith("(N1−1)·30 + T3·20 = 70, at most 24 because of N0 → Cold")


def test_an_objection_to_a_zero_or_an_unknown_letter_changes_nothing() -> None:
    for letters in ("B0 N3", "N3"):
        fine, objected = (score(BANT, lead(letters), each, TODAY) for each in ((), ("over_budget",)))
        assert explain_score(fine, "en") == explain_score(objected, "en")


def test_only_unresolved_objections_of_the_leads_own_deals_are_open() -> None:
    company = Company(
        "VND",
        {},
        opportunities=(
            Opportunity("o1", 0, {}, lead_id="l1"),
            Opportunity("o2", 1, {}, lead_id="l1"),
            Opportunity("o3", 2, {}, lead_id="l2"),
            Opportunity("o4", 3, {}),
        ),
        objections=(
            Objection("j1", 0, "o1", category="over_budget"),
            Objection("j2", 1, "o2", category="needs_time"),
            Objection("j3", 2, "o3", category="needs_time", resolved_on=TODAY),
            Objection("j4", 3, "o4", category="needs_time"),
            Objection("j5", 4, "o1"),
            Objection("j6", 5, None, category="does_not_solve"),
        ),
    )
    assert open_objections(company) == {"l1": {"over_budget", "needs_time"}}


# Bands and grades


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("B3 A3 N3 T3", (100, "hot", "A")),
        ("B3 A3 T3", (70, "hot", "C")),
        ("B3 A2 N1 T1", (58, "warm", "B")),
        ("B1 A1 N2 T1", (43, "warm", "C")),
        ("B1 A1 N1 T1", (33, "cold", "D")),
    ],
)
def test_a_band_follows_the_points_and_a_good_grade_wants_enough_known(
    letters: str, expected: tuple[int, str, str]
) -> None:
    result = score(BANT, lead(letters), (), TODAY)
    assert (result.points, result.band, result.grade) == expected


# Laws


@given(schemes, leads, raised)
def test_points_stay_between_0_and_100_and_so_does_completeness(
    scheme: Scheme, cells: Mapping[str, Value], objections: set[str]
) -> None:
    result = score(scheme, cells, objections, TODAY)
    assert 0 <= result.completeness <= 100
    assert (result.points is None) == (result.completeness == 0)
    assert result.points is None or 0 <= result.points <= 100


@given(schemes, leads, raised, st.sampled_from(list(LETTERS.values())))
def test_a_higher_letter_never_gives_fewer_points(
    scheme: Scheme, cells: Mapping[str, Value], objections: set[str], column: str
) -> None:
    rising = [score(scheme, {**cells, column: level}, objections, TODAY).points or 0 for level in range(4)]
    assert rising == sorted(rising)


@given(schemes, leads, raised, st.sampled_from(OBJECTIONS))
def test_an_objection_never_raises_a_score_nor_touches_completeness(
    scheme: Scheme, cells: Mapping[str, Value], objections: set[str], more: str
) -> None:
    before, after = (score(scheme, cells, each, TODAY) for each in (objections, objections | {more}))
    assert (after.points or 0) <= (before.points or 0)
    assert after.completeness == before.completeness


@given(schemes, leads, raised, st.integers(0, 300))
def test_a_score_never_rises_by_waiting(
    scheme: Scheme, cells: Mapping[str, Value], objections: set[str], days: int
) -> None:
    now, later = (score(scheme, cells, objections, day).points or 0 for day in (TODAY, TODAY + timedelta(days)))
    assert later <= now


@settings(max_examples=150)
@given(schemes, leads, raised, st.sampled_from(["vi", "en"]))
def test_the_sum_that_is_shown_gives_the_points_that_are_shown(
    scheme: Scheme, cells: Mapping[str, Value], objections: set[str], lang: str
) -> None:
    result = score(scheme, cells, objections, TODAY)
    why = explain_score(result, lang)
    assert evaluate(why) == result.points
    assert result.named_band is None or why.endswith(f" → {result.named_band.in_language(lang)}")


def evaluate(why: str) -> int | None:
    """Compute the points from nothing but the sentence: weight x share x level / 3, rounded half up, then the limit."""
    if " = " not in why:
        return None
    shown, result = why.split(" = ")
    total = Fraction(0)
    for term in shown.split(" + "):
        level, *factors = term.replace(",", ".").split("·")
        factor = Fraction(1)
        for each in factors:
            factor *= Fraction(each)
        digits = re.fullmatch(r"\(?[A-Z]([0-3?])(−1\))?", level)
        assert digits, term
        total += 0 if digits[1] == "?" else (int(digits[1]) - bool(digits[2])) * factor / 3
    numbers = [int(number) for number in re.findall(r"(?<![A-Z])\d+", result)]
    assert numbers[0] == int(total + Fraction(1, 2)), why
    return min(numbers)


# Facts that must not change unnoticed


@pytest.mark.parametrize(
    "row", json.loads(GOLDEN.read_text("utf-8")), ids=lambda row: f"{row['scheme']} {row['letters']}"
)
def test_golden_rows_keep_their_scores(row: dict[str, str | list[str] | dict[str, int] | int]) -> None:
    days_ago = row["verified_days_ago"]
    assert isinstance(days_ago, dict)
    cells = lead(str(row["letters"]))
    for column, days in days_ago.items():
        cells |= verified_ago(column, days)
    objections = row["objections"]
    assert isinstance(objections, list)
    assert facts_of(score(SCHEMES[str(row["scheme"])], cells, objections, TODAY)) == row["expected"]


def facts_of(result: Score) -> dict[str, object]:
    return {
        "points": result.points,
        "completeness": result.completeness,
        "band": result.band,
        "grade": result.grade,
        "why_vi": explain_score(result, "vi"),
        "why_en": explain_score(result, "en"),
    }


@given(schemes, st.lists(st.tuples(leads, raised), max_size=6))
def test_leads_scored_together_score_as_they_do_alone(
    scheme: Scheme, many: list[tuple[dict[str, Value], set[str]]]
) -> None:
    assert score_all(scheme, many, TODAY) == [score(scheme, cells, objections, TODAY) for cells, objections in many]
