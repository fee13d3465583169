"""The server that a spreadsheet's menu, edit trigger and functions ask, and the conflict desk. It decides nothing."""

from __future__ import annotations
