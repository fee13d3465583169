"""The sheet of conflicts in real files: each side lists its own, and a choice typed there is carried."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from pathlib import Path
from shutil import copytree
from shutil import rmtree

import pytest

from sheetcrm.app.build import new_workbook
from sheetcrm.app.conflict_tab import tab_edits
from sheetcrm.app.conflicts import Clash
from sheetcrm.app.conflicts import clash_id
from sheetcrm.app.journal_words import JournalWords
from sheetcrm.sync.log import Entry
from sheetcrm.sync.log import Happened
from sheetcrm.templates.load import shipped_templates
from sheetcrm.values import Raw
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import TableData
from sheetcrm.workbooks.base import UpdateRow
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.books import rows_of
from tests.app.test_desk_with_sync import HAI
from tests.app.test_desk_with_sync import SIDES
from tests.app.test_desk_with_sync import Company

pytestmark = pytest.mark.xdist_group("company in conflict")  # one worker, so that it comes about once


@pytest.fixture(scope="module", params=["hub", "hold"])
def in_conflict(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> tuple[Path, Company]:
    """The next step of the lead is in conflict between the hub and Mai's workbook; kept as it was then."""
    folder = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETCRM_DATA", str(folder / "data"))
        company = Company(folder, filtered=False, policy=request.param)
        company.sync(recompute=True)
        company.type("team", "leads", LEAD, next_step="của bảng chung")
        company.type("mai", "leads", LEAD, next_step="của Mai")
        company.sync(recompute=True)
    return copytree(folder, tmp_path_factory.mktemp("kept") / "as_it_was"), company


@pytest.fixture
def company(in_conflict: tuple[Path, Company], monkeypatch: pytest.MonkeyPatch) -> Company:
    """It stands again where it stood: its memory knows the files by their places."""
    kept, company = in_conflict
    folder = company.config.parent
    rmtree(folder)
    copytree(kept, folder)
    monkeypatch.setenv("SHEETCRM_DATA", str(folder / "data"))
    return copy(company)


def listed(company: Company, name: str) -> list[tuple[Raw, ...]]:
    keys = ("workbook", "sheet", "name", "field", "hub_value", "workbook_value", "stands")
    return [tuple(row[key] for key in keys) for row in rows_of(company.files[name], "conflicts")]


def choose(company: Company, name: str, **cells: str) -> None:
    (row,) = rows_of(company.files[name], "conflicts")
    open_workbook(company.files[name]).write([UpdateRow("conflicts", str(row["id"]), dict(cells))])


def test_hub_and_workbook_list_it_in_their_language_and_nobody_else(company: Company) -> None:
    held = 'conflicts = "hold"' in company.config.read_text("utf-8")
    what = ("mai.xlsx", "Khách tiềm năng", "Trường THPT Chu Văn An", "Việc tiếp theo", "của bảng chung", "của Mai")
    assert listed(company, "team") == [(*what, None if held else "Bảng chung")]
    assert listed(company, "mai") == listed(company, "team")
    assert listed(company, "hai") == []


@pytest.mark.parametrize("name", ["team", "mai"])
@pytest.mark.parametrize(
    ("cells", "stands"),
    [
        ({"choose": "Tệp"}, "của Mai"),
        ({"choose": "Bảng chung"}, "của bảng chung"),
        ({"other_value": "khác hẳn"}, "khác hẳn"),
    ],
)
def test_what_is_chosen_there_stands_everywhere_and_the_list_is_empty_again(
    company: Company, name: str, cells: dict[str, str], stands: str
) -> None:
    choose(company, name, **cells)
    company.sync(recompute=True)
    assert company.everywhere("leads", LEAD, "next_step") == [stands] * 3
    assert [listed(company, side) for side in SIDES] == [[], [], []]


def test_who_fills_in_both_cells_has_not_decided(company: Company) -> None:
    before = company.everywhere("leads", LEAD, "next_step")
    choose(company, "mai", choose="Tệp", other_value="khác hẳn")
    company.sync(recompute=True)
    assert company.everywhere("leads", LEAD, "next_step") == before
    (row,) = rows_of(company.files["mai"], "conflicts")
    assert (row["choose"], row["other_value"]) == ("Tệp", "khác hẳn")


