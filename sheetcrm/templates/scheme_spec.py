"""What a file in `schemes/` may say: letters with weights and written anchors, or parts of other schemes to combine.

A scheme file is data from outside, so these are pydantic models; what comes out is `domain.schemes.Scheme`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated
from typing import Self

from pydantic import Field
from pydantic import model_validator

from sheetcrm.domain import schemes
from sheetcrm.templates.spec import Key
from sheetcrm.templates.spec import Sentence
from sheetcrm.templates.strict import NamedSpec
from sheetcrm.templates.strict import Strict

LEVELS = schemes.TOP_LEVEL + 1
WHOLE = 100

Percent = Annotated[int, Field(ge=0, le=WHOLE)]
Anchors = Annotated[tuple[Sentence, ...], Field(min_length=LEVELS, max_length=LEVELS)]


class KnockOutSpec(Strict):
    """A letter this low keeps the whole score at `limit` or below."""

    level: int = Field(ge=0, lt=schemes.TOP_LEVEL)
    limit: int = Field(ge=0, lt=WHOLE)


class LetterSpec(NamedSpec):
    """One letter of a scheme."""

    symbol: str = Field(pattern=r"^[A-Z]$")
    column: Key
    verified_on: Key | None = None
    objection: Key | None = None
    weight: int = Field(ge=1, le=WHOLE)
    knock_outs: tuple[KnockOutSpec, ...] = ()
    anchors_vi: Anchors
    anchors_en: Anchors

    def letter(self) -> schemes.Letter:
        """Give the letter as the domain reads it."""
        return schemes.Letter(
            key=self.key,
            vi=self.vi,
            en=self.en,
            symbol=self.symbol,
            weight=Decimal(self.weight),
            places=(schemes.Place(self.column, self.verified_on),),
            anchors_vi=self.anchors_vi,
            anchors_en=self.anchors_en,
            objection=self.objection,
            knock_outs=tuple(schemes.KnockOut(each.level, each.limit) for each in self.knock_outs),
        )


class DecaySpec(Strict):
    """How much evidence counts that was verified more than `after_days` ago."""

    after_days: int = Field(ge=0)
    percent: Percent


class BandSpec(NamedSpec):
    """A name for scores from `from_points` on."""

    from_points: Percent


class GradeSpec(Strict):
    """A school mark for enough points and enough completeness."""

    key: str = Field(min_length=1, max_length=3)
    from_points: Percent
    from_completeness: Percent


class PartSpec(Strict):
    """A scheme to mix in, and its share."""

    scheme: Key
    percent: int = Field(ge=1, le=WHOLE)


class SchemeSpec(NamedSpec):
    """One scheme file: either `letters` with bands and grades, or `parts`."""

    letters: tuple[LetterSpec, ...] = ()
    parts: tuple[PartSpec, ...] = ()
    decay: tuple[DecaySpec, ...] = ()
    bands: tuple[BandSpec, ...] = ()
    grades: tuple[GradeSpec, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if bool(self.letters) == bool(self.parts):
            raise ValueError("a scheme has either letters or parts")
        shares = [letter.weight for letter in self.letters] + [part.percent for part in self.parts]
        if sum(shares) != WHOLE:
            raise ValueError(f"{'weights' if self.letters else 'percents of the parts'} sum to {sum(shares)}, not 100")
        if self.letters and not (self.bands and self.grades):
            raise ValueError("a scheme with letters has bands and grades")
        return self

    @model_validator(mode="after")
    def _names_nothing_twice(self) -> Self:
        _refuse_repeated("letter", [letter.key for letter in self.letters])
        _refuse_repeated("symbol", [letter.symbol for letter in self.letters])
        _refuse_repeated("band", [band.key for band in self.bands])
        _refuse_repeated("grade", [grade.key for grade in self.grades])
        _refuse_repeated("part", [part.scheme for part in self.parts])
        return self

    @model_validator(mode="after")
    def _steps_go_down(self) -> Self:
        _refuse_rising("bands", [band.from_points for band in self.bands])
        if self.bands and self.bands[-1].from_points:
            raise ValueError("the last band starts at 0 points")
        if self.grades and (self.grades[-1].from_points or self.grades[-1].from_completeness):
            raise ValueError("the last grade starts at 0 points and 0 completeness")
        _refuse_rising("decay", [step.after_days for step in self.decay])
        _refuse_rising("decay", [WHOLE - step.percent for step in self.decay])
        return self


def read_scheme(
    raw: Mapping[str, object], known: Mapping[str, schemes.Scheme] = MappingProxyType({})
) -> schemes.Scheme:
    """Read one scheme; a combined one finds its parts among the `known`.

    Raises: pydantic.ValidationError, and ValueError for an unknown part or two letters with one symbol.
    """
    spec = SchemeSpec.model_validate(raw)
    parts = [(_part(part, known), part.percent) for part in spec.parts]
    mixed = [(letter, percent) for scheme, percent in parts for letter in scheme.letters]
    letters = schemes.combine(mixed) if parts else tuple(each.letter() for each in spec.letters)
    _refuse_repeated("symbol", [letter.symbol for letter in letters])
    inherited = parts[0][0] if parts else None
    return schemes.Scheme(
        key=spec.key,
        vi=spec.vi,
        en=spec.en,
        letters=letters,
        bands=_bands(spec) or (inherited.bands if inherited else ()),
        grades=_grades(spec) or (inherited.grades if inherited else ()),
        decay=_decay(spec) or (inherited.decay if inherited else ()),
        parts=tuple(schemes.Part(part.scheme, part.percent) for part in spec.parts),
    )


def _part(part: PartSpec, known: Mapping[str, schemes.Scheme]) -> schemes.Scheme:
    if part.scheme not in known or known[part.scheme].parts:
        raise ValueError(f"part {part.scheme} is not a scheme with letters of its own")
    return known[part.scheme]


def _bands(spec: SchemeSpec) -> tuple[schemes.Band, ...]:
    return tuple(schemes.Band(band.key, band.vi, band.en, band.from_points) for band in spec.bands)


def _grades(spec: SchemeSpec) -> tuple[schemes.Grade, ...]:
    return tuple(schemes.Grade(each.key, each.from_points, each.from_completeness) for each in spec.grades)


def _decay(spec: SchemeSpec) -> tuple[schemes.Decay, ...]:
    return tuple(schemes.Decay(step.after_days, step.percent) for step in spec.decay)


def _refuse_repeated(what: str, keys: list[str]) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"{what} {key} stands twice")


def _refuse_rising(what: str, numbers: list[int]) -> None:
    if any(later >= earlier for earlier, later in pairwise(numbers)):
        raise ValueError(f"{what} must stand from the highest to the lowest")
