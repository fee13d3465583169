"""A small form for moving one opportunity on: built from the template, asked a question at a time, pure.

It asks for whatever the rules of the wanted change still need and people can tell: cells of the opportunity and of its
lead, a new activity or order line, answers to objections, a reason and who approved. What nobody can be asked for (a
score that stays too low) it tells.
"""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from functools import cached_property

from sheetcrm.app.move_answers import LATER
from sheetcrm.app.move_answers import Answers
from sheetcrm.app.move_answers import Spot
from sheetcrm.app.move_answers import Surroundings
from sheetcrm.app.move_targets import Target
from sheetcrm.app.move_targets import targets_of
from sheetcrm.app.move_wishes import Wish
from sheetcrm.app.move_wishes import Wishes
from sheetcrm.app.move_words import NotTaken
from sheetcrm.app.move_words import Words
from sheetcrm.app.move_words import chosen
from sheetcrm.domain.context import LEADS
from sheetcrm.domain.records import Opportunity
from sheetcrm.domain.remedies import AddRow
from sheetcrm.domain.remedies import FillCell
from sheetcrm.domain.remedies import Way
from sheetcrm.domain.stages import Context
from sheetcrm.domain.stages import Hurdles
from sheetcrm.domain.stages import Obstacle
from sheetcrm.domain.stages import hurdles
from sheetcrm.messages import Label
from sheetcrm.messages import say
from sheetcrm.templates.template import PROCESS_TABLE


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: a cell to fill in, or which of several things to do."""

    about: Wish | Obstacle
    label: str
    place: str = ""
    """The row it is about, when that is not the opportunity's own."""
    help: str | None = None
    options: tuple[str, ...] = ()
    """What may be chosen; a number stands for its place."""
    suggested: str = ""
    may_stay_blank: bool = False
    complaint: str | None = None
    """Why the answer before was not taken."""


