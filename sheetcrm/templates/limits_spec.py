"""What the file `daily_work.toml` may say: from when on daily work is late, and what the Today tab shows first."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field
from pydantic import field_validator

from sheetcrm.domain.limits import Limits
from sheetcrm.domain.today import KINDS


class LimitsSpec(BaseModel):
    """The limits of daily work, as `domain.limits.Limits` explains them."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    own_rates_from: int = Field(ge=1)
    quote_answer_days: int = Field(ge=0)
    lost_care_until_days: int = Field(ge=0)
    target_warns_above_percent: int = Field(ge=100)
    target_history_months: int = Field(ge=1)
    two_way_kinds: frozenset[str]
    quote_kinds: frozenset[str]
    urgency: tuple[str, ...]

    @field_validator("urgency")
    @classmethod
    def _knows_every_kind_once(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        for kind in kinds:
            if kind not in KINDS:
                raise ValueError(f"there is no kind of item {kind!r}; known are {', '.join(KINDS)}")
            if kinds.count(kind) > 1:
                raise ValueError(f"{kind} stands twice")
        return kinds


def read_limits(raw: Mapping[str, object]) -> Limits:
    """Read the limits of daily work. Raises: pydantic.ValidationError."""
    return Limits(**LimitsSpec.model_validate(raw).model_dump())
