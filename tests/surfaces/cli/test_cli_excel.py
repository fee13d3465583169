from __future__ import annotations

import sys
from pathlib import Path

from click.testing import CliRunner

from sheetcrm.app.excel_setup.gathering import system_here
from sheetcrm.app.excel_setup.workbook_settings import INTERPRETERS
from sheetcrm.app.excel_setup.workbook_settings import conf_of
from sheetcrm.messages import say
from sheetcrm.surfaces.cli.excel import excel
from sheetcrm.workbooks.xlsx.build_buttons import macros
from tests.app.books import book
from tests.workbooks.saved_by_libreoffice import by_libreoffice
from tests.workbooks.saved_by_libreoffice import members


def test_install_writes_into_workbooks_and_doctor_looks(tmp_path: Path) -> None:
    macro, plain = book(tmp_path / "Đặng.xlsm"), book(tmp_path / "pipeline.xlsx")
    config = tmp_path / "sheetcrm.toml"
    done = CliRunner().invoke(excel, ["install", str(macro), str(plain), "--config", str(config), "--lang", "vi"])
    assert "Đã ghi vào" in done.output, done.exception
    assert (tmp_path / "pipeline.py").exists()
    system = system_here()
    if system in INTERPRETERS:
        assert conf_of(macro)[INTERPRETERS[system]] == sys.executable
    else:
        assert say("setup_good", "vi") not in done.output, "there is no Excel here"
    before = macro.read_bytes()
    looked = CliRunner().invoke(excel, ["doctor", str(macro), str(tmp_path / "gone.xlsm"), "--lang", "en"])
    assert looked.exit_code == 1
    assert "there is no such file" in looked.output
    assert macro.read_bytes() == before


def test_install_puts_macros_back_that_libreoffice_broke(tmp_path: Path) -> None:
    macro = book(tmp_path / "Đặng.xlsm")
    by_libreoffice(macro, macros().replace(b"Class=Dictionary\r\n", b"Class=Dictionary\n\n"))
    looked = CliRunner().invoke(excel, ["doctor", str(macro), "--lang", "vi"])
    assert looked.exit_code == 1
    assert "LibreOffice đã lưu tệp này" in looked.output
    done = CliRunner().invoke(excel, ["install", str(macro), "--lang", "vi"])
    assert "đã phục hồi macro" in done.output
    assert "LibreOffice đã lưu tệp này" not in done.output
    assert members(macro)["xl/vbaProject.bin"] == macros()
