"""Thin: translate a request, call one use case, show its report."""

from __future__ import annotations
