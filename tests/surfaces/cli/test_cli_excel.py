from __future__ import annotations

import sys
from pathlib import Path

from click.testing import CliRunner

from sheetcrm.app.excel_setup.gathering import system_here
from sheetcrm.app.excel_setup.workbook_settings import INTERPRETERS
from sheetcrm.app.excel_setup.workbook_settings import conf_of
from sheetcrm.surfaces.cli.excel import excel
from tests.app.books import book


def test_install_writes_into_workbooks_and_doctor_looks(tmp_path: Path) -> None:
    macro, plain = book(tmp_path / "Đặng.xlsm"), book(tmp_path / "pipeline.xlsx")
    config = tmp_path / "sheetcrm.toml"
    done = CliRunner().invoke(excel, ["install", str(macro), str(plain), "--config", str(config), "--lang", "vi"])
    assert "Đã ghi vào" in done.output, done.exception
    assert (tmp_path / "pipeline.py").exists()
    system = system_here()
    if system in INTERPRETERS:
        assert conf_of(macro)[INTERPRETERS[system]] == sys.executable
    before = macro.read_bytes()
    looked = CliRunner().invoke(excel, ["doctor", str(macro), str(tmp_path / "gone.xlsm"), "--lang", "en"])
    assert looked.exit_code == 1
    assert "there is no such file" in looked.output
    assert macro.read_bytes() == before
