"""What a workbook template may say. Unknown keys are refused by name; `load` adds the file and the line.

A template is data from outside, so these are pydantic models; everything here is frozen once read.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated
from typing import Literal

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field

KindName = Literal[
    "id", "text", "long_text", "integer", "number", "money", "percent", "date", "datetime", "month", "choice", "list",
    "entry", "reference", "rep", "stage", "phone", "email", "tax_code", "link", "letter", "currency",
]  # fmt: skip
"""`letter` is a qualification letter 0–3; `list` an entry of the lists sheet; `entry` one of several lists, or another
name; `reference` a row of another table, typed as its id or its label; `rep` a rep's name."""

Tone = Literal["good", "warn", "bad", "muted", "hot", "warm", "cold"]
"""How a cell is painted; the colours stand in `drawing_styles`."""

LONGEST_HELP = 255
"""Excel shows no longer input message."""
LONGEST_TITLE = 31
"""Excel allows no longer sheet name."""
NOT_IN_TITLES = r"[]:*?/\\"
KEY_PATTERN = r"^[a-z][a-z0-9_]*$"


TabColour = Annotated[str | None, Field(pattern=r"^[0-9A-F]{6}$")]


class Named(BaseModel):
    """Anything with a key for programs and a name for people in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    key: str = Field(pattern=KEY_PATTERN)
    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, lang: str) -> str:
        """Give the name in the language asked for."""
        return self.vi if lang == "vi" else self.en


class Choice(Named):
    """One allowed entry of a choice column, or a default entry of a list."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    tone: Tone | None = None
    """How a cell that says so is painted."""


class Column(Named):
    """One column of a table."""

    kind: KindName
    required: bool = False
    engine: bool = False
    """Only sheetcrm writes it."""
    hidden: bool = False
    width: int | None = Field(default=None, ge=2, le=120)
    min: float | None = None
    max: float | None = None
    choices: tuple[Choice, ...] = ()
    list: str | None = None
    """For kind `list`: the key of the list on the lists sheet."""
    lists: tuple[str, ...] = ()
    """For kind `entry`: the keys of the lists whose entries are meant when their label is typed."""
    refers_to: str | None = None
    """For kind `reference`: the table it points into."""
    suggest: str | None = None
    """Offers the rows of this table, by label, without insisting on one."""
    overdue_while: Mapping[str, tuple[str, ...]] | None = None
    """For a date: painted once past, while each of these columns holds one of the entries (`{}`: always)."""
    tone: Tone | None = None
    """How the cell is painted when it says anything (a number: anything above 0)."""
    help_vi: str | None = Field(default=None, max_length=LONGEST_HELP)
    help_en: str | None = Field(default=None, max_length=LONGEST_HELP)

    def help(self, lang: str) -> str | None:
        """Give the input message in the language asked for."""
        return self.help_vi if lang == "vi" else self.help_en


class Table(Named):
    """One table, on one sheet."""

    columns: tuple[Column, ...]
    label_column: str | None = None
    """The column by which people name a row (an opportunity's `name`); references may be typed as it."""
    frozen_columns: int = Field(default=0, ge=0)
    """Stay in sight while scrolling sideways (a hidden id counts too)."""
    tab_colour: TabColour = None
    protected: bool = False
    """Only sheetcrm writes there."""
    place: Literal["daily", "background"] = "daily"
    """Sheets of daily work stand before the KPI tabs, the others behind them."""

    def column(self, key: str) -> Column:
        """Give the column of that key (KeyError when there is none)."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


class ListEntries(Named):
    """One dropdown list that a company edits on the lists sheet, with the entries it starts with."""

    items: tuple[Choice, ...] = ()
    width: int = Field(default=24, ge=2, le=120)


class ListsSheet(BaseModel):
    """The sheet the lists stand on: one column a list, then these columns (currencies and their rates)."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)
    tab_colour: TabColour = None
    columns: tuple[Column, ...]


class Currency(BaseModel):
    """A currency a new workbook knows: how its amounts look, and what it is worth beside the others."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    code: str = Field(pattern=r"^[A-Z]{3}$")
    format: str = Field(min_length=1)
    worth: Decimal = Field(gt=0)
    """In any unit, the same for all: only the proportions count."""
