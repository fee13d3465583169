"""`docs/values.md` says what really happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.kinds import Conventions
from sheetcrm.values import Undecodable

PAGE = Path(__file__).parents[2] / "docs" / "values.md"
EXAMPLES = re.findall(r"^\| (\w+) \| `([^`]*)` \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) > 60


@pytest.mark.parametrize(("kind", "typed", "becomes"), EXAMPLES)
def test_an_example_of_the_page_is_true(kind: str, typed: str, becomes: str) -> None:
    value = KINDS[kind].decode(typed, Conventions("vi", currency="VND"))
    assert (f"refused: {value.code}" if isinstance(value, Undecodable) else str(value)) == becomes
