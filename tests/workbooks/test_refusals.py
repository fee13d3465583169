"""What cannot be read or written safely is refused: said plainly in both languages, and nothing on disk is touched."""

from __future__ import annotations

import os
import random
import re
import signal
import struct
import tempfile
import time
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from xlsxwriter.workbook import Workbook as Book
from xlsxwriter.worksheet import Worksheet

from sheetcrm.errors import ChangedMeanwhile
from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import Locked
from sheetcrm.errors import NotAllowed
from sheetcrm.errors import NotAWorkbook
from sheetcrm.errors import NotFound
from sheetcrm.errors import SheetCrmError
from sheetcrm.errors import Unsafe
from sheetcrm.errors import WorkbookError
from sheetcrm.errors import WouldLoseContent
from sheetcrm.workbooks.base import Edit
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.xlsx.replacing import BACKUPS
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.workbooks.corpus import NOTES
from tests.workbooks.corpus import Feature
from tests.workbooks.corpus import Parts
from tests.workbooks.corpus import build
from tests.workbooks.corpus import read_parts
from tests.workbooks.corpus import sheet_parts
from tests.workbooks.corpus import write_parts

NAME = "Sổ khách.xlsx"
CHANGE = UpdateRow("leads", "A1", {"company": "Mới"})
GROW = InsertRow("leads", {"id": "D4", "company": "Dũng"})
LEADS_SHEET = "xl/worksheets/sheet2.xml"

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a child process that can be limited or killed")


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a workbook with nothing wrong about it."""
    return build(Feature("sound"), tmp_path_factory.mktemp("sound")).read_bytes()


@pytest.fixture
def path(tmp_path: Path, sound: bytes) -> Path:
    place = tmp_path / NAME
    place.write_bytes(sound)
    return place


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def refused(
    path: Path, error: type[WorkbookError], english: str, vietnamese: str, action: Callable[[], object]
) -> WorkbookError:
    """Expect a refusal that names the file and says what to know or do, and leaves the folder as it is."""
    before = contents(path.parent)
    with pytest.raises(error) as refusal:
        action()
    assert contents(path.parent) == before
    told(refusal.value, path, english, vietnamese)
    return refusal.value


def told(error: SheetCrmError, path: Path, english: str, vietnamese: str) -> None:
    for lang, words in (("en", english), ("vi", vietnamese)):
        sentence = error.in_language(lang)
        assert str(path) in sentence
        assert words in sentence
        assert not re.search(r"[{}]|@\w", sentence.replace(str(path), ""))


def patched(parts: Parts, part: str, old: bytes, new: bytes) -> Parts:
    assert old in parts[part]
    return {**parts, part: parts[part].replace(old, new, 1)}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


class Broken(NamedTuple):
    """A file that is no workbook to be trusted."""

    name: str
    make: Callable[[bytes], bytes]
    error: type[WorkbookError]
    english: str
    vietnamese: str


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _bomb(data: bytes) -> bytes:
    return zipped({**parts_of(data), "xl/media/image1.bin": bytes(80 << 20)})


def _lying_bomb(data: bytes) -> bytes:
    """A part that declares a few bytes and holds many."""
    parts = parts_of(data)
    real = len(parts["xl/sharedStrings.xml"])
    return zipped(parts).replace(struct.pack("<L", real), struct.pack("<L", 10))


def _overlapping(data: bytes) -> bytes:
    """Two members of the directory that share the bytes of one."""
    changed = bytearray(data)
    records = [match.start() for match in re.finditer(b"PK\x01\x02", data)]
    changed[records[2] + 42 : records[2] + 46] = data[records[1] + 42 : records[1] + 46]
    return bytes(changed)


def _entities(data: bytes) -> bytes:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet '
    return zipped(patched(parts_of(data), LEADS_SHEET, b"<worksheet ", laughs))


def _entities_in(part: str) -> Callable[[bytes], bytes]:
    def make(data: bytes) -> bytes:
        parts = parts_of(data)
        prolog, _, rest = parts[part].partition(b"?>")
        parts[part] = prolog + b'?><!DOCTYPE x SYSTEM "file:///etc/passwd">' + rest
        return zipped(parts)

    return make


def _wide(part: str) -> Callable[[bytes], bytes]:
    def make(data: bytes) -> bytes:
        parts = parts_of(data)
        text = parts[part].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
        return zipped({**parts, part: text.encode("utf-16")})

    return make


def _latin(data: bytes) -> bytes:
    return zipped(patched(parts_of(data), LEADS_SHEET, b'encoding="UTF-8"', b'encoding="ISO-8859-1"'))


def _twice(data: bytes) -> bytes:
    file = BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(LEADS_SHEET, b"<worksheet/>")
    return file.getvalue()


def _twice_by_case(data: bytes) -> bytes:
    return zipped({**parts_of(data), LEADS_SHEET.upper(): b"<worksheet/>"})


def _misnamed(data: bytes) -> bytes:
    """The zip's directory calls a part otherwise than the part calls itself."""
    at = data.rindex(b"xl/styles.xml")
    return data[:at] + b"xl/stylez.xml" + data[at + 13 :]


