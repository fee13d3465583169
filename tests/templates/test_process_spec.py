"""Process files: the shipped ones are whole, and a wrong one is refused where it is wrong."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from sheetcrm.templates.need_spec import NeedSpec
from sheetcrm.templates.process_spec import process_columns
from sheetcrm.templates.process_spec import read_process

FOLDER = Path(__file__).parents[2] / "workbook_templates" / "processes"
FILES = sorted(FOLDER.glob("*.toml"))
RAW = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES}


def standard() -> dict[str, object]:
    return copy.deepcopy(RAW["standard"])


def complaint(raw: dict[str, object]) -> tuple[tuple[str | int, ...], str]:
    """Read a wrong file; give where and what is wrong."""
    with pytest.raises(ValidationError) as caught:
        read_process(raw)
    (first, *_) = caught.value.errors()
    return first["loc"], first["msg"]


@pytest.mark.parametrize("key", RAW)
def test_a_shipped_process_is_read_and_bears_the_name_of_its_file(key: str) -> None:
    process = read_process(RAW[key])
    assert process.key == key
    assert process.stages[0].key == process.start
    assert all(stage.needs for stage in process.stages)


def test_probabilities_never_fall_along_the_way() -> None:
    for raw in RAW.values():
        probabilities = [stage.probability for stage in read_process(raw).stages]
        assert probabilities == sorted(probabilities)
        assert probabilities[-1] == 100


def test_both_processes_know_the_placeholders_of_the_specification() -> None:
    for raw in RAW.values():
        known = read_process(raw).placeholders
        assert {"tbd", "n/a", "-", "x", "chưarõ", "khôngbiết", "chuaro", "khongbiet"} <= known


def test_the_project_process_declares_the_columns_its_needs_name() -> None:
    columns = {column.key for column in process_columns(RAW["project_10"])}
    assert {"survey_minutes", "drawing_version", "boq_margin_pct", "tender_reference", "acceptance_minutes"} <= columns
    assert columns <= read_process(RAW["project_10"]).columns()
    assert process_columns(RAW["standard"]) == ()


def test_an_unknown_key_is_refused_by_its_name() -> None:
    raw = standard()
    raw["stages"][2]["colour"] = "red"
    assert complaint(raw) == (("stages", 2, "colour"), "Extra inputs are not permitted")


def test_an_unknown_word_of_a_need_is_refused_by_its_name() -> None:
    raw = standard()
    raw["stages"][1]["needs"][0] = {"filed": ["pains"]}
    assert complaint(raw)[0] == ("stages", 1, "needs", 0, "filed")


@pytest.mark.parametrize(
    ("need", "says"),
    [
        ({}, "a need is exactly one word, not 0"),
        ({"filled": ["pains"], "not_past": "resume_on"}, "a need is exactly one word, not 2: filled, not_past"),
        ({"not_past": "resume_on", "when": {"column": "a", "entry": "b"}}, "`when` goes with `filled` only"),
    ],
)
def test_a_need_is_exactly_one_word(need: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        NeedSpec.model_validate(need)


@pytest.mark.parametrize("place", ["Pains", "orders.sku", "pains|", "leads.", "a b"])
def test_a_place_is_a_column_of_the_opportunity_or_of_its_lead(place: str) -> None:
    with pytest.raises(ValidationError):
        NeedSpec.model_validate({"filled": [place]})


def test_a_stage_that_stands_twice_is_refused() -> None:
    raw = standard()
    raw["stages"][1]["key"] = "prospect"
    assert "stage prospect stands twice" in complaint(raw)[1]


def test_the_start_is_the_first_stage() -> None:
    assert "start must be the first stage, prospect, not prepare" in complaint({**standard(), "start": "prepare"})[1]


@pytest.mark.parametrize(
    ("stage", "following", "says"),
    [
        (0, "approach", "next of stage prospect must be prepare, not approach"),
        (2, None, "next of stage approach must be present, not None"),
        (6, "prospect", "next of stage close must be left out, not prospect"),
    ],
)
def test_next_is_the_stage_written_below(stage: int, following: str | None, says: str) -> None:
    raw = standard()
    raw["stages"][stage]["next"] = following
    assert says in complaint(raw)[1]


def test_the_last_stage_is_one_where_it_is_won() -> None:
    raw = standard()
    del raw["stages"][6]["outcome"]
    assert "the last stage must say outcome" in complaint(raw)[1]


@pytest.mark.parametrize(
    ("to_stage", "says"), [("care", "a stage that there is not: care"), ("prepare", "passes no stage over")]
)
def test_a_skip_leads_over_a_stage_of_the_process(to_stage: str, says: str) -> None:
    raw = standard()
    raw["skips"][0]["to_stage"] = to_stage
    assert says in complaint(raw)[1]


def test_a_company_adds_a_process_by_a_file_alone() -> None:
    rules = standard()["rules"]
    stages = [
        {"key": "talk", "vi": "Trao đổi", "en": "Talk", "probability": 30, "next": "sign"},
        {"key": "sign", "vi": "Ký", "en": "Sign", "probability": 90, "outcome": "won"},
    ]
    care = {"vi": "Chăm sóc", "en": "Care", "stale_days": 30}
    raw = {"key": "short", "vi": "Ngắn", "en": "Short", "start": "talk", "stages": stages, "rules": rules, "care": care}
    process = read_process({**raw, "placeholders": ["tbd"]})
    assert [stage.key for stage in process.stages] == ["talk", "sign"]
    assert process.skips == ()
