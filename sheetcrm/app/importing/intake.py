"""Source cells → canonical values: the map's words and formats first, then the template's kinds.

Ids of other programs and references stay text here; `identify` and `refer` turn them into row ids.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from sheetcrm.app.importing.body import Body
from sheetcrm.app.importing.conventions import with_new_entries
from sheetcrm.app.importing.date_formats import put_in_order
from sheetcrm.app.importing.error_file import unguard
from sheetcrm.app.importing.headers import Match
from sheetcrm.app.importing.map_file import ImportMap
from sheetcrm.problems import Problem
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.rows import parse_table
from sheetcrm.templates.spec import Table
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import decode_long_text
from sheetcrm.values import fold
from sheetcrm.values import is_blank

CHUNK = 5_000
_ANYTHING_ELSE = "*"

Tick = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Intake:
    """A body as values, column by column, and what is wrong with them (their `row` is a place in the body)."""

    values: Mapping[str, Sequence[Value]]
    problems: Sequence[Problem]
    unknown_words: Mapping[str, Mapping[str, int]]
    """For choice-like columns: the source's words that mean nothing here, and how often they stand there."""

    def month_first(self) -> list[str]:
        """Give the date columns that seem to put the month first."""
        return sorted({problem.column or "" for problem in self.problems if problem.code == "import_date_month_first"})

    def leaves_questions(self) -> bool:
        """Say whether a map could help rows that are held."""
        return bool(self.unknown_words or self.month_first())


def take_in(
    body: Body,
    matches: Sequence[Match],
    imap: ImportMap,
    table: Table,
    conventions: Mapping[str, Conventions],
    tick: Tick,
) -> Intake:
    """Understand every cell that has a column."""
    problems = [Problem("import_row_overlong", table.key, row=place) for place in body.overlong()]
    raw = _raw_columns(body, matches, imap, table, problems)
    as_text = {column for column in raw if column == "id" or _kind(table, column) == "reference"}
    values: dict[str, list[Value]] = {column: [] for column in raw}
    for column in as_text:
        values[column] = [_as_text(cell, column, table.key, place, problems) for place, cell in enumerate(raw[column])]
    rest = {column: cells for column, cells in raw.items() if column not in as_text}
    theirs = _welcoming(conventions, rest, table)
    helped = _with_default_currency(rest, imap, table, len(body))
    for start in range(0, len(body), CHUNK):
        chunk = {column: cells[start : start + CHUNK] for column, cells in helped.items()}
        parsed = parse_table(table, chunk, theirs)
        for column in rest:
            values[column] += parsed.values[column]
        problems += [_moved(problem, start) for problem in parsed.problems]
        tick(min(CHUNK, len(body) - start))
    _forget_default_currency(values, rest, helped)
    return Intake(values, problems, _unknown_words(problems, raw, table))


def decode_defaults(
    imap: ImportMap, table: Table, conventions: Mapping[str, Conventions]
) -> tuple[Mapping[str, Value], Sequence[Problem]]:
    """Understand the map's defaults, as if each were typed into its column."""
    wanted = {column: text for column, text in imap.defaults.items() if column != "id"}
    texts: dict[str, list[Raw]] = {column: [text] for column, text in wanted.items()}
    references = {column: text for column, text in wanted.items() if _kind(table, column) == "reference"}
    for column in references:
        del texts[column]
    parsed = parse_table(table, texts, _welcoming(conventions, texts, table))
    found: dict[str, Value] = {column: parsed.values[column][0] for column in texts}
    return {**found, **references}, parsed.problems


def _welcoming(
    conventions: Mapping[str, Conventions], columns: Mapping[str, list[Raw]], table: Table
) -> Mapping[str, Conventions]:
    """Let list columns hold what their lists do not offer yet."""
    return {
        column: with_new_entries(one, columns[column]) if column in columns and _kind(table, column) == "list" else one
        for column, one in conventions.items()
    }


def _raw_columns(
    body: Body, matches: Sequence[Match], imap: ImportMap, table: Table, problems: list[Problem]
) -> dict[str, list[Raw]]:
    came_back = any(match.how == "ours" for match in matches)
    raw: dict[str, list[Raw]] = {}
    for match in matches:
        if not match.feeds:
            continue
        cells = body.column(match.position)
        if came_back:
            cells = [unguard(cell) for cell in cells]
        for column in match.feeds:
            worded = _reworded(cells, imap.values.get(column, {}))
            if _kind(table, column) in ("date", "datetime"):
                worded, doubts = put_in_order(worded, imap.date_formats.get(column), table.key, column)
                problems += doubts
            raw[column] = worded
    return raw


def _reworded(cells: list[Raw], words: Mapping[str, str]) -> list[Raw]:
    """Put our words for theirs; `"*"` stands for any other text."""
    if not words:
        return list(cells)
    folded = {fold(theirs): ours for theirs, ours in words.items() if theirs != _ANYTHING_ELSE}
    rest = words.get(_ANYTHING_ELSE)
    memo: dict[tuple[type, Raw], Raw] = {}
    for cell in cells:
        known = (type(cell), cell)
        if known not in memo:
            text = decode_long_text(cell)
            memo[known] = folded.get(fold(text), cell if rest is None else rest) if isinstance(text, str) else cell
    return [memo[type(cell), cell] for cell in cells]


def _with_default_currency(
    columns: Mapping[str, list[Raw]], imap: ImportMap, table: Table, count: int
) -> dict[str, list[Raw]]:
    """Amounts are read in their row's currency, so its default must be known before they are."""
    helped = dict(columns)
    for column in table.columns:
        if column.kind == "currency" and column.key in imap.defaults:
            default = imap.defaults[column.key]
            cells = columns.get(column.key, [None] * count)
            helped[column.key] = [default if is_blank(cell) else cell for cell in cells]
    return helped


def _forget_default_currency(
    values: dict[str, list[Value]], columns: Mapping[str, list[Raw]], helped: Mapping[str, list[Raw]]
) -> None:
    """Defaults are no part of what a row is known by."""
    for column, cells in columns.items():
        if helped[column] is not cells:
            blank = [is_blank(cell) for cell in cells]
            values[column] = [None if b else value for value, b in zip(values[column], blank, strict=True)]


def _as_text(cell: Raw, column: str, table: str, place: int, problems: list[Problem]) -> str | None:
    text = decode_long_text(cell)
    if isinstance(text, Undecodable):
        problems.append(Problem(text.code, table, None, column, text.params, row=place))
        return None
    return text


def _moved(problem: Problem, start: int) -> Problem:
    return problem if problem.row is None or not start else replace(problem, row=problem.row + start)


def _kind(table: Table, column: str) -> str:
    return table.column(column).kind


def _unknown_words(
    problems: Sequence[Problem], raw: Mapping[str, Sequence[Raw]], table: Table
) -> Mapping[str, Mapping[str, int]]:
    words: dict[str, dict[str, int]] = {}
    for problem in problems:
        column = problem.column
        if (
            column is None
            or problem.row is None
            or column not in raw
            or _kind(table, column) not in ("choice", "stage")
        ):
            continue
        word = str(raw[column][problem.row]).strip()
        counted = words.setdefault(column, {})
        counted[word] = counted.get(word, 0) + 1
    return words