def _locked_zip(data: bytes) -> bytes:
    """Every member marked as encrypted, as a zip program with a password does."""
    changed = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for match in re.finditer(re.escape(mark), data):
            changed[match.start() + flags] |= 1
    return bytes(changed)


def _rotten(data: bytes) -> bytes:
    """One digit of a sheet has become another one on the disk."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts_of(data).items():
            archive.writestr(name, content)
    assert file.getvalue().count(b"<v>0.5</v>") == 1
    return file.getvalue().replace(b"<v>0.5</v>", b"<v>8.5</v>")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TRUNCATED = ("cut off or damaged; copy or download it again", "bị cụt hoặc hỏng; hãy sao chép hoặc tải lại")
DAMAGED = ("let Excel repair it", "để Excel sửa chữa")
BROKEN = (
    Broken("zip bomb", _bomb, Unsafe, "zip bomb", "bom nén"),
    Broken("lying zip bomb", _lying_bomb, Unsafe, "larger than it declares", "lớn hơn kích thước đã khai"),
    Broken("overlapping members", _overlapping, Unsafe, "overlap each other", "chồng lên nhau"),
    Broken("entities", _entities, Unsafe, "declares XML entities", "khai báo thực thể XML"),
    Broken("outside document", _entities_in("xl/workbook.xml"), Unsafe, "XML entities", "thực thể XML"),
    Broken("entities in texts", _entities_in("xl/sharedStrings.xml"), Unsafe, "XML entities", "thực thể XML"),
    Broken("entities in relations", _entities_in("_rels/.rels"), Unsafe, "XML entities", "thực thể XML"),
    Broken(
        "password", lambda _: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(480), NotAWorkbook,
        "take the password off", "hãy bỏ mật khẩu",
    ),
    Broken("password of a zip program", _locked_zip, NotAWorkbook, "take the password off", "hãy bỏ mật khẩu"),
    Broken("old xls", lambda _: OLE + bytes(512), NotAWorkbook, "save it as .xlsx", "lưu thành .xlsx"),
    Broken("half a file", lambda data: data[: len(data) // 2], NotAWorkbook, *TRUNCATED),
    Broken("a few bytes too few", lambda data: data[:-10], NotAWorkbook, *TRUNCATED),
    Broken("empty", lambda _: b"", NotAWorkbook, "the file is empty", "tệp rỗng"),
    Broken("a text file", lambda _: b"id,company\n1,An\n", NotAWorkbook, "not an .xlsx", "không phải tệp .xlsx"),
    Broken("zip of something else", lambda _: zipped({"a.txt": b"x"}), NotAWorkbook, "not an .xlsx", "không phải tệp"),
    Broken("two members of one name", _twice, NotAWorkbook, "two parts of the same name", "hai phần trùng tên"),
    Broken("names that differ by case", _twice_by_case, NotAWorkbook, "two parts of the same", "hai phần trùng tên"),
    Broken("a part of two names", _misnamed, NotAWorkbook, *TRUNCATED),
    Broken("a rotten byte", _rotten, NotAWorkbook, *DAMAGED),
    Broken("utf-16 sheet", _wide(LEADS_SHEET), NotAWorkbook, "other than UTF-8", "bảng mã UTF-8"),
    Broken("utf-16 texts", _wide("xl/sharedStrings.xml"), NotAWorkbook, "other than UTF-8", "bảng mã UTF-8"),
    Broken("latin-1 sheet", _latin, NotAWorkbook, "other than UTF-8", "bảng mã UTF-8"),
)  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_what_is_no_sound_workbook_is_neither_read_nor_written(broken: Broken, path: Path, sound: bytes) -> None:
    path.write_bytes(broken.make(sound))
    for action in (XlsxWorkbook(path).read, lambda: XlsxWorkbook(path).write([CHANGE])):
        refused(path, broken.error, broken.english, broken.vietnamese, action)


@pytest.mark.parametrize("seed", range(4))
def test_a_file_damaged_anywhere_reads_the_same_or_is_refused(seed: int, path: Path, sound: bytes) -> None:
    """A changed byte or a cut must end in an answer or in one of our errors, never in another failure."""
    chance, answers = random.Random(seed), set[str]()
    right = XlsxWorkbook(path).read()["leads"].columns
    for _ in range(150):
        damaged = bytearray(sound)
        at = chance.randrange(len(sound))
        damaged[at] = chance.choice((0, 0xFF, damaged[at] ^ (1 << chance.randrange(8))))
        if chance.random() < 0.2:
            del damaged[chance.randrange(len(sound)) :]
        path.write_bytes(damaged)
        try:
            read = XlsxWorkbook(path).read()
        except (NotAWorkbook, Unsafe, LayoutBroken) as error:
            answers.add(type(error).__name__)
            told(error, path, "left untouched", "giữ nguyên")
        else:
            answers.add("read")
            assert read["leads"].columns == right
        assert path.read_bytes() == damaged
    assert answers >= {"read", "NotAWorkbook"}


def test_a_file_that_is_not_there_and_a_folder_are_said_to_be_so(tmp_path: Path) -> None:
    refused(tmp_path / NAME, NotFound, "sheetcrm new", "sheetcrm new", XlsxWorkbook(tmp_path / NAME).read)
    (tmp_path / "b.xlsx").mkdir()
    refused(tmp_path / "b.xlsx", NotAllowed, "folder", "thư mục", XlsxWorkbook(tmp_path / "b.xlsx").read)


class Standing(NamedTuple):
    """Something that stands in a sheet where an edit would harm it."""

    name: str
    put: Callable[[Book, Mapping[str, Worksheet]], object]
    edit: Edit | list[Edit]
    english: str
    vietnamese: str


def _merge(book: Book, sheets: Mapping[str, Worksheet]) -> None:
    """As a user merges: the second cell is under the first."""
    sheets["leads"].merge_range("H3:I3", "x")
    sheets["orders"].merge_range("A3:B3", "O1")


def _totals(book: Book, sheets: Mapping[str, Worksheet]) -> None:
    columns = [{"header": "Id", "total_string": "Tổng"}, {"header": "Amount", "total_function": "sum"}]
    sheets["orders"].add_table(1, 0, 4, 1, {"columns": columns, "total_row": True, "name": "orders"})


STANDING = (
    Standing("merged cells", _merge, UpdateRow("orders", "O1", {"amount": 5}), "Unmerge", "Hãy bỏ trộn"),
    Standing(
        "the head of an array formula",
        lambda _, sheets: sheets["leads"].write_array_formula("C3:C5", "{=ROW(A3:A5)}", None, 3),
        UpdateRow("leads", "A1", {"employees": 5}), "Delete the array formula", "Hãy xóa công thức mảng",
    ),
    Standing(
        "the body of an array formula",
        lambda _, sheets: sheets["leads"].write_array_formula("C3:C5", "{=ROW(A3:A5)}", None, 3),
        UpdateRow("leads", "C3", {"employees": 5}), "Delete the array formula", "Hãy xóa công thức mảng",
    ),
    Standing(
        "a spilling formula",
        lambda _, sheets: sheets["leads"].write_dynamic_array_formula("C3:C5", "=SEQUENCE(3)", None, 1),
        UpdateRow("leads", "C3", {"employees": 5}), "Delete the array formula", "Hãy xóa công thức mảng",
    ),
    Standing(
        "a remark below the table", lambda _, sheets: sheets["leads"].write_string("F6", "Hết"),
        GROW, "Move what stands below the table", "Hãy dời những gì nằm dưới bảng",
    ),
    Standing(
        "a formula below the table", lambda _, sheets: sheets["leads"].write_formula("F7", "=SUM(F3:F5)"),
        [GROW, InsertRow("leads", {"id": "E5"})], "Move what stands", "Hãy dời",
    ),
    Standing("a totals row", _totals, InsertRow("orders", {"id": "O3"}), "Switch the totals row off", "tắt dòng tổng"),
    Standing(
        "one id twice", lambda _, sheets: sheets["leads"].write_string("A5", "A1"),
        CHANGE, "Clear the id of the row that is a copy", "Hãy xóa mã của dòng sao chép",
    ),
    Standing(
        "a text too long for a cell", lambda *_: None,
        UpdateRow("leads", "A1", {"company": "x" * 32_768}), "Shorten it", "Hãy rút ngắn",
    ),
)  # fmt: skip


@pytest.mark.parametrize("standing", STANDING, ids=lambda standing: standing.name)
def test_an_edit_that_would_harm_what_stands_there_is_refused(standing: Standing, tmp_path: Path) -> None:
    path = build(Feature(standing.name, on_book=standing.put), tmp_path)
    edits = standing.edit if isinstance(standing.edit, list) else [standing.edit]
    harmless = UpdateRow("leads", "B2", {"company": "Khác"})
    refused(
        path, WouldLoseContent, standing.english, standing.vietnamese,
        lambda: XlsxWorkbook(path).write([harmless, *edits]),
    )  # fmt: skip


def test_the_head_of_a_shared_formula_is_not_taken_from_its_cells(path: Path) -> None:
    parts = read_parts(path)
    for cell, formula in ((b"3", b'<f t="shared" ref="C3:C4" si="0">ROW()</f>'), (b"4", b'<f t="shared" si="0"/>')):
        opening = b'<c r="C' + cell + b'">'
        parts = patched(parts, LEADS_SHEET, opening, opening + formula)
    write_parts(path, parts)
    edit = UpdateRow("leads", "A1", {"employees": 5})
    refused(
        path, WouldLoseContent, "Delete the formulas that were filled down", "Hãy xóa các công thức đã kéo xuống",
        lambda: XlsxWorkbook(path).write([edit]),
    )  # fmt: skip
    XlsxWorkbook(path).write([edit, UpdateRow("leads", "B2", {"employees": 6})])  # all of them are fine
    assert XlsxWorkbook(path).read()["leads"].columns["employees"] == [5.0, 6.0, 0.5]


def test_a_signed_workbook_is_read_but_not_written(path: Path) -> None:
    write_parts(path, {**read_parts(path), "_xmlsignatures/sig1.xml": b"<Signature/>"})
    workbook = XlsxWorkbook(path)
    assert workbook.read()["leads"].columns["id"] == ["A1", "B2", "C3"]
    refused(path, WouldLoseContent, "Remove the signature", "Hãy gỡ chữ ký", lambda: workbook.write([CHANGE]))


def test_remarks_between_cells_are_refused(path: Path) -> None:
    write_parts(path, patched(read_parts(path), LEADS_SHEET, b"</row>", b"</row><!-- <row r='9'/> -->"))
    refused(path, WouldLoseContent, "save it as .xlsx", "lưu thành .xlsx", lambda: XlsxWorkbook(path).write([CHANGE]))


def test_a_copied_sheet_is_not_guessed_at(path: Path) -> None:
    parts = read_parts(path)
    parts[sheet_parts(parts)[NOTES]] = parts[LEADS_SHEET]
    write_parts(path, parts)
    refused(path, LayoutBroken, "Delete the copy", "Hãy xóa trang sao chép", XlsxWorkbook(path).read)


STRAY = (
    b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    b"</row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>",
    b'</row><row\n r="1048576"><c\tr = "XFD1048576"><v>1</v></c></row></sheetData>',
    b'</row><row r="1048576"><c s="0" r="XFD1048576" t="n"><v>1</v></c></row></sheetData>',
)


FOREIGN = (
    b'</row><y:row r="1048576"><y:c r="XFD1048576"><y:v>1</y:v></y:c></y:row></sheetData>',
    b"</row><y:row r='1048576'><y:c r='XFD1048576'><y:v>1</y:v></y:c></y:row></sheetData>",
    b"</row><row r=\"1048576\"><y:c r='XFD1048576'><y:v>1</y:v></y:c></row></sheetData>",
)


@needs_fork
@pytest.mark.parametrize("stray", FOREIGN)
def test_cells_that_hide_behind_another_prefix_are_refused(stray: bytes, path: Path) -> None:
    """Calamine heeds them whatever their prefix; found by looking for what ends the process."""
    space = b'<worksheet xmlns:y="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    parts = patched(read_parts(path), LEADS_SHEET, b"<worksheet ", space)
    write_parts(path, patched(parts, LEADS_SHEET, b"</row></sheetData>", stray))
    words = ("save it as .xlsx", "lưu thành .xlsx")

    def read() -> str:
        refused(path, LayoutBroken, *words, XlsxWorkbook(path).read)
        return "refused"

    assert in_a_child(read) == (0, "refused")
    refused(path, WouldLoseContent, *words, lambda: XlsxWorkbook(path).write([CHANGE]))


@pytest.mark.parametrize("index", [b"99", b"-1", b"x"])
def test_a_cell_that_names_no_shared_text_means_damage(index: bytes, path: Path) -> None:
    parts = patched(read_parts(path), LEADS_SHEET, b'<c r="B1" t="s"><v>6<', b'<c r="B1" t="s"><v>' + index + b"<")
    write_parts(path, parts)
    refused(path, NotAWorkbook, *DAMAGED, XlsxWorkbook(path).read)


@needs_fork
@pytest.mark.parametrize("stray", STRAY, ids=["plain", "single quotes", "blanks", "order"])
@pytest.mark.parametrize("dimension", [None, b"A1:F5", b"A1:XFD1048576"], ids=["no extent", "lie", "truth"])
def test_a_stray_value_in_the_last_cell_does_not_end_the_process(
    stray: bytes, dimension: bytes | None, path: Path
) -> None:
    """Calamine would allocate seventeen thousand million cells and the process would be gone."""
    parts = patched(read_parts(path), LEADS_SHEET, b"</row></sheetData>", stray)
    written = b'<dimension ref="' + dimension + b'"/>' if dimension else b""
    write_parts(path, patched(parts, LEADS_SHEET, b'<dimension ref="A1:F5"/>', written))

    def read() -> str:
        return " ".join(str(cell) for cell in XlsxWorkbook(path).read()["leads"].columns["company"])

    assert in_a_child(read) == (0, "Công ty An Bình & Con Ba")
    assert read() == "Công ty An Bình & Con Ba"
    XlsxWorkbook(path).write([CHANGE])
    assert read() == "Mới Bình & Con Ba"


@pytest.mark.parametrize("mark", [f"~${NAME}", f"~${NAME[2:]}", f".~lock.{NAME}#"])
def test_a_workbook_that_is_open_elsewhere_is_read_but_not_written(mark: str, path: Path) -> None:
    excel = b"\x03Lan".ljust(54, b" ") + b"\x03\x00" + "Lan".encode("utf-16-le").ljust(106, b"\0")
    (path.parent / mark).write_bytes(b",Lan,pc,23.11.2026 08:30,file:///x;" if mark.startswith(".") else excel)
    workbook = XlsxWorkbook(path)
    assert workbook.read()["leads"].columns["id"] == ["A1", "B2", "C3"]
    error = refused(path, Locked, "Save and close it there", "đóng", lambda: workbook.write([CHANGE]))
    assert "Lan" in error.in_language("vi")
    (path.parent / mark).unlink()
    assert workbook.write([CHANGE]).cells_changed == 1


def test_marks_of_other_workbooks_do_not_stop_a_write(path: Path) -> None:
    for mark in ("~$Khác.xlsx", ".~lock.Khác.xlsx#"):
        (path.parent / mark).write_bytes(b"")
    assert XlsxWorkbook(path).write([CHANGE]).cells_changed == 1


def test_a_file_that_changed_since_it_was_read_is_not_written(path: Path) -> None:
    workbook = XlsxWorkbook(path)
    workbook.read()
    XlsxWorkbook(path).write([UpdateRow("leads", "C3", {"company": "Của người khác"})])
    refused(path, ChangedMeanwhile, "Run this again", "chạy lại", lambda: workbook.write([CHANGE]))
    workbook.read()
    workbook.write([CHANGE])
    assert XlsxWorkbook(path).read()["leads"].columns["company"] == ["Mới", "Bình & Con", "Của người khác"]


def test_a_file_that_went_away_since_it_was_read_is_not_brought_back(path: Path) -> None:
    workbook = XlsxWorkbook(path)
    workbook.read()
    path.unlink()
    refused(path, NotFound, "sheetcrm new", "sheetcrm new", lambda: workbook.write([CHANGE]))


def test_a_file_that_changes_while_it_is_written_is_not_overwritten(path: Path) -> None:
    """The clock is asked just before the old file is kept: the last moment for another program to save."""
    others = zipped(parts_of(path.read_bytes()))

    def clock() -> datetime:
        path.write_bytes(others)
        return datetime(2026, 11, 23, 8, 30)

    with pytest.raises(ChangedMeanwhile):
        XlsxWorkbook(path, clock).write([CHANGE])
    assert contents(path.parent) == {NAME: others}


def test_the_backup_holds_the_old_bytes_and_only_the_last_ones_are_kept(path: Path) -> None:
    written = []
    for second in range(22):
        written.append(path.read_bytes())
        moment = datetime(2026, 11, 23, 8, 30, second)
        receipt = XlsxWorkbook(path, lambda moment=moment: moment).write(
            [UpdateRow("leads", "A1", {"company": f"Lần {second}"})]
        )
        assert receipt.backup is not None
        assert receipt.backup.read_bytes() == written[-1]
    backups = sorted((path.parent / BACKUPS).iterdir())
    assert [backup.read_bytes() for backup in backups] == written[-20:]
    assert {entry.name for entry in path.parent.iterdir()} == {NAME, BACKUPS}


def test_a_file_where_the_backups_should_go_stops_the_write(path: Path) -> None:
    (path.parent / BACKUPS).write_bytes(b"")
    refused(path, NotAllowed, "Rename or remove", "Hãy đổi tên hoặc xóa", lambda: XlsxWorkbook(path).write([CHANGE]))


def in_a_child(action: Callable[[], object]) -> tuple[int, str]:
    """Run in a child process; give how it ended (a signal as a negative number) and what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        ending = 1
        try:
            os.write(writing, str(action()).encode())
            ending = 0
        finally:
            os._exit(ending)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        text = said.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def refusal_in_a_child(path: Path, prepare: Callable[[], object]) -> str:
    def act() -> str:
        prepare()
        try:
            XlsxWorkbook(path).write([CHANGE])
        except NotAllowed as error:
            return "\n".join(error.in_language(lang) for lang in ("en", "vi"))
        return "written"

    ending, said = in_a_child(act)
    assert ending == 0
    return said


