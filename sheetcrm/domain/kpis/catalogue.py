"""Every KPI, each one entry: its names, unit, formula in words, measure and breakdowns.

To add a KPI, add an entry (or `CATALOGUE.register` one); one that tells how things stand, such as the open pipeline,
belongs to `state_kpis`. `sheetcrm kpi` and the documentation read this list, and the scorecard shows it even when no
template names it.
"""

from __future__ import annotations

from sheetcrm.domain.kpis import measures
from sheetcrm.domain.kpis.kpi import Catalogue
from sheetcrm.domain.kpis.kpi import Kpi
from sheetcrm.domain.kpis.state_kpis import STATE_KPIS

REP = ("rep",)
SOURCE = ("source",)
CHANNEL = ("channel",)
PRODUCT = ("product_group",)
DEPARTMENT = ("department",)
CUSTOMER_TYPE = ("customer_type",)
KIND = ("kind",)
STAGE = ("stage",)
REP_PRODUCT = ("rep", "product_group")
STAGE_REASON = ("stage", "lost_reason")
STAGE_TIME = (STAGE, REP, PRODUCT, ("rep", "stage"), ("product_group", "stage"))

_REVENUE = measures.Sum("order_lines", "revenue")
_COVERED = measures.Sum("order_lines", "covered_revenue")
_LIVE = (("live", 1),)
_KNOWN = (*_LIVE, ("counted", 1))
"""Order lines whose worth is known: one without exchange rate or amount is left out, it is not worth 0."""
_ORDERS = measures.Distinct("order_lines", "order", _LIVE)
_KNOWN_ORDERS = measures.Distinct("order_lines", "order", _KNOWN)
_WON = measures.Sum("closings", "won")
_CLOSED = measures.Sum("closings", "closed")

