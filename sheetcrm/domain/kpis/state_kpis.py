"""The KPIs of the catalogue that tell how things stand: what is open, what it promises, what is owed."""

from __future__ import annotations

from sheetcrm.domain.kpis import measures
from sheetcrm.domain.kpis.kpi import Kpi

REP = ("rep",)
STAGE = ("stage",)
CLOSE_MONTH = ("close_month",)

STATE_KPIS = (
    Kpi(
        "pipeline_value", "", "Giá trị cơ hội đang mở", "Open pipeline", "money",
        "Tổng giá trị các cơ hội đang mở vào ngày cuối kỳ",
        "Total amount of the opportunities open on the last day of the period",
        measures.Sum("open_deals", "amount"), (STAGE, REP, CLOSE_MONTH), as_of=True,
    ),
    Kpi(
        "weighted_pipeline", "", "Giá trị đang mở theo xác suất", "Weighted pipeline", "money",
        "Σ giá trị × xác suất của chặng, các cơ hội đang mở vào ngày cuối kỳ",
        "Σ amount × probability of the stage, of opportunities open on the last day of the period",
        measures.Sum("open_deals", "weighted", per=measures.WEIGHT_UNIT), (STAGE, REP, CLOSE_MONTH), as_of=True,
    ),
    Kpi(
        "forecast", "", "Dự báo doanh thu", "Forecast", "money",
        "Doanh thu đã ký trong kỳ + Σ giá trị × xác suất của các cơ hội hôm nay đang mở, dự kiến chốt trong kỳ, từ "
        "tháng này trở đi (quá tháng dự kiến hoặc chưa có ngày thì không tính)",
        "Revenue signed in the period + Σ amount × probability of opportunities open today that should close in it, "
        "this month or later (those past their month, or without a day, are left out)",
        measures.Sum("forecast", "amount", per=measures.WEIGHT_UNIT), (REP, CLOSE_MONTH), only_today=True,
        ahead=True,
    ),
    Kpi(
        "open_opportunities", "", "Số cơ hội đang mở", "Open opportunities", "count",
        "Số cơ hội đang mở vào ngày cuối kỳ",
        "Opportunities open on the last day of the period",
        measures.Count("open_deals"), (STAGE, REP, CLOSE_MONTH), as_of=True,
    ),
    Kpi(
        "receivables", "", "Công nợ phải thu", "Receivables", "money",
        "Σ(đã xuất hóa đơn − đã thu) của các đơn chưa hủy, tính đến hôm nay",
        "Σ(invoiced − paid) of orders not cancelled, as of today",
        measures.Sum("receivables", "receivable"), (REP,), as_of=True, only_today=True, good="neither",
    ),
    Kpi(
        "receivables_overdue", "", "Công nợ quá hạn", "Receivables overdue", "money",
        "Phần công nợ phải thu đã quá ngày đến hạn, tính đến hôm nay",
        "The part of the receivables whose due day is past, as of today",
        measures.Sum("receivables", "overdue"), (REP,), as_of=True, only_today=True, good="less",
    ),
)  # fmt: skip
