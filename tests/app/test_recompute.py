"""The main job, on real files: what is legal is accepted, what is not is held, and nothing typed is touched."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from sheetcrm.errors import LayoutBroken
from sheetcrm.errors import Locked
from sheetcrm.errors import TemplateError
from sheetcrm.templates.load import load_template
from sheetcrm.values import Raw
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.books import TODAY
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import lead
from tests.app.books import recompute
from tests.app.books import rows_of

PREPARED = {"competitor": "không có", "pains": "Sân xuống cấp", "value_proposition": "Bảo hành 5 năm"}
LINKS = {"profile_link": "https://vec.example/profile", "catalogue_link": "https://vec.example/catalogue"}


def typed(path: Path) -> Mapping[str, list[dict[str, Raw]]]:
    """Everything people typed: every cell of the data tables that is not sheetcrm's."""
    found = {}
    for table in load_template().tables:
        own = {column.key for column in table.columns if not column.engine}
        found[table.key] = [{key: row[key] for key in own if key in row} for row in rows_of(path, table.key)]
    return found


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_legal_move_is_accepted_and_stands_in_the_history(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()], opportunities=[deal()])
    report = recompute(path)
    (opportunity,) = rows_of(path, "opportunities")
    assert opportunity["accepted_stage"] == "Chuẩn bị tiếp cận"
    assert opportunity["stage_requested"] is None
    (move,) = rows_of(path, "stage_moves")
    assert (move["from_stage"], move["to_stage"]) == ("Tìm kiếm & phân loại", "Chuẩn bị tiếp cận")
    assert (move["opportunity_id"], move["by"]) == (DEAL, "Trần Thị Mai")
    assert (report.moves, report.held) == (1, 0)


def test_an_illegal_move_is_held_and_the_row_says_what_is_missing(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead(phone=None, bant_need=1)], opportunities=[deal()])
    report = recompute(path)
    (opportunity,) = rows_of(path, "opportunities")
    assert opportunity["stage"] == "Chuẩn bị tiếp cận"
    assert opportunity["accepted_stage"] == "Tìm kiếm & phân loại"
    assert opportunity["stage_requested"] == "Chuẩn bị tiếp cận"
    assert "điện thoại" in str(opportunity["issues"])
    assert rows_of(path, "stage_moves") == []
    assert (report.moves, report.held) == (0, 1)


def test_what_was_missing_is_filled_in_and_the_move_goes_through(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead(phone=None)], opportunities=[deal()])
    assert recompute(path).held == 1
    open_workbook(path).write([UpdateRow("leads", LEAD, {"phone": "0912345678"})])
    assert recompute(path).moves == 1
    (opportunity,) = rows_of(path, "opportunities")
    assert opportunity["issues"] is None
    assert opportunity["stage_requested"] is None


def test_a_score_explains_itself_in_the_workbooks_language(tmp_path: Path) -> None:
    for lang, band in (("vi", "Ấm"), ("en", "Warm")):
        path = book(tmp_path / f"{lang}.xlsx", lang=lang, leads=[lead(bant_authority=1)])
        recompute(path)
        (row,) = rows_of(path, "leads")
        assert row["score"] == 68
        assert row["why"] == f"B2·25 + A1·25 + N3·30 + T2·20 = 68 → {band}"
        assert row["band"] == band


def test_recomputing_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    rows = {"leads": [lead()], "opportunities": [deal(**PREPARED, **LINKS)]}
    path = book(tmp_path / "a.xlsx", **rows)
    recompute(path)
    once = path.read_bytes()
    report = recompute(path)
    assert path.read_bytes() == once
    assert (report.receipt.cells_changed, report.receipt.backup) == (0, None)


def test_nothing_that_people_typed_is_touched(tmp_path: Path) -> None:
    dirt = {"amount": "1,2 tỷ ", "created_on": "31/02/2026", "stage": "close", "lost_reason": "#REF!", "pains": "=1+1"}
    path = book(tmp_path / "a.xlsx", leads=[lead(phone="+84 912.345.678")], opportunities=[deal()])
    open_workbook(path).write([UpdateRow("opportunities", DEAL, dirt)])
    before = typed(path)
    recompute(path)
    after = typed(path)
    assert {**after, "stage_moves": None} == {**before, "stage_moves": None}
    assert rows_of(path, "opportunities")[0]["amount"] == "1,2 tỷ "


def test_only_the_sheets_that_have_news_change(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()], opportunities=[deal()])
    before = parts(path)
    recompute(path)
    after = parts(path)
    changed = {name for name in before if before[name] != after[name]}
    assert after.keys() == before.keys()
    follows = ("xl/worksheets/sheet", "xl/charts/chart")  # charts keep a copy of their cells
    assert all(name.startswith(follows) or name in _FOLLOW for name in changed), changed
    assert "xl/sharedStrings.xml" not in changed


_FOLLOW = {"xl/workbook.xml", "xl/tables/table9.xml", "xl/styles.xml"}


