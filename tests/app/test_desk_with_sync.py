"""Log, conflicts, undo and handover with real syncs between real files: what they keep, the next sync carries."""

from __future__ import annotations

from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.app.conflicts import Side
from sheetcrm.app.conflicts import open_conflicts
from sheetcrm.app.conflicts import resolve
from sheetcrm.app.handover import hand_over
from sheetcrm.app.journal import Line
from sheetcrm.app.journal import read_journal
from sheetcrm.app.journal_words import JournalWords
from sheetcrm.app.meanings import Meanings
from sheetcrm.app.sync_desk import open_desk
from sheetcrm.app.synchronize import SyncWish
from sheetcrm.app.synchronize import synchronise
from sheetcrm.app.undo_sync import Undoing
from sheetcrm.app.undo_sync import plan_undo
from sheetcrm.app.undo_sync import undo_sync
from sheetcrm.sync.identity import derive_id
from sheetcrm.templates.load import load_template
from sheetcrm.values import Raw
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import DeleteRow
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.books import NOW
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead
from tests.app.books import rows_of

MAI, HAI = "Trần Thị Mai", "Lê Hải"
SIDES = ("team", "mai", "hai")


class Company:
    """A hub with the rows of Mai and Hải, and a workbook for each: Mai's is Vietnamese, Hải's English."""

    def __init__(
        self, folder: Path, *, filtered: bool = True, policy: str = "hub", stage: str = "prepare", lang: str = "vi"
    ) -> None:
        self.files = {name: folder / f"{name}.xlsx" for name in SIDES}
        book(self.files["team"], lang=lang, leads=[lead()], opportunities=[deal(stage=stage)])
        for name, lang in (("mai", "vi"), ("hai", "en")):
            book(self.files[name], lang=lang)
        owners = {"mai": MAI, "hai": HAI} if filtered else {"mai": None, "hai": None}
        entries = [
            f'[[workbooks]]\nfile = "{name}.xlsx"\n' + (f'owner = "{owner}"\n' if owner else "")
            for name, owner in owners.items()
        ]
        self.config = folder / "sheetcrm.toml"
        self.config.write_text(f'hub = "team.xlsx"\nconflicts = "{policy}"\n{"".join(entries)}', "utf-8")
        self.now = NOW
        self.sync()

    def clock(self, _zone: str) -> datetime:
        return self.now

    def sync(self, *, recompute: bool = False) -> None:
        self.now += timedelta(minutes=10)
        with open_desk(self.config) as desk:
            report = synchronise(desk, SyncWish(clock=self.clock, recompute=recompute))
        assert [one.failure for one in report.workbooks] == [None, None]

    def type(self, name: str, table: str, row_id: str, **cells: Value) -> None:
        open_workbook(self.files[name]).write([UpdateRow(table, row_id, cells)])

    def cell(self, name: str, table: str, row_id: str, column: str) -> Raw:
        rows = [row for row in rows_of(self.files[name], table) if row["id"] == row_id]
        assert len(rows) <= 1
        return rows[0][column] if rows else None

    def everywhere(self, table: str, row_id: str, column: str) -> list[Raw]:
        return [self.cell(name, table, row_id, column) for name in SIDES]

    def journal(self, row_id: str | None = None) -> list[Line]:
        with open_desk(self.config) as desk:
            return read_journal(desk, JournalWords(desk, load_template(), "en"), row_id=row_id)

    def resolve(self, pick: Side | str) -> int:
        with open_desk(self.config) as desk:
            clashes = open_conflicts(desk, JournalWords(desk, load_template(), "en").workbooks)
            resolve(desk, clashes, pick, Meanings(desk, None), self.now)
            return len(clashes)

    def open_conflicts(self) -> int:
        with open_desk(self.config) as desk:
            return len(open_conflicts(desk, JournalWords(desk, load_template(), "en").workbooks))

    def undo(self) -> Undoing:
        with open_desk(self.config) as desk:
            undoing = plan_undo(desk, Meanings(desk, None))
            undo_sync(desk, undoing, self.now)
            return undoing


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    return Company(tmp_path, filtered=False)


def test_the_log_tells_the_way_of_a_value_from_one_workbook_to_the_other(company: Company) -> None:
    company.type("mai", "opportunities", DEAL, amount=1_500_000_000)
    company.sync()
    told = [(one.source, one.target, one.row, one.column, one.old, one.new) for one in company.journal(DEAL)][-2:]
    cell = ("Sân bóng cỏ nhân tạo", "Amount", "1,200,000,000", "1,500,000,000")
    assert told == [("mai.xlsx", "team.xlsx", *cell), ("team.xlsx", "hai.xlsx", *cell)]


@pytest.mark.parametrize(
    ("pick", "stands"), [("hub", "của bảng chung"), ("workbook", "của Mai"), ("khác hẳn", "khác hẳn")]
)
@pytest.mark.parametrize("policy", ["hub", "workbook", "hold"])
def test_what_is_chosen_in_a_conflict_stands_everywhere_after_the_next_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, pick: str, stands: str
) -> None:
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    company = Company(tmp_path, filtered=False, policy=policy)
    company.type("team", "leads", LEAD, next_step="của bảng chung")
    company.type("mai", "leads", LEAD, next_step="của Mai")
    company.sync()
    assert company.resolve(pick) == 1
    company.sync()
    assert company.everywhere("leads", LEAD, "next_step") == [stands] * 3
    assert company.open_conflicts() == 0
    company.sync()
    assert company.everywhere("leads", LEAD, "next_step") == [stands] * 3


