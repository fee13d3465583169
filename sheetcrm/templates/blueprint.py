"""One plain description of a workbook, drawn from a template and printed by every backend alike.

Nothing here knows XlsxWriter or Google; rows and columns count from 1, colours are `RRGGBB`, widths are characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Literal

from sheetcrm.values import Value

FIRST_DATA_ROW = 3
"""Below the hidden key row and the header; formulas of highlights are written for it."""


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a cell, by name (see `Blueprint.styles`)."""

    number_format: str = "General"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    size: int | None = None
    colour: str | None = None
    fill: str | None = None
    align: Literal["left", "center", "right"] | None = None
    valign: Literal["center", "bottom"] = "center"
    wrap: bool = False
    indent: int = 0
    border: bool = False
    locked: bool = True


@dataclass(frozen=True, slots=True)
class ListRule:
    """Only the entries of a named list (dropdown); `strict=False` warns instead of refusing."""

    named_list: str
    strict: bool = True


@dataclass(frozen=True, slots=True)
class NumberRule:
    """Numbers between two bounds (either may be open)."""

    minimum: str | None = None
    maximum: str | None = None
    whole: bool = False
    strict: bool = True
    """False warns instead of refusing: "1,2 tỷ" is text to Excel, but recompute understands it."""


@dataclass(frozen=True, slots=True)
class DateRule:
    """Dates between two bounds, ISO text."""

    minimum: str = "1990-01-01"
    maximum: str = "2100-12-31"
    with_time: bool = False
    strict: bool = True
    """False warns instead of refusing: an Excel set to another country's dates takes 25/11/2026 for text."""


@dataclass(frozen=True, slots=True)
class EngineRule:
    """Typing is refused: only sheetcrm writes here. Sheet protection would stop tables from growing."""


@dataclass(frozen=True, slots=True)
class HintRule:
    """Anything may be typed; a message says what is understood."""

    title: str
    note: str


Rule = ListRule | NumberRule | DateRule | EngineRule | HintRule


@dataclass(frozen=True, slots=True)
class Highlight:
    """A conditional format: where the formula (for the first data row, as `$C3="x"`) is true, the style applies."""

    formula: str
    style: str
    column: str | None = None
    """The column it paints; None paints the whole row."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button that runs a macro."""

    macro: str
    caption: str
    at: tuple[int, int]
    """Row and column of the cell from whose corner `offset` counts."""
    offset: tuple[int, int]
    size: tuple[int, int]
    """Pixels: width, height."""


@dataclass(frozen=True, slots=True)
class StatusBox:
    """A line that shows what one cell says, wherever that cell stands."""

    at: tuple[int, int]
    offset: tuple[int, int]
    size: tuple[int, int]
    formula: str
    """The cell, as `=Sheet!$B$3`."""
    colour: str


@dataclass(frozen=True, slots=True)
class ColumnBlueprint:
    """One column of a table sheet."""

    key: str
    header: str
    width: int
    style: str
    note: str | None = None
    """The input message shown when the cell is selected."""
    error: str | None = None
    """The sentence shown when the rule refuses what was typed."""
    error_title: str | None = None
    """Its heading."""
    rule: Rule | None = None
    hidden: bool = False
    engine: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet that holds one table; rows given here are written when the workbook is built."""

    key: str
    title: str
    columns: tuple[ColumnBlueprint, ...]
    rows: tuple[tuple[Value, ...], ...] = ()
    blank_rows: int = 100
    """Empty table rows below the given ones, ready to be typed into."""
    ruled_rows: int = 2000
    """How far down validations and formats reach."""
    highlights: tuple[Highlight, ...] = ()
    frozen_columns: int = 0
    tab_colour: str | None = None
    hidden: bool = False
    filters: bool = True
    as_table: bool = True
    """A real spreadsheet table, named like its key; the hidden sheets need none."""
    protected: bool = False
    """Whole-sheet protection without a password: for sheets only the engine writes (stage history, settings)."""
    buttons: tuple[Button, ...] = ()
    status: StatusBox | None = None
    header_band: int = 0
    """Pixels kept free above the header's texts, for buttons."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars: its name (row, column), its ranges (first row and column, last row and column)."""

    name: tuple[int, int]
    categories: tuple[int, int, int, int]
    values: tuple[int, int, int, int]
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart standing on its report sheet, reading cells of that sheet."""

    kind: Literal["column", "bar", "line", "doughnut"]
    title: str
    series: tuple[Series, ...]
    at: tuple[int, int]
    size: tuple[int, int]
    """Pixels: width, height."""
    number_format: str = "General"
    line_series: tuple[Series, ...] = ()
    """Series drawn as lines over the columns (a target over revenue)."""
    from_zero: bool = True
    """Whether the axis of values begins at zero; else it begins where the values need it, below zero too."""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Little bars in one cell; decoration only, a backend that has none leaves the cell blank."""

    at: tuple[int, int]
    values: tuple[int, int, int, int]
    """First row and column, last row and column."""
    colour: str
    last_colour: str
    from_zero: bool = True
    """Whether bars begin at 0; where values may be negative, at the smallest."""


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """A sheet the engine owns; cells given here are written when built, `ReplaceBlock` renews them later."""

    key: str
    title: str
    widths: tuple[int, ...]
    cells: Mapping[tuple[int, int], tuple[Value, str]] = field(default_factory=dict)
    """(row, column) → value and style name."""
    inputs: Mapping[tuple[int, int], Rule] = field(default_factory=dict)
    """Cells a user may type into (the rest is protected), with their rule."""
    charts: tuple[Chart, ...] = ()
    sparklines: tuple[Sparkline, ...] = ()
    highlights: tuple[tuple[str, str, str], ...] = ()
    """(range in A1 style, formula for its first cell, style name)."""
    frozen_rows: int = 0
    repeated_rows: tuple[int, int] | None = None
    """First and last row that stand on top of every printed page."""
    printed_columns: int | None = None
    """How many columns are printed; None for all."""
    printed_rows: int | None = None
    """When only the upper rows are printed: how many. They then stand on one page, upright."""
    tab_colour: str | None = None
    hidden: bool = False
    buttons: tuple[Button, ...] = ()
    status: StatusBox | None = None


@dataclass(frozen=True, slots=True)
class NamedList:
    """A workbook-level name over one column of a table sheet; the dropdowns point to it."""

    name: str
    sheet: str
    column: str


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The whole workbook. The first sheet is the one that opens."""

    lang: str
    sheets: tuple[TableSheet | ReportSheet, ...]
    named_lists: tuple[NamedList, ...]
    styles: Mapping[str, Style]
    properties: Mapping[str, str] = field(default_factory=dict)
    macros: bool = False
    """Whether it carries the macros that its buttons run; a backend without macros prints none of the buttons."""
