"""sheetcrm: a B2B sales CRM that lives in the spreadsheets sales people already use."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
