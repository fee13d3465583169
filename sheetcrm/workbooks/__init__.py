"""The only layer that touches a spreadsheet."""

from __future__ import annotations
