"""Two engines, one catalogue: SQLite gives every figure that the program's own engine gives."""

from __future__ import annotations

from decimal import ROUND_HALF_UP
from decimal import Context
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.domain.kpis.compute import compute
from sheetcrm.domain.kpis.figures import Figure
from sheetcrm.domain.kpis.measures import Attainment
from sheetcrm.domain.kpis.measures import Growth
from sheetcrm.domain.kpis.periods import Period
from sheetcrm.domain.kpis.periods import cut_at
from tests.oracle.generated_rows import DIRT
from tests.oracle.generated_rows import PERIODS
from tests.oracle.generated_rows import make_rows
from tests.oracle.measures_in_sql import SqlEngine
from tests.oracle.memory_books import recomputed
from tests.oracle.spans import Days

CELL = Context(prec=15, rounding=ROUND_HALF_UP)
MEASURED = {key: kpi for key, kpi in CATALOGUE.items() if not isinstance(kpi.measure, Growth | Attainment)}


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    size=st.integers(0, 25),
    dirt=st.sampled_from(DIRT),
    period=st.sampled_from(list(PERIODS.values())),
)
def test_every_measure_compiled_to_sqlite_gives_the_same_digits(seed: int, size: int, dirt: int, period: Days) -> None:
    facts = recomputed(make_rows(seed, size, dirt)).facts()
    engine, when = SqlEngine(facts), Period(*period)
    for key, kpi in MEASURED.items():
        for by in ((), *kpi.by):
            figures = compute(facts, key, by, when)
            if figures.total.reason == "kpi_blank_only_today":
                continue
            ours = {line.key: line.figure for line in figures.lines} if by else {(): figures.total}
            theirs = engine.compute(kpi.measure, by, when if kpi.ahead else cut_at(when, facts.today).now)
            assert set(theirs) <= set(ours), (key, by)
            for line, (figure, n) in theirs.items():
                assert _is_same(ours[line], figure, n), (key, by, line, ours[line], figure)
            assert all(figure.value in (None, 0) for line, figure in ours.items() if line not in theirs), (key, by)


def _is_same(ours: Figure, figure: Fraction | None, n: int | None) -> bool:
    if figure is None or ours.value is None:
        return figure is ours.value is None and ours.n == n
    top, bottom = figure.as_integer_ratio()
    expected = Decimal(top) / Decimal(bottom) if n is None else CELL.divide(Decimal(top), Decimal(bottom))
    return ours.value == expected and ours.n == n
