"""Whatever users put into a workbook survives a write: only touched cells and what must follow them change."""

from __future__ import annotations

import re
import shutil
import sysconfig
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula
from python_calamine import CalamineWorkbook
from second_program import LibreOffice

from sheetcrm.errors import LayoutBroken
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import ReplaceBlock
from sheetcrm.workbooks.base import ReportCell
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.base import WriteReceipt
from sheetcrm.workbooks.xlsx.book import Book
from sheetcrm.workbooks.xlsx.package import Package
from sheetcrm.workbooks.xlsx.package import open_package
from sheetcrm.workbooks.xlsx.package_writer import new_zip
from sheetcrm.workbooks.xlsx.patching import Patcher
from sheetcrm.workbooks.xlsx.tables import Places
from sheetcrm.workbooks.xlsx.tables import ReportPlace
from sheetcrm.workbooks.xlsx.verifying import Verifier
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.workbooks.corpus import FEATURES
from tests.workbooks.corpus import NOTES
from tests.workbooks.corpus import Feature
from tests.workbooks.corpus import build
from tests.workbooks.corpus import read_parts
from tests.workbooks.corpus import sheet_parts

pytestmark = pytest.mark.xdist_group("corpus in LibreOffice")  # one worker, so that each workbook is patched once

BLOCK = [
    [ReportCell("Việc hôm nay", "header"), ReportCell(Decimal("1250000.5"), "money")],
    [ReportCell(date(2026, 11, 23), "date"), ReportCell(3)],
]
EDITS = (
    UpdateRow("leads", "A1", {"company": "=An & <Con>", "employees": Decimal(15)}, {"company": "Công ty An"}, row=3),
    UpdateRow("leads", "C3", {"created_on": date(2026, 11, 20), "issues": "Thiếu tên"}, row=5),
    UpdateRow("leads", "B2", {"issues": None}, {"issues": "Thiếu ngân sách"}),
    InsertRow("leads", {"id": "D4", "company": "Dũng", "employees": 7, "created_on": date(2026, 11, 23)}),
    ReplaceBlock("today", 2, 1, BLOCK),
)
"""What a recompute asks for: engine columns, an emptied cell, a stamped date, a new row, a report."""
LEADS_AFTER = {
    "B3": "=An & <Con>",
    "C3": 15,
    "D5": date(2026, 11, 20),
    "E5": "Thiếu tên",
    "E4": None,
    "A6": "D4",
    "B6": "Dũng",
    "C6": 7,
    "D6": date(2026, 11, 23),
}
TODAY_AFTER = {"A2": "Việc hôm nay", "B2": 1250000.5, "A3": date(2026, 11, 23), "B3": 3}
DOUBLED = "=leads[[#This Row],[Employees]]*2"

BY_NAME = pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
GROWN = re.compile(r"(?<=3:)([A-Z])5\b")
"""The end of an area that reaches over the table's rows."""


class Patched(NamedTuple):
    """One workbook of the corpus, before and after."""

    before: Path
    after: Path
    receipt: WriteReceipt


@pytest.fixture(scope="module")
def patched(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Feature], Patched]:
    folder, done = tmp_path_factory.mktemp("corpus"), dict[str, Patched]()

    def patch(feature: Feature) -> Patched:
        if feature.name not in done:
            before = build(feature, folder)
            after = shutil.copy(before, folder / f"patched_{before.name}")
            workbook = XlsxWorkbook(after)
            workbook.read()
            done[feature.name] = Patched(before, after, workbook.write(EDITS))
        return done[feature.name]

    return patch


def members(path: Path) -> dict[str, bytes]:
    """Each zip entry as it stands in the file, local header and packed bytes."""
    package = open_package(path.read_bytes(), str(path))
    return {name: package.data[entry.start : entry.end] for name, entry in package.entries.items()}


def may_change(parts: Mapping[str, bytes]) -> set[str]:
    """The parts that these edits may touch: two sheets, the table, what tells Excel to calculate, new date formats."""
    sheets = sheet_parts(parts)
    followers = {"xl/tables/table1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/pivotCache/pivotCacheDefinition1.xml"}
    return {sheets["Leads"], sheets["Today"]} | followers


