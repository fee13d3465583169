"""`docs/values.md` says what really happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.kinds import Conventions
from sheetcrm.values import Undecodable
from sheetcrm.values import decode_period

PAGE = Path(__file__).parents[2] / "docs" / "values.md"
EXAMPLES = re.findall(r"^\| (\w+) \| `([^`]*)` \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) > 60


@pytest.mark.parametrize(("kind", "typed", "becomes"), EXAMPLES)
def test_an_example_of_the_page_is_true(kind: str, typed: str, becomes: str) -> None:
    if kind == "period":
        value = decode_period(typed)
        said = " to ".join(map(str, value)) if isinstance(value, tuple) else value
    else:
        said = KINDS[kind].decode(typed, Conventions("vi", currency="VND"))
    assert (f"refused: {said.code}" if isinstance(said, Undecodable) else str(said)) == becomes
