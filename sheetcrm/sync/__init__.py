"""How two sheets become one without losing an edit."""

from __future__ import annotations