@BY_NAME
def test_every_other_zip_entry_keeps_its_very_bytes(feature: Feature, patched: Callable[[Feature], Patched]) -> None:
    book = patched(feature)
    before, after = members(book.before), members(book.after)
    chain = "xl/calcChain.xml"  # it goes when formulas change (Excel makes a new one), and what names it must follow
    naming_chain = {chain, "[Content_Types].xml", "xl/_rels/workbook.xml.rels"} if chain in before else set()
    assert list(after) == [name for name in before if name != chain]
    before.pop(chain, None)
    sheets = sheet_parts(read_parts(book.before))
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= may_change(read_parts(book.before)) | naming_chain
    assert changed >= {sheets["Leads"], sheets["Today"], "xl/tables/table1.xml"}
    with zipfile.ZipFile(book.after) as archive:
        assert archive.testzip() is None


@BY_NAME
def test_a_touched_sheet_differs_in_the_touched_cells_alone(
    feature: Feature, patched: Callable[[Feature], Patched]
) -> None:
    book = patched(feature)
    before, after = read_parts(book.before), read_parts(book.after)
    for title, touched in (("Leads", {*LEADS_AFTER, "F6"}), ("Today", {*TODAY_AFTER})):
        part = sheet_parts(before)[title]
        old, new = ElementTree.fromstring(before[part]), ElementTree.fromstring(after[part])
        assert roots(before[part]) == roots(after[part])
        assert untouched_cells(old, touched) == untouched_cells(new, touched)
        for old_one, new_one in around_cells(old, new):
            assert new_one in ({old_one, GROWN.sub(r"\g<1>6", old_one)} if title == "Leads" else {old_one})


def roots(part: bytes) -> bytes:
    """A part up to the end of its root's opening tag, namespaces and all."""
    return part[: part.index(b">", part.index(b"<worksheet"))]


def untouched_cells(sheet: ElementTree.Element, touched: set[str]) -> dict[str, str]:
    """The cells that were not written, and the rows' own attributes, as canonical text."""
    found: dict[str, str] = {}
    for row in sheet.iter("{*}row"):
        cells = [cell for cell in row if cell.get("r") not in touched]
        if cells:
            found[row.get("r", "")] = str(sorted(item for item in row.items() if item[0] != "spans"))
        for cell in cells:
            found[cell.get("r", "")] = ElementTree.canonicalize(ElementTree.tostring(cell))
    return found


