"""The only place that asks what time it is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def local_now(time_zone: str) -> datetime:
    """Give the company's wall-clock time, to the second and without a zone (cells hold none).

    Raises: zoneinfo.ZoneInfoNotFoundError when the zone's name is unknown.
    """
    return datetime.now(ZoneInfo(time_zone)).replace(microsecond=0, tzinfo=None)
