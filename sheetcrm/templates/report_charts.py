"""The dashboard's charts: which small table each reads, in which colours, and where it stands."""

from __future__ import annotations

from sheetcrm.messages import say
from sheetcrm.templates.blueprint import Chart
from sheetcrm.templates.blueprint import Series
from sheetcrm.templates.dashboard_layout import CHART_ROWS
from sheetcrm.templates.dashboard_layout import CHART_SIZE
from sheetcrm.templates.dashboard_layout import CHARTS_ROW
from sheetcrm.templates.dashboard_layout import REPS_DRAWN
from sheetcrm.templates.dashboard_layout import RIGHT_HALF
from sheetcrm.templates.dashboard_layout import Place
from sheetcrm.templates.dashboard_layout import Places

DONE, GOAL, AMOUNT, WEIGHTED, LOST = "2E7D5B", "E09F3E", "3B6FA0", "7FB3D5", "B5544A"
"""What was reached is green, a target amber, what is open blue (paler by probability), what was lost red."""
_COUNT, _DAYS, _PERCENT = "#,##0", "0.0", '0" %"'


def draw_charts(places: Places, lang: str, money: str) -> tuple[Chart, ...]:
    """Draw all charts, line by line, two a line; `money` is the number format of amounts in short."""

    def name(key: str) -> str:
        return say(f"kpi_chart_{key}", lang, reps=REPS_DRAWN)

    months, stages, closing = places.months, places.stages, places.closing
    reps = places.reps._replace(lines=REPS_DRAWN)
    target = (_series(months, 2, GOAL),)
    return (
        # cancelled orders may make a month's revenue negative; the running month is small: the axis shows zero anyway
        Chart(
            "column",
            name("revenue"),
            (_series(months, 1, DONE),),
            _at(0, 1),
            CHART_SIZE,
            money,
            target,
            from_zero=False,
        ),
        Chart("bar", name("reps"), (_series(reps, 1, DONE), _series(reps, 2, GOAL)), _at(0, 2), CHART_SIZE, money),
        Chart("column", name("stages"), _open(stages), _at(1, 1), CHART_SIZE, money),
        Chart("column", name("closing"), _open(closing), _at(1, 2), CHART_SIZE, money),
        Chart("bar", name("funnel"), (_series(stages, 3, AMOUNT),), _at(2, 1), CHART_SIZE, _COUNT),
        Chart("bar", name("days"), (_series(stages, 4, GOAL),), _at(2, 2), CHART_SIZE, _DAYS),
        Chart("line", name("win_rate"), (_series(months, 3, DONE),), _at(3, 1), CHART_SIZE, _PERCENT),
        Chart("bar", name("sources"), (_series(places.sources, 1, AMOUNT),), _at(3, 2), CHART_SIZE, _COUNT),
        Chart("bar", name("lost_count"), (_series(places.reasons, 1, LOST),), _at(4, 1), CHART_SIZE, _COUNT),
        Chart("bar", name("lost_amount"), (_series(places.reasons, 2, LOST),), _at(4, 2), CHART_SIZE, money),
    )


def _open(place: Place) -> tuple[Series, Series]:
    """Give amounts as they are and by probability."""
    return _series(place, 1, AMOUNT), _series(place, 2, WEIGHTED)


def _at(line: int, half: int) -> tuple[int, int]:
    return CHARTS_ROW + line * CHART_ROWS, 1 if half == 1 else RIGHT_HALF


def _series(place: Place, offset: int, colour: str) -> Series:
    column = place.column + offset
    return Series(
        name=(place.head, column),
        categories=(place.first, place.column, place.last, place.column),
        values=(place.first, column, place.last, column),
        colour=colour,
    )
