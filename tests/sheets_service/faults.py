"""What can go wrong between a client and the service, as values: a schedule of them can be drawn and shrunk.

A schedule is a list of (point, event): the point is the number of a request, from 1 on, the event what happens to it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass

from sheets_service.errors import ApiError
from sheets_service.errors import unauthenticated
from sheets_service.quotas import quota_error
from sheets_service.service import Answer
from sheets_service.world import World

STATUSES = {
    401: ("UNAUTHENTICATED", unauthenticated().message),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", "Requested entity was not found."),
    409: ("ABORTED", "The operation was aborted."),
    500: ("INTERNAL", "Internal error encountered."),
    502: ("UNAVAILABLE", "Bad Gateway"),
    503: ("UNAVAILABLE", "The service is currently unavailable."),
    504: ("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
}
HTML = (
    "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n  <title>Error {0} (Server Error)!!1</title>\n"
    "  <p><b>{0}.</b> <ins>That’s an error.</ins>\n  <p>The server encountered a temporary error and could not "
    "complete your request.<p>Please try again in 30 seconds.  <ins>That’s all we know.</ins>\n</html>\n"
)


@dataclass(frozen=True)
class Refuse:
    """An error status, with a JSON or an HTML body; ``applied``: the request was carried out all the same."""

    status: int = 503
    html: bool = False
    applied: bool = False

    def answer(self) -> Answer:
        """What the client gets."""
        if self.status == 429:
            return Answer.of_json(429, quota_error("Write", 60, per_user=True).body)
        if self.html:
            return Answer(self.status, HTML.format(self.status).encode(), "text/html; charset=UTF-8")
        status, message = STATUSES[self.status]
        return Answer.of_json(self.status, ApiError(self.status, status, message).body)


@dataclass(frozen=True)
class DropBefore:
    """The connection breaks before the request is carried out."""


@dataclass(frozen=True)
class DropAfter:
    """The connection breaks after the request was carried out: the client cannot know."""


@dataclass(frozen=True)
class CutAnswer:
    """The connection breaks in the middle of the answer."""


@dataclass(frozen=True)
class Delay:
    """The request is carried out at once, the answer comes so many seconds later."""

    seconds: float = 1.0


@dataclass(frozen=True)
class Late:
    """The connection breaks, and the request is carried out only after so many more requests."""

    after: int = 1


@dataclass(frozen=True)
class Again:
    """The request is carried out and answered, and carried out a second time after so many more requests."""

    after: int = 1


@dataclass(frozen=True)
class ExpireTokens:
    """All access tokens become worthless just before the request: it is answered with 401."""


@dataclass(frozen=True)
class Edit:
    """Somebody changes something just before the request is carried out."""

    change: Callable[[World], object]


Event = Refuse | DropBefore | DropAfter | CutAnswer | Delay | Late | Again | ExpireTokens | Edit
Schedule = Iterable[tuple[int, Event]]
