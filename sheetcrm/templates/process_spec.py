"""What a file in `processes/` may say: stages with their needs, named skips, what other moves ask for, extra columns.

A process file is data from outside, so these are pydantic models; what comes out is `domain.process.Process`.
`[[columns]]` declares extra columns of the table `opportunities`, written as in a workbook template (`spec.Column`);
drawing and reading a workbook merge `process_columns(raw)` into that table when this process is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from typing import Annotated
from typing import Literal
from typing import Self

from pydantic import Field
from pydantic import model_validator

from sheetcrm.domain import process
from sheetcrm.domain.needs import Need
from sheetcrm.domain.placeholders import known_placeholders
from sheetcrm.templates.need_spec import Days
from sheetcrm.templates.need_spec import NeedSpec
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import Key
from sheetcrm.templates.spec import Sentence
from sheetcrm.templates.strict import NamedSpec
from sheetcrm.templates.strict import Strict

Needs = tuple[NeedSpec, ...]


class StageSpec(NamedSpec):
    """One step of the way, and what must be true to leave it."""

    probability: int = Field(ge=0, le=100)
    stale_days: Days | None = None
    next: Key | None = None
    outcome: Literal["won"] | None = None
    needs: Needs = ()

    def stage(self) -> process.Stage:
        """Give the stage as the domain reads it."""
        return process.Stage(
            key=self.key,
            vi=self.vi,
            en=self.en,
            probability=self.probability,
            stale_days=self.stale_days,
            next=self.next,
            needs=_needs(self.needs),
            outcome=self.outcome,
        )


class SkipSpec(Strict):
    """A shortcut from one stage to a later one that needs nobody's approval."""

    from_stage: Key
    to_stage: Key
    needs: Annotated[Needs, Field(min_length=1)]


class RulesSpec(Strict):
    """What moves ask for besides the gates of stages."""

    won: Annotated[Needs, Field(min_length=1)]
    lost: Annotated[Needs, Field(min_length=1)]
    paused: Annotated[Needs, Field(min_length=1)]
    back: Annotated[Needs, Field(min_length=1)]
    reopen: Annotated[Needs, Field(min_length=1)]
    reopen_days: Days
    skip: Annotated[Needs, Field(min_length=1)]

    def rules(self) -> process.Rules:
        """Give the rules as the domain reads them."""
        return process.Rules(
            won=_needs(self.won),
            lost=_needs(self.lost),
            paused=_needs(self.paused),
            back=_needs(self.back),
            reopen=_needs(self.reopen),
            skip=_needs(self.skip),
            reopen_days=self.reopen_days,
        )


class CareSpec(Strict):
    """Looking after customers: how long may pass between two contacts."""

    vi: Sentence
    en: Sentence
    stale_days: Days


class ProcessSpec(NamedSpec):
    """One process file."""

    start: Key
    placeholders: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    stages: Annotated[tuple[StageSpec, ...], Field(min_length=1)]
    skips: tuple[SkipSpec, ...] = ()
    rules: RulesSpec
    care: CareSpec
    columns: tuple[Column, ...] = ()

    @model_validator(mode="after")
    def _names_nothing_twice(self) -> Self:
        _refuse_repeated("stage", [stage.key for stage in self.stages])
        _refuse_repeated("skip", [f"{skip.from_stage} -> {skip.to_stage}" for skip in self.skips])
        _refuse_repeated("column", [column.key for column in self.columns])
        return self

    @model_validator(mode="after")
    def _leads_from_start_to_won(self) -> Self:
        """Each stage's `next` is the one written below it: the order of the file is the order of the process."""
        keys = [stage.key for stage in self.stages]
        if self.start != keys[0]:
            raise ValueError(f"start must be the first stage, {keys[0]}, not {self.start}")
        for stage, follower in zip(self.stages, (*keys[1:], None), strict=True):
            if stage.next != follower:
                raise ValueError(f"next of stage {stage.key} must be {follower or 'left out'}, not {stage.next}")
        if self.stages[-1].outcome != "won":
            raise ValueError('the last stage must say outcome = "won"')
        return self

    @model_validator(mode="after")
    def _skips_lead_ahead(self) -> Self:
        places = {stage.key: place for place, stage in enumerate(self.stages)}
        for skip in self.skips:
            for key in (skip.from_stage, skip.to_stage):
                if key not in places:
                    raise ValueError(f"skip names a stage that there is not: {key}")
            if places[skip.to_stage] < places[skip.from_stage] + 2:
                raise ValueError(f"skip {skip.from_stage} -> {skip.to_stage} passes no stage over")
        return self


def read_process(raw: Mapping[str, object]) -> process.Process:
    """Read one process file. Raises: pydantic.ValidationError, whose `loc` is the path into the file."""
    spec = ProcessSpec.model_validate(raw)
    return process.Process(
        key=spec.key,
        vi=spec.vi,
        en=spec.en,
        start=spec.start,
        stages=tuple(stage.stage() for stage in spec.stages),
        skips=tuple(process.Skip(skip.from_stage, skip.to_stage, _needs(skip.needs)) for skip in spec.skips),
        rules=spec.rules.rules(),
        placeholders=known_placeholders(spec.placeholders),
        care=process.Care(spec.care.vi, spec.care.en, spec.care.stale_days),
    )


def process_columns(raw: Mapping[str, object]) -> tuple[Column, ...]:
    """Give the extra columns of the table `opportunities` that a process file declares."""
    return ProcessSpec.model_validate(raw).columns


def _needs(specs: Iterable[NeedSpec]) -> tuple[Need, ...]:
    return tuple(spec.need() for spec in specs)


def _refuse_repeated(what: str, keys: list[str]) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"{what} {key} stands twice")
