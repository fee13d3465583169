"""Workbooks in sheetcrm's layout that also carry what users put into workbooks, one feature each.

Every workbook has the Excel table `leads` (with a formula column of the user's own), the table `orders`, the report
`today`, the settings, and the user's sheet `Ghi chú & số`. A feature is put on the leads, on the report and on the
user's sheet; what XlsxWriter cannot write is put into the package by hand.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from xlsxwriter.workbook import Workbook as Book
from xlsxwriter.worksheet import Worksheet

from sheetcrm.values import Raw
from tests.workbooks.make_xlsx import make_xlsx

NOTES = "Ghi chú & số"
LEADS: Mapping[str, Sequence[Raw]] = {
    "id": ["A1", "B2", "C3"],
    "company": ["Công ty An", "Bình & Con", "Ba"],
    "employees": [12.0, 30.0, 0.5],
    "created_on": [date(2026, 11, 2), date(2026, 11, 3), None],
    "issues": [None, "Thiếu ngân sách", None],
}
ORDERS: Mapping[str, Sequence[Raw]] = {"id": ["O1", "O2"], "amount": [1000.0, 2000.0]}

Parts = dict[str, bytes]


class Feature(NamedTuple):
    """What one workbook of the corpus carries."""

    name: str
    on_sheet: Callable[[Book, Worksheet], object] | None = None
    on_book: Callable[[Book, Mapping[str, Worksheet]], object] | None = None
    inject: Callable[[Parts], None] | None = None
    suffix: str = ".xlsx"


def build(feature: Feature, folder: Path) -> Path:
    """Make the workbook of one feature."""

    def finish(book: Book, sheets: Mapping[str, Worksheet]) -> None:
        book.set_properties({"created": datetime(2026, 11, 23)})  # the same bytes in every run
        headers: list[dict[str, str]] = [{"header": key.capitalize()} for key in LEADS]
        headers.append({"header": "Gấp đôi", "formula": "=leads[[#This Row],[Employees]]*2"})
        sheets["leads"].add_table(1, 0, 4, len(LEADS), {"columns": headers, "name": "leads"})
        notes = book.add_worksheet(NOTES)
        notes.write_formula("A1", "=SUM(Leads!C3:C5)", None, 42.5)
        notes.write_formula("A2", '=COUNTIF(Leads!B:B,"Ba")', None, 1)
        notes.write_string("B1", "  giữ nguyên <& >  ")
        if feature.on_sheet:
            for sheet in (sheets["leads"], sheets["today"], notes):
                feature.on_sheet(book, sheet)
        if feature.on_book:
            feature.on_book(book, {**sheets, "notes": notes})

    path = folder / (feature.name.replace(" ", "_") + feature.suffix)
    make_xlsx(path, {"leads": LEADS, "orders": ORDERS}, ["today"], as_table=False, finish=finish)
    if feature.inject:
        parts = read_parts(path)
        feature.inject(parts)
        write_parts(path, parts)
    return path


def read_parts(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path: Path, parts: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet title → part, as XlsxWriter numbers them."""
    titles = re.findall(rb'<sheet name="([^"]+)"', parts["xl/workbook.xml"])
    plain = [title.decode().replace("&amp;", "&") for title in titles]
    return {title: f"xl/worksheets/sheet{number}.xml" for number, title in enumerate(plain, start=1)}


def _relate(parts: Parts, owner: str, kind: str, target: str, relation: str, *, ms: str = "") -> None:
    folder, name = posixpath.split(owner)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    base = ms or "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    one = f'<Relationship Id="{relation}" Type="{base}/{kind}" Target="{posixpath.relpath(target, folder)}"/>'
    parts[rels] = parts.get(rels, empty).replace(b"</Relationships>", one.encode() + b"</Relationships>")


def _declare(parts: Parts, part: str, kind: str) -> None:
    one = f'<Override PartName="/{part}" ContentType="application/{kind}+xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", one.encode())


def _declare_default(parts: Parts, extension: str, kind: str) -> None:
    one = f'<Default Extension="{extension}" ContentType="{kind}"/><Override'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"<Override", one.encode(), 1)


