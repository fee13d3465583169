"""What a workbook looks like, as data."""

from __future__ import annotations
