from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sheetcrm.app.ready import write_ready
from sheetcrm.templates.shipped import shipped_templates


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ready")
    write_ready(folder)
    return folder


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_ready_workbooks_are_what_the_definitions_build(built: Path, lang: str) -> None:
    """When this fails after a change of templates, messages or looks: `write_ready(shipped_templates() / "ready")`."""
    name = f"pipeline.{lang}.xlsx"
    shipped, fresh = parts(shipped_templates() / "ready" / name), parts(built / name)
    assert [part for part in fresh if fresh[part] != shipped.get(part)] == []
    assert set(shipped) == set(fresh)


def test_building_them_again_replaces_them(built: Path) -> None:
    before = (built / "pipeline.vi.xlsx").read_bytes()
    (built / "pipeline.vi.xlsx").write_bytes(b"old")
    write_ready(built)
    assert (built / "pipeline.vi.xlsx").read_bytes() == before
    assert sorted(path.name for path in built.iterdir()) == ["pipeline.en.xlsx", "pipeline.vi.xlsx", "template.txt"]
