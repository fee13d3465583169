"""The functions people type into cells, the same for every spreadsheet program."""

from __future__ import annotations
