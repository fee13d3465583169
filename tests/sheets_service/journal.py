"""What was asked and what became of it, for tests that count requests."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field


@dataclass(frozen=True)
class Entry:
    """One request. ``applied`` says that the service carried it out, ``status`` what the client got (0: nothing)."""

    number: int
    verb: str
    path: str
    user: str
    size: int
    status: int
    applied: bool
    answer_size: int = 0
    events: tuple[str, ...] = ()
    late: bool = False


@dataclass
class Journal:
    """All requests in order, token requests left out."""

    entries: list[Entry] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.entries)

    def clear(self) -> None:
        """Forgets what was."""
        self.entries.clear()

    @property
    def reads(self) -> list[Entry]:
        """Requests that only look."""
        return [entry for entry in self.entries if entry.verb == "GET"]

    @property
    def writes(self) -> list[Entry]:
        """Requests that may change something."""
        return [entry for entry in self.entries if entry.verb != "GET"]

    @property
    def largest(self) -> int:
        """Bytes of the largest body that was sent."""
        return max((entry.size for entry in self.entries), default=0)
