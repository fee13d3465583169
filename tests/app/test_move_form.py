"""The form that moves an opportunity on: what it asks, in the template's own words, and what it would write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from datetime import datetime
from pathlib import Path

import pytest

from sheetcrm.app.move_answers import Surroundings
from sheetcrm.app.move_edits import edits_of
from sheetcrm.app.move_form import MoveForm
from sheetcrm.app.reading import read_workbook
from sheetcrm.messages import say
from sheetcrm.sync.identity import derive_id
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from tests.app.books import DEAL
from tests.app.books import LEAD
from tests.app.books import TODAY
from tests.app.books import Row
from tests.app.books import book
from tests.app.books import deal
from tests.app.books import ids
from tests.app.books import lead

NEW_ID = derive_id("made", "0")
LEAD_ROW, NEW_ACTIVITY, NEW_ORDER = (
    "Trang Khách tiềm năng, dòng 3",
    "Trang Tương tác, dòng mới",
    "Trang Đơn hàng, dòng mới",
)
ADD_ACTIVITY, LATER = "Ghi thêm vào trang Tương tác", "Để sau, chưa chuyển chặng"
APPROACHED: Row = {"approached_on": date(2026, 11, 20), "channel": "in_person", "decision_maker": "Ông Bình"}
PRESENTED: Row = {
    "fit_level": "Cao",
    "package": "Trọn gói",
    "proposal_link": "https://example.com/bg",
    "proposal_version": "2",
    "expected_close_on": date(2026, 12, 20),
}


def standing(stage: str, status: str = "open", **cells: Value) -> Row:
    """An opportunity that stands in a stage."""
    where: Row = {"accepted_stage": stage, "accepted_status": status, "stage": stage, "status": status}
    return deal(**{**where, **cells})


def form_of(
    folder: Path, opportunity: Row, *, lang: str = "vi", process: str = "standard", **rows: list[Row]
) -> MoveForm:
    rows.setdefault("leads", [lead()])
    folder.mkdir(exist_ok=True)
    path = book(folder / "a.xlsx", opportunities=[opportunity], lang=lang, process=process, **rows)
    reading = read_workbook(open_workbook(path), "a.xlsx", None, ids())
    (one,) = reading.company.opportunities
    return MoveForm(Surroundings(reading, TODAY), one)


def towards(form: MoveForm, label: str) -> MoveForm:
    (target,) = [one for one in form.targets() if one.label == label]
    return form.towards(target)


def answer(form: MoveForm, answers: Mapping[str, str]) -> tuple[MoveForm, list[str]]:
    """Answer by the questions' labels until there is none left; gives what was asked, in order."""
    asked: list[str] = []
    while (question := form.question()) is not None:
        asked.append(f"{question.place}: {question.label}" if question.place else question.label)
        assert len(asked) < 30, asked
        form = form.answered(question, answers.get(question.label, question.suggested))
    return form, asked


def written(form: MoveForm) -> list[UpdateRow | InsertRow]:
    edits = edits_of(form, ids())
    return [edit for edit in edits if isinstance(edit, UpdateRow | InsertRow)]


def test_what_lacks_in_the_lead_is_asked_for_and_written_into_its_row(tmp_path: Path) -> None:
    form = form_of(tmp_path, standing("prospect"), leads=[lead(phone=None, segment=None)])
    form = towards(form, "Chuẩn bị tiếp cận")
    assert form.lacking() == ()
    question = form.question()
    assert question is not None
    assert question.options == ("Điện thoại", "Email", LATER), "either will do"
    form, asked = answer(form.answered(question, "email"), {"Email": "binh@chuvanan.edu.vn", "Phân khúc": "Trường học"})
    assert asked == [f"{LEAD_ROW}: Email", f"{LEAD_ROW}: Phân khúc"]
    own, its_lead = written(form)
    assert isinstance(own, UpdateRow)
    assert isinstance(its_lead, UpdateRow)
    assert own.cells == {"stage": "Chuẩn bị tiếp cận", "status": "Đang theo"}
    assert (its_lead.table, its_lead.row_id, its_lead.row) == ("leads", LEAD, 3)
    assert its_lead.cells == {"email": "binh@chuvanan.edu.vn", "segment": "Trường học"}
    assert its_lead.expected == {"email": None, "segment": None}, "nothing typed meanwhile is overwritten"


def test_letters_that_say_nothing_are_asked_for_until_the_score_is_reached(tmp_path: Path) -> None:
    form = form_of(tmp_path, standing("prospect"), leads=[lead(bant_budget=None, bant_time=None)])
    form, asked = answer(towards(form, "Chuẩn bị tiếp cận"), {"B – Ngân sách": "2", "T – Thời điểm": "2"})
    assert len(asked) >= 1, asked
    assert all(one.startswith(LEAD_ROW) for one in asked)
    assert form.is_allowed()