@dataclass(frozen=True)
class MoveForm:
    """The form for one opportunity, with what has been answered so far."""

    surroundings: Surroundings
    opportunity: Opportunity
    target: Target | None = None
    answers: Answers = field(default_factory=Answers)
    complaint: tuple[Spot, str] | None = None
    """Where, and why its answer was not taken."""

    @property
    def lang(self) -> str:
        """Give the workbook's language."""
        return self.surroundings.reading.settings.lang

    def targets(self) -> tuple[Target, ...]:
        """Give where it may be moved to."""
        return targets_of(self.surroundings.reading, self.opportunity, self._context)

    def towards(self, target: Target) -> MoveForm:
        """Give the form for a target."""
        return MoveForm(self.surroundings, self.opportunity, target)

    def is_allowed(self) -> bool:
        """Say whether nothing stands in the way any more."""
        return self.target is not None and not self._hurdles.obstacles

    def lacking(self) -> tuple[str, ...]:
        """Say what stands in the way that nobody is asked for."""
        wording = self.surroundings.reading.wording()
        return tuple(wording.sentence(one.problem) for one in self._hurdles.obstacles if not self._could_be_asked(one))

    def question(self) -> Question | None:
        """Give the next thing to ask; None when nothing more can be asked."""
        for obstacle in self._hurdles.obstacles:
            for found in self._about(obstacle):
                return found
        for key in self._hurdles.own:
            wish = self._wishes.own(key)
            if wish is not None and wish.spot not in self.answers.cells:
                return self._cell(wish)
        return None

    def answered(self, question: Question, typed: str) -> MoveForm:
        """Take an answer, or say why not."""
        if isinstance(question.about, Obstacle):
            return self._choose(question.about, question, typed)
        wish = question.about
        value = Words(self.surroundings.reading).understand(wish, typed, question.options)
        if isinstance(value, NotTaken):
            return replace(self, complaint=(wish.spot, value.why))
        return replace(self, answers=self.answers.with_cell(wish.spot, value), complaint=None)._judged(wish.spot)

    # --- what stands in the way, with the answers so far

    @cached_property
    def answered_opportunity(self) -> Opportunity:
        """Give the opportunity as it would stand."""
        return self.surroundings.opportunity(self.opportunity, self.answers)

    @cached_property
    def _context(self) -> Context:
        return self.surroundings.context(self.answered_opportunity, self.answers)

    @cached_property
    def _hurdles(self) -> Hurdles:
        if self.target is None:
            return Hurdles()
        process = self.surroundings.reading.process
        return hurdles(process, self.answered_opportunity, self._context, self.target.stage, self.target.status)

    @cached_property
    def _wishes(self) -> Wishes:
        return Wishes(self.surroundings.reading, self.answered_opportunity, self._context, self.answers)

    # --- questions

    def _ways(self, obstacle: Obstacle) -> list[tuple[int, Way]]:
        """Give the ways that people can be asked to go."""
        return [(at, way) for at, way in enumerate(obstacle.ways) if all(map(self._wishes.can, way))]

    def _could_be_asked(self, obstacle: Obstacle) -> bool:
        return bool(self._ways(obstacle)) and self.answers.choices.get(_need(obstacle)) != LATER

    def _about(self, obstacle: Obstacle) -> Iterator[Question]:
        """Ask for what an obstacle asks for: which way, then its cells."""
        ways, choice = dict(self._ways(obstacle)), self.answers.choices.get(_need(obstacle))
        if not ways or choice == LATER:
            return
        if choice is None and (len(ways) > 1 or any(isinstance(one, AddRow) for way in ways.values() for one in way)):
            yield self._choice(obstacle, list(ways.values()))
            return
        yield from (self._cell(wish) for wish in self._asked(obstacle) if wish.spot not in self.answers.cells)

    def _asked(self, obstacle: Obstacle) -> list[Wish]:
        """Give the cells of the way that was chosen."""
        ways, need = dict(self._ways(obstacle)), _need(obstacle)
        choice = self.answers.choices.get(need, next(iter(ways), LATER))
        numbers = [at for at, draft in enumerate(self.answers.drafts) if draft.need == need]
        return [wish for one in ways.get(choice, ()) for wish in self._wishes.of(one, *numbers)]

    def _choice(self, obstacle: Obstacle, ways: list[Way]) -> Question:
        words, needed = Words(self.surroundings.reading), obstacle.problem.params.get("need")
        if isinstance(needed, Label):
            label = say("move_needs", self.lang, need=needed.in_language(self.lang))
        else:
            label = self.surroundings.reading.wording().sentence(obstacle.problem)
        options = (*map(words.way, ways), say("move_later", self.lang))
        return Question(obstacle, label, options=options, suggested="1")

    def _choose(self, obstacle: Obstacle, question: Question, typed: str) -> MoveForm:
        text = chosen(typed, question.options)
        if text not in question.options:
            return self
        need, ways, place = _need(obstacle), self._ways(obstacle), question.options.index(text)
        if place == len(ways):
            return replace(self, answers=self.answers.with_choice(need, LATER, None))
        at, way = ways[place]
        draft = next((self._wishes.draft(one, need) for one in way if isinstance(one, AddRow)), None)
        return replace(self, answers=self.answers.with_choice(need, at, draft))

    def _cell(self, wish: Wish) -> Question:
        words = Words(self.surroundings.reading)
        spot, former = wish.spot, self.answers.former
        return Question(
            wish,
            words.column(wish),
            words.place(wish),
            words.help(wish),
            words.options(wish, self._context.approvers),
            words.offer(wish, former.get(spot, wish.offered)),
            wish.optional,
            self.complaint[1] if self.complaint and self.complaint[0] == spot else None,
        )

    def _judged(self, spot: Spot) -> MoveForm:
        """Take answers back that would not do, though nothing else is asked for; they are asked for once more."""
        for obstacle in self._hurdles.obstacles:
            wishes = [wish.spot for wish in self._asked(obstacle) if not _is_part(obstacle, wish)]
            gone = [one for one in wishes if one == spot or (_is_own_row(spot) and one[:2] == spot[:2])]
            if spot in gone and all(one in self.answers.cells for one in gone):
                why = self.surroundings.reading.wording().sentence(obstacle.problem)
                return replace(self, answers=self.answers.without(gone), complaint=(gone[0], why))
        return self


def _need(obstacle: Obstacle) -> Hashable:
    """Tell a need from the others, whatever has been answered so far."""
    return obstacle.problem.code, obstacle.problem.params.get("need")


def _is_own_row(spot: Spot) -> bool:
    """Say whether the cell belongs to a row whose cells only count together: an activity, an answered objection."""
    return spot.table not in (PROCESS_TABLE, LEADS.removesuffix("."))


def _is_part(obstacle: Obstacle, wish: Wish) -> bool:
    """Say whether the cell only adds to what is needed: a letter of a score. It stands, even when it is too little."""
    named = {one.column.rpartition(".")[2] for way in obstacle.ways for one in way if isinstance(one, FillCell)}
    return bool(named) and wish.column.key not in named