def _put(parts: Parts, part: str, before: Sequence[str], what: str) -> None:
    """Put an element into a part before the first of some elements that is there."""
    content = parts[part]
    at = min(at for mark in before if (at := content.find(mark.encode())) >= 0)
    parts[part] = content[:at] + what.encode() + content[at:]


def picture(width: int = 8, height: int = 8) -> bytes:
    """A PNG of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x20\x80\x60" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def vba_project() -> bytes:
    """The VBA project of xlwings' example workbook."""
    spec = find_spec("xlwings")
    assert spec is not None
    assert spec.origin is not None
    return read_parts(Path(spec.origin).with_name("quickstart_standalone.xlsm"))["xl/vbaProject.bin"]


def _chart(book: Book, sheet: Worksheet) -> None:
    for at, kind in (("J3", "column"), ("J20", "pie"), ("R3", "scatter")):
        chart = book.add_chart({"type": kind})
        chart.add_series({"categories": "=Leads!$B$3:$B$5", "values": "=Leads!$C$3:$C$5"})
        chart.set_title({"name": "Doanh số"})
        sheet.insert_chart(at, chart, {"description": "Biểu đồ"})


def _picture(book: Book, sheet: Worksheet) -> None:
    sheet.insert_image("J3", "p.png", {"image_data": BytesIO(picture()), "url": "https://example.org/"})
    sheet.set_background(BytesIO(picture(2, 2)))


def _picture_in_cell(book: Book, sheet: Worksheet) -> None:
    sheet.embed_image("J3", "p.png", {"image_data": BytesIO(picture(4, 4))})


def _shape(book: Book, sheet: Worksheet) -> None:
    sheet.insert_textbox("J3", "Gọi lại\nngày mai", {"fill": {"color": "#FFCC00"}, "url": "https://example.org/"})


def _sparklines(book: Book, sheet: Worksheet) -> None:
    sheet.add_sparkline("J3", {"range": "Leads!C3:C5", "type": "column", "markers": True})
    sheet.add_sparkline("J4", {"location": ["J4", "J5"], "range": ["Leads!C3:C4", "Leads!C4:C5"]})


def _comments(book: Book, sheet: Worksheet) -> None:
    sheet.write_comment("B3", "Khách quen", {"author": "Lan", "visible": True, "color": "#FFFFCC"})
    sheet.write_comment("J4", "ghi chú")


def _validations(book: Book, sheet: Worksheet) -> None:
    sheet.data_validation("B3:B5", {"validate": "list", "source": "=Orders!$A$3:$A$4"})
    sheet.data_validation("C3:C5", {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "≥ 0"})
    sheet.data_validation("J3", {"validate": "list", "source": ["a", "b & c"]})


def _buttons(book: Book, sheet: Worksheet) -> None:
    sheet.insert_button("J3", {"macro": "SampleCall", "caption": "Tính lại", "width": 80, "height": 30})


def _vba(book: Book, sheets: Mapping[str, Worksheet]) -> None:
    book.add_vba_project(BytesIO(vba_project()), is_stream=True)
    for sheet in sheets.values():
        _buttons(book, sheet)


def _checkboxes(book: Book, sheet: Worksheet) -> None:
    sheet.insert_checkbox("J3", True)
    sheet.insert_checkbox("J4", False)


def _dynamic_arrays(book: Book, sheet: Worksheet) -> None:
    sheet.write_dynamic_array_formula("J3:J4", "=UNIQUE(Orders!A3:A4)", None, "O1")
    sheet.write_array_formula("K3:K4", "{=Orders!B3:B4*2}", None, 2000)
    sheet.write_formula("L3", "=LET(x,2,x*LAMBDA(y,y+1)(3))", None, 8)


def _rich_text(book: Book, sheet: Worksheet) -> None:
    bold, red = book.add_format({"bold": True}), book.add_format({"color": "red"})
    sheet.write_rich_string("J3", "Rất ", bold, "quan", " ", red, "trọng")


