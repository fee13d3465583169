"""The button *Sync* in a real LibreOffice: it gives and takes while the document is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetcrm.surfaces.cli.group import cli
from sheetcrm.sync.identity import derive_id
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from tests.app.books import LEAD
from tests.app.books import book
from tests.app.books import lead
from tests.app.books import rows_of
from tests.surfaces.libreoffice.office import Office

pytestmark = pytest.mark.xdist_group("buttons in LibreOffice")

SHEET, CONTACT = "Khách tiềm năng", "contact"
NEW = "Trường Mầm non Sao Mai"


@pytest.fixture
def office(has_libreoffice: None, extension: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    office = Office(tmp_path)
    office.install(extension)
    office.start()
    yield office
    office.stop()


def test_what_is_typed_and_not_saved_reaches_the_hub_and_what_the_hub_has_the_open_document(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = book(tmp_path / "mai.xlsx", leads=[lead()])
    hub = book(tmp_path / "đội.xlsx")
    (tmp_path / "sheetcrm.toml").write_text(f'hub = "{hub.name}"\n[[workbooks]]\nfile = "{mine.name}"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(cli, ["sync"]).exit_code == 0, "the first time, whoever looks after it does it"
    letters = open_workbook(mine).read(["leads"])["leads"].letters
    office.open(mine)
    office.tell("type", SHEET, f"{letters[CONTACT]}3", "Anh Tuấn")
    assert "gửi lên bảng chung" in office.tell("press", "sync")
    assert [row[CONTACT] for row in rows_of(hub, "leads")] == ["Anh Tuấn"]

    newcomer = {"id": derive_id("new"), "company": NEW, "status": "Mới"}
    open_workbook(hub).write([UpdateRow("leads", LEAD, {"phone": "0987654321"}), InsertRow("leads", newcomer)])
    assert "nhận từ bảng chung" in office.tell("press", "sync")
    assert office.tell("cells", SHEET, f"{letters['phone']}3")[0][0] == "0987654321"
    assert office.tell("cells", SHEET, f"{letters['company']}4")[0][0] == NEW
    assert "không có gì cần làm" in office.tell("press", "sync")
    assert [row["company"] for row in rows_of(mine, "leads")][1] == NEW, "it is saved too"
