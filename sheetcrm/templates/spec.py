"""What a workbook template may say. Unknown keys are refused by name; `load` adds the file and the line.

A template is data from outside, so pydantic fills these dataclasses, heeding what `Within` says of a field. They do not
import it: a template that was proved before (`compiled`) is used without it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated
from typing import ClassVar
from typing import Literal
from typing import NamedTuple

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


class Within(NamedTuple):
    """What a number or text in a template file must keep to; pydantic asks for it by the method below."""

    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    ge: int | None = None
    gt: int | None = None
    le: int | None = None

    def __get_pydantic_core_schema__(
        self, source: object, handler: Callable[[object], dict[str, object]]
    ) -> dict[str, object]:
        """Add the limits to what pydantic already asks of the type."""
        schema = handler(source)
        inner = schema.get("schema") if schema["type"] == "nullable" else schema
        assert isinstance(inner, dict)
        inner.update({name: limit for name, limit in self._asdict().items() if limit is not None})
        return schema


Sentence = Annotated[str, Within(min_length=1)]
Key = Annotated[str, Within(pattern=KEY_PATTERN)]
TabColour = Annotated[str | None, Within(pattern=r"^[0-9A-F]{6}$")]
Width = Annotated[int, Within(ge=2, le=120)]
Help = Annotated[str | None, Within(max_length=LONGEST_HELP)]


@dataclass(frozen=True, kw_only=True)
class Titled:
    """Anything with a name for people in both languages."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    vi: Sentence
    en: Sentence

    def in_language(self, lang: str) -> str:
        """Give the name in the language asked for."""
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True, kw_only=True)
class Named(Titled):
    """Anything with a key for programs, too."""

    key: Key


@dataclass(frozen=True, kw_only=True)
class Choice(Titled):
    """One allowed entry of a choice column, or a default entry of a list."""

    key: Annotated[str, Within(pattern=r"^[a-z0-9][a-z0-9_]*$")]
    tone: Tone | None = None
    """How a cell that says so is painted."""


@dataclass(frozen=True, kw_only=True)
class Column(Named):
    """One column of a table."""

    kind: KindName
    required: bool = False
    engine: bool = False
    """Only sheetcrm writes it."""
    hidden: bool = False
    width: Width | None = None
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
    help_vi: Help = None
    help_en: Help = None

    def help(self, lang: str) -> str | None:
        """Give the input message in the language asked for."""
        return self.help_vi if lang == "vi" else self.help_en


@dataclass(frozen=True, kw_only=True)
class Table(Named):
    """One table, on one sheet."""

    columns: tuple[Column, ...]
    label_column: str | None = None
    """The column by which people name a row (an opportunity's `name`); references may be typed as it."""
    frozen_columns: Annotated[int, Within(ge=0)] = 0
    """Stay in sight while scrolling sideways (a hidden id counts too)."""
    tab_colour: TabColour = None
    protected: bool = False
    """Only sheetcrm writes there."""
    hidden: bool = False
    """The sheet is there, but not shown."""
    optional: bool = False
    """Workbooks made before this table was thought of do without it."""
    asked: tuple[str, ...] = ()
    """The columns that a form asks for when it adds a row; what a gate asks for is added to them."""
    place: Literal["daily", "background"] = "daily"
    """Sheets of daily work stand before the KPI tabs, the others behind them."""

    def column(self, key: str) -> Column:
        """Give the column of that key (KeyError when there is none)."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True, kw_only=True)
class ListEntries(Named):
    """One dropdown list that a company edits on the lists sheet, with the entries it starts with."""

    items: tuple[Choice, ...] = ()
    width: Width = 24


@dataclass(frozen=True, kw_only=True)
class ListsSheet(Titled):
    """The sheet the lists stand on: one column a list, then these columns (currencies and their rates)."""

    tab_colour: TabColour = None
    columns: tuple[Column, ...]


@dataclass(frozen=True, kw_only=True)
class Currency:
    """A currency a new workbook knows: how its amounts look, and what it is worth beside the others."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    code: Annotated[str, Within(pattern=r"^[A-Z]{3}$")]
    format: Sentence
    worth: Annotated[Decimal, Within(gt=0)]
    """In any unit, the same for all: only the proportions count."""
