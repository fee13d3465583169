"""Words of a process file that ask for somebody's approval: of an exception, or of a number above a limit."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sheetcrm.domain.approvals import Level
from sheetcrm.domain.context import Facts
from sheetcrm.domain.needs import Unmet
from sheetcrm.domain.remedies import FillCell

APPROVED_BY = "approved_by"
_APPROVAL_CODES: Mapping[Level, str] = {"manager": "need_manager_approval", "director": "need_director_approval"}
_LIMIT_CODES: Mapping[Level, str] = {"manager": "need_manager_for_limit", "director": "need_director_for_limit"}


@dataclass(frozen=True)
class Approved:
    """Somebody of this level has put his name to it."""

    approval: Level

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Ask for the name of somebody who may approve."""
        if not facts.context.approvers.may_approve(facts.opportunity.approved_by, self.approval):
            ways = ((FillCell(APPROVED_BY, approval=self.approval),),)
            yield Unmet(_APPROVAL_CODES[self.approval], {"columns": (APPROVED_BY,)}, APPROVED_BY, ways)

    def places(self) -> Iterator[str]:
        """Name the cell of the approver."""
        yield APPROVED_BY


class Limit(NamedTuple):
    """Above this number somebody of that level must approve."""

    above: Decimal
    by: Level


@dataclass(frozen=True)
class ApprovedAbove:
    """A number above a limit is approved by the right person. No skip passes this by: an approval has a level."""

    column: str
    limits: tuple[Limit, ...]

    def limit(self, facts: Facts) -> Limit | None:
        """Give the highest limit that the number passes."""
        value = facts.value(self.column)
        if not isinstance(value, int | Decimal):
            return None
        passed = [limit for limit in self.limits if value > limit.above]
        return max(passed, key=lambda limit: limit.above, default=None)

    def unmet(self, facts: Facts) -> Iterator[Unmet]:
        """Ask for the name of somebody who may approve that much."""
        limit = self.limit(facts)
        if limit and not facts.context.approvers.may_approve(facts.opportunity.approved_by, limit.by):
            params = {"column": self.column, "limit": limit.above, "columns": (APPROVED_BY,)}
            ways = ((FillCell(APPROVED_BY, approval=limit.by),),)
            yield Unmet(_LIMIT_CODES[limit.by], params, APPROVED_BY, ways)

    def places(self) -> Iterator[str]:
        """Name the number's column and the cell of the approver."""
        yield self.column
        yield APPROVED_BY
