"""Google spreadsheets through gspread: signing in, requests with bounded patience, and what they answer."""

from __future__ import annotations
