"""Recordings of the real service played against the stand-in, request by request: what matches and what does not.

``python -m sheets_service.replay [FOLDER]`` (from ``tests``) prints the share and every mismatch.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from urllib.parse import urlencode

from sheets_service.book import Book
from sheets_service.service import Answer
from sheets_service.service import Api
from sheets_service.service import Request
from sheets_service.service import User
from sheets_service.world import World

RECORDINGS = Path(__file__).parent / "recordings"
RECORDER = User("recorder@project.iam.gserviceaccount.com")
IDS = {"id", "spreadsheetId", "sheetId", "namedRangeId", "protectedRangeId", "chartId", "metadataId", "permissionId"}
MASKED = {"createdTime", "modifiedTime"}
Send = Callable[[Request], Answer]


@dataclass(frozen=True)
class Mismatch:
    """One request whose answer was not the recorded one."""

    recording: str
    number: int
    request: str
    recorded: Any
    answered: Any

    def __str__(self) -> str:
        return f"{self.recording} #{self.number} {self.request}\n  recorded {self.recorded}\n  answered {self.answered}"


@dataclass
class Report:
    """What came out of all recordings."""

    requests: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The part of the requests whose answers match."""
        return 1 - len(self.mismatches) / self.requests if self.requests else 0.0


@dataclass
class Player:
    """Plays one recording. Numbers that the services draw are mapped from the recorded to ours as they appear."""

    name: str
    world: World
    send: Send
    ours: dict[str, str] = field(default_factory=dict)

    def play(self, entries: list[dict[str, Any]]) -> Iterator[Mismatch | None]:
        """One result a request: None where the answer matches."""
        for number, entry in enumerate(entries):
            self.prepare(entry)
            answer = self.send(self.request(entry))
            answered = _content(answer)
            recorded = entry["response"]
            self.learn(recorded, answered)
            expected = self.translate(recorded)
            shown = f"{entry['method']} {unquote(entry['path'])} {entry['query']} {json.dumps(entry['body'])[:300]}"
            if answer.status != entry["status"] or _masked(expected) != _masked(answered):
                told = (entry["status"], _masked(expected)), (answer.status, _masked(answered))
                yield Mismatch(self.name, number, shown, *told)
            else:
                yield None

    def request(self, entry: Mapping[str, Any]) -> Request:
        """The recorded request in our numbers."""
        body = b"" if entry["body"] is None else json.dumps(self.translate(entry["body"])).encode()
        return Request(
            entry["method"],
            self.translate(entry["path"]),
            urlencode([tuple(pair) for pair in self.translate(entry["query"])]),
            body,
        )

    def prepare(self, entry: Mapping[str, Any]) -> None:
        """Files that were in the recorder's Drive before: those a list shows, and one of somebody else's."""
        if entry["status"] == 403:
            file_id = entry["path"].split("/")[3]
            self.world.files.setdefault(file_id, self.world.add(Book.new(file_id, "private"), "someone@else.example"))
        if isinstance(entry["response"], dict):
            for file in reversed(entry["response"].get("files", [])):
                if file["id"] not in self.ours and file["id"] not in self.world.files:
                    there = self.world.add(Book.new(file["id"], file["name"]), RECORDER.email)
                    there.created, there.modified = file["createdTime"], file["modifiedTime"]

    def learn(self, recorded: Any, answered: Any) -> None:
        """Pairs the drawn numbers of two answers of the same shape."""
        if isinstance(recorded, dict) and isinstance(answered, dict):
            for name, value in recorded.items():
                other = answered.get(name)
                if name in IDS and other is not None and value and str(value) not in self.ours:
                    self.ours[str(value)] = str(other)
                self.learn(value, other)
        elif isinstance(recorded, list) and isinstance(answered, list):
            for value, other in zip(recorded, answered, strict=False):
                self.learn(value, other)

    def translate(self, value: Any) -> Any:
        """Recorded numbers replaced by ours, inside texts too."""
        if isinstance(value, dict):
            return {name: self.translate(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.translate(part) for part in value]
        if isinstance(value, int) and not isinstance(value, bool) and str(value) in self.ours and value > 9999:
            return int(self.ours[str(value)])
        if isinstance(value, str):
            for recorded, ours in self.ours.items():
                if len(recorded) > 4:
                    value = value.replace(recorded, ours)
        return value


def _content(answer: Answer) -> Any:
    if answer.status != 204 and answer.kind.startswith("application/json"):
        return answer.json
    return {"text": answer.body.decode()}


def _masked(value: Any) -> Any:
    """Without what is the recorder's own: moments and his address."""
    if isinstance(value, dict):
        return {name: "…" if name in MASKED else _masked(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_masked(part) for part in value]
    return "…@…" if isinstance(value, str) and value.endswith(".gserviceaccount.com") else value


def replay(folder: Path, start: Callable[[], tuple[World, Send]]) -> Report:
    """Plays every recording of a folder, each against a service of its own."""
    report = Report()
    for path in sorted(folder.glob("*.json")):
        entries = json.loads(path.read_text("utf-8"))
        player = Player(path.stem, *start())
        results = list(player.play(entries))
        report.requests += len(results)
        report.mismatches += [result for result in results if result is not None]
    return report


def without_network() -> tuple[World, Send]:
    """The pure service."""
    api = Api()
    return api.world, lambda request: api.answer(RECORDER, request)


if __name__ == "__main__":
    outcome = replay(Path(sys.argv[1]) if len(sys.argv) > 1 else RECORDINGS, without_network)
    print(*outcome.mismatches, sep="\n")
    print(f"{outcome.requests - len(outcome.mismatches)} of {outcome.requests} answers match ({outcome.share:.1%})")
