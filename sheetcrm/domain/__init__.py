"""The rules of selling: no sheet, no file, no clock, no network."""

from __future__ import annotations
