"""The macro workbook: buttons that other programs bind to their macros, and macros that no write of ours touches."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path

import olefile
import openpyxl
import pytest
from oletools.olevba import VBA_Parser
from pyopenvba import ExcelFile
from second_program import LibreOffice

from docs.write_macros import MACROS
from docs.write_macros import functions_text
from docs.write_macros import project
from sheetcrm.app.configuration import FILE_NAME
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.messages import say
from sheetcrm.templates.drawing_buttons import CONF_SHEET
from sheetcrm.templates.drawing_buttons import WORDS_SHEET
from sheetcrm.templates.drawing_buttons import XLWINGS_OF_MACROS
from sheetcrm.templates.function_signatures import SIGNATURES
from sheetcrm.workbooks.xlsx.build_buttons import macros
from tests.app.books import NOW
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead
from tests.app.books import recompute
from tests.app.books import rows_of

MACRO_OF = {
    "button_recompute": "CrmRecompute",
    "button_check": "CrmCheck",
    "button_sync": "CrmSync",
    "button_move_stage": "CrmMoveStage",
}
SHEETS = {"Hôm nay": 4, "Cơ hội": 4, "KPI": 3}
_SCRIPT = re.compile(r"vnd\.sun\.star\.script:VBAProject\.SheetcrmButtons\.(\w+)\?language=Basic&location=document")
_MACRO_PARTS = re.compile(r"vbaProject|vmlDrawing|/drawings/|/ctrlProps/|/_rels/|\[Content_Types\]|/charts/")
_COPIES = re.compile(rb"<c:(str|num)Ref>|<c:(str|num)Cache>.*?</c:(str|num)Cache>|</c:(str|num)Ref>", re.DOTALL)
"""What charts keep of the cells they read, and whether it is text: a write of those cells makes it anew."""

Job = Callable[[Path], None]


def recomputed(path: Path) -> None:
    assert recompute(path).receipt.cells_changed


def synchronised(path: Path) -> None:
    """Keep the workbook in step with a hub that is a macro workbook too."""
    hub = book(path.with_name("đội bán hàng.xlsm"))
    config = path.with_name(FILE_NAME)
    config.write_text(f'hub = "{hub.name}"\n[[workbooks]]\nfile = "{path.name}"\n', "utf-8")
    with open_desk(config) as desk:
        report = synchronise(desk, SyncWish(clock=lambda _zone: NOW))
    assert [one.failure for one in report.workbooks] == [None]
    assert [row["name"] for row in rows_of(hub, "opportunities")] == ["Sân bóng cỏ nhân tạo"]


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A macro workbook with a lead and a deal, in a place with Vietnamese names."""
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    folder = tmp_path / "Kế hoạch năm"
    folder.mkdir()
    return book(folder / "Đặng Thị Hồng.xlsm", leads=[lead()], opportunities=[deal()])


def bound(flat: Path) -> Mapping[str, Mapping[str, str]]:
    """Sheet → caption of each button → the macro that LibreOffice runs for it."""
    root = ElementTree.parse(flat).getroot()
    found: dict[str, dict[str, str]] = {}
    for table in root.iter():
        if table.tag.endswith("}table") and "table" in table.tag.split("}")[0]:
            for button in table.iter():
                if button.tag.endswith("}button") and "form" in button.tag:
                    macro = _SCRIPT.search(ElementTree.tostring(button, "unicode").replace("&amp;", "&"))
                    assert macro is not None, "a button without a macro"
                    found.setdefault(_named(table, "name"), {})[_named(button, "label")] = macro[1]
    return found


def _named(element: ElementTree.Element, name: str) -> str:
    return next(value for key, value in element.attrib.items() if key.endswith(f"}}{name}"))


def test_the_macros_are_what_the_script_makes(tmp_path: Path) -> None:
    assert (MACROS / "xlwings_udfs.bas").read_text("ascii") == functions_text(), "run: python -m docs.write_macros"
    assert project(tmp_path) == macros(), "run: python -m docs.write_macros"


def test_the_source_of_the_macros_needs_no_codepage() -> None:
    """VBA is kept in the codepage of one language: what people read stands on a sheet, in every alphabet."""
    for text in MACROS.glob("*.bas"):
        text.read_text("ascii")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_texts_of_macros_stand_in_the_workbook_letter_by_letter(tmp_path: Path, lang: str) -> None:
    words = openpyxl.load_workbook(book(tmp_path / "b.xlsm", lang=lang), read_only=True)[WORDS_SHEET]
    said = {row[0]: row[1] for row in words.iter_rows(min_row=3, values_only=True)}
    assert said["working"] == say("button_working", lang)
    assert said["CRM_KPI"] == say("function_crm_kpi", lang)
    assert set(str(said["functions"]).split()) == set(SIGNATURES)
    for name, arguments in SIGNATURES.items():
        assert [said[f"{name}.{place}"] for place in range(1, len(arguments) + 1)]


@pytest.mark.parametrize("job", [None, recomputed, synchronised], ids=["built", "recomputed", "synchronised"])
def test_another_reader_of_macros_finds_the_very_text(built: Path, job: Job | None) -> None:
    if job:
        job(built)
    found = {module[2]: module[3] for module in VBA_Parser(str(built)).extract_macros()}
    for name in ("SheetcrmButtons.bas", "ThisWorkbook.cls", "xlwings_udfs.bas"):
        source = (MACROS / name.replace(".cls", ".bas")).read_text("ascii")
        body = "\n".join(line for line in found[name].splitlines() if not line.startswith("Attribute "))
        assert body.strip() == source.strip()
    assert "Function RunPython" in found["xlwings.bas"]
    assert f'XLWINGS_VERSION As String = "{XLWINGS_OF_MACROS}"' in found["xlwings.bas"]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("process", ["standard", "project_10"])
