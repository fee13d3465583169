"""CRM_SCORE, CRM_BAND, CRM_WHY: a lead's score from the levels of its letters, typed or pointed at.

The levels count as fresh and unobjected: in the sheet of leads age and objections are weighed in as well.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence

from sheetcrm.app.cell_functions.arrays import Answers
from sheetcrm.app.cell_functions.arrays import Grid
from sheetcrm.app.cell_functions.arrays import stretched
from sheetcrm.app.cell_functions.book import CellBook
from sheetcrm.domain.qualification import Score
from sheetcrm.domain.qualification import explain_score
from sheetcrm.domain.qualification import score
from sheetcrm.messages import say
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.kinds import Conventions
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value
from sheetcrm.values import is_blank

Show = Callable[[Score, str], Value]


def points(result: Score, lang: str) -> Value:
    """Give the points; while no letter is known, why there are none."""
    return result.points if result.points is not None else explain_score(result, lang)


def band(result: Score, lang: str) -> Value:
    """Give the band's name."""
    return result.named_band.in_language(lang) if result.named_band else explain_score(result, lang)


def why(result: Score, lang: str) -> Value:
    """Give the sum that explains the points."""
    return explain_score(result, lang)


def scored(book: CellBook, arguments: Sequence[Grid], show: Show) -> Answers:
    """Score row by row; one range with several columns holds a letter in each."""
    given = [grid for grid in arguments if not _is_left_out(grid)]
    if len(given) == 1 and len(given[0][0]) > 1:
        return [[_answer(book, row, show)] for row in given[0]]
    while arguments and _is_left_out(arguments[-1]):
        arguments = arguments[:-1]
    return [[_answer(book, levels, show) for levels in row] for row in stretched(arguments or [[[None]]])]


def _is_left_out(grid: Grid) -> bool:
    return len(grid) == 1 and len(grid[0]) == 1 and is_blank(grid[0][0])


def _answer(book: CellBook, typed: Iterable[Raw], show: Show) -> Value:
    lang, letters = book.lang, book.scheme.letters
    cells: dict[str, Value] = {}
    for place, raw in enumerate(typed):
        level = KINDS["letter"].decode(raw, Conventions(lang))
        if isinstance(level, Undecodable):
            return say("function_no_level", lang, typed=raw)
        if place < len(letters):
            cells[letters[place].places[0].column] = level
        elif level is not None:
            symbols = " ".join(letter.symbol for letter in letters)
            return say("function_too_many_levels", lang, count=len(letters), letters=symbols)
    if all(level is None for level in cells.values()):
        return ""
    return show(score(book.scheme, cells, (), book.today), lang)
