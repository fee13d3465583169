"""Excel kept quiet while it is written to, and put back as it was, come what may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import contextmanager

import xlwings

from sheetcrm.workbooks.live.refusals import without_giving_up

_QUIET = {"screen_updating": False, "enable_events": False, "calculation": "manual"}
"""Nothing flickers, no macro of the user's runs at every cell, and everything is calculated once, at the end."""


@contextmanager
def quiet(app: xlwings.App) -> Iterator[None]:
    """Stop redrawing, events and calculation; give each back its former setting, even if one of them fails."""
    with ExitStack() as stack:
        for setting, value in _QUIET.items():
            before = getattr(app, setting)
            if before != value:
                stack.callback(_put_back, app, setting, before)
                setattr(app, setting, value)
        yield


def _put_back(app: xlwings.App, setting: str, value: object) -> None:
    with without_giving_up():
        setattr(app, setting, value)
