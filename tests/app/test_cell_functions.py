from __future__ import annotations

import json
from pathlib import Path

import pytest

from sheetcrm.app.cell_functions.arrays import as_grid
from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.app.cell_functions.calling import FUNCTIONS
from sheetcrm.app.cell_functions.calling import call_function
from sheetcrm.app.kpi_query import Question
from sheetcrm.app.kpi_query import ask_kpis
from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.qualification import score
from sheetcrm.messages import say
from sheetcrm.templates.function_signatures import MOST_LETTERS
from sheetcrm.templates.function_signatures import SIGNATURES
from sheetcrm.templates.load import load_template
from sheetcrm.workbooks import open_workbook
from tests.app.books import book
from tests.app.books import clock
from tests.app.books import rows_of
from tests.app.golden_cells import ASKED
from tests.app.golden_cells import GOLDEN
from tests.app.golden_cells import answers
from tests.app.golden_cells import golden_book


def test_functions_answer_what_is_written_down(tmp_path: Path) -> None:
    """`python -m tests.app.golden_cells` writes it anew; every surface answers the same."""
    assert json.loads(json.dumps(list(answers(tmp_path)))) == json.loads(GOLDEN.read_text("utf-8"))


def test_every_function_has_an_entry_and_golden_rows() -> None:
    assert set(FUNCTIONS) == set(SIGNATURES) == {name for name, _ in ASKED}


def test_no_scheme_has_more_letters_than_a_function_takes() -> None:
    schemes = load_template().schemes.values()
    assert max(len(scheme.letters) for scheme in schemes) == MOST_LETTERS


def test_scores_are_those_of_the_lead_table(tmp_path: Path) -> None:
    known = CellBook(open_workbook(book(tmp_path / "b.xlsx", scheme="combined")), "b", clock)
    columns = [letter.places[0].column for letter in known.scheme.letters]
    for level in range(4):
        cells = dict.fromkeys(columns, level)
        wanted = score(known.scheme, cells, (), known.today).points
        assert call_function("CRM_SCORE", known, [level] * len(columns), "vi") == [[wanted]]


@pytest.mark.parametrize("key", CATALOGUE)
def test_a_kpi_is_the_figure_of_the_kpi_command(whole: CellBook, key: str) -> None:
    asked = ask_kpis(whole.workbook, "b", Question((key,), (), "11/2026"), templates=None, clock=clock)
    total = asked.figures[0].total
    wanted = say(total.reason, "vi") if total.value is None and total.reason else total.value
    assert call_function("CRM_KPI", whole, (key, "11/2026"), "vi") == [[wanted]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> CellBook:
    return golden_book(tmp_path_factory.mktemp("golden"), "vi")


def test_asking_for_scores_reads_no_rows(whole: CellBook) -> None:
    fresh = CellBook(whole.workbook, whole.name, clock)
    call_function("CRM_SCORE", fresh, (1, 2, 3, 1), "vi")
    assert "reading" not in vars(fresh)


def test_a_name_used_twice_asks_for_the_id(tmp_path: Path) -> None:
    from tests.app.books import DEAL
    from tests.app.books import deal

    path = book(tmp_path / "b.xlsx", opportunities=[deal(), deal(id="OTHER2345678")])
    known = CellBook(open_workbook(path), "b", clock)
    (said,) = call_function("CRM_NEXT", known, ("Sân bóng cỏ nhân tạo",), "vi")[0]
    assert "2 cơ hội" in str(said)
    assert call_function("CRM_NEXT", known, (DEAL,), "vi") == [["Chuẩn bị tiếp cận"]]
    assert rows_of(path, "opportunities"), "nothing was written"


def test_a_file_that_is_no_workbook_is_a_sentence_in_the_language_asked_for(tmp_path: Path) -> None:
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    known = CellBook(open_workbook(broken), "b.xlsx", clock)
    for lang, word in (("vi", "tệp"), ("en", "file")):
        (said,) = call_function("CRM_KPI", known, ("revenue",), lang)[0]
        assert word in str(said).lower()


@pytest.mark.parametrize(
    ("argument", "grid"),
    [
        (3, [[3]]),
        ([1, 2], [[1, 2]]),
        (((1,), (2,)), [[1], [2]]),
        ("ab", [["ab"]]),
        (None, [[None]]),
        ([], [[None]]),
        ([[1], [2, 3]], [[1, None], [2, 3]]),
    ],
)
def test_arguments_become_rows(argument: object, grid: object) -> None:
    assert as_grid(argument) == grid
