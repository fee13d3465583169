"""Excel: buttons and functions in cells, started by the macros of the workbook through xlwings (its free part)."""

from __future__ import annotations
