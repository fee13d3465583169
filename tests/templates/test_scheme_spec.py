"""Scheme files: refused with the reason when they are wrong."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from sheetcrm.domain.schemes import Scheme
from sheetcrm.templates.scheme_spec import read_scheme

FOLDER = Path(__file__).parents[2] / "workbook_templates" / "schemes"
FILES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.toml")}


def changed(path: str, value: object, scheme: str = "bant") -> dict[str, object]:
    """Copy a shipped scheme with one entry changed; a path such as `letters.0.weight`."""
    raw = copy.deepcopy(FILES[scheme])
    place = raw
    *way, last = path.split(".")
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if last.isdigit() else last] = value
    return raw


def read_schemes(*raws: Mapping[str, object]) -> dict[str, Scheme]:
    """Read schemes of which a later one may combine the earlier ones."""
    schemes: dict[str, Scheme] = {}
    for raw in raws:
        schemes[str(raw["key"])] = read_scheme(raw, schemes)
    return schemes


def test_a_scheme_is_named_like_its_file() -> None:
    assert all(raw["key"] == stem for stem, raw in FILES.items())


def test_a_combined_scheme_inherits_from_its_first_part_what_it_does_not_say() -> None:
    schemes = read_schemes(*(FILES[key] for key in ("bant", "gpct", "combined")))
    bant, combined = schemes["bant"], schemes["combined"]
    assert (combined.bands, combined.grades, combined.decay) == (bant.bands, bant.grades, bant.decay)
    assert [part.percent for part in combined.parts] == [60, 40]


def test_a_combined_scheme_may_have_bands_of_its_own() -> None:
    own = [{"key": "all", "vi": "Tất cả", "en": "All", "from_points": 0}]
    raws = [FILES["bant"], FILES["gpct"], changed("bands", own, "combined")]
    assert [band.key for band in read_schemes(*raws)["combined"].bands] == ["all"]


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("letters.0.weight", 24, "sum to 99, not 100"),
        ("letters.0.anchors_vi", ["a", "b", "c"], "at least 4"),
        ("letters.0.anchors_en", ["a", "b", "c", "d", "e"], "at most 4"),
        ("letters.0.anchors_en.2", "", "at least 1"),
        ("letters.0.wieght", 3, "Extra inputs"),
        ("letters.1.key", "budget", "letter budget stands twice"),
        ("letters.1.symbol", "B", "symbol B stands twice"),
        ("letters.0.symbol", "b", "pattern"),
        ("letters.0.knock_outs", [{"level": 3, "limit": 10}], "less than 3"),
        ("bands.1.key", "hot", "band hot stands twice"),
        ("bands.1.from_points", 70, "bands must stand from the highest"),
        ("bands.2.from_points", 1, "last band starts at 0"),
        ("bands", [], "has bands and grades"),
        ("grades", [], "has bands and grades"),
        ("grades.1.key", "A", "grade A stands twice"),
        ("grades.3.from_points", 10, "last grade starts at 0"),
        ("grades.3.from_completeness", 10, "last grade starts at 0"),
        ("decay.1.after_days", 130, "decay must stand from the highest"),
        ("decay.1.percent", 40, "decay must stand from the highest"),
        ("parts", [{"scheme": "gpct", "percent": 100}], "either letters or parts"),
        ("letters", [], "either letters or parts"),
        ("vi", "", "at least 1"),
    ],
)
def test_a_wrong_scheme_is_refused_with_the_reason(path: str, value: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_scheme(changed(path, value))


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("parts.0.percent", 50, "sum to 90, not 100"),
        ("parts.0.scheme", "spin", "part spin is not a scheme"),
        ("parts.0.scheme", "gpct", "part gpct stands twice"),
    ],
)
def test_a_wrong_combination_is_refused_with_the_reason(path: str, value: object, reason: str) -> None:
    known = read_schemes(FILES["bant"], FILES["gpct"])
    with pytest.raises(ValueError, match=reason):
        read_scheme(changed(path, value, "combined"), known)


def test_a_combination_is_not_made_of_combinations() -> None:
    known = read_schemes(*(FILES[key] for key in ("bant", "gpct", "combined")))
    with pytest.raises(ValueError, match="part combined is not a scheme with letters"):
        read_scheme(changed("parts.0.scheme", "combined", "combined"), known)


def test_two_parts_may_not_use_one_symbol_for_two_letters() -> None:
    known = read_schemes(FILES["bant"], changed("letters.1.symbol", "B", "gpct"))
    with pytest.raises(ValueError, match="symbol B stands twice"):
        read_scheme(FILES["combined"], known)
