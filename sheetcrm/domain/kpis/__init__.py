"""The KPI catalogue, the facts it reads, and the arithmetic."""

from __future__ import annotations
