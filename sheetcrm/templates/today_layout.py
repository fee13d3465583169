"""Which columns the list on the Today tab has, how wide they are; labels are messages `today_column_<key>`."""

from __future__ import annotations

TODAY_COLUMNS = ("rep", "kind", "customer", "subject", "stage", "due_on", "days_late", "amount", "to_do")
"""The columns, from left to right; the sheet's first column is the first of them."""

TODAY_WIDTHS = (22, 30, 42, 46, 24, 13, 11, 20, 76)
"""Their widths in characters."""

TODAY_TOP = 2
"""The sheet row of the title; everything below belongs to the list."""
