"""Text comes out the same from every encoding that Vietnamese files are found in, or not at all."""

from __future__ import annotations

import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.app.importing.decoding import decode_bytes
from sheetcrm.errors import ImportFailed

VIETNAMESE = "Công ty TNHH Sân cỏ Đại Phát;Nguyễn Thị Hưởng;Đắk Lắk;cần báo giá gấp trước Tết\n"
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
texts = st.lists(st.text(LETTERS + LETTERS.upper() + "bcdghklmn 0123456789,;.-", min_size=1), min_size=1, max_size=30)


def as_windows_1258(text: str) -> bytes:
    """Write as Windows does: letters with their hats composed, tone marks behind them."""
    out = b""
    for letter in unicodedata.normalize("NFC", text):
        spread = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in spread if mark in "\u0300\u0301\u0303\u0309\u0323"]
        base = "".join(mark for mark in spread if mark not in tones)
        out += (unicodedata.normalize("NFC", base) + "".join(tones)).encode("cp1258")
    return out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@settings(max_examples=60)
@given(lines=texts)
def test_text_survives_every_unicode_encoding_composed_or_not(encoding: str, lines: list[str]) -> None:
    text = "Họ tên;Điện thoại\r\n" + "\r\n".join(lines)
    for form in ("NFC", "NFD"):
        assert decode_bytes(unicodedata.normalize(form, text).encode(encoding), "a.csv").text == text


@settings(max_examples=150)
@given(lines=texts)
def test_text_survives_windows_1258(lines: list[str]) -> None:
    text = "Họ tên;Điện thoại\r\n" + "\r\n".join(lines)
    decoded = decode_bytes(as_windows_1258(text), "a.csv")
    assert decoded == (text, "windows-1258")


def test_big_endian_utf_16_with_its_mark_is_read() -> None:
    assert decode_bytes(codecs.BOM_UTF16_BE + VIETNAMESE.encode("utf-16-be"), "a.csv").text == VIETNAMESE


def test_a_square_metre_and_a_trade_mark_do_not_make_windows_1258_doubtful() -> None:
    text = VIETNAMESE * 3 + "Cỏ nhân tạo FIFA® 7.140 m²\n"
    assert decode_bytes(as_windows_1258(text), "a.csv").text == text


@pytest.mark.parametrize(
    "data",
    [
        "Tên khách hàng;Địa chỉ".encode()[:-1] + b"\xff",  # damaged UTF-8
        bytes.fromhex("54aa6e206b68b8636820b5ae6e67"),  # TCVN3
        b"\x8a\x8d\x8e",  # bytes that Windows-1258 does not know
    ],
)
def test_letters_that_cannot_be_told_for_sure_are_refused(data: bytes) -> None:
    with pytest.raises(ImportFailed, match="cannot be told for sure"):
        decode_bytes(data, "a.csv")


def test_a_named_encoding_is_the_only_one_tried() -> None:
    assert decode_bytes("Café".encode("cp1252"), "a.csv", "cp1252").text == "Café"
    with pytest.raises(ImportFailed, match="not valid utf-8"):
        decode_bytes("Café".encode("cp1252"), "a.csv", "utf-8")
    with pytest.raises(ImportFailed, match="no encoding “tcvn9”"):
        decode_bytes(b"a", "a.csv", "tcvn9")


def test_damaged_utf_16_and_files_that_are_no_text_are_refused() -> None:
    with pytest.raises(ImportFailed, match="not valid utf-16"):
        decode_bytes(codecs.BOM_UTF16_LE + b"a\x00b", "a.csv")
    with pytest.raises(ImportFailed, match="neither text nor"):
        decode_bytes(codecs.BOM_UTF8 + b"a\x00b", "a.csv")
