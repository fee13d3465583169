"""Every finding of the stage rules has its sentence in both languages, and every sentence has all its blanks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from itertools import product

import pytest
from deals import PROCESSES
from deals import REP
from deals import SIGNED
from deals import STATUSES
from deals import Sheet
from deals import day
from deals import golden
from deals import process
from deals import record

from sheetcrm.domain.stages import judge_opportunity
from sheetcrm.domain.stages import missing_to_leave
from sheetcrm.messages import say
from sheetcrm.problems import Problem

GATES = golden("stage_gates")
OTHERS: list[dict[str, object]] = [
    {},
    {"approved_by": REP, "discount_pct": 12},
    {"approved_by": "Lê Văn Quản Lý", "discount_pct": 12},
    {"objections": [None]},
    {"created_on": "+1", "lost_on": "-400", "signed_on": "-300", "resume_on": "+900"},
    {"approached_on": "-1", "created_on": "-1", "signed_on": "-2", "lost_on": "-2"},
    {"leads.score": 10, "origin": "inbound"},
    {"orders": []},
    {"lead": None},
    {"accepted_on": "-1"},
]


def everything_that_can_be_found() -> Iterator[Problem]:
    for key in PROCESSES:
        which = process(key)
        for stage, cases in GATES[key].items():
            for case in cases:
                sheet = Sheet()
                sheet.cells |= {"accepted_stage": stage, "accepted_status": "open", **SIGNED}
                sheet.spoil(case[0])
                yield from missing_to_leave(which, record(sheet.cells), sheet.around())
        stages = [which.stages[0].key, "prepare", "present", "close", "gone", None]
        for now, wanted, wrong in product(product(stages, STATUSES), product(stages, [*STATUSES, "?", None]), OTHERS):
            sheet = Sheet()
            sheet.cells |= {"accepted_stage": now[0], "accepted_status": now[1], "accepted_on": day(-200)}
            sheet.spoil({place: typed for place, typed in wrong.items() if place != "lead"})
            sheet.cells |= {"stage": wanted[0], "status": wanted[1]}
            around = sheet.around()._replace(**({"lead": None} if "lead" in wrong else {}))
            yield from judge_opportunity(which, record(sheet.cells), around).problems


IN_OTHER_PROCESSES = {"need_director_approval", "need_no_objection"}
"""What only a company's own process can make the rules say."""
FOUND = {problem.code: problem for problem in everything_that_can_be_found()}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_can_be_found_is_exactly_what_can_be_said(lang: str) -> None:
    text = resources.files("sheetcrm").joinpath(f"messages_{lang}.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)["stages"]) - IN_OTHER_PROCESSES == set(FOUND)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("code", sorted(FOUND))
def test_every_sentence_has_its_blanks(code: str, lang: str) -> None:
    problem = FOUND[code]
    sentence = say(code, lang, **{"column": problem.column, **problem.params})
    assert "None" not in sentence
    assert "{" not in sentence


def test_the_findings_name_what_is_missing_and_what_to_do() -> None:
    problem = next(p for p in everything_that_can_be_found() if p.code == "need_unmet")
    assert say(problem.code, "vi", **problem.params) == (
        "Chưa chuyển được sang “prepare” (open): cần số điện thoại hoặc e-mail hợp lệ của khách tiềm năng."
    )


def test_words_of_a_template_are_said_in_the_language_of_the_sentence() -> None:
    problem = next(p for p in everything_that_can_be_found() if p.code == "need_unmet")
    assert "a valid phone number or e-mail address" in say(problem.code, "en", **problem.params)
