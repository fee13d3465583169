"""Excel files: read (calamine), build (XlsxWriter), patch (lxml)."""

from __future__ import annotations