def around_cells(old: ElementTree.Element, new: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Everything of a sheet but its cells and its extent, pairwise, as canonical text."""
    left, right = (
        [child for child in sheet if not child.tag.endswith(("}sheetData", "}dimension"))] for sheet in (old, new)
    )
    for one, other in zip(left, right, strict=True):
        yield ElementTree.canonicalize(ElementTree.tostring(one)), ElementTree.canonicalize(ElementTree.tostring(other))


Shown = dict[tuple[str, str], object]


def shown(path: Path) -> Shown:
    """Every value and formula of a workbook, as openpyxl reads it."""
    book = openpyxl.load_workbook(path, rich_text=True, keep_vba=False)
    found: Shown = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    value = cell.value
                    found[sheet.title, cell.coordinate] = (
                        (value.ref, value.text) if isinstance(value, ArrayFormula) else in_days(value)
                    )
    return found


def in_days(value: object) -> object:
    """A moment at midnight as its day."""
    return value.date() if isinstance(value, datetime) and value.time() == time() else value


def wanted_cells() -> Shown:
    leads: Shown = {("Leads", place): value for place, value in LEADS_AFTER.items()}
    return {**leads, **{("Today", place): value for place, value in TODAY_AFTER.items()}}


@BY_NAME
def test_openpyxl_reads_the_new_values_and_everything_else_as_before(
    feature: Feature, patched: Callable[[Feature], Patched]
) -> None:
    book = patched(feature)
    wanted = wanted_cells()
    before, after = shown(book.before), shown(book.after)
    carried = after.pop(("Leads", "F6"))
    assert carried == ("=C6*2" if feature.name == "shared formulas" else DOUBLED)
    assert {place: after.get(place) for place in wanted} == wanted
    assert {p: v for p, v in after.items() if p not in wanted} == {p: v for p, v in before.items() if p not in wanted}


@BY_NAME
def test_calamine_reads_the_new_values(feature: Feature, patched: Callable[[Feature], Patched]) -> None:
    book = CalamineWorkbook.from_path(patched(feature).after)
    leads = book.get_sheet_by_name("Leads").to_python(skip_empty_area=False)
    assert [row[:4] for row in leads[2:6]] == [
        ["A1", "=An & <Con>", 15.0, date(2026, 11, 2)],
        ["B2", "Bình & Con", 30.0, date(2026, 11, 3)],
        ["C3", "Ba", 0.5, date(2026, 11, 20)],
        ["D4", "Dũng", 7.0, date(2026, 11, 23)],
    ]
    today = book.get_sheet_by_name("Today").to_python(skip_empty_area=False)
    assert [row[:2] for row in today[1:3]] == [["Việc hôm nay", 1250000.5], [date(2026, 11, 23), 3.0]]


@BY_NAME
def test_excel_is_told_to_calculate_and_the_table_reaches_its_new_row(
    feature: Feature, patched: Callable[[Feature], Patched]
) -> None:
    book = patched(feature)
    before, parts = read_parts(book.before), read_parts(book.after)
    calculation = re.search(rb"<calcPr[^>]*>", parts["xl/workbook.xml"])
    assert calculation is not None
    assert b'fullCalcOnLoad="1"' in calculation[0]
    assert parts["xl/tables/table1.xml"] == before["xl/tables/table1.xml"].replace(b"A2:F5", b"A2:F6")
    assert b"A2:F5" in before["xl/tables/table1.xml"]


@BY_NAME
def test_the_receipt_tells_what_was_done_and_the_backup_is_the_old_file(
    feature: Feature, patched: Callable[[Feature], Patched]
) -> None:
    book = patched(feature)
    assert book.receipt.rows_inserted == 1
    assert book.receipt.cells_changed == len(LEADS_AFTER) + len(TODAY_AFTER) + 1  # and the carried formula
    assert book.receipt.backup is not None
    assert book.receipt.backup.read_bytes() == book.before.read_bytes()


@BY_NAME
def test_the_same_again_writes_nothing(feature: Feature, patched: Callable[[Feature], Patched], tmp_path: Path) -> None:
    again = shutil.copy(patched(feature).after, tmp_path / patched(feature).after.name)
    row = {"id": "D4", "company": "Dũng", "employees": 7, "created_on": date(2026, 11, 23)}
    edits = [UpdateRow("leads", "A1", {"company": "=An & <Con>"}), UpdateRow("leads", "D4", row), EDITS[-1]]
    assert XlsxWorkbook(again).write(edits).cells_changed == 0
    assert again.read_bytes() == patched(feature).after.read_bytes()
    assert list(tmp_path.iterdir()) == [again]


def test_the_calculation_chain_stays_while_no_formula_changes(tmp_path: Path) -> None:
    feature = next(feature for feature in FEATURES if feature.name == "calculation chain")
    path = build(feature, tmp_path)
    before = members(path)
    XlsxWorkbook(path).write([*EDITS[:3], EDITS[-1]])
    kept = ("xl/calcChain.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/tables/table1.xml")
    assert {name: members(path)[name] for name in kept} == {name: before[name] for name in kept}


def test_a_pivot_over_a_changed_table_is_refreshed_on_opening_and_no_other(
    patched: Callable[[Feature], Patched],
) -> None:
    feature = next(feature for feature in FEATURES if feature.name == "pivot tables")
    before, after = read_parts(patched(feature).before), read_parts(patched(feature).after)
    changed, kept = (f"xl/pivotCache/pivotCacheDefinition{number}.xml" for number in (1, 2))
    assert after[changed].replace(b' refreshOnLoad="1"', b"") == before[changed] != after[changed]
    assert after[kept] == before[kept]


def test_rules_and_names_over_the_table_reach_its_new_row(patched: Callable[[Feature], Patched]) -> None:
    wanted = {
        "validations across sheets": {
            b"<xm:sqref>E3:E6 K3</xm:sqref>",
            b'sqref="B3:B6"',
            b'sqref="C3:C6"',
            b'sqref="J3"',
        },
        "conditional formats": {b"<xm:sqref>C3:C6</xm:sqref>", b'sqref="D3:D6"', b'sqref="A3:E6"', b'sqref="J3"'},
        "protection": {b'sqref="B3:D6"'},
    }
    for feature in FEATURES:
        book = patched(feature)
        part = read_parts(book.after)[sheet_parts(read_parts(book.after))["Leads"]]
        assert {area for area in wanted.get(feature.name, set()) if area not in part} == set()
    names = next(feature for feature in FEATURES if feature.name == "names")
    book_part = read_parts(patched(names).after)["xl/workbook.xml"]
    assert b">Leads!$B$3:$B$6</definedName>" in book_part
    assert b">Leads!$B$3</definedName>" in book_part


def test_libreoffice_opens_every_result_and_sees_the_new_values(
    libreoffice: LibreOffice, patched: Callable[[Feature], Patched], tmp_path: Path
) -> None:
    files = [shutil.copy(patched(feature).after, tmp_path / f"{at}.xlsx") for at, feature in enumerate(FEATURES)]
    (tmp_path / "saved").mkdir()
    for feature, saved in zip(FEATURES, libreoffice.save_again(files, tmp_path / "saved"), strict=True):
        book = openpyxl.load_workbook(saved, data_only=True)
        wanted = wanted_cells()
        seen = {(title, place): in_days(book[title][place].value) for title, place in wanted}
        assert (feature.name, seen) == (feature.name, wanted)
        doubled = [book["Leads"][f"F{row}"].value for row in range(3, 7)]
        assert (feature.name, doubled) == (feature.name, [30, 60, 1, 14])
        assert (feature.name, book[NOTES]["A2"].value) == (feature.name, 1)


INSTALLED = sorted(
    path
    for path in Path(sysconfig.get_path("purelib")).rglob("*.*")
    if path.suffix in (".xlsx", ".xlsm", ".xltx", ".xltm")
    and not path.name.startswith("~$")
    and "sheetcrm" not in path.relative_to(sysconfig.get_path("purelib")).parts  # our own ready ones come below
)
READY = sorted((Path(__file__).parents[2] / "workbook_templates" / "ready").glob("*.xlsx"))


def test_installed_packages_carry_workbooks() -> None:
    assert {path.name for path in INSTALLED} >= {"quickstart.xlsm", "quickstart_standalone.xlsm"}


@pytest.mark.parametrize("original", INSTALLED, ids=lambda path: path.name)
def test_a_workbook_of_another_kind_reads_as_empty_and_is_not_written(original: Path, tmp_path: Path) -> None:
    path = shutil.copy(original, tmp_path / original.name)
    workbook = XlsxWorkbook(path)
    assert workbook.read() == {}
    for edit in (InsertRow("leads", {"id": "A1"}), ReplaceBlock("today", 2, 1, BLOCK)):
        with pytest.raises(LayoutBroken) as refusal:
            workbook.write([edit])
        for lang, remedy in (("en", "from a backup"), ("vi", "từ bản sao lưu")):
            assert path.name in refusal.value.in_language(lang)
            assert remedy in refusal.value.in_language(lang)
    assert path.read_bytes() == original.read_bytes()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("original", INSTALLED, ids=lambda path: path.name)
def test_every_sheet_of_a_workbook_nobody_here_wrote_can_be_patched(original: Path, tmp_path: Path) -> None:
    package = open_package(original.read_bytes(), str(original))
    book = Book(package)
    for sheet in book.sheets:
        patch = Patcher(book, Places({}, {"any": ReportPlace("any", sheet, 0)})).patch(
            [ReplaceBlock("any", 60, 3, [[ReportCell("Việc"), ReportCell(Decimal("1.5"))]])]
        )
        data = b"".join(new_zip(package, patch.packed(), patch.dropped))
        Verifier(package, patch)(data)
        assert changed_members(package, open_package(data, "new")) <= {sheet.part, book.part}
        (path := tmp_path / f"{sheet.position}{original.suffix}").write_bytes(data)
        after, before = shown(path), shown(original)
        assert after == before | {(sheet.title, "C60"): "Việc", (sheet.title, "D60"): 1.5}


def changed_members(old: Package, new: Package) -> set[str]:
    assert list(old.entries) == list(new.entries)
    pairs = ((name, old.entries[name], new.entries[name]) for name in old.entries)
    return {name for name, one, other in pairs if old.data[one.start : one.end] != new.data[other.start : other.end]}


@pytest.mark.parametrize("original", READY, ids=lambda path: path.name)
def test_a_ready_workbook_keeps_every_other_entry(original: Path, tmp_path: Path) -> None:
    path = shutil.copy(original, tmp_path / original.name)
    workbook = XlsxWorkbook(path)
    workbook.read()
    workbook.write([InsertRow("leads", {"id": "A1", "company": "Công ty An"}), ReplaceBlock("today", 40, 1, BLOCK)])
    assert XlsxWorkbook(path).read(["leads"])["leads"].columns["company"] == ["Công ty An"]
    old, new = (open_package(file.read_bytes(), "") for file in (original, path))
    sheets = {sheet.title: sheet.part for sheet in Book(old).sheets}
    changed = changed_members(old, new)
    assert len(changed & set(sheets.values())) == 2
    assert changed - set(sheets.values()) <= {"xl/workbook.xml", "xl/styles.xml"}
