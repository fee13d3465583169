"""One use case a file: read everything, decide on values, write once."""

from __future__ import annotations
