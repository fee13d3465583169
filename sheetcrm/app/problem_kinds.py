"""Kinds of problems, for counting them: what codes have in common, from a manager's point of view."""

from __future__ import annotations

KINDS = (
    "unreadable", "date", "order", "blank", "unlisted", "reference", "contact", "rate", "move", "target", "layout",
    "other",
)  # fmt: skip
"""In the order they are shown; what they are called and mean are messages `quality_kind_…` and `quality_means_…`."""

_BEGINNINGS = {
    "unreadable": ("number_", "integer_", "letter_", "value_", "money_", "percent_", "cell_error", "text_too_long"),
    "date": ("date_text", "date_two", "date_without", "date_impossible", "date_out", "date_only", "date_of", "time_"),
    "order": ("kpi_future", "kpi_negative", "date_in_future", "signed_before", "lost_before"),
    "blank": ("required_blank", "kpi_no_date", "kpi_no_amount"),
    "unlisted": ("choice_unknown", "list_unknown", "stage_not_in_process", "rep_unknown"),
    "reference": ("reference_", "kpi_merged_into"),
    "contact": ("phone_", "email_", "link_", "tax_code_"),
    "rate": ("rate_", "kpi_no_rate", "currency_"),
    "target": ("target_", "kpi_target"),
    "layout": ("column_gone",),
    "move": (
        "need_", "skip_", "stage_", "status_", "accepted_", "won_", "cancelled_", "lost_", "back_", "paused_",
        "reopen_", "pause_",
    ),
}  # fmt: skip
"""Asked in this order: `lost_before_created` is about dates, the other codes of `lost_…` about moves."""


def kind_of(code: str) -> str:
    """Tell the kind of a problem by its code."""
    return next((kind for kind, beginnings in _BEGINNINGS.items() if code.startswith(beginnings)), "other")
