"""The names, products and sentences of the demonstration company, read from the TOML files in `data/`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GivenNames(_Words):
    """Middle and given names of men or of women."""

    middle: tuple[str, ...]
    given: tuple[str, ...]


class RepWords(_Words):
    """One person of the selling company."""

    name: str
    email: str
    department: str
    manager: str | None = None
    role: str
    capacity: int
    years: int
    skill: float = 0.0
    """The share of closed deals that this rep wins."""
    cancels: bool = False
    """One contract of this rep was cancelled after signing."""


class People(_Words):
    """Who there is: names to draw from, and the selling company's own staff."""

    families: tuple[str, ...]
    men: GivenNames
    women: GivenNames
    reps: tuple[RepWords, ...]


class Segment(_Words):
    """One kind of customer: how it is named, how big it is, who decides."""

    key: str
    share: int
    names: tuple[str, ...]
    employees: tuple[int, int]
    revenue: tuple[int, int]
    """Thousand million VND a year."""
    decision_makers: tuple[str, ...]
    influencers: tuple[str, ...]


class Customers(_Words):
    """Who buys, and where they are: department → places as (province key, place)."""

    patrons: tuple[str, ...]
    brands: tuple[str, ...]
    clubs: tuple[str, ...]
    places: dict[str, tuple[tuple[str, str], ...]]
    segments: tuple[Segment, ...]


class ProductGroup(_Words):
    """One product group: prices in million VND, margins in percent, and what is said about it."""

    key: str
    share: int
    millions: tuple[int, int]
    margin: tuple[int, int]
    works: tuple[str, ...]
    skus: tuple[str, ...]
    pains: tuple[str, ...]
    values: tuple[str, ...]
    packages: tuple[str, ...]
    accessory: str


class Products(_Words):
    """What is sold."""

    groups: tuple[ProductGroup, ...]


class Phrases(_Words):
    """The sentences that reps type."""

    competitors: tuple[str, ...]
    campaigns: dict[str, tuple[str, ...]]
    """Source → the campaigns that bring leads by it."""
    catalogue_links: tuple[str, ...]
    profile_links: tuple[str, ...]
    back_reasons: tuple[str, ...]
    skip_reasons: tuple[str, ...]
    reopen_reasons: tuple[str, ...]
    paused_reasons: tuple[str, ...]
    resume_reasons: tuple[str, ...]
    cancel_reason: str
    disqualified_reasons: tuple[str, ...]
    lead_notes: tuple[str, ...]
    payment_terms: tuple[str, ...]
    care_plans: tuple[str, ...]
    cross_sell_ideas: tuple[str, ...]
    evidence: dict[str, tuple[tuple[str, ...], ...]]
    """Letter column → for each of 0 to 3 the sentences that prove it."""
    next_steps: dict[str, tuple[str, ...]]
    notes: dict[str, tuple[str, ...]]
    objections: dict[str, tuple[tuple[str, str], ...]]
    """Category → what the customer says, and the answer."""
    lost_notes: dict[str, tuple[str, ...]]


class StageWords(_Words):
    """How long a stage usually takes, and what is done in it."""

    key: str
    days: int
    stale: int
    kinds: tuple[str, ...]
    must: tuple[str, ...]


class Fates(_Words):
    """How deals end."""

    paused: int
    """Paused deals a rep."""
    past_resume_share: float
    lost_at: dict[str, int]
    lost_reasons: dict[str, int]


class Chances(_Words):
    """How often the less ordinary happens."""

    existing: float
    back: float
    paused_between: float
    reopened: float
    foreign_currency: float


class Skip(_Words):
    """A way from one stage to a later one; `only` for deals of existing customers or inbound ones."""

    from_stage: str
    to_stage: str
    chance: float
    only: str | None = None
    unless_been_in: str | None = None
    approved: bool = False


class Back(_Words):
    """From which stages deals go back, and to which."""

    from_stages: tuple[str, ...]
    to_stage: str


class Origin(_Words):
    """Where leads come from: a share of all, and its sources."""

    share: int
    sources: dict[str, int]


class Journeys(_Words):
    """How deals run."""

    stages: tuple[StageWords, ...]
    fates: Fates
    chances: Chances
    skips: tuple[Skip, ...]
    back: Back
    origins: dict[str, Origin]
    channels: dict[str, str]
    minutes: dict[str, tuple[int, int]]
    rates: dict[str, int]
    """VND for one unit, to turn a price round."""
    marketing_millions: dict[str, int]


class MonthlyCosts(_Words):
    """What selling costs a month, in million VND; `transaction` is what single deals cost besides."""

    people_a_rep: int
    travel_a_rep: int
    transaction: tuple[int, int]
    transaction_share: float


class Season(_Words):
    """How good each month of the year is for selling."""

    percent: tuple[int, ...]


class Plan(_Words):
    """What should be reached, and what selling costs."""

    rep: dict[str, int]
    """KPI → what one rep should reach in an ordinary month."""
    shares: dict[str, dict[str, int]]
    """Level → key → percent of the whole revenue."""
    season: Season
    costs: MonthlyCosts


class DirtWords(_Words):
    """One way of typing that is not clean, and how often it happens."""

    table: str
    column: str
    how: str
    times: int
    where: dict[str, str] = {}
    filled: tuple[str, ...] = ()
    with_: tuple[str, ...] = Field(default=(), alias="with")
    check: Literal["silent", "warn", "hold"]
    code: str | None = None
    why: str


class DirtKinds(_Words):
    """All ways of typing that are not clean."""

    dirt: tuple[DirtWords, ...]


class Loose(_Words):
    """Small files as another program would give them: table → column → header."""

    rows: int
    headers: dict[str, dict[str, str]]
    dirt: tuple[DirtWords, ...]


class Words(_Words):
    """All data files together."""

    people: People
    customers: Customers
    products: Products
    phrases: Phrases
    journeys: Journeys
    plan: Plan
    dirt: DirtKinds
    loose: Loose


@cache
def words() -> Words:
    """Read the data files once."""
    folder = resources.files("sheetcrm.app.demo").joinpath("data")
    return Words.model_validate(
        {
            name: tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
            for name in Words.model_fields
        }
    )
