"""The stand-in for Google Sheets, for the tests of this room."""

from __future__ import annotations

from sheets_service.running import sheets_service

__all__ = ["sheets_service"]
