"""The house of docs/architecture: who may import whom, and how long anything may grow."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

import sheetcrm

PACKAGE = Path(sheetcrm.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
FLOOR = {"values", "problems", "errors", "messages"}
ALLOWED = {
    "values": set(),
    "errors": {"messages"},
    "messages": set(),
    "problems": {"values"},
    "domain": FLOOR,
    "templates": FLOOR | {"domain"},
    "sync": FLOOR,
    "workbooks": FLOOR | {"domain", "templates"},
    "app": FLOOR | {"domain", "templates", "workbooks", "sync"},
    "surfaces": FLOOR | {"domain", "templates", "workbooks", "sync", "app"},
    "__main__": {"surfaces"},
    "__init__": set(),
}
PURE = ("domain", "templates", "sync", "values")
IMPURE_MODULES = {"os", "io", "pathlib", "time", "socket", "subprocess", "sqlite3", "random", "secrets", "tempfile"}
MAY_TOUCH_FILES = {"templates/load.py", "templates/reading.py", "templates/shipped.py", "sync/database.py"}
IDENTITY = {"sync/identity.py"}  # its default source of symbols is the system's; callers may pass their own


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def lines_of(path: Path) -> Sequence[str]:
    """Lines of a module; those of docstrings are blank."""
    lines = path.read_text("utf-8").splitlines()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            first, last = node.lineno - 1, node.end_lineno or node.lineno
            lines[first:last] = [""] * (last - first)
    return lines


def code_lines(path: Path, node: ast.AST) -> int:
    """Lines of a module or function without its docstrings and blank lines."""
    lines = lines_of(path)
    first = getattr(node, "lineno", 1)
    last = getattr(node, "end_lineno", None) or len(lines)
    return sum(1 for line in lines[first - 1 : last] if line.strip())


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_imports_run_one_way(path: Path) -> None:
    here = room(path)
    for name in imported(parsed(path)):
        if name.startswith("sheetcrm."):
            there = name.split(".")[1]
            assert there == here or there in ALLOWED[here] or there.startswith("__"), f"{relative(path)} imports {name}"


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in PURE], ids=relative)
def test_what_decides_touches_no_file_clock_or_network(path: Path) -> None:
    if relative(path) in MAY_TOUCH_FILES | IDENTITY:
        return
    tree = parsed(path)
    touched = {name.split(".")[0] for name in imported(tree)} & IMPURE_MODULES
    assert not touched, f"{relative(path)} imports {touched}"
    calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {"now", "today", "utcnow"}
    clock = {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in calls
    }
    assert not clock, f"{relative(path)} reads the clock: {clock}"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_nothing_paid_or_non_commercial_is_imported(path: Path) -> None:
    for name in imported(parsed(path)):
        assert not name.startswith(("xlwings.pro", "xlwings.server", "xlwings.ext.pro"))


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_module_or_function_outgrows_its_room(path: Path) -> None:
    tree = parsed(path)
    assert code_lines(path, tree) <= 250
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert code_lines(path, node) <= 40, f"{relative(path)}:{node.lineno} {node.name}"
            assert node.returns is not None, f"{relative(path)}:{node.lineno} {node.name} does not say what it returns"


def test_half_of_the_modules_stay_short_and_most_functions_shorter() -> None:
    modules, functions = [], []
    for path in MODULES:
        tree = parsed(path)
        modules.append(code_lines(path, tree))
        functions += [code_lines(path, node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert sorted(modules)[len(modules) // 2] <= 120
    assert sorted(functions)[len(functions) * 9 // 10] <= 20


def test_no_room_is_named_after_nothing() -> None:
    for path in MODULES:
        assert path.stem not in {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def test_modules_import_each_other_without_cycles() -> None:
    names = {relative(path)[:-3].replace("/", ".").removesuffix(".__init__"): path for path in MODULES}
    graph: dict[str, set[str]] = {}
    for name, path in names.items():
        top_level = parsed(path).body
        wanted = {found.removeprefix("sheetcrm.") for node in top_level for found in imported(node)}
        graph[name] = {other for other in wanted if other in names and other != name}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name not in done:
            for other in graph[name]:
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_nobody_saves_a_users_workbook_with_openpyxl() -> None:
    for path in MODULES:
        tree = parsed(path)
        if any(name.startswith("openpyxl") for name in imported(tree)):
            saves = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "save"]
            assert not saves, f"{relative(path)} saves"


def test_public_names_equal_all() -> None:
    assert len(sheetcrm.__all__) <= 12
    assert all(hasattr(sheetcrm, name) for name in sheetcrm.__all__)


def test_no_two_test_files_share_a_name_where_pytest_would_take_one_for_the_other() -> None:
    names = Counter(
        path.name for path in Path(__file__).parent.rglob("test_*.py") if not (path.parent / "__init__.py").exists()
    )
    assert [name for name, times in names.items() if times > 1] == []
