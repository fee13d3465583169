"""What a server knows of one hub: its last reading and what was edited since, so that a check need not wait for a read.

A reading serves for some seconds without a thought; then it serves on while the next is under way. What is edited
meanwhile is laid over it at once, and over the next one as well when it came too late to stand in that.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from threading import Condition
from threading import Thread

from sheetcrm.app.check_edit import EditChecker
from sheetcrm.app.check_edit import RowVerdict
from sheetcrm.app.edited_rows import EditedRow
from sheetcrm.errors import SheetCrmError
from sheetcrm.surfaces.serve.journal import note
from sheetcrm.surfaces.serve.refusals import StillReading
from sheetcrm.workbooks.base import TableData

FRESH = 20.0
"""Seconds for which a reading serves without a thought; a failed one is not repeated sooner."""
USABLE = 300.0
"""Seconds for which a reading serves checks while the next one is under way."""
WARM = 240.0
"""Seconds after which a reading is renewed though nobody asks …"""
ATTENDED = 2 * 3600.0
"""… if somebody did within so many seconds."""
MOVED = 5.0
"""Seconds after which a reading is renewed when an edited row was not where it had been read."""
PATIENCE = 25.0
"""Seconds for which an asker waits when nothing usable is known."""

Tables = Mapping[str, TableData]


@dataclass(frozen=True, slots=True)
class _Reading:
    number: int
    begun: float
    tables: Tables
    checker: EditChecker


class Knowledge:
    """What is known of one hub; several threads ask at once."""

    def __init__(
        self,
        read: Callable[[], Tables],
        checker: Callable[[Tables], EditChecker],
        now: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        """Keep how the hub is read, and how what was read is prepared for checks; nothing is read yet."""
        self._read, self._checker, self._now, self._patience = read, checker, now, patience
        self._changed = Condition()
        self._reading: _Reading | None = None
        self._late: list[tuple[int, Sequence[EditedRow]]] = []
        """Edits that came since the last reading began, with the number of the reading that holds them surely."""
        self._begun = self._wanted = 0
        """Numbers of readings: the last one begun, and the first one good enough after somebody has written."""
        self._busy, self._asked = False, float("-inf")
        self._failed: tuple[float, SheetCrmError] | None = None

    def check(self, edited: Sequence[EditedRow], today: date, lang: str | None) -> tuple[list[RowVerdict], str]:
        """Judge rows that somebody has just edited, and give the hub's language, too.

        Raises: what `EditChecker.judge` raises; what reading raises, and StillReading, while nothing is known.
        """
        with self._changed:
            reading = self._at_hand(lambda one: self._age(one) <= USABLE)
            self._late.append((self._begun + 1, edited))
            laid = reading.checker.lay(edited)
            if laid.moved and self._age(reading) > MOVED:
                self._begin()
        return reading.checker.judge(laid, today, lang), reading.checker.lang

    def tables(self) -> Tables:
        """Give the hub's tables as they were lately read, with all this server has written.

        Raises: what reading raises; StillReading.
        """
        with self._changed:
            return self._at_hand(lambda one: self._age(one) <= FRESH and one.number >= self._wanted).tables

    def lang(self) -> str:
        """Give the hub's language. Raises: what reading raises; StillReading."""
        with self._changed:
            return self._at_hand(lambda _: True).checker.lang

    def renew(self) -> None:
        """Have it read again: this server has written. Checks rest on what is known until that is done."""
        with self._changed:
            self._wanted, self._failed = self._begun + 1, None
            if self._reading is not None:  # else nobody has asked yet
                self._begin()

    def keep_warm(self) -> None:
        """Read when nothing is known yet, and before what is known gets too old, while people ask now and then."""
        with self._changed:
            known = self._reading
            attended = self._now() - self._asked <= ATTENDED
            if known is None or (attended and self._age(known) > WARM):
                self._begin()

    def _at_hand(self, good: Callable[[_Reading], bool]) -> _Reading:
        """Give the reading when it is good; else wait for one that is. A stale one is renewed behind the scenes."""
        self._asked = self._now()
        until = self._asked + self._patience
        while True:
            reading = self._reading
            fits = reading is not None and good(reading)
            if reading is None or not fits or self._age(reading) > FRESH:
                self._begin()
            if reading is not None and fits:
                return reading
            if self._failed and not self._busy:
                raise self._failed[1]
            left = until - self._now()
            if left <= 0:
                raise StillReading()
            self._changed.wait(left)

    def _begin(self) -> None:
        if not self._busy and not self._resting():
            self._busy = True
            Thread(target=self._go_on_reading, name="reading", daemon=True).start()

    def _resting(self) -> bool:
        """Say whether a reading has failed just now."""
        return self._failed is not None and self._now() - self._failed[0] <= FRESH

    def _age(self, reading: _Reading) -> float:
        return self._now() - reading.begun

    def _go_on_reading(self) -> None:
        """Read until what is known is as new as is wanted."""
        while True:
            with self._changed:
                self._begun += 1
                number, begun = self._begun, self._now()
            outcome = self._read_once(number, begun)
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                if not isinstance(outcome, _Reading):
                    self._failed = (self._now(), outcome)
                    return
                self._take(outcome)
                if number >= self._wanted:
                    return
                self._busy = True

    def _read_once(self, number: int, begun: float) -> _Reading | SheetCrmError:
        try:
            tables = self._read()
            return _Reading(number, begun, tables, self._checker(tables))
        except SheetCrmError as error:
            note(logging.WARNING, reading="failed", code=error.code)
            return error
        except Exception as error:  # whatever broke: who waits must not wait for ever
            note(logging.ERROR, reading="failed", broken=type(error).__name__)
            return StillReading()

    def _take(self, reading: _Reading) -> None:
        """Put a new reading in the old one's place, with the edits laid over it that it cannot hold."""
        self._late = [late for late in self._late if late[0] > reading.number]
        for _, edited in self._late:
            reading.checker.lay(edited)
        self._reading, self._failed = reading, None