def test_rows_typed_without_an_id_get_one_and_are_judged_at_once(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()])
    typed_row = {key: value for key, value in deal(lead_id="Trường THPT Chu Văn An").items() if key != "id"}
    labels = {"stage": "Chuẩn bị tiếp cận", "status": "Đang mở", "source": "Website"}
    open_workbook(path).write([InsertRow("opportunities", {**typed_row, **labels})])
    report = recompute(path)
    (opportunity,) = rows_of(path, "opportunities")
    assert len(str(opportunity["id"])) == 14
    assert opportunity["accepted_stage"] == "Chuẩn bị tiếp cận"
    assert report.moves == 1
    assert rows_of(path, "leads")[0]["opportunity_id"] == opportunity["id"]


def test_an_engine_column_that_was_typed_over_is_restored(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()])
    recompute(path)
    open_workbook(path).write([UpdateRow("leads", LEAD, {"score": 99, "why": "vì tôi thích"})])
    recompute(path)
    (row,) = rows_of(path, "leads")
    assert row["score"] == 77
    assert str(row["why"]).startswith("B2·25")


def test_a_lead_that_was_emptied_leaves_no_ghost_behind(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()])
    recompute(path)
    blank = dict.fromkeys((key for key in lead() if key != "id"), None)
    open_workbook(path).write([UpdateRow("leads", LEAD, blank)])
    recompute(path)
    assert rows_of(path, "leads") == []


def test_a_workbook_that_is_open_in_excel_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()])
    before = path.read_bytes()
    (tmp_path / "~$a.xlsx").write_bytes(b"\x04Mai" + b" " * 50)
    with pytest.raises(Locked):
        recompute(path)
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.xlsx", "~$a.xlsx"]


def test_a_foreign_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as foreign:
        for name in archive.namelist():
            content = archive.read(name).replace(b"settings.id", b"something").replace(b"leads.id", b"else")
            foreign.writestr(name, content)
    with pytest.raises(LayoutBroken) as refused:
        recompute(tmp_path / "b.xlsx")
    assert "sheetcrm new" in str(refused.value)


def without_key(path: Path, key: str) -> None:
    """Clear a column's key in the hidden row, as somebody might who unhides it."""
    contents = parts(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content.replace(f"<t>{key}</t>".encode(), b"<t></t>"))


def test_a_column_that_rules_read_must_be_there(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()])
    without_key(path, "expected_close_on")
    with pytest.raises(LayoutBroken) as refused:
        recompute(path)
    assert "expected_close_on" in refused.value.in_language("vi")


def test_an_optional_column_may_be_deleted_and_counts_as_blank(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()], opportunities=[deal()])
    without_key(path, "cross_sell_idea")
    report = recompute(path)
    assert [problem.column for problem in report.problems if problem.code == "column_gone"] == ["cross_sell_idea"]


def test_the_ten_step_process_asks_for_its_own_fields(tmp_path: Path) -> None:
    cells = {"stage": "screen", "source": "website"}
    path = book(tmp_path / "a.xlsx", process="project_10", leads=[lead()], opportunities=[deal(**cells)])
    report = recompute(path)
    (opportunity,) = rows_of(path, "opportunities")
    assert opportunity["accepted_stage"] == "Phát hiện dự án"
    assert report.held == 1
    assert opportunity["issues"]


def test_health_and_the_today_tab_follow_the_day(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", leads=[lead()], opportunities=[deal()])
    recompute(path)
    assert rows_of(path, "opportunities")[0]["health"] == "Ổn"
    recompute(path, today=date(2026, 12, 1))
    assert rows_of(path, "opportunities")[0]["health"] == "Quá hạn việc"
    recompute(path, today=TODAY)
    assert rows_of(path, "opportunities")[0]["health"] == "Ổn"


def test_a_companys_own_template_with_an_extra_column_is_used_throughout(tmp_path: Path) -> None:
    from sheetcrm.app.build import new_workbook
    from sheetcrm.templates.load import shipped_templates

    own = tmp_path / "templates"
    own.mkdir()
    shipped = (shipped_templates() / "b2b.toml").read_text("utf-8")
    place = shipped.index("\n]", shipped.index('key = "reps"'))
    extra = '\n    { key = "zalo_id", kind = "text", vi = "Zalo", en = "Zalo" },'
    (own / "b2b.toml").write_text(shipped[:place] + extra + shipped[place:], "utf-8")
    path = tmp_path / "a.xlsx"
    new_workbook(path, lang="vi", process="standard", scheme="bant", currency="VND", templates=own, rows={})
    recompute(path, templates=own)
    assert "zalo_id" in open_workbook(path).read(["reps"])["reps"].columns
    (own / "b2b.toml").write_text(shipped.replace('kind = "id"', 'kind = "idd"', 1), "utf-8")
    with pytest.raises(TemplateError) as refused:
        recompute(path, templates=own)
    assert "b2b.toml, line" in str(refused.value)
