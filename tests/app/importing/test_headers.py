"""Headers find their columns in both languages and in other programs' words; doubt is never settled in silence."""

from __future__ import annotations

import unicodedata

import pytest

from sheetcrm.app.importing.conventions import opened_for_import
from sheetcrm.app.importing.error_file import own_headers
from sheetcrm.app.importing.headers import Names
from sheetcrm.app.importing.headers import find_header_row
from sheetcrm.app.importing.headers import importable_columns
from sheetcrm.app.importing.headers import match_headers
from sheetcrm.app.importing.synonyms import read_synonyms
from sheetcrm.templates.load import load_template
from sheetcrm.values import Raw

TEMPLATE = load_template()


def names(table: str = "leads", mapped: dict[str, tuple[str, ...]] | None = None) -> Names:
    return Names(TEMPLATE.table(table), read_synonyms(table, None), mapped or {}, own_headers())


def matched(headers: list[Raw], known: Names) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {match.header: (match.how, match.columns) for match in match_headers(headers, known)}


@pytest.mark.parametrize("table", [table.key for table in TEMPLATE.tables])
def test_every_column_is_found_by_key_and_by_both_labels(table: str) -> None:
    known = names(table)
    for column in TEMPLATE.table(table).columns:
        if column.key in importable_columns(TEMPLATE.table(table)):
            for header in (column.key, f"{table}.{column.key}", column.vi, column.en, column.vi.upper()):
                found = known.certain(header)
                assert found is not None, header
                assert column.key in found[0], header


@pytest.mark.parametrize("table", [table.key for table in TEMPLATE.tables])
def test_every_synonym_belongs_to_a_column_that_can_be_filled(table: str) -> None:
    assert read_synonyms(table, None).keys() <= importable_columns(opened_for_import(TEMPLATE.table(table)))


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("E-mail", "email"),
        ("  SỐ ĐIỆN THOẠI *", "phone"),
        ("Mã số thuế (MST)", "tax_code"),
        (unicodedata.normalize("NFD", "Người liên hệ"), "contact"),
        ("nguoi\xa0lien he", "contact"),
        ("Annual revenue [VND]", "annual_revenue"),
    ],
)
def test_case_accents_blanks_brackets_and_punctuation_do_not_matter(header: str, column: str) -> None:
    (match,) = match_headers([header], names())
    assert (match.how, match.columns) == ("name", (column,))


def test_one_closing_date_of_another_program_feeds_all_three_of_ours() -> None:
    found = matched(["Close Date"], names("opportunities"))
    assert found["Close Date"] == ("name", ("expected_close_on", "signed_on", "lost_on"))


def test_a_slip_of_the_pen_is_taken_and_marked_as_a_guess() -> None:
    found = matched(["Emial", "Annual Revenu", "Website"], names())
    assert found == {
        "Emial": ("guess", ("email",)),
        "Annual Revenu": ("guess", ("annual_revenue",)),
        "Website": ("unknown", ()),
    }


def test_another_first_letter_is_another_word() -> None:
    assert matched(["Ngày báo"], names())["Ngày báo"] == ("offer", ("created_on",))


def test_a_guess_never_takes_a_column_that_is_named_outright() -> None:
    assert matched(["Emial", "Email"], names())["Email"] == ("name", ("email",))
    assert matched(["Emial", "Email"], names())["Emial"][0] in ("offer", "unknown")


def test_a_second_header_for_the_same_column_and_computed_columns_are_told() -> None:
    found = matched(["Phone", "Mobile", "Score"], names())
    assert found["Mobile"] == ("twice", ("phone",))
    assert found["Score"] == ("engine", ("score",))


def test_the_map_stands_above_everything() -> None:
    known = names("opportunities", {"Email": ("note",), "Giai đoạn": ("stage", "status"), "Ghi chú": ()})
    found = matched(["giai doan", "Stage", "Ghi chú"], known)
    assert found["giai doan"] == ("map", ("stage", "status"))
    assert found["Stage"] == ("twice", ("stage",))
    assert found["Ghi chú"] == ("left_out", ())


def test_what_an_errors_file_has_more_is_our_own() -> None:
    assert matched(["Dòng trong tệp gốc", "What is wrong"], names()) == {
        "Dòng trong tệp gốc": ("ours", ()),
        "What is wrong": ("ours", ()),
    }


def test_only_certain_and_taken_headers_feed_columns() -> None:
    feeds = {match.header: match.feeds for match in match_headers(["Email", "Emial", "Website"], names())}
    assert feeds == {"Email": ("email",), "Emial": (), "Website": ()}


def test_the_header_row_is_found_below_titles_and_blank_rows() -> None:
    rows: list[list[Raw]] = [
        ["BÁO CÁO KHÁCH HÀNG"],
        [],
        ["Ngày xuất: 1/3/2026", None],
        ["STT", "Công ty", "SĐT"],
        [1.0, "A", "0"],
    ]
    assert find_header_row(rows, names()) == 3


def test_the_visible_header_of_a_sheetcrm_sheet_is_taken_and_not_its_hidden_key_row() -> None:
    rows: list[list[Raw]] = [
        ["leads.id", "company", "phone"],
        ["Mã khách tiềm năng", "Công ty", "Điện thoại"],
        ["x", "A", "0"],
    ]
    assert find_header_row(rows, names()) == 1


def test_without_any_known_name_the_row_with_most_texts_is_the_header() -> None:
    assert find_header_row([[], ["xyz", "qrs", 1.0], ["a", 2.0, 3.0]], names()) == 1
    assert find_header_row([[], [1.0, 2.0]], names()) is None
    assert find_header_row([], names()) is None