def _conditional_formats(book: Book, sheet: Worksheet) -> None:
    warn = book.add_format({"bg_color": "#FFC7CE"})
    sheet.conditional_format("C3:C5", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    sheet.conditional_format("C3:C5", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.conditional_format("D3:D5", {"type": "3_color_scale"})
    sheet.conditional_format("A3:E5", {"type": "formula", "criteria": '=$E3<>""', "format": warn})
    sheet.conditional_format("J3", {"type": "cell", "criteria": ">", "value": 3, "format": warn})


def _merges(book: Book, sheet: Worksheet) -> None:
    sheet.merge_range("J3:L5", "Gộp", book.add_format({"align": "center", "valign": "vcenter", "border": 1}))


def _names(book: Book, sheets: Mapping[str, Worksheet]) -> None:
    book.define_name("mot_o", "=Leads!$B$3")
    book.define_name("hang_so", "=0.1")
    book.define_name("Orders!cuc_bo", "=Orders!$B$3:$B$4")
    book.define_name("khach", "=Leads!$B$3:$B$5")


def _hyperlinks(book: Book, sheet: Worksheet) -> None:
    sheet.write_url("J3", "https://example.org/?a=1&b=2#c", string="Trang", tip="Mở")
    sheet.write_url("J4", "internal:Orders!A3")
    sheet.write_url("B3", "mailto:an@example.org", string="Công ty An")


def _protection(book: Book, sheet: Worksheet) -> None:
    sheet.protect("bí mật", {"autofilter": True, "format_columns": True})
    sheet.unprotect_range("B3:D5", "nhap")
    sheet.unprotect_range("J3", "ghi", "p")


def _filter(book: Book, sheets: Mapping[str, Worksheet]) -> None:
    orders, notes = sheets["orders"], sheets["notes"]
    for sheet in (orders, notes):
        sheet.autofilter("A2:B4")
        sheet.filter_column("B", "x > 1500")
        sheet.set_row(2, None, None, {"hidden": True})
    sheets["leads"].set_row(3, None, None, {"hidden": True})


def _outline(book: Book, sheet: Worksheet) -> None:
    sheet.set_row(3, None, None, {"level": 1, "hidden": True})
    sheet.set_row(4, 31.5, book.add_format({"bg_color": "#EEEEEE"}), {"level": 1, "collapsed": True})
    sheet.set_column("J:L", 17.3, None, {"level": 2})
    sheet.outline_settings(symbols_below=False)


def _view(book: Book, sheet: Worksheet) -> None:
    sheet.freeze_panes(2, 2)
    sheet.set_zoom(85)
    sheet.set_selection("C4:D5")
    sheet.hide_gridlines(2)
    sheet.set_tab_color("#FF9900")
    sheet.ignore_errors({"number_stored_as_text": "A3:E5"})


def _printing(book: Book, sheet: Worksheet) -> None:
    sheet.repeat_rows(1)
    sheet.repeat_columns("A:B")
    sheet.print_area("A1:F40")
    sheet.set_h_pagebreaks([20])
    sheet.set_header("&L&G&R&D", {"image_left": "p.png", "image_data_left": BytesIO(picture(3, 3))})
    sheet.set_footer("&CTrang &P/&N")


def _properties(book: Book, sheets: Mapping[str, Worksheet]) -> None:
    book.set_custom_property("Khách", "Công ty")
    book.set_properties({"title": "Sổ khách", "author": "Lan"})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Leads!$C$3:$C$5"})
    book.add_chartsheet("Biểu đồ").set_chart(chart)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
_SHEET = "vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET_END = ("<tableParts", "<extLst", "</worksheet>")


def _pivots(parts: Parts) -> None:
    """A pivot table over the leads, which change, and one over the orders, which do not."""
    notes = sheet_parts(parts)[NOTES]
    caches = ""
    sources = ['name="leads"', 'ref="A2:B4" sheet="Orders"']
    for number, (source, fields) in enumerate(zip(sources, (("Id", "Employees"), ("Id", "Amount")), strict=True), 1):
        cache = f"xl/pivotCache/pivotCacheDefinition{number}.xml"
        records = f"xl/pivotCache/pivotCacheRecords{number}.xml"
        table = f"xl/pivotTables/pivotTable{number}.xml"
        place = f"A{10 * number}:B{10 * number + 2}"
        parts[cache] = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<pivotCacheDefinition xmlns="{MAIN}" '
            f'xmlns:r="{RELATIONS}" r:id="rId1" refreshedBy="Lan" recordCount="2"><cacheSource type="worksheet">'
            f'<worksheetSource {source}/></cacheSource><cacheFields count="2"><cacheField name="{fields[0]}" '
            f'numFmtId="0"><sharedItems count="2"><s v="x"/><s v="y"/></sharedItems></cacheField><cacheField '
            f'name="{fields[1]}" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" '
            'containsNumber="1" minValue="1" maxValue="2"/></cacheField></cacheFields></pivotCacheDefinition>'
        ).encode()
        parts[records] = (
            f'<pivotCacheRecords xmlns="{MAIN}" count="2"><r><x v="0"/><n v="1"/></r><r><x v="1"/><n v="2"/></r>'
            "</pivotCacheRecords>"
        ).encode()
        parts[table] = (
            f'<pivotTableDefinition xmlns="{MAIN}" name="P{number}" cacheId="{number}" dataCaption="Giá trị">'
            f'<location ref="{place}" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
            '<pivotField axis="axisRow" showAll="0"><items count="3"><item x="0"/><item x="1"/><item t="default"/>'
            '</items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1">'
            '<field x="0"/></rowFields><rowItems count="3"><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i></rowItems>'
            '<colItems count="1"><i/></colItems><dataFields count="1"><dataField name="Tổng" fld="1"/></dataFields>'
            "</pivotTableDefinition>"
        ).encode()
        _declare(parts, cache, f"{_SHEET}.pivotCacheDefinition")
        _declare(parts, records, f"{_SHEET}.pivotCacheRecords")
        _declare(parts, table, f"{_SHEET}.pivotTable")
        _relate(parts, "xl/workbook.xml", "pivotCacheDefinition", cache, f"rIdCache{number}")
        _relate(parts, cache, "pivotCacheRecords", records, "rId1")
        _relate(parts, table, "pivotCacheDefinition", cache, "rId1")
        _relate(parts, notes, "pivotTable", table, f"rIdPivot{number}")
        caches += f'<pivotCache cacheId="{number}" r:id="rIdCache{number}"/>'
    _put(parts, "xl/workbook.xml", ["</workbook>"], f"<pivotCaches>{caches}</pivotCaches>")


def _slicers(parts: Parts) -> None:
    """A slicer of the table `leads`, on its own sheet."""
    x14, x15 = f"{MICROSOFT}/spreadsheetml/2009/9/main", f"{MICROSOFT}/spreadsheetml/2010/11/main"
    leads = sheet_parts(parts)["Leads"]
    parts["xl/slicers/slicer1.xml"] = (
        f'<slicers xmlns="{x14}"><slicer name="Công ty" cache="Slicer_company" caption="Công ty" rowHeight="241300"/>'
        "</slicers>"
    ).encode()
    parts["xl/slicerCaches/slicerCache1.xml"] = (
        f'<slicerCacheDefinition xmlns="{x14}" name="Slicer_company" sourceName="Company"><extLst><x:ext '
        f'xmlns:x="{MAIN}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" xmlns:x15="{x15}"><x15:tableSlicerCache '
        'tableId="1" column="2"/></x:ext></extLst></slicerCacheDefinition>'
    ).encode()
    _declare(parts, "xl/slicers/slicer1.xml", "vnd.ms-excel.slicer")
    _declare(parts, "xl/slicerCaches/slicerCache1.xml", "vnd.ms-excel.slicerCache")
    ms = f"{MICROSOFT}/2007/relationships"
    _relate(parts, leads, "slicer", "xl/slicers/slicer1.xml", "rIdSlicer", ms=ms)
    _relate(parts, "xl/workbook.xml", "slicerCache", "xl/slicerCaches/slicerCache1.xml", "rIdSlicerCache", ms=ms)
    _put(
        parts, leads, ["</worksheet>"],
        f'<extLst><ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x14="{x14}"><x14:slicerList '
        f'xmlns:r="{RELATIONS}"><x14:slicer r:id="rIdSlicer"/></x14:slicerList></ext></extLst>',
    )  # fmt: skip
    _put(
        parts, "xl/workbook.xml", ["</workbook>"],
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{x15}"><x15:slicerCaches '
        f'xmlns:x14="{x14}"><x14:slicerCache r:id="rIdSlicerCache"/></x15:slicerCaches></ext></extLst>',
    )  # fmt: skip


def _custom_xml(parts: Parts) -> None:
    parts["customXml/item1.xml"] = b'<?xml version="1.0"?><crm xmlns="urn:example"><khach id="1"/></crm>'
    parts["customXml/itemProps1.xml"] = (
        b'<ds:datastoreItem ds:itemID="{6D0E2F9A-1B2C-4D3E-8F90-112233445566}" '
        b'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>'
    )
    _declare(parts, "customXml/itemProps1.xml", "vnd.openxmlformats-officedocument.customXmlProperties")
    _relate(parts, "xl/workbook.xml", "customXml", "customXml/item1.xml", "rIdCustom")
    _relate(parts, "customXml/item1.xml", "customXmlProps", "customXml/itemProps1.xml", "rId1")


def _printer_settings(parts: Parts) -> None:
    _declare_default(parts, "bin", "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings")
    for number, sheet in enumerate(sheet_parts(parts).values(), start=1):
        part = f"xl/printerSettings/printerSettings{number}.bin"
        parts[part] = b"P\0r\0i\0n\0t\0e\0r\0" + bytes(range(256)) * 4
        _relate(parts, sheet, "printerSettings", part, "rIdPrinter")
        _put(
            parts,
            sheet,
            ("<drawing", *_SHEET_END),
            f'<pageSetup paperSize="9" xmlns:r="{RELATIONS}" r:id="rIdPrinter"/>',
        )


def _threaded_comments(parts: Parts) -> None:
    space = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
    ms = f"{MICROSOFT}/2017/10/relationships"
    person, kind = "{11111111-2222-3333-4444-555555555555}", "vnd.ms-excel.threadedcomments"
    parts["xl/persons/person.xml"] = (
        f'<personList xmlns="{space}"><person displayName="Lan" id="{person}" userId="lan" providerId="None"/>'
        "</personList>"
    ).encode()
    _declare(parts, "xl/persons/person.xml", "vnd.ms-excel.person")
    _relate(parts, "xl/workbook.xml", "person", "xl/persons/person.xml", "rIdPerson", ms=ms)
    for number, title in enumerate(("Leads", NOTES), start=1):
        part = f"xl/threadedComments/threadedComment{number}.xml"
        parts[part] = (
            f'<ThreadedComments xmlns="{space}"><threadedComment ref="B3" dT="2026-11-02T08:30:00.00" '
            f'personId="{person}" id="{{AAAAAAAA-0000-0000-0000-00000000000{number}}}"><text>Gọi chưa?</text>'
            "</threadedComment></ThreadedComments>"
        ).encode()
        _declare(parts, part, kind)
        _relate(parts, sheet_parts(parts)[title], "threadedComment", part, "rIdThread", ms=ms)


def _form_controls(parts: Parts) -> None:
    """A drop-down box of Excel's form controls, as Excel writes it: in a choice between old and new."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    compatible, x14 = (
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
        f"{MICROSOFT}/spreadsheetml/2009/9/main",
    )
    for number, title in enumerate(("Leads", NOTES), start=1):
        part, sheet = f"xl/ctrlProps/ctrlProp{number}.xml", sheet_parts(parts)[title]
        parts[part] = (
            f'<formControlPr xmlns="{x14}" objectType="Drop" dropStyle="combo" fmlaLink="$J$3" '
            'fmlaRange="Orders!$A$3:$A$4" val="0"/>'
        ).encode()
        _declare(parts, part, "vnd.ms-excel.controlproperties")
        _relate(parts, sheet, "ctrlProp", part, "rIdControl")
        _put(
            parts, sheet, _SHEET_END,
            f'<mc:AlternateContent xmlns:mc="{compatible}"><mc:Choice Requires="x14" xmlns:x14="{x14}"><controls>'
            f'<control shapeId="{1024 + number}" xmlns:r="{RELATIONS}" r:id="rIdControl" name="Drop {number}">'
            f'<controlPr defaultSize="0"><anchor xmlns:xdr="{drawing}"><from><xdr:col>9</xdr:col><xdr:colOff>0'
            "</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>10</xdr:col><xdr:colOff>0"
            "</xdr:colOff><xdr:row>3</xdr:row><xdr:rowOff>0</xdr:rowOff></to></anchor></controlPr></control>"
            "</controls></mc:Choice></mc:AlternateContent>",
        )  # fmt: skip


def _extended_validations(parts: Parts) -> None:
    """A list of another sheet's cells, as Excel 2010 and later write it."""
    x14, xm = f"{MICROSOFT}/spreadsheetml/2009/9/main", f"{MICROSOFT}/excel/2006/main"
    for title in ("Leads", NOTES):
        _put(
            parts, sheet_parts(parts)[title], ["</worksheet>"],
            f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{x14}"><x14:dataValidations '
            f'xmlns:xm="{xm}" count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>'
            "Orders!$A$3:$A$4</xm:f></x14:formula1><xm:sqref>E3:E5 K3</xm:sqref></x14:dataValidation>"
            "</x14:dataValidations></ext></extLst>",
        )  # fmt: skip


def _calculation_chain(parts: Parts) -> None:
    cells = "".join(f'<c r="F{row}" i="2"/>' for row in (3, 4, 5)) + '<c r="A1" i="5"/><c r="A2" i="5"/>'
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}">{cells}</calcChain>'.encode()
    _declare(parts, "xl/calcChain.xml", f"{_SHEET}.calcChain")
    _relate(parts, "xl/workbook.xml", "calcChain", "xl/calcChain.xml", "rIdChain")


