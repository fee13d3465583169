"""A workbook that is open in Excel: read and changed through xlwings, unsaved changes included."""

from __future__ import annotations