def test_every_sheet_is_an_object_of_the_macro_project_under_its_code_name(
    tmp_path: Path, lang: str, process: str
) -> None:
    """Else Excel would make objects up when it opens the workbook, and `ThisWorkbook` would be an empty one."""
    with zipfile.ZipFile(book(tmp_path / "b.xlsm", lang=lang, process=process)) as parts:
        names = sorted(name for name in parts.namelist() if name.startswith("xl/worksheets/sheet"))
        sheets = [code for name in names for code in re.findall(rb'<sheetPr[^>]* codeName="(\w+)"', parts.read(name))]
        (workbook,) = re.findall(rb'<workbookPr[^>]* codeName="(\w+)"', parts.read("xl/workbook.xml"))
        project_text = olefile.OleFileIO(parts.read("xl/vbaProject.bin")).openstream("PROJECT").read().decode("cp1252")
    assert len(sheets) == len(names)
    documents = re.findall(r"^Document=(\w+)/&H00000000\r$", project_text, re.MULTILINE)
    assert sorted(documents) == sorted(code.decode() for code in (workbook, *sheets))


@pytest.mark.parametrize("job", [recomputed, synchronised])
def test_a_write_keeps_macros_and_buttons_byte_for_byte(built: Path, job: Job) -> None:
    before = _parts(built)
    assert {"xl/vbaProject.bin", "xl/drawings/vmlDrawing1.vml", "xl/drawings/drawing1.xml"} <= set(before)
    job(built)
    assert _parts(built) == before
    with ExcelFile(built) as file:
        assert file.validate() == []


def _parts(path: Path) -> Mapping[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if _MACRO_PARTS.search(name)}
    return {name: _COPIES.sub(b"", part) if "/charts/" in name else part for name, part in parts.items()}


def test_libreoffice_binds_each_button_to_its_macro(tmp_path: Path, libreoffice: LibreOffice) -> None:
    path = book(tmp_path / "b.xlsm", leads=[lead()], opportunities=[deal()])
    recomputed(path)
    (flat,) = libreoffice.as_flat_xml([path], tmp_path)
    meant = [(say(caption, "vi"), macro) for caption, macro in MACRO_OF.items()]
    assert bound(flat) == {sheet: dict(meant[:count]) for sheet, count in SHEETS.items()}


def test_buttons_stand_beside_titles_and_above_headers(tmp_path: Path) -> None:
    """Only row 2 holds them; in the table its band above the headers is higher than they are."""
    plain, with_macros = book(tmp_path / "b.xlsx"), book(tmp_path / "b.xlsm")
    before, after = openpyxl.load_workbook(plain)["Cơ hội"], openpyxl.load_workbook(with_macros)["Cơ hội"]
    band = after.row_dimensions[2].height - before.row_dimensions[2].height
    with zipfile.ZipFile(with_macros) as archive:
        drawings = [archive.read(name).decode() for name in archive.namelist() if "vmlDrawing" in name]
    assert len(drawings) == 3
    for drawing in drawings:
        for anchor in re.findall(r"<x:Anchor>([^<]*)</x:Anchor>", drawing):
            left, _, top, _, right, _, bottom, below = map(int, anchor.split(","))
            assert (top, bottom) == (1, 1)
            assert left == right, "crosses the edge of a column"
            assert below * 0.75 <= band
    assert (before["B2"].alignment.vertical, after["B2"].alignment.vertical) == ("center", None), "None is the bottom"


def test_a_plain_workbook_has_neither_macros_nor_their_sheets(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx")
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "vba" in name or "vml" in name]
    assert not {CONF_SHEET, WORDS_SHEET} & set(openpyxl.load_workbook(path, read_only=True).sheetnames)


def test_a_module_beside_the_workbook_is_never_run(tmp_path: Path) -> None:
    conf = openpyxl.load_workbook(book(tmp_path / "b.xlsm"))[CONF_SHEET]
    assert {row[0]: row[1] for row in conf.iter_rows(min_row=2, max_col=2, values_only=True)} == {
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
        "TEMP DIR": "%TEMP%",
    }


def test_check_and_import_take_a_macro_workbook(built: Path) -> None:
    source = built.with_name("leads.csv")
    source.write_text(
        "company,contact,phone,source,owner\nCông ty Ánh Dương,Anh Vũ,0912345679,website,Lê Hải\n", "utf-8"
    )
    program = Path(sys.executable).with_name("sheetcrm")
    brought = subprocess.run([program, "import", built, source, "--table", "leads"], capture_output=True, check=False)
    assert brought.returncode in (0, 1), brought.stderr
    assert [row["company"] for row in rows_of(built, "leads")][-1] == "Công ty Ánh Dương"
    checked = subprocess.run([program, "check", built], capture_output=True, text=True, check=False)
    assert checked.returncode == 1
    assert "Khách tiềm năng, dòng 4" in checked.stdout
    assert zipfile.ZipFile(built).read("xl/vbaProject.bin") == macros()
