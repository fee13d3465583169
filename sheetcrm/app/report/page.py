"""The report page as a value: every number already in words, every name already in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "number", "blank", "good", "bad", "warn"]
Direction = Literal["up", "down", "same"]
Shape = Literal["bar", "line", "text"]
"""How a series of a chart is drawn; `text` stands only in the tooltip, the labels and the table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: what it says, how it looks, and a small second line."""

    text: str = ""
    tone: Tone = ""
    small: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure changed; a blank says why."""

    text: str
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Attainment:
    """How much of a target was reached: in words, and as a whole number for a bar that ends at 100."""

    text: str
    percent: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One big figure: short enough to be read from afar, and exact beneath."""

    name: str
    figure: str
    exact: str
    change: Change
    attainment: Attainment | None = None
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """One KPI of the scorecard with all it is compared with."""

    key: str
    number: str
    name: str
    formula: str
    now: Cell
    previous: Cell
    change: Change
    last_year: Cell
    target: Cell
    attainment: Attainment | None
    n: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScoreBlock:
    """KPIs that belong together, as the template groups them."""

    title: str
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One line of figures of a chart: numbers to draw, the same in words, and short words to stand beside a mark."""

    name: str
    shape: Shape
    values: tuple[str | None, ...]
    texts: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: what it is about, its places, its series. `money` says whether its axis counts money."""

    key: str
    title: str
    note: str
    head: str
    """What the places are: months, stages, sources."""
    places: tuple[str, ...]
    series: tuple[Series, ...]
    upright: bool = False
    """Columns over time rather than bars one below the other."""
    money: bool = False
    percent: bool = False

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to draw."""
        drawn = [value for one in self.series if one.shape != "text" for value in one.values]
        return all(value is None or not value.strip("-0.") for value in drawn)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with heads, lines and perhaps a total; `notes` stand below it."""

    title: str
    heads: tuple[Cell, ...]
    lines: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to do today."""

    kind: str
    late: bool
    customer: str
    subject: str
    stage: str
    due: str
    overdue: str
    amount: str
    to_do: str


@dataclass(frozen=True, slots=True)
class RepDay:
    """What one rep should do today."""

    rep: str
    total: str
    kinds: str
    errands: tuple[Errand, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    lang: str
    title: str
    workbook: str
    period: str
    computed: str
    tiles: tuple[Tile, ...]
    scorecard: tuple[ScoreBlock, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    days: tuple[RepDay, ...]
    receivables: Table
    quality: Table
    assumption: str = ""
    """Which probabilities behind the weighted figures are not the company's own yet."""