def test_a_value_that_is_not_understood_stays_on_the_sheet(company: Company) -> None:
    company.type("team", "opportunities", DEAL, amount=1)
    company.type("mai", "opportunities", DEAL, amount=2)
    company.sync(recompute=True)
    row = next(row for row in rows_of(company.files["team"], "conflicts") if row["field"] == "Giá trị")
    book = open_workbook(company.files["team"])
    book.write([UpdateRow("conflicts", str(row["id"]), {"other_value": "rất nhiều"})])
    company.sync(recompute=True)
    assert "rất nhiều" in [row["other_value"] for row in rows_of(company.files["team"], "conflicts")]


def test_a_listed_conflict_makes_no_sync_write_again(company: Company) -> None:
    company.sync(recompute=True)
    before = {name: path.read_bytes() for name, path in company.files.items()}
    company.sync(recompute=True)
    assert {name: path.read_bytes() for name, path in company.files.items()} == before


def test_a_workbook_without_the_sheet_does_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook made before there was such a sheet is synchronised all the same; the hub lists its conflicts."""
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    templates = copytree(shipped_templates(), tmp_path / "templates")
    shipped = (templates / "b2b.toml").read_text("utf-8")
    start = shipped.index('[[tables]]\nkey = "conflicts"')
    (templates / "b2b.toml").write_text(shipped[:start] + shipped[shipped.index("[[tables]]", start + 1) :], "utf-8")
    company = Company(tmp_path, filtered=False)
    options = {"lang": "vi", "process": "standard", "scheme": "bant", "currency": "VND"}
    company.files["mai"].unlink()
    new_workbook(company.files["mai"], **options, templates=templates)
    assert "conflicts" not in open_workbook(company.files["mai"]).read()
    company.sync()
    company.type("team", "leads", LEAD, next_step="của bảng chung")
    company.type("mai", "leads", LEAD, next_step="của Mai")
    company.sync(recompute=True)
    assert company.cell("mai", "leads", LEAD, "next_step") == "của bảng chung"
    assert [row[-2:] for row in listed(company, "team")] == [("của Mai", "Bảng chung")]


def test_a_filtered_workbook_no_longer_lists_a_row_that_was_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    company = Company(tmp_path)
    company.type("team", "leads", LEAD, next_step="của bảng chung")
    company.type("mai", "leads", LEAD, next_step="của Mai")
    company.sync()
    assert [len(listed(company, name)) for name in SIDES] == [1, 1, 0]
    company.type("team", "leads", LEAD, owner=HAI)
    company.sync()
    assert [len(listed(company, name)) for name in SIDES] == [1, 0, 0]


class NoWords(JournalWords):
    """Nothing is listed anew in these tests, so there is nothing to be put into words."""

    def __init__(self) -> None:
        pass

    def learn(self, entries: Iterable[Entry]) -> None:
        assert list(entries) == []


@pytest.mark.parametrize(("chosen", "kept"), [((None, None), 3), (("Tệp", None), 3), ((None, "Tệp"), 7)])
def test_a_line_that_google_was_made_to_write_twice_is_one_again_at_once(chosen: tuple[Raw, Raw], kept: int) -> None:
    """The one that stays is the one in which somebody has begun to choose; lines of others' machines are theirs."""
    entry = Entry(datetime(2026, 11, 23, 9), Happened.CONFLICT, "hub", "mai", "leads", LEAD, "next_step", "a", "b")
    clash = Clash(entry, "mai", "a", "b", "hub")
    line, upper, lower = clash_id(clash), 3, 7
    columns = {"id": [line, "another's", "another's", line], "choose": [chosen[0], None, None, chosen[1]]}
    tables = {"conflicts": TableData("conflicts", "Xung đột", columns, [upper, 4, 5, lower], {}, {})}

    def deleted(clashes: list[Clash]) -> list[int | None]:
        edits = tab_edits(tables, None, clashes, frozenset({line}), NoWords(), "Asia/Ho_Chi_Minh")
        return sorted(edit.row for edit in edits if isinstance(edit, DeleteRow))

    assert deleted([clash]) == [upper + lower - kept]
    assert deleted([]) == [upper, lower]
