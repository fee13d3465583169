"""Text as it stands inside the XML of a workbook, and back: entities, `_x000D_` escapes, rich text, kept blanks."""

from __future__ import annotations

import re

LONGEST_TEXT = 32_767
"""Characters a cell may hold."""

_PHONETIC = re.compile(rb"<(?:[\w.-]+:)?rPh\b.*?</(?:[\w.-]+:)?rPh>", re.DOTALL)
_RUN = re.compile(rb"<(?:[\w.-]+:)?t\b([^>]*?)(?:/>|>(.*?)</(?:[\w.-]+:)?t>)", re.DOTALL)
_PLAIN = re.compile(rb"(?:<is>)?<t>([^<>&_\s](?:[^<>&_\r]*[^<>&_\s])?)</t>(?:</is>)?")
"""The usual case: one run without entities, escapes or outer blanks."""
_ITEM = re.compile(
    r"<si><t>([^<>&_\s](?:[^<>&_\r]*[^<>&_\s])?)</t></si>"
    r"|<(?:[\w.-]+:)?si\b[^>]*?(?:/>|>(.*?)</(?:[\w.-]+:)?si>)",
    re.DOTALL,
)
"""A shared text: the usual case, or any other."""
_ENTITY = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|lt|gt|amp|quot|apos);")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MUST_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_HARMLESS = re.compile(r"[^\x00-\x1f&<>_\ud800-\udfff\ufffe\uffff]*")
_BLANKS = " \t\r\n"


def shared_texts_in(part: bytes) -> list[str]:
    """Give all texts of a part of shared strings, in order."""
    found = _ITEM.findall(part.decode("utf-8", "replace"))
    return [plain or text_of_item(other.encode()) for plain, other in found]


def text_of_item(item: bytes) -> str:
    """Give the text of a shared or inline string: its runs joined, phonetic hints left out."""
    plain = _PLAIN.fullmatch(item)
    if plain:
        return plain[1].decode("utf-8", "replace")
    if b"rPh" in item:
        item = _PHONETIC.sub(b"", item)
    runs = [_run(attributes, content) for attributes, content in _RUN.findall(item)]
    return runs[0] if len(runs) == 1 else "".join(runs)


def _run(attributes: bytes, content: bytes) -> str:
    text = unescape(content)
    kept = b"preserve" in attributes
    return decode_controls(text if kept else text.strip(_BLANKS))


def unescape(content: bytes) -> str:
    """Give the characters an XML parser would see: line ends made one, entities replaced."""
    text = content.decode("utf-8", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#"):
        return chr(int(name[2:], 16) if name[1] == "x" else int(name[1:]))
    return _NAMED[name]


def decode_controls(text: str) -> str:
    """Turn `_x000D_` and its like into the characters they stand for."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def escape(text: str) -> str:
    """Make text safe between tags; what XML cannot hold becomes `_xHHHH_`, as Excel writes it."""
    if _HARMLESS.fullmatch(text):
        return text
    if _MUST_ESCAPE.search(text):
        text = _MUST_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inline_item(text: str, prefix: str) -> str:
    """Write a text as the inside of an inline string cell."""
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
    return f"<{prefix}is><{prefix}t{kept}>{escape(text)}</{prefix}t></{prefix}is>"


def utf16_length(text: str) -> int:
    """Count a text's characters as Excel does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