CELLS = {
    "amount": ("opportunities", DEAL, (900_000_000, 1_100_000_000)),
    "next_step": ("leads", LEAD, ("Gửi báo giá", "=A1+1 là chữ")),
    "expected_close_on": ("opportunities", DEAL, (datetime(2026, 12, 24), datetime(2027, 1, 8))),
    "phone": ("leads", LEAD, ("0987654321", "0900000001")),
}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.dictionaries(st.sampled_from(sorted(CELLS)), st.tuples(st.sampled_from(SIDES), st.booleans()), min_size=1),
    newer=st.sampled_from((None, *SIDES)),
)
def test_taking_a_sync_back_gives_the_former_values_where_nothing_newer_stands(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    typed: dict[str, tuple[str, bool]],
    newer: str | None,
) -> None:
    folder = tmp_path_factory.mktemp("undo")
    monkeypatch.setenv("SHEETCRM_DATA", str(folder / "data"))
    company = Company(folder, filtered=False)
    before = {column: company.everywhere(*CELLS[column][:2], column) for column in CELLS}
    for column, (name, second) in typed.items():
        table, row_id, values = CELLS[column]
        company.type(name, table, row_id, **{column: values[second]})
    company.sync()
    assert len(company.undo().cells) == len(typed)
    if newer:
        company.type(newer, "leads", LEAD, next_step="mới hơn")
        before["next_step"] = ["mới hơn"] * 3
    company.sync()
    company.sync()
    assert {column: company.everywhere(*CELLS[column][:2], column) for column in CELLS} == before


def test_taking_back_twice_is_as_if_nothing_had_been_taken_back(company: Company) -> None:
    company.type("hai", "opportunities", DEAL, amount=5)
    company.sync()
    for expected in (1_200_000_000, 5):
        company.undo()
        company.sync()
        assert company.everywhere("opportunities", DEAL, "amount") == [expected] * 3


@pytest.mark.parametrize("name", SIDES)
def test_a_row_that_somebody_deleted_comes_back_whole(company: Company, name: str) -> None:
    before = {key: row for key, row in rows_of(company.files["mai"], "leads")[0].items() if row is not None}
    open_workbook(company.files[name]).write([DeleteRow("leads", LEAD)])
    company.sync()
    assert company.everywhere("leads", LEAD, "company") == [None] * 3
    assert company.undo().rows
    company.sync()
    after = rows_of(company.files["mai"], "leads")[0]
    assert {key: after[key] for key in before} == before
    assert company.everywhere("leads", LEAD, "company") == [before["company"]] * 3


def test_an_accepted_stage_stays_since_a_move_back_needs_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    company = Company(tmp_path, filtered=False, stage="prospect")
    company.sync(recompute=True)
    company.type("mai", "opportunities", DEAL, stage="Chuẩn bị tiếp cận", amount=7)
    company.sync(recompute=True)
    undoing = company.undo()
    assert (undoing.moves, [one.column for one in undoing.cells]) == (1, ["amount"])
    company.sync(recompute=True)
    for name, label in (("team", "Chuẩn bị tiếp cận"), ("mai", "Chuẩn bị tiếp cận"), ("hai", "Prepare")):
        row = next(row for row in rows_of(company.files[name], "opportunities") if row["id"] == DEAL)
        assert [row[key] for key in ("stage", "accepted_stage", "stage_requested")] == [label, label, None]
        assert row["amount"] == 1_200_000_000


def test_a_new_row_stays_when_the_sync_that_brought_it_is_taken_back(company: Company) -> None:
    new = derive_id("new")
    open_workbook(company.files["mai"]).write([InsertRow("accounts", {"id": new, "name": "Khách mới"})])
    company.sync()
    assert company.undo().new_rows == 1
    company.sync()
    assert company.everywhere("accounts", new, "name") == ["Khách mới"] * 3


def test_a_handover_takes_rows_from_one_filtered_workbook_to_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETCRM_DATA", str(tmp_path / "data"))
    company = Company(tmp_path)
    assert company.everywhere("opportunities", DEAL, "owner") == [MAI, MAI, None]
    company.type("mai", "opportunities", DEAL, amount=7)
    hub = company.files["team"]
    hand_over(open_workbook(hub), str(hub), giver=MAI, taker=HAI, clock=company.clock)
    company.sync()
    assert company.everywhere("opportunities", DEAL, "owner") == [HAI, None, HAI]
    assert company.everywhere("leads", LEAD, "owner") == [HAI, None, HAI]
    assert company.cell("hai", "opportunities", DEAL, "amount") == 7
    assert MAI.encode() not in b"".join(str(row).encode() for row in rows_of(company.files["hai"], "opportunities"))
