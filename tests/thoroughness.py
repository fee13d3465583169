"""How many of the points at which a run may be hit are tried: a fair sample at every test run, or each of them.

`SHEETCRM_EVERY_POINT=1 python -m pytest tests/sync_files tests/sync_google` tries each, in about half an hour.
"""

from __future__ import annotations

import os

EVERY_POINT = bool(os.environ.get("SHEETCRM_EVERY_POINT"))


def stride(usual: int) -> int:
    """Give how many points to go on by."""
    return 1 if EVERY_POINT else usual
