"""Count, add and take the middle of integers, line by line; nothing is divided here.

This is the compiler of measures for records in memory.
"""

from __future__ import annotations

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import cast

from sheetcrm.domain.kpis.facts import KNOWN
from sheetcrm.domain.kpis.facts import Facts
from sheetcrm.domain.kpis.facts import FactTable
from sheetcrm.domain.kpis.measures import SHARE_UNIT
from sheetcrm.domain.kpis.measures import Additive
from sheetcrm.domain.kpis.measures import Count
from sheetcrm.domain.kpis.measures import Distinct
from sheetcrm.domain.kpis.measures import Key
from sheetcrm.domain.kpis.measures import MeanOfShares
from sheetcrm.domain.kpis.measures import Median
from sheetcrm.domain.kpis.periods import Period

Keys = tuple[Key, ...]
ByLine = dict[Keys, int]
Measured = Additive | Median | MeanOfShares


def add_up(facts: Facts, measure: Additive, by: Sequence[str], period: Period) -> Mapping[Keys, int]:
    """Count or add, per line, once for all that ask; with no dimensions there is one line, the total."""
    asked = measure, tuple(by), period
    if asked not in facts.added:
        facts.added[asked] = _add_up(facts.tables[measure.table], measure, by, period)
    return facts.added[asked]


def _add_up(table: FactTable, measure: Additive, by: Sequence[str], period: Period) -> ByLine:
    rows = table.rows(period, measure.where)
    if not rows:
        return {}
    keys = _lines(table, by, rows)
    if isinstance(measure, Count):
        return _by_line(Counter(keys), by)
    cells = map(table.values[measure.column].__getitem__, rows)
    if isinstance(measure, Distinct):
        return _by_line(Counter(key for key, _ in set(zip(keys, cells, strict=True))), by)
    sums: defaultdict[Key | Keys, int] = defaultdict(int)
    for key, cell in zip(keys, cells, strict=True):
        sums[key] += cell
    return _by_line(sums, by)


def _lines(table: FactTable, by: Sequence[str], rows: Sequence[int]) -> Iterable[Key | Keys]:
    """Give the line each row belongs to; with one dimension its key alone, which is quicker to count by."""
    if len(by) == 1:
        return map(table.dimensions[by[0]].__getitem__, rows)
    return line_keys(table, by, rows)


def _by_line(found: Mapping[Key | Keys, int], by: Sequence[str]) -> ByLine:
    if len(by) == 1:
        return {(key,): number for key, number in cast("Mapping[Key, int]", found).items()}
    return dict(cast("Mapping[Keys, int]", found))


def line_keys(table: FactTable, by: Sequence[str], rows: Sequence[int]) -> list[Keys]:
    """Give the line each row belongs to."""
    if not by:
        return [()] * len(rows)
    columns = (map(table.dimensions[name].__getitem__, rows) for name in by)
    return cast("list[Keys]", list(zip(*columns, strict=True)))


def medians(facts: Facts, measure: Median, by: Sequence[str], period: Period) -> dict[Keys, tuple[int, int]]:
    """Give, per line, twice the median (a whole number) and how many it is the middle of."""
    table = facts.tables[measure.table]
    rows = table.rows(period, measure.where)
    keys = line_keys(table, by, rows)
    cells = table.values[measure.column]
    lists: dict[Keys, list[int]] = {}
    if measure.group is None:
        for key, row in zip(keys, rows, strict=True):
            lists.setdefault(key, []).append(cells[row])
    else:
        for (key, _), total in _grouped(keys, rows, table.values[measure.group], cells).items():
            lists.setdefault(key, []).append(total)
    return {key: (_twice_median(numbers), len(numbers)) for key, numbers in lists.items()}


def mean_shares(facts: Facts, measure: MeanOfShares, by: Sequence[str], period: Period) -> dict[Keys, tuple[int, int]]:
    """Give, per line, the sum of the things' own shares (in `SHARE_UNIT`) and how many things; no whole, no share."""
    table = facts.tables[measure.table]
    rows = table.rows(period, measure.where)
    keys = line_keys(table, by, rows)
    groups = table.values[measure.group]
    wholes = _grouped(keys, rows, groups, table.values[measure.whole])
    parts = _grouped(keys, rows, groups, table.values[measure.part])
    shares: dict[Keys, tuple[int, int]] = {}
    for place, whole in wholes.items():
        if whole > 0:
            share, n = shares.get(place[0], (0, 0))
            shares[place[0]] = (share + rounded_quotient(parts[place] * SHARE_UNIT, whole), n + 1)
    return shares


def left_out(facts: Facts, measure: Measured, by: Sequence[str], period: Period) -> Mapping[Keys, Mapping[str, int]]:
    """Say, per line, how many rows would count if only their money were known, and why it is not."""
    table = facts.tables[measure.table]
    where = tuple((column, number) for column, number in measure.where if column not in KNOWN)
    found: dict[Keys, dict[str, int]] = {}
    for column in table.left_out:
        rows = table.rows(period, (*where, (column, 1)))
        for key, number in Counter(line_keys(table, by, rows)).items():
            found.setdefault(key, {})[column] = number
    return found


def rounded_quotient(top: int, bottom: int) -> int:
    """Divide whole numbers, half rounded away from zero; the divisor is positive."""
    quotient = (2 * abs(top) + bottom) // (2 * bottom)
    return quotient if top >= 0 else -quotient


def _grouped(
    keys: Iterable[Keys], rows: Iterable[int], groups: Sequence[int], cells: Sequence[int]
) -> dict[tuple[Keys, int], int]:
    sums: dict[tuple[Keys, int], int] = {}
    for key, row in zip(keys, rows, strict=True):
        place = (key, groups[row])
        sums[place] = sums.get(place, 0) + cells[row]
    return sums


def _twice_median(numbers: list[int]) -> int:
    numbers.sort()
    middle = len(numbers) // 2
    return 2 * numbers[middle] if len(numbers) % 2 else numbers[middle - 1] + numbers[middle]