@needs_fork
@pytest.mark.parametrize("room", [0, 1000, 6000])
def test_a_full_disk_is_said_so_and_leaves_nothing_behind(room: int, path: Path) -> None:
    import resource

    before = contents(path.parent)
    limit = (room, resource.RLIM_INFINITY)
    said = refusal_in_a_child(path, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
    assert "the disk is full" in said
    assert "ổ đĩa đã đầy" in said
    assert said.count(str(path)) == 2
    assert contents(path.parent) == before


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that another user of this machine may look into, but not write to."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield folder
        folder.chmod(0o755)


@needs_fork
def test_a_folder_that_may_not_be_written_to_stops_the_write(shared_folder: Path, sound: bytes) -> None:
    path = shared_folder / NAME
    path.write_bytes(sound)
    path.chmod(0o666)
    shared_folder.chmod(0o555)

    def become_somebody_else() -> None:
        if os.geteuid() == 0:
            os.setuid(65534)

    said = refusal_in_a_child(path, become_somebody_else)
    assert "no permission" in said
    assert "không có quyền" in said
    assert contents(shared_folder) == {NAME: sound}


@needs_fork
def test_a_kill_in_the_middle_of_writing_leaves_the_old_file_or_the_new_one(path: Path) -> None:
    """A child writes on and on; whatever moment it is killed at, the file is whole and one of those it wrote."""
    chance = random.Random(2)
    last = -1
    for _ in range(20):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                _write_on_and_on(path, last + 1, writing)
            finally:
                os._exit(1)
        os.close(writing)
        assert os.read(reading, 1)  # it has written at least once
        time.sleep(chance.uniform(0, 0.06))
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        os.close(reading)
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
        leads = XlsxWorkbook(path).read()["leads"]
        assert list(leads.columns["company"])[1:] == ["Bình & Con", "Ba"]
        assert leads.columns["employees"][0] == int(str(leads.columns["company"][0]))  # both of one write
        assert int(leads.columns["employees"][0]) > last
        last = int(leads.columns["employees"][0])
    for backup in (path.parent / BACKUPS).iterdir():
        assert zipfile.ZipFile(backup).testzip() is None
    assert XlsxWorkbook(path).write([CHANGE]).cells_changed == 1


def _write_on_and_on(path: Path, number: int, writing: int) -> None:
    workbook = XlsxWorkbook(path)
    while True:
        workbook.write([UpdateRow("leads", "A1", {"company": str(number), "employees": number})])
        os.write(writing, b".")
        number += 1
