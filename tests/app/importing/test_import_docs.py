"""What docs/import.md shows works, and what the command offers is in it."""

from __future__ import annotations

import re
from pathlib import Path

from sheetcrm.app.importing.headers import importable_columns
from sheetcrm.app.importing.map_file import ImportMap
from sheetcrm.app.importing.map_file import read_map
from sheetcrm.surfaces.cli.import_ import import_command
from sheetcrm.templates.load import load_template

PAGE = Path(__file__).parents[3].joinpath("docs", "import.md").read_text("utf-8")


def test_the_map_file_shown_is_a_map_file_with_every_part(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "map.toml"
    path.write_text(shown, encoding="utf-8")
    found = read_map(path, sorted(importable_columns(load_template().table("leads"))))
    assert all(getattr(found, part) for part in ImportMap.model_fields)


def test_every_option_and_table_is_on_the_page() -> None:
    options = [option for parameter in import_command.params for option in parameter.opts if option.startswith("--")]
    tables = [f"`{table.key}`" for table in load_template().tables if not table.protected]
    assert [name for name in (*options, *tables) if name not in PAGE] == []
