from __future__ import annotations

import tomllib
from pathlib import Path as FilePath
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.templates.locating import Path
from sheetcrm.templates.locating import locate
from sheetcrm.templates.locating import nearest_line
from sheetcrm.templates.shipped import shipped_templates

SAMPLE = dedent("""\
    # a comment with [brackets] = and "quotes"
    key = "b2b"
    "quoted key" = 'plain ] text'
    [sheet]
    title = "a # no comment" # a comment
    a.b = 1

    [[tables]]
    key = "leads"
    columns = [
      { key = "id", choices = [
        { key = "x" },   # one
        { key = "y" },
      ] },
      { key = "name" }
    ]
    [tables.more]
    deep = true
    [[tables]]
    key = \"\"\"
    many
    lines\"\"\"
    note = '''
    [not a header]'''
    last = 2026-11-25
    [[tables.inner]]
    number = 1.5
    [[tables.inner]]
    number = -2
    """)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("key",), 2),
        (("quoted key",), 3),
        (("sheet",), 4),
        (("sheet", "title"), 5),
        (("sheet", "a", "b"), 6),
        (("tables", 0), 8),
        (("tables", 0, "columns"), 10),
        (("tables", 0, "columns", 0, "key"), 11),
        (("tables", 0, "columns", 0, "choices", 1, "key"), 13),
        (("tables", 0, "columns", 1), 15),
        (("tables", 0, "more", "deep"), 18),
        (("tables", 1), 19),
        (("tables", 1, "note"), 23),
        (("tables", 1, "last"), 25),
        (("tables", 1, "inner", 0, "number"), 27),
        (("tables", 1, "inner", 1, "number"), 29),
    ],
)
def test_every_entry_is_found_on_its_line(path: Path, line: int) -> None:
    assert locate(SAMPLE)[path] == line


def test_a_missing_entry_is_told_by_the_line_it_should_stand_under() -> None:
    lines = locate(SAMPLE)
    assert nearest_line(lines, ("tables", 0, "columns", 1, "kind")) == 15
    assert nearest_line(lines, ("nowhere",)) == 1


def paths_of(value: object, path: Path = ()) -> set[Path]:
    found = {path} if path else set()
    if isinstance(value, dict):
        for key, inner in value.items():
            found |= paths_of(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            found |= paths_of(inner, (*path, place))
    return found


@pytest.mark.parametrize("path", sorted(shipped_templates().rglob("*.toml")), ids=lambda path: path.name)
def test_every_entry_of_the_shipped_templates_is_found(path: FilePath) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(locate(text)) == paths_of(tomllib.loads(text))


texts = st.text(alphabet="ab[]{}#=,.\"'\\ ", max_size=6)
values = st.recursive(
    st.integers() | st.booleans() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ",\n".join(map(written, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)} = {written(inner)}" for key, inner in value.items()) + "}"
    return str(value)


@given(st.dictionaries(texts, values, max_size=4))
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_is_found_where_it_was_written(entries: dict[str, object]) -> None:
    text = "".join(f"{written(key)} = {written(value)}\n" for key, value in entries.items())
    assert tomllib.loads(text) == entries
    assert set(locate(text)) == paths_of(entries)
