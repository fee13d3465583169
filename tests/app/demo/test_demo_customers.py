from __future__ import annotations

from sheetcrm.app.demo.customers import Directory
from sheetcrm.app.demo.customers import phone
from sheetcrm.app.demo.customers import plain
from sheetcrm.app.demo.customers import tax_code
from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.words import words
from sheetcrm.values import decode_email
from sheetcrm.values import decode_phone
from sheetcrm.values import decode_tax_code
from sheetcrm.values import doubt_tax_code


def test_tax_codes_prove_themselves() -> None:
    for seed in range(300):
        code = tax_code(Dice(seed))
        assert decode_tax_code(code) == code
        assert doubt_tax_code(code, code) is None


def test_phones_are_numbers_in_use() -> None:
    for seed in range(300):
        number = phone(Dice(seed))
        assert decode_phone(number) == number


def test_no_customer_comes_twice_even_when_names_run_out() -> None:
    directory = Directory(Dice(1), words())
    customers = [directory.customer("mien_trung") for _ in range(1500)]
    assert len({customer.name for customer in customers}) == 1500
    assert all(decode_email(customer.contact.email) == customer.contact.email for customer in customers)
    assert all(customer.contact.email.endswith(".example") for customer in customers)


def test_a_gatekeeper_is_all_that_is_known_where_authority_is_none() -> None:
    directory = Directory(Dice(1), words())
    assert {directory.customer("mien_bac", 0).contact.role for _ in range(20)} == {"gatekeeper"}
    assert {directory.customer("mien_bac", 3).contact.role for _ in range(20)} == {"decision_maker"}


def test_mailboxes_are_written_without_marks() -> None:
    assert plain("Đặng Thuỳ Dương") == "dangthuyduong"