def test_a_score_that_stays_too_low_is_told_and_nothing_is_asked_twice(tmp_path: Path) -> None:
    form = form_of(tmp_path, standing("prospect"), leads=[lead(bant_budget=None, bant_time=0, bant_authority=0)])
    question = towards(form, "Chuẩn bị tiếp cận").question()
    assert question is not None
    form = towards(form, "Chuẩn bị tiếp cận").answered(question, "0")
    assert form.question() is None
    assert not form.is_allowed()
    assert any("Điểm" in one for one in form.lacking())
    assert [edit.table for edit in written(form)] == ["leads"], "what was said is kept, no stage is written"


def test_an_activity_that_lacks_can_be_added_and_belongs_to_the_opportunity(tmp_path: Path) -> None:
    form = towards(form_of(tmp_path, standing("approach", **APPROACHED)), "Trình bày giải pháp")
    form, asked = answer(form, {"Loại": "Gặp mặt", "Lúc": "22/11/2026 14:00", "Kênh": "", "Ghi chú": "Anh Bình đồng ý"})
    assert asked[0].startswith("Còn thiếu: ít nhất một tương tác hai chiều")
    assert asked[1:] == [f"{NEW_ACTIVITY}: {name}" for name in ("Loại", "Lúc", "Kênh", "Ghi chú")]
    _, activity = written(form)
    assert isinstance(activity, InsertRow)
    assert activity.cells == {
        "id": NEW_ID,
        "rep": "Trần Thị Mai",
        "lead_id": LEAD,
        "opportunity_id": DEAL,
        "kind": "Gặp mặt",
        "at": datetime(2026, 11, 22, 14),
        "outcome": "Đã xong",
        "note": "Anh Bình đồng ý",
    }


def test_an_activity_that_would_not_do_is_asked_for_again_with_what_was_typed(tmp_path: Path) -> None:
    form = towards(form_of(tmp_path, standing("approach", **APPROACHED)), "Trình bày giải pháp")
    for typed in ("1", "Email", "Gọi điện", "30/11/2026", "", "chưa tới ngày"):
        question = form.question()
        assert question is not None
        form = form.answered(question, typed)
        if typed == "Email":
            assert form.question() != question, "only what counts is offered"
    again = form.question()
    assert again is not None
    assert again.label == "Loại"
    assert "ít nhất một tương tác hai chiều" in str(again.complaint)
    assert again.suggested == "Gọi điện"
    form, _ = answer(form, {"Lúc": "23/11/2026"})
    assert form.is_allowed()
    assert written(form)[1].cells["note"] == "chưa tới ngày"


def test_what_is_left_for_later_keeps_the_stage_but_not_the_other_answers(tmp_path: Path) -> None:
    form = towards(form_of(tmp_path, standing("approach", channel="in_person")), "Trình bày giải pháp")
    question = form.question()
    assert question is not None
    form, asked = answer(
        form.answered(question, LATER), {"Ngày tiếp cận": "20/11/2026", "Người quyết định": "Ông Bình"}
    )
    assert asked
    assert len(form.lacking()) == 1
    (own,) = written(form)
    assert "stage" not in own.cells
    assert own.cells["approached_on"] == date(2026, 11, 20)


def test_objections_are_answered_in_their_own_rows(tmp_path: Path) -> None:
    raised: Row = {"opportunity_id": DEAL, "raised_on": date(2026, 11, 10), "category": "needs_time"}
    said = [{**raised, "id": derive_id("first")}, {**raised, "id": derive_id("second"), "response": "Giảm đợt 1"}]
    form = towards(form_of(tmp_path, standing("objections"), objections=said), "Đàm phán")
    form, asked = answer(form, {"Mình trả lời gì": "Thi công trong hè", "Ngày giải quyết xong": "23/11/2026"})
    assert asked == [
        "Trang Từ chối, dòng 3: Mình trả lời gì",
        "Trang Từ chối, dòng 3: Ngày giải quyết xong",
        "Trang Từ chối, dòng 4: Ngày giải quyết xong",
    ]
    assert form.is_allowed()
    assert [edit.table for edit in written(form)] == ["opportunities", "objections", "objections"]


def test_a_deal_is_won_with_a_new_order_line_in_the_words_of_the_template(tmp_path: Path) -> None:
    form = towards(form_of(tmp_path, standing("close", contract_no="HĐ-01", signed_on=date(2026, 11, 20))), "Thắng")
    form, asked = answer(form, {"Tình trạng": "Đã ký", "Doanh thu chưa thuế": "1,2 tỷ"})
    assert asked[1] == f"{NEW_ORDER}: Ngày ký"
    order = written(form)[1]
    assert isinstance(order, InsertRow)
    assert order.cells["net_revenue"] == 1_200_000_000
    assert order.cells["signed_on"] == date(2026, 11, 20), "offered, and taken"
    assert order.cells["account"] == "Trường THPT Chu Văn An"
    assert order.cells["currency"] == "VND"