_KPIS = (
    Kpi(
        "leads", "K1", "Số khách tiềm năng", "Leads", "count",
        "Số khách tiềm năng khác nhau, theo ngày tạo; khách đã gộp tính một lần, theo ngày sớm nhất",
        "Different leads by day created; merged ones count once, on the earliest day",
        measures.Count("leads"), (REP, SOURCE, PRODUCT),
    ),
    Kpi(
        "interactions", "K2", "Số tương tác", "Interactions", "count",
        "Số tương tác đã thực hiện, theo ngày diễn ra",
        "Activities done, by the day they took place",
        measures.Count("activities", (("done", 1),)), (REP, CHANNEL),
    ),
    Kpi(
        "interactions_no_answer", "K2", "Tương tác không ai trả lời", "Interactions without answer", "count",
        "Số lần liên hệ không có người trả lời, theo ngày diễn ra (không nằm trong số tương tác)",
        "Attempts nobody answered, by day (not among the interactions)",
        measures.Count("activities", (("no_answer", 1),)), (REP, CHANNEL), good="less",
    ),
    Kpi(
        "opportunities", "K3", "Số cơ hội tự tìm", "Opportunities, self-sourced", "count",
        "Số cơ hội do nhân viên chủ động tìm, theo ngày tạo",
        "Opportunities that reps found themselves, by day created",
        measures.Count("opportunities", (("self_sourced", 1),)), (REP, CHANNEL, PRODUCT, CUSTOMER_TYPE, SOURCE),
    ),
    Kpi(
        "opportunities_all", "K3", "Số cơ hội, mọi nguồn gốc", "Opportunities, all origins", "count",
        "Số cơ hội theo ngày tạo, kể cả do marketing chuyển về, giới thiệu hay khách tự đến",
        "Opportunities by day created, handed over by marketing, referred and inbound ones included",
        measures.Count("opportunities"), (REP, CHANNEL, PRODUCT, CUSTOMER_TYPE, SOURCE),
    ),
    Kpi(
        "orders", "K4", "Số đơn hàng", "Orders", "count",
        "Số đơn hàng khác nhau theo ngày ký, không tính đơn đã hủy; các dòng của cùng cơ hội, cùng ngày ký là một đơn",
        "Different orders by day signed, cancelled ones left out; lines of one opportunity signed the same day are one",
        _ORDERS, (REP, PRODUCT, DEPARTMENT, SOURCE),
    ),
    Kpi(
        "revenue", "K5", "Doanh thu", "Revenue", "money",
        "Tổng doanh thu chưa VAT theo ngày ký, quy về đồng tiền gốc; đơn đã ký rồi hủy bị trừ vào tháng hủy",
        "Revenue before VAT by day signed, in the base currency; an order cancelled later is taken off on that day",
        _REVENUE, (DEPARTMENT, REP, PRODUCT, SOURCE),
    ),
    Kpi(
        "revenue_attainment", "K5", "Doanh thu so với chỉ tiêu", "Revenue against target", "percent",
        "Doanh thu / chỉ tiêu doanh thu của kỳ",
        "Revenue / revenue target of the period",
        measures.Attainment("revenue"), (DEPARTMENT, REP, PRODUCT, SOURCE),
    ),
    Kpi(
        "revenue_growth", "K5", "Tăng trưởng doanh thu", "Revenue growth", "percent",
        "(Doanh thu kỳ này − kỳ trước) / |kỳ trước|; kỳ đang chạy so với cùng ngày của kỳ trước",
        "(Revenue now − before) / |before|; a running period is compared up to the same day",
        measures.Growth("revenue"), (DEPARTMENT, REP, PRODUCT, SOURCE),
    ),
    Kpi(
        "margin", "K6", "Tỷ suất lợi nhuận", "Margin", "percent",
        "Σ(doanh thu − giá vốn) / Σ doanh thu, chỉ các dòng đơn có giá vốn",
        "Σ(revenue − cost) / Σ revenue, of order lines whose cost is known",
        measures.Ratio(measures.Sum("order_lines", "profit"), _COVERED, 100, measures.Sum("order_lines", "covered")),
        (PRODUCT, REP, REP_PRODUCT),
    ),
    Kpi(
        "margin_mean_of_orders", "K6", "Tỷ suất lợi nhuận TB mỗi đơn", "Mean margin of orders", "percent",
        "Trung bình cộng tỷ suất lợi nhuận của từng đơn chưa hủy có giá vốn",
        "Plain mean of the margins of the single orders, cancelled ones and unknown costs left out",
        measures.MeanOfShares("order_lines", "profit", "covered_revenue", "order", (("live", 1), ("covered", 1))),
        (PRODUCT, REP, REP_PRODUCT),
    ),
    Kpi(
        "margin_coverage", "K6", "Doanh thu có giá vốn", "Revenue with known cost", "percent",
        "Σ doanh thu của các dòng có giá vốn / Σ doanh thu: tỷ suất lợi nhuận nói về chừng này",
        "Σ revenue of lines with a cost / Σ revenue: how much of it the margin speaks about",
        measures.Ratio(_COVERED, _REVENUE, 100, measures.Sum("order_lines", "counted")),
        (PRODUCT, REP, REP_PRODUCT),
    ),
    Kpi(
        "order_value", "K7", "Giá trị đơn hàng trung bình", "Mean order value", "money",
        "Doanh thu của các đơn chưa hủy có số tiền / số đơn đó",
        "Revenue of the orders not cancelled whose amount is known / their number",
        measures.Ratio(measures.Sum("order_lines", "revenue", _KNOWN), _KNOWN_ORDERS), (PRODUCT, REP),
    ),
    Kpi(
        "order_value_median", "K7", "Giá trị đơn hàng trung vị", "Median order value", "money",
        "Giá trị của đơn đứng giữa khi xếp các đơn chưa hủy có số tiền từ nhỏ đến lớn",
        "The value of the order in the middle, cancelled ones and unknown amounts left out",
        measures.Median("order_lines", "revenue", _KNOWN, "order"), (PRODUCT, REP),
    ),
    Kpi(
        "cost_per_opportunity", "K8", "Chi phí trung bình mỗi cơ hội", "Cost per opportunity", "money",
        "Σ chi phí của kỳ / số cơ hội mọi nguồn gốc tạo trong kỳ",
        "Σ costs of the period / opportunities of all origins created in it",
        measures.Ratio(measures.Sum("costs", "amount"), measures.Count("opportunities"), none_top="kpi_blank_no_costs"),
        (SOURCE,), good="less",
    ),
    Kpi(
        "cycle_days", "K9", "Số ngày từ tiếp cận đến ký (TB)", "Days from approach to signature (mean)", "days",
        "Trung bình (ngày ký − ngày tiếp cận) của các cơ hội thắng, theo ngày ký",
        "Mean of day signed − day approached, of won opportunities by day signed",
        measures.mean("cycles", "days"), (REP, PRODUCT), good="less",
    ),
    Kpi(
        "cycle_days_median", "K9", "Số ngày từ tiếp cận đến ký (trung vị)", "Days from approach to signature (median)",
        "days",
        "Trung vị (ngày ký − ngày tiếp cận) của các cơ hội thắng, theo ngày ký",
        "Median of day signed − day approached, of won opportunities by day signed",
        measures.Median("cycles", "days"), (REP, PRODUCT), good="less",
    ),
    Kpi(
        "days_to_stage", "K9", "Số ngày để sang chặng (TB)", "Days to reach the stage (mean)", "days",
        "Trung bình số ngày từ lúc vào chặng trước đó đến lúc vào chặng này lần đầu, không tính ngày tạm dừng",
        "Mean days from entering the stage before to first entering this one, paused days not counted",
        measures.mean("entries", "days"), STAGE_TIME, good="less",
    ),
    Kpi(
        "days_to_stage_median", "K9", "Số ngày để sang chặng (trung vị)", "Days to reach the stage (median)", "days",
        "Trung vị số ngày từ lúc vào chặng trước đó đến lúc vào chặng này lần đầu, không tính ngày tạm dừng",
        "Median days from entering the stage before to first entering this one, paused days not counted",
        measures.Median("entries", "days"), STAGE_TIME, good="less",
    ),
    Kpi(
        "days_in_stage", "K9", "Số ngày ở trong chặng (TB)", "Days in the stage (mean)", "days",
        "Trung bình số ngày ở trong chặng của các cơ hội rời chặng trong kỳ, không tính ngày tạm dừng",
        "Mean days spent in the stage by opportunities that left it in the period, paused days not counted",
        measures.mean("visits", "days"), STAGE_TIME, good="less",
    ),
    Kpi(
        "days_in_stage_median", "K9", "Số ngày ở trong chặng (trung vị)", "Days in the stage (median)", "days",
        "Trung vị số ngày ở trong chặng của các cơ hội rời chặng trong kỳ, không tính ngày tạm dừng",
        "Median days spent in the stage by opportunities that left it in the period, paused days not counted",
        measures.Median("visits", "days"), STAGE_TIME, good="less",
    ),
    Kpi(
        "days_in_stage_open", "K9", "Số ngày đã ở trong chặng (còn mở)", "Days in the stage so far (still there)",
        "days",
        "Trung vị số ngày đã ở trong chặng của các cơ hội hiện vẫn ở đó, không tính ngày tạm dừng",
        "Median days so far of opportunities that are still in the stage today, paused days not counted",
        measures.Median("staying", "days"), STAGE_TIME, as_of=True, only_today=True, good="less",
    ),
    Kpi(
        "calls_and_meetings", "K10", "Số cuộc gọi và gặp", "Calls and meetings", "count",
        "Số cuộc gọi, gọi demo và buổi gặp đã thực hiện, theo ngày diễn ra",
        "Calls, demo calls and meetings done, by day",
        measures.Count("activities", (("done", 1), ("call_or_meeting", 1))), (REP, KIND),
    ),
    Kpi(
        "win_rate", "K11", "Tỷ lệ thắng trong kỳ", "Win rate, by closing", "percent",
        "Thắng / (thắng + thua) của các cơ hội kết thúc trong kỳ; thắng rồi hủy bị trừ vào tháng hủy",
        "Won / (won + lost) of opportunities closed in the period; one cancelled later is taken off on that day",
        measures.Ratio(_WON, _CLOSED, 100), (REP, SOURCE, PRODUCT),
    ),
    Kpi(
        "win_rate_cohort", "K11", "Tỷ lệ thắng theo lứa", "Win rate, by cohort", "percent",
        "Thắng / (thắng + thua) của các cơ hội tạo trong kỳ, theo kết quả đến nay",
        "Won / (won + lost) of opportunities created in the period, as they have ended by now",
        measures.Ratio(measures.Sum("opportunities", "won"), measures.Sum("opportunities", "closed"), 100),
        (REP, SOURCE, PRODUCT), matures=True,
    ),
    Kpi(
        "cohort_open", "K11", "Cơ hội trong lứa chưa ngã ngũ", "Cohort still undecided", "count",
        "Số cơ hội tạo trong kỳ mà đến nay chưa thắng cũng chưa thua",
        "Opportunities created in the period that are neither won nor lost up to now",
        measures.Count("opportunities", (("closed", 0),)), (REP, SOURCE, PRODUCT), good="neither", matures=True,
    ),
    Kpi(
        "lead_conversion", "K11", "Tỷ lệ khách tiềm năng thành cơ hội", "Leads that became opportunities", "percent",
        "Khách tiềm năng tạo trong kỳ đến nay đã có cơ hội / khách tiềm năng tạo trong kỳ",
        "Leads created in the period that have an opportunity by now / leads created in it",
        measures.Ratio(measures.Sum("leads", "converted"), measures.Count("leads"), 100), (REP, SOURCE, PRODUCT),
        matures=True,
    ),
    Kpi(
        "stage_conversion", "K11b", "Tỷ lệ qua chặng", "Stage conversion", "percent",
        "Cơ hội tạo trong kỳ đến nay đã qua chặng / đã đến chặng; chặng được bỏ qua coi như đã qua, chặng cuối: thắng",
        "Opportunities created in the period that passed the stage by now / that reached it; skipped counts as passed",
        measures.Ratio(measures.Sum("reached", "passed"), measures.Count("reached"), 100), (STAGE,), matures=True,
    ),
    Kpi(
        "lost_by_stage", "K12", "Số cơ hội mất", "Opportunities lost", "count",
        "Số cơ hội mất theo ngày mất, ở chặng nào, vì sao",
        "Opportunities lost by day lost, in which stage, for which reason",
        measures.Sum("closings", "lost", (("lost", 1),)), (STAGE_REASON, STAGE, ("lost_reason",), REP), good="less",
    ),
    Kpi(
        "lost_amount", "K12", "Giá trị cơ hội mất", "Amount lost", "money",
        "Tổng giá trị các cơ hội mất theo ngày mất, ở chặng nào, vì sao",
        "Total amount of opportunities lost by day lost, in which stage, for which reason",
        measures.Sum("closings", "lost_amount", (("lost", 1),)), (STAGE_REASON, STAGE, ("lost_reason",), REP),
        good="less",
    ),
    Kpi(
        "customers_won", "K13", "Số khách hàng mới", "Customers won", "count",
        "Số khách hàng có đơn đầu tiên (chưa hủy) trong kỳ; người và nguồn của đơn đầu tiên",
        "Customers whose first order (not cancelled) falls in the period; rep and source of that order",
        measures.Count("customers"), (SOURCE, REP),
    ),
    *STATE_KPIS,
)  # fmt: skip

CATALOGUE = Catalogue(_KPIS)
