"""Formulas, as far as they are worked out here."""

from __future__ import annotations

import pytest

from sheets_service.references import moved
from sheets_service.typist import Typist

VALUES = {
    "=4/2": 2,
    "= 1 / 1024": 1 / 1024,
    "=1+2*3^2": 19,
    "=-2^2": 4,  # as in every spreadsheet program: the sign binds first
    "=50%*10": 5,
    '="a"&"b"&1': "ab1",
    '="a""b"': 'a"b',
    "=1=1": True,
    '="A"<>"a"': False,
    "=2<=1": False,
    "=SUM(A1:A3)": 6,
    "=SUM(A:A)": 6,
    "=AVERAGE(A1:A3)+MAX(A1:B3)": 5,
    "=COUNT(A1:B3)&COUNTA(A1:B3)": "34",
    '=IF(A1>0,"yes","no")': "yes",
    "=ROUND(2.345,2)": 2.35,
    "=Sheet1!A2": 2,
    "='Sheet1'!$A$3": 3,
    "=UPPER(B1)": "X",
    "=Z9": None,
    "=1/0": "#DIV/0!",
    "=A1+B1": "#VALUE!",
    "=NOSUCH(1)": "#NAME?",
    "=nowhere": "#NAME?",
    "=Sheet9!A1": "#REF!",
    "=1+": "#ERROR!",
    "=(1": "#ERROR!",
    "=VLOOKUP(1,A1:B3,2)": "Loading...",
    '=IMPORTXML("http://example.com","//a")': "Loading...",
    "=D1": "#REF!",
}


@pytest.mark.parametrize("text", VALUES)
def test_the_value_of_a_formula(book: Typist, text: str) -> None:
    book.type("A1:B3", [[1, "x"], [2], [3]])
    book.type("D1", [[text]])
    assert book.read("D1") == ([] if VALUES[text] is None else [[VALUES[text]]])


def test_a_formula_is_read_as_it_was_typed(book: Typist) -> None:
    book.type("A1", [["=1+1"]])
    assert book.read("A1", "FORMULA") == [["=1+1"]]
    assert book.read("A1", "FORMATTED_VALUE") == [["2"]]


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("=A1+$B1+C$1+$D$1", "=B3+$B3+D$1+$D$1"),
        ('="A1"&A1', '="A1"&B3'),
        ("=SUM(A1:B2)", "=SUM(B3:C4)"),
        ("='My sheet'!A1", "='My sheet'!B3"),
        ("=LOG10(A1)", "=LOG10(B3)"),
    ],
)
def test_a_copy_reads_on_from_its_place(text: str, copy: str) -> None:
    assert moved(text, 2, 1) == copy


def test_formulas_follow_inserted_and_deleted_rows(book: Typist) -> None:
    book.type("A1:A4", [[1], [2], [3], ["=SUM(A1:A3)&A2"]])
    book.insert_rows("Sheet1", 2)
    assert book.read("A5", "FORMULA") == [["=SUM(A1:A4)&A3"]]
    book.delete_rows("Sheet1", 3)
    assert book.read("A4", "FORMULA") == [["=SUM(A1:A3)&#REF!"]]
    assert book.read("A4") == [["#REF!"]]