def test_a_step_back_asks_for_a_reason_of_its_own(tmp_path: Path) -> None:
    form = form_of(tmp_path, standing("present", reason="Lý do của lần trước"))
    back = towards(form, "Quay lại “Tiếp cận”")
    question = back.question()
    assert question is not None
    assert (question.label, question.suggested) == ("Lý do lùi, bỏ qua hoặc mở lại", "Lý do của lần trước")
    form, asked = answer(back, {question.label: "Khách đổi người phụ trách"})
    assert len(asked) == 1
    (own,) = written(form)
    assert own.cells["reason"] == "Khách đổi người phụ trách"
    assert own.cells["stage"] == "Tiếp cận"


def test_a_skip_asks_for_a_reason_and_offers_only_those_who_may_approve(tmp_path: Path) -> None:
    form = towards(form_of(tmp_path, standing("prepare")), "Nhảy tới “Đàm phán” (cần duyệt)")
    assert form.lacking() == ()
    reason = form.question()
    assert reason is not None
    approver = form.answered(reason, "Khách ký khung từ trước").question()
    assert approver is not None
    assert approver.options == ("Lê Hải",)
    refused = form.answered(reason, "Khách ký khung").answered(approver, "Trần Thị Mai").question()
    assert refused is not None
    assert "quản lý đã duyệt" in str(refused.complaint)
    form = form.answered(reason, "Khách ký khung từ trước").answered(approver, "1")
    assert form.is_allowed()
    (own,) = written(form)
    assert (own.cells["reason"], own.cells["approved_by"]) == ("Khách ký khung từ trước", "Lê Hải")


def test_a_loss_asks_for_what_the_chosen_reason_needs(tmp_path: Path) -> None:
    form = towards(form_of(tmp_path, standing("present", competitor=None)), "Thua")
    reason = form.question()
    assert reason is not None
    form = form.answered(reason, next(one for one in reason.options if "đối thủ" in one.lower()))
    question = form.question()
    assert question is not None
    assert question.label == "Đối thủ"


def test_an_opportunity_without_a_lead_is_asked_which_one_it_belongs_to(tmp_path: Path) -> None:
    form = towards(
        form_of(tmp_path, standing("prospect", lead_id=None), leads=[lead(segment=None)]), "Chuẩn bị tiếp cận"
    )
    question = form.question()
    assert question is not None
    assert question.label == "Từ khách tiềm năng"
    nobody = form.answered(question, "Công ty Lạ").question()
    assert nobody is not None
    assert "Công ty Lạ" in str(nobody.complaint)
    form, asked = answer(form.answered(question, "trường thpt chu văn an"), {"Phân khúc": "Trường học"})
    assert asked == [f"{LEAD_ROW}: Phân khúc"]
    assert written(form)[0].cells["lead_id"] == LEAD


def test_what_the_process_refuses_is_not_offered(tmp_path: Path) -> None:
    signed = form_of(tmp_path, standing("close", signed_on=date(2026, 11, 20)))
    labels = [one.label for one in signed.targets()]
    assert labels == ["Thắng", "Tạm dừng"], "neither back nor lost after signature"


def test_a_lost_one_opens_again_where_it_was_lost_or_earlier(tmp_path: Path) -> None:
    lost = standing("approach", "lost", accepted_on=date(2026, 11, 10), lost_reason="price")
    labels = [one.label for one in form_of(tmp_path, lost).targets()]
    assert labels == [f"Mở lại ở chặng “{one}”" for one in ("Tiếp cận", "Chuẩn bị tiếp cận", "Tìm kiếm & phân loại")]
    old = standing("approach", "lost", accepted_on=date(2026, 1, 10), lost_reason="price")
    assert form_of(tmp_path / "old", old).targets() == ()


def test_a_row_typed_by_hand_gets_its_id_with_the_first_row_that_names_it(tmp_path: Path) -> None:
    form = form_of(tmp_path, standing("approach", **APPROACHED, id=None))
    form, _ = answer(towards(form, "Trình bày giải pháp"), {"Loại": "Gặp mặt", "Kênh": "", "Ghi chú": ""})
    stamp, own, activity = written(form)
    assert isinstance(stamp, UpdateRow)
    assert isinstance(own, UpdateRow)
    assert activity.cells["opportunity_id"] == stamp.cells["id"] == form.opportunity.id
    assert (own.row_id, own.row) == (None, stamp.row)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("process", ["standard", "project_10"])
def test_every_gate_of_every_process_asks_for_something_or_tells_what_lacks(
    tmp_path: Path, process: str, lang: str
) -> None:
    """Nothing is hard-coded: whatever a process file needs, from every stage to every target."""
    bare: Row = {"id": LEAD, "company": "A", "created_on": TODAY}
    start = form_of(tmp_path, standing("prospect", account=None, source=None), leads=[bare], process=process, lang=lang)
    reading = start.surroundings.reading
    for stage in reading.process.stages:
        one = start.opportunity._replace(accepted_stage=stage.key, stage=stage.key)
        form = MoveForm(start.surroundings, one)
        for target in form.targets():
            asking = form.towards(target)
            if not asking.is_allowed():
                assert asking.question() or asking.lacking(), (stage.key, target)
            question = asking.question()
            if question is not None:
                assert asking.answered(question, "\x00?").question(), "nonsense is asked again"
                assert say("move_later", lang) not in question.options[:-1]
