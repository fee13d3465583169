from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from io import StringIO

import pytest

from sheetcrm.app.demo.loose_files import loose_files
from sheetcrm.app.demo.loose_files import loose_rows
from sheetcrm.app.demo.words import words
from sheetcrm.values import Value

TODAY = date(2026, 11, 23)


def as_it_is(table: str, row: Mapping[str, Value]) -> Mapping[str, Value]:
    return row


@pytest.fixture(scope="module")
def texts() -> Mapping[str, str]:
    return loose_files(1, TODAY, as_it_is, ())


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text), delimiter=";"))


def test_the_same_seed_gives_the_same_files(texts: Mapping[str, str]) -> None:
    assert loose_files(1, TODAY, as_it_is, ()) == texts


def test_files_carry_the_headers_of_another_program(texts: Mapping[str, str]) -> None:
    for table, headers in words().loose.headers.items():
        assert lines(texts[table])[0] == list(headers.values())
        assert len(lines(texts[table])) > words().loose.rows


def test_opportunities_name_their_lead_by_its_company() -> None:
    rows = loose_rows(1, TODAY, ())
    companies = [lead["company"] for lead in rows["leads"]]
    assert len(set(companies)) == len(companies)
    assert {deal["lead_id"] for deal in rows["opportunities"]} <= set(companies)


def test_companies_of_the_workbook_do_not_come_again() -> None:
    known = {lead["company"] for lead in loose_rows(1, TODAY, ())["leads"]}
    assert not known & {lead["company"] for lead in loose_rows(1, TODAY, known)["leads"]}


def test_cells_are_typed_as_vietnamese_programs_export_them(texts: Mapping[str, str]) -> None:
    first = lines(texts["leads"])[1]
    day, _, amount = first[0], first[1], first[12]
    assert day.count("/") == 2
    assert "." in amount or amount.endswith("tr")


def test_some_cells_are_as_people_type_them(texts: Mapping[str, str]) -> None:
    assert "31/02/" in texts["leads"]
    assert "tr;" in texts["leads"]
    assert "chưa rõ" in texts["opportunities"]
