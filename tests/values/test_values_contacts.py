"""Phone numbers, e-mail addresses, links and tax codes."""

from __future__ import annotations

import phonenumbers
import pytest

from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import decode_email
from sheetcrm.values import decode_link
from sheetcrm.values import decode_phone
from sheetcrm.values import decode_tax_code
from sheetcrm.values import doubt_tax_code


def code(found: Value | Undecodable) -> str | None:
    return found.code if isinstance(found, Undecodable) else None


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "'0912345678",
        "912345678",
        912345678.0,
        912345678,
        "+84 912 345 678",
        "+84(0)912345678",
        "84912345678",
        84912345678.0,
        "0084912345678",
        "ĐT: 0912 345 678",
        "Zalo 0912345678",
        "SĐT 0912-345-678",
        "\xa00912345678\u200b",
    ],
)
def test_a_mobile_number_is_written_as_reps_do(typed: Raw) -> None:
    assert decode_phone(typed) == "0912345678"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("(028) 3822 1234", "02838221234"),
        ("024 3825 1234", "02438251234"),
        ("0236 3821 234", "02363821234"),
        ("236 3821234", "02363821234"),
        ("028 3822 1234 máy lẻ 12", "02838221234 ext 12"),
        ("02838221234 ext 12", "02838221234 ext 12"),
        ("02838221234 #12", "02838221234 ext 12"),
        ("0912345678 (ext. 5)", "0912345678 ext 5"),
        ("1900 1234", "19001234"),
        ("1800 1234", "18001234"),
        ("+1 415 555 2671", "+14155552671"),
        ("0065 6123 4567", "+6561234567"),
        ("+65 6123 4567 ext 8", "+6561234567 ext 8"),
    ],
)
def test_other_numbers_keep_what_makes_them_dialled(typed: str, number: str) -> None:
    assert decode_phone(typed) == number
    assert decode_phone(number) == number


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("0912345678 / 0987654321", "phone_several"),
        ("0912345678, 02838221234", "phone_several"),
        ("0912345678 hoặc 0987654321", "phone_several"),
        ("091234567", "phone_wrong"),
        ("09123456789", "phone_wrong"),
        ("113", "phone_wrong"),
        ("chưa rõ", "phone_wrong"),
        ("1800 FLOWERS", "phone_wrong"),
        ("+999 123", "phone_wrong"),
        (4155552671, "phone_wrong"),
        ("01191234567", "phone_wrong"),
        (CellError("#N/A"), "cell_error"),
    ],
)
def test_what_cannot_be_dialled_is_refused(typed: Raw, why: str) -> None:
    assert code(decode_phone(typed)) == why


@pytest.mark.parametrize(("old", "today"), [("0169 123 4567", "0391234567"), ("01201234567", "0701234567")])
def test_a_number_of_before_2018_is_told_its_new_prefix_but_not_changed(old: str, today: str) -> None:
    found = decode_phone(old)
    assert isinstance(found, Undecodable)
    assert found.code == "phone_old_prefix"
    assert found.params["today"] == today


def test_the_numbers_settled_without_the_phone_library_are_numbers_it_knows() -> None:
    for area in range(100, 1000):
        prefix = f"0{area:03d}"
        national = prefix + "1234567" if prefix.startswith("02") else prefix + "123456"
        known = phonenumbers.is_valid_number(phonenumbers.parse(national, "VN"))
        assert (decode_phone(national) == national) == known, national


@pytest.mark.parametrize("cell", [None, "", " "])
def test_a_blank_reaches_nobody(cell: Raw) -> None:
    assert decode_phone(cell) is decode_email(cell) is decode_link(cell) is decode_tax_code(cell) is None


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Lan@ABC.com.vn", "lan@abc.com.vn"),
        ("Lan Anh <lan@abc.vn>", "lan@abc.vn"),
        ("mailto:x.y+z@a-b.vn", "x.y+z@a-b.vn"),
        (" lan@abc.vn; ", "lan@abc.vn"),
    ],
)
def test_an_email_address_is_lower_case_and_alone(typed: str, address: str) -> None:
    assert decode_email(typed) == address


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("lan@abc", "email_wrong"),
        ("lê@abc.vn", "email_wrong"),
        ("lan..anh@abc.vn", "email_wrong"),
        ("lan abc.vn", "email_wrong"),
        ("a@b.vn; c@d.vn", "email_several"),
        (CellError("#REF!"), "cell_error"),
    ],
)
def test_what_is_no_address_is_refused(typed: Raw, why: str) -> None:
    assert code(decode_email(typed)) == why


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://a.vn/x?y=1", "https://a.vn/x?y=1"),
        ("HTTP://A.vn", "HTTP://A.vn"),
        ("drive.google.com/abc", "https://drive.google.com/abc"),
        ("www.a.vn", "https://www.a.vn"),
        (r"Z:\Hồ sơ\báo giá.pdf", r"Z:\Hồ sơ\báo giá.pdf"),
        (r"\\nas\hồ sơ\a.pdf", r"\\nas\hồ sơ\a.pdf"),
    ],
)
def test_a_link_leads_somewhere(typed: str, link: str) -> None:
    assert decode_link(typed) == link
    assert decode_link(link) == link


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("javascript:alert(1)", "link_wrong"),
        ("tbd", "link_wrong"),
        ("n/a", "link_wrong"),
        ("a.pdf file", "link_wrong"),
        (CellError("#REF!"), "cell_error"),
    ],
)
def test_what_leads_nowhere_is_refused(typed: Raw, why: str) -> None:
    assert code(decode_link(typed)) == why


@pytest.mark.parametrize(
    ("typed", "tax_code"),
    [
        ("0300588569", "0300588569"),
        ("MST: 0300 588 569", "0300588569"),
        ("300588569", "0300588569"),
        (300588569.0, "0300588569"),
        ("0300588569-001", "0300588569-001"),
        ("0300588569001", "0300588569-001"),
        (300588569001.0, "0300588569-001"),
        ("001088012345", "001088012345"),
        (1101234567, "1101234567"),
    ],
)
def test_a_tax_code_keeps_its_zeros_and_its_branch(typed: Raw, tax_code: str) -> None:
    assert decode_tax_code(typed) == tax_code
    assert decode_tax_code(tax_code) == tax_code


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("12345", "tax_code_shape"),
        ("300588560", "tax_code_shape"),
        ("123456789012", "tax_code_shape"),
        ("US-123", "tax_code_shape"),
        ("٠٣٠٠٥٨٨٥٦٩", "tax_code_shape"),
        (CellError("#REF!"), "cell_error"),
    ],
)
def test_what_is_no_tax_code_is_refused(typed: Raw, why: str) -> None:
    assert code(decode_tax_code(typed)) == why


@pytest.mark.parametrize("real", ["0300588569", "0100109106", "0101248141", "0301442379", "0300588569-001"])
def test_real_tax_codes_pass_their_check_digit(real: str) -> None:
    assert doubt_tax_code(real, decode_tax_code(real)) is None


def test_a_failed_check_digit_is_a_doubt_not_a_refusal() -> None:
    assert decode_tax_code("0300588560") == "0300588560"
    assert code(doubt_tax_code("0300588560", "0300588560")) == "tax_code_check"
    assert code(doubt_tax_code("x", "0300588560-001")) == "tax_code_check"


def test_an_identity_number_and_a_blank_have_no_check_digit() -> None:
    assert doubt_tax_code("001088012345", "001088012345") is None
    assert doubt_tax_code(None, None) is None
