"""The colours and number formats that all looks are made of: one accent, quiet greys, colour where it calls."""

from __future__ import annotations

ACCENT = "1F6F78"
INK = "1F2933"
SLATE = "52606D"
MUTED = "7B8794"
PALE = "E8F1F2"
BAND = "F5F8F9"
INPUT = "FFF8E1"
GOOD, BAD = "1B6E3C", "B3261E"
ERROR_FILL, WARNING_FILL = "F9DEDC", "FDEFC3"

DATE = "dd/mm/yyyy"
DATETIME = "dd/mm/yyyy hh:mm"
MONTH = "mm/yyyy"
COUNT = "#,##0"
PERCENT = 'General" %"'
RATE = '#,##0.0" %"'
"""Holds 7.5 for 7,5 %; `0.##` would show `10. %`."""
CHANGE = '+#,##0.0" {0}";-#,##0.0" {0}";0.0" {0}"'
TEXT = "@"
"""Text as typed: 0912…, 01/2026 and 1.0 stay what they are."""
AMOUNT = "#,##0.##"