def _shared_formulas(parts: Parts) -> None:
    """Rewrite the user's column as Excel fills it down: one head and cells that share it."""
    leads = sheet_parts(parts)["Leads"]
    content, written = re.subn(
        rb"<f>leads\[\[#This Row\],\[Employees\]\]\*2</f>", b'<f t="shared" si="0"/>', parts[leads]
    )
    assert written == len(LEADS["id"])
    parts[leads] = content.replace(b'<f t="shared" si="0"/>', b'<f t="shared" ref="F3:F5" si="0">C3*2</f>', 1)


FEATURES = (
    Feature("nothing more"),
    Feature("charts", _chart),
    Feature("pictures", _picture),
    Feature("pictures in cells", _picture_in_cell),
    Feature("text boxes", _shape),
    Feature("sparklines", _sparklines),
    Feature("comments", _comments),
    Feature("validations across sheets", _validations, inject=_extended_validations),
    Feature("buttons", _buttons),
    Feature("vba", on_book=_vba, suffix=".xlsm"),
    Feature("checkboxes", _checkboxes),
    Feature("dynamic arrays", _dynamic_arrays),
    Feature("rich text", _rich_text),
    Feature("conditional formats", _conditional_formats),
    Feature("merged cells", _merges),
    Feature("names", on_book=_names),
    Feature("hyperlinks", _hyperlinks),
    Feature("protection", _protection),
    Feature("filters and hidden rows", on_book=_filter),
    Feature("outline", _outline),
    Feature("frozen panes", _view),
    Feature("printing", _printing),
    Feature("properties and a chart sheet", on_book=_properties),
    Feature("pivot tables", inject=_pivots),
    Feature("slicers", inject=_slicers),
    Feature("custom xml", inject=_custom_xml),
    Feature("printer settings", inject=_printer_settings),
    Feature("threaded comments", _comments, inject=_threaded_comments),
    Feature("form controls", _chart, inject=_form_controls),
    Feature("calculation chain", inject=_calculation_chain),
    Feature("shared formulas", inject=_shared_formulas),
)
