"""Where an opportunity may be moved to; pure."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from sheetcrm.app.reading import Reading
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.stages import Context
from sheetcrm.domain.stages import Process
from sheetcrm.domain.stages import hurdles
from sheetcrm.domain.stages import next_stages
from sheetcrm.messages import say
from sheetcrm.templates.template import PROCESS_TABLE


@dataclass(frozen=True, slots=True)
class Target:
    """Where an opportunity may be moved to."""

    stage: str
    status: str
    label: str


def targets_of(reading: Reading, one: Opportunity, context: Context) -> tuple[Target, ...]:
    """Give what may be wanted of an opportunity, likeliest first; what the process refuses outright is left out."""
    process = reading.process
    return tuple(
        target
        for target in _wishes(reading, one, context)
        if not any(each.refuses for each in hurdles(process, one, context, target.stage, target.status).obstacles)
    )


def _wishes(reading: Reading, one: Opportunity, context: Context) -> Iterator[Target]:
    process, lang = reading.process, reading.settings.lang
    stage, status = one.accepted_stage or process.start, one.accepted_status or "open"
    if status in ("paused", "lost"):
        back = (stage, *_before(process, stage)) if status == "lost" else (stage,)
        yield from (Target(key, "open", say("move_reopen", lang, stage=_name(reading, key))) for key in back)
    ahead = [each.key for each in next_stages(process, one, context)]
    yield from (Target(key, status, _name(reading, key)) for key in ahead)
    if status == "open" and stage in process.positions and process.stage(stage).outcome == "won":
        yield Target(stage, "won", _status(reading, "won"))
    endings = {"open": ("paused", "lost"), "paused": ("lost",)}
    yield from (Target(stage, ended, _status(reading, ended)) for ended in endings.get(status, ()))
    if status == "open":
        yield from _exceptions(reading, stage, ahead)


def _exceptions(reading: Reading, stage: str, ahead: Sequence[str]) -> Iterator[Target]:
    """Give what needs a reason: the stages before, the nearest first; and with an approval, the stages beyond."""
    process, lang = reading.process, reading.settings.lang
    for key in _before(process, stage):
        yield Target(key, "open", say("move_back", lang, stage=_name(reading, key)))
    for each in process.stages[process.positions.get(stage, -1) + 1 :]:
        if each.key not in ahead:
            yield Target(each.key, "open", say("move_skip", lang, stage=_name(reading, each.key)))


def _before(process: Process, stage: str) -> list[str]:
    return [each.key for each in reversed(process.stages[: process.positions.get(stage, 0)])]


def _name(reading: Reading, stage: str) -> str:
    """Give a stage's name; one that the process has lost since is said as it is."""
    process = reading.process
    return process.stage(stage).in_language(reading.settings.lang) if stage in process.positions else stage


def _status(reading: Reading, status: str) -> str:
    return reading.conventions[PROCESS_TABLE]["status"].labels.get(status, status)
