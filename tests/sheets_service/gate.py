"""Between the line and the services: tokens, quotas, faults, late deliveries, the journal. No network here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from sheets_service.accounts import Accounts
from sheets_service.errors import ApiError
from sheets_service.errors import unauthenticated
from sheets_service.faults import Again
from sheets_service.faults import CutAnswer
from sheets_service.faults import Delay
from sheets_service.faults import DropAfter
from sheets_service.faults import DropBefore
from sheets_service.faults import Edit
from sheets_service.faults import Event
from sheets_service.faults import ExpireTokens
from sheets_service.faults import Late
from sheets_service.faults import Refuse
from sheets_service.faults import Schedule
from sheets_service.journal import Entry
from sheets_service.journal import Journal
from sheets_service.quotas import Quotas
from sheets_service.service import Answer
from sheets_service.service import Api
from sheets_service.service import Request
from sheets_service.service import User

PAYLOAD_LIMIT = 10_485_760


@dataclass(frozen=True)
class Outcome:
    """What goes back over the line: an answer, later, cut or not; no answer is a broken connection."""

    answer: Answer | None
    wait: float = 0.0
    cut: bool = False


@dataclass(frozen=True)
class Delivery:
    """A request that will be carried out when the request of that number comes."""

    due: int
    user: User
    request: Request


@dataclass
class Gate:
    """Receives requests one at a time."""

    api: Api = field(default_factory=Api)
    accounts: Accounts = field(init=False)
    quotas: Quotas | None = None
    journal: Journal = field(default_factory=Journal)
    events: dict[int, list[Event]] = field(default_factory=dict)
    pending: list[Delivery] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        self.accounts = Accounts(self.api.world.clock)

    def schedule(self, faults: Schedule) -> None:
        """From now on requests are counted from 1 and meet these events. Earlier schedules are forgotten."""
        self.number = 0
        self.events = {}
        self.pending = []
        for point, event in faults:
            self.events.setdefault(point, []).append(event)

    def deliver_rest(self) -> None:
        """Carries out what is still under way."""
        self._deliver(due_until=None)

    def receive(self, authorization: str, request: Request) -> Outcome:
        """Carries out one request as its events say."""
        self.number += 1
        self._deliver(due_until=self.number)
        events = self.events.pop(self.number, [])
        for event in events:
            if isinstance(event, Edit):
                event.change(self.api.world)
            elif isinstance(event, ExpireTokens):
                self.accounts.forget_tokens()
        try:
            user = self._admit(authorization, request)
        except ApiError as error:
            who = self.accounts.user_of(authorization)
            answer = Answer.of_json(error.code, error.body)
            self._note(request, who.email if who else "", answer, events, applied=False)
            return Outcome(answer)
        return self._carry_out(user, request, events)

    def _admit(self, authorization: str, request: Request) -> User:
        user = self.accounts.user_of(authorization)
        if user is None:
            raise unauthenticated()
        if len(request.body) > PAYLOAD_LIMIT:
            message = f"Request payload size exceeds the limit: {PAYLOAD_LIMIT} bytes."
            raise ApiError(400, "INVALID_ARGUMENT", message)
        if self.quotas is not None and request.path.startswith("/v4/"):  # Drive counts by itself
            self.quotas.spend(self.api.world.clock, user.email, is_read=request.is_read)
        return user

    def _carry_out(self, user: User, request: Request, events: Sequence[Event]) -> Outcome:
        refusal = next((event for event in events if isinstance(event, Refuse)), None)
        applied = not any(isinstance(event, DropBefore | Late) for event in events) and (
            refusal is None or refusal.applied
        )
        answer: Answer | None = self.api.answer(user, request) if applied else None
        for event in events:
            if isinstance(event, Late | Again):
                self.pending.append(Delivery(self.number + event.after, user, request))
        done = applied and answer is not None and answer.status < 400
        if refusal is not None:
            answer = refusal.answer()
        if any(isinstance(event, DropBefore | DropAfter | Late) for event in events):
            answer = None
        self._note(request, user.email, answer, events, applied=done)
        wait = sum(event.seconds for event in events if isinstance(event, Delay))
        return Outcome(answer, wait, cut=any(isinstance(event, CutAnswer) for event in events))

    def _deliver(self, due_until: int | None) -> None:
        due = [one for one in self.pending if due_until is None or one.due <= due_until]
        self.pending = [one for one in self.pending if one not in due]
        for one in due:
            answer = self.api.answer(one.user, one.request)
            self._note(one.request, one.user.email, None, (), applied=answer.status < 400, late=True)

    def _note(
        self,
        request: Request,
        email: str,
        answer: Answer | None,
        events: Sequence[Event],
        *,
        applied: bool,
        late: bool = False,
    ) -> None:
        entry = Entry(
            number=self.number,
            verb=request.verb,
            path=request.path,
            user=email,
            size=len(request.body),
            status=answer.status if answer else 0,
            applied=applied,
            answer_size=len(answer.body) if answer else 0,
            events=tuple(type(event).__name__ for event in events),
            late=late,
        )
        self.journal.entries.append(entry)
