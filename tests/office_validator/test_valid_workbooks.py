"""Whatever sheetcrm writes, Microsoft's validator finds nothing in it that Excel would want to repair."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from sheetcrm.app.sync_desk import DATA_FOLDER
from sheetcrm.surfaces.cli.group import cli
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.office_validator.excel_rules import Workbook
from tests.office_validator.validator import OfficeValidator
from tests.workbooks.corpus import FEATURES
from tests.workbooks.corpus import build
from tests.workbooks.test_lossless_corpus import EDITS

pytestmark = pytest.mark.xdist_group("office validator")  # one worker, so that the team is made once

HIM, HER = "Lê Hải", "Trần Thị Mai"
LEADS = f"""Ngày tạo;Tên công ty;Người liên hệ;Điện thoại;Nguồn;Người phụ trách;Ngân sách;Ghi chú
02/11/2026;Trường THPT Chu Văn An & <Con>;Nguyễn Văn Bình;0912345678;Website;{HER};1,2 tỷ;=1+1
15/10/2026;Công ty “Nhất”;Lê Văn Tám;0987654321;Khách giới thiệu;{HIM};350tr;dòng 1
"""
DEALS = f"""Ngày tạo;Tên cơ hội;Tên khách hàng;Người phụ trách;Chặng;Giá trị;Dự kiến chốt
03/11/2026;Sân bóng cỏ nhân tạo;Trường THPT Chu Văn An & <Con>;{HER};Đàm phán;1200000000;30/12/2026
"""
HARDEST = ("validations across sheets", "form controls", "slicers")
"""Of what users put into workbooks: parts of Excel's own that a patch must leave whole, or follow."""


def run(*words: object) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code in (0, 1), result.output
    return result.output


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_FOLDER, str(tmp_path_factory.mktemp("memory")))
        yield


@pytest.fixture(scope="module")
def team(memory: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub into which rows were imported, that was recomputed and synchronised with two workbooks."""
    folder = tmp_path_factory.mktemp("team")
    hub, hers, all_rows = (folder / name for name in ("team.xlsx", "hers.xlsx", "all.xlsm"))
    run("new", hub, "--lang", "vi")
    for table, text in (("reps", f"Họ tên\n{HER}\n{HIM}\n"), ("leads", LEADS), ("opportunities", DEALS)):
        source = folder / f"{table}.csv"
        source.write_text(text, "utf-8")
        assert f"{text.count(chr(10)) - 1} dòng" in run("import", hub, source, "--table", table)
    run("recompute", hub, "--as-of", "2026-11-25")
    for path, lang in ((hers, "vi"), (all_rows, "en")):
        run("new", path, "--lang", lang)
    config = folder / "sheetcrm.toml"
    run("init", "--config", config, "--hub", hub, "--workbook", f"{hers}={HER}", "--workbook", all_rows)
    run("sync", "--config", config)
    assert len(XlsxWorkbook(hers).read()["leads"].rows) == 1
    assert len(XlsxWorkbook(all_rows).read()["leads"].rows) == 2
    return folder


def faults(validator: OfficeValidator, *files: Path, version: str = "Microsoft365") -> list[tuple[str, object]]:
    """What the validator finds, and what it does not look at."""
    seen = ((file, (*validator.faults(file, version), *Workbook(file).faults())) for file in files)
    return [(file.name, fault) for file, found in seen for fault in found]


def test_a_new_workbook_with_another_process_and_scheme_opens_in_excel_2016(
    validator: OfficeValidator, tmp_path: Path
) -> None:
    path = tmp_path / "new.xlsx"
    run("new", path, "--lang", "en", "--process", "project_10", "--scheme", "combined", "--currency", "USD")
    assert faults(validator, path, version="Office2016") == []


def test_a_hub_a_filtered_workbook_and_one_with_buttons_after_a_sync(validator: OfficeValidator, team: Path) -> None:
    files = [team / name for name in ("team.xlsx", "hers.xlsx", "all.xlsm")]
    assert faults(validator, *files) == []


def test_a_hub_after_a_closed_month_and_a_handover_and_as_it_was_after_undo(
    validator: OfficeValidator, team: Path, tmp_path: Path
) -> None:
    hub = Path(shutil.copy(team / "team.xlsx", tmp_path))
    (tmp_path / "sheetcrm.toml").write_text('hub = "team.xlsx"\n[[workbooks]]\nfile = "x.xlsx"\n', "utf-8")
    run("close-month", hub, "2026-10")
    closed = hub.read_bytes()
    assert HIM in run("handover", "--from", HER, "--to", HIM, "--config", tmp_path / "sheetcrm.toml")
    assert hub.read_bytes() != closed
    assert faults(validator, hub) == []
    run("undo", hub, "--yes")
    assert hub.read_bytes() == closed
    assert Workbook(hub).faults() == []


@pytest.mark.parametrize("name", HARDEST)
def test_what_a_user_put_into_a_workbook_is_as_sound_after_a_write_as_before(
    validator: OfficeValidator, tmp_path: Path, name: str
) -> None:
    (feature,) = (one for one in FEATURES if one.name == name)
    path = build(feature, tmp_path)
    book = XlsxWorkbook(path)
    book.read()
    assert book.write(EDITS).cells_changed
    assert faults(validator, path) == []


def broken(whole: Path, path: Path, part: str, old: bytes, new: bytes) -> Path:
    """A copy in which something is written wrongly."""
    with ZipFile(whole) as good, ZipFile(path, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            changed = re.sub(old, new, content, count=1) if name == part else content
            assert (changed != content) == (name == part)
            bad.writestr(name, changed)
    return path


def test_the_validator_refuses_a_workbook_broken_on_purpose(
    validator: OfficeValidator, team: Path, tmp_path: Path
) -> None:
    path = tmp_path / "broken.xlsx"
    broken(team / "hers.xlsx", path, "xl/charts/chart1.xml", rb"<c:gapWidth ", b"<c:gapwidth ")
    (fault,) = validator.faults(path)
    assert fault.part == "/xl/charts/chart1.xml"
    assert "gapwidth" in fault.what


@pytest.mark.parametrize(
    ("part", "old", "new", "found"),
    [
        ("xl/tables/table1.xml", rb'(<tableColumn id="\d+" name=")', rb"\1x", "heads differ"),
        ("xl/tables/table1.xml", rb'displayName="\w+"', b'displayName="opportunities"', "table opportunities twice"),
        ("xl/worksheets/sheet2.xml", rb'<c r="A2" s="\d+"', b'<c r="A2" s="9999"', "cell A2"),
        ("xl/worksheets/sheet3.xml", rb'<c r="A2"', b'<c r="XZ2"', "row 2: cells out of order"),
        ("xl/worksheets/sheet2.xml", rb'<row r="2"', b'<row r="99"', "rows out of order"),
        ("xl/workbook.xml", rb"<definedName([^>]*)>'?[^'!<]+'?!", rb"<definedName\1>Nowhere!", "no sheet Nowhere"),
        ("xl/worksheets/sheet3.xml", rb' prompt="', b' prompt="' + b"x" * 255, "prompt of"),
        ("xl/worksheets/sheet3.xml", rb'dxfId="\d+"', b'dxfId="999"', "paint 999"),
    ],
)
def test_the_further_rules_refuse_a_workbook_broken_on_purpose(
    team: Path, tmp_path: Path, part: str, old: bytes, new: bytes, found: str
) -> None:
    seen = Workbook(broken(team / "hers.xlsx", tmp_path / "broken.xlsx", part, old, new)).faults()
    assert any(found in fault for fault in seen), seen
