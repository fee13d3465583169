"""The report page: what a manager wants to see of a workbook, as a value, and that value as one HTML file."""

from __future__ import annotations
