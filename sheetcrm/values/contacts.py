"""Ways to reach a customer: phone numbers, e-mail addresses and links."""

from __future__ import annotations

import re

from sheetcrm.values.cells import Raw
from sheetcrm.values.cells import Undecodable
from sheetcrm.values.cells import refuse
from sheetcrm.values.text import bare
from sheetcrm.values.text import decode_text

HOME_REGION = "VN"
HOME_CODE = 84
_USUAL = re.compile(r"(?:(?:\+|00)?840?|0)?((?:3[0-9]|5[689]|7[06-9]|8[1-8]|9[0-8]|24[2-8]|28[2-9])[0-9]{7})")
"""Mobile phones, Hà Nội and Sài Gòn, with or without what stands before: a part of what the phone library knows."""
_LABEL = re.compile(
    r"(?:so\s+)?(?:dt|sdt|dd|dien thoai|di dong|tel|phone|mobile|cell|hotline|zalo|viber|whatsapp)\b[.:\s]*"
)
_EXTENSION = re.compile(r"[\s,;(]*(?:may le|noi bo|so le|extension|ext|x|#)[.:\s]*([0-9]{1,6})\)?$")
_PLAIN_PHONE = re.compile(r"[+(]{0,2}[0-9][0-9 .()\-/]*")
_SEPARATORS = re.compile(r"\s*(?:[/;,|&\n]|\s-\s|\bhoac\b|\bor\b|\bva\b|\band\b)\s*")
_PUNCTUATION = re.compile(r"[ .()\-/]")
# Mobile prefixes of eleven digits, renumbered in 2018 by the Ministry of Information and Communications.
_RENUMBERED = {
    "0120": "070",
    "0121": "079",
    "0122": "077",
    "0126": "076",
    "0128": "078",
    "0123": "083",
    "0124": "084",
    "0125": "085",
    "0127": "081",
    "0129": "082",
    **{f"016{last}": f"03{last}" for last in range(2, 10)},
    "0186": "056",
    "0188": "058",
    "0199": "059",
}
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}"
)
_IN_BRACKETS = re.compile(r"[^<>]*<([^<>@\s]+@[^<>@\s]+)>")
_WEB = re.compile(r"(?:https?|ftp|file)://\S(?:.*\S)?", re.IGNORECASE)
_NO_SCHEME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}(?::[0-9]+)?(?:[/?#]\S*)?", re.IGNORECASE)
_FILE = re.compile(r"(?:[A-Za-z]:[\\/]|\\\\[^\\/\s])[^<>\"|?*]*")


def decode_phone(raw: Raw) -> str | Undecodable | None:
    """Read a phone number as a Vietnamese rep writes it: `0912345678`, `02838221234 ext 12`; abroad `+14155552671`.

    A leading zero that a spreadsheet took away is put back; what Google's phone library does not know as a number in
    use is refused, as are two numbers in one cell.
    """
    text = decode_text(raw)
    if not isinstance(text, str):
        return text
    usual = _USUAL.fullmatch(_PUNCTUATION.sub("", text))
    if usual:
        return "0" + usual[1]
    plain = bare(text).lstrip("'")
    plain = _LABEL.sub("", plain, count=1) if _LABEL.match(plain) else plain
    found = _EXTENSION.search(plain)
    extension = f" ext {found[1]}" if found else ""
    number = plain[: found.start()] if found else plain
    digits = _PUNCTUATION.sub("", number)
    if sum(1 for part in _SEPARATORS.split(number) if len(re.sub("[^0-9]", "", part)) >= 8) > 1:
        return refuse("phone_several", text)
    if not _PLAIN_PHONE.fullmatch(number):
        return refuse("phone_wrong", text)
    known = _know(number)
    if known:
        return known + extension
    renumbered = _RENUMBERED.get(digits[:4]) if len(digits) == 11 else None
    if renumbered:
        return refuse("phone_old_prefix", text, today=renumbered + digits[4:])
    return refuse("phone_wrong", text)


def _know(number: str) -> str | None:
    """Ask the phone library; imported here because most numbers are settled without it and its tables load slowly."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    if parsed.country_code != HOME_CODE:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return _PUNCTUATION.sub("", phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL))


def decode_email(raw: Raw) -> str | Undecodable | None:
    """Read one e-mail address, lower-case; `Lan <lan@abc.vn>` and `mailto:` give the address."""
    text = decode_text(raw)
    if not isinstance(text, str):
        return text
    address = text.lower().removeprefix("mailto:").strip(" .,;'")
    named = _IN_BRACKETS.fullmatch(address)
    address = named[1] if named else address
    if _EMAIL.fullmatch(address):
        return address
    return refuse("email_several" if address.count("@") > 1 else "email_wrong", text)


def decode_link(raw: Raw) -> str | Undecodable | None:
    """Read a web address (https:// is put before a bare one) or a file's full path."""
    text = decode_text(raw)
    if not isinstance(text, str):
        return text
    if _WEB.fullmatch(text) or _FILE.fullmatch(text):
        return text
    return f"https://{text}" if _NO_SCHEME.fullmatch(text) else refuse("link_wrong", text)
