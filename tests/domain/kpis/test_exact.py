"""No float can enter what KPIs are computed by: there is none in the code, and nothing that makes one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetcrm.domain import kpis

MODULES = sorted(Path(kpis.__file__).parent.glob("*.py"))


def floats(source: str) -> Iterator[str]:
    """Find float numbers, the name `float`, what gives floats, and the division that makes them of integers."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield repr(node.value)
        elif isinstance(node, ast.Name) and node.id == "float":
            yield "float"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            yield "/"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.name in ("math", "statistics", "numpy"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_float_stands_in_the_arithmetic_of_kpis(path: Path) -> None:
    assert not list(floats(path.read_text("utf-8")))


@pytest.mark.parametrize("slip", ["a = 0.5", "a = float(b)", "a = b / c", "a /= b", "import statistics"])
def test_a_slip_would_be_found(slip: str) -> None:
    assert list(floats(slip))
