"""Requests sent together: all of them happen or none, and what the service refuses is said in people's words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from gspread.exceptions import APIError

from sheetcrm.errors import NotAllowed
from sheetcrm.workbooks.google.cells import Request
from sheetcrm.workbooks.google.client import PatientClient

LARGEST_PAYLOAD = 2_000_000
"""Bytes of one request that Google recommends at the most."""
LARGEST_WHOLE = 8_000_000
"""Bytes up to which a write stays in one piece; Google takes no request above 10 MB."""
_PROTECTED = "protected cell"


def send(
    client: PatientClient, spreadsheet: str, name: str, requests: Sequence[Request], **more: Any
) -> list[Mapping[str, Any]]:
    """Send requests as one atomic batch, above 8 MB as several one after the other; give the answers.

    Raises: NotAllowed with what the service said; WriteUncertain, RateLimited, Unreachable, NotFound.
    """
    answers = []
    for batch in batches(requests, LARGEST_WHOLE):
        try:
            answers.append(client.batch_update(spreadsheet, {"requests": batch, **more}))
        except APIError as error:
            raise refusal(name, error) from error
    return answers


def refusal(name: str, error: APIError) -> NotAllowed:
    """Say why the service refused a batch: somebody's protection, or in its own words."""
    said = str(error.error.get("message", "")) if isinstance(error.error, dict) else ""
    if _PROTECTED in said:
        return NotAllowed(file=name, why="@google_protected")
    return NotAllowed(file=name, why="@google_refused", said=said)


def batches(requests: Iterable[Request], largest: int = LARGEST_PAYLOAD) -> Iterator[list[Request]]:
    """Part requests into batches of at most so many bytes."""
    return join(([request] for request in requests), largest)


def join(groups: Iterable[Sequence[Request]], largest: int) -> Iterator[list[Request]]:
    """Put groups of requests together into batches of at most so many bytes; a group is never parted."""
    batch: list[Request] = []
    size = 0
    for group in groups:
        length = sum(len(json.dumps(request, ensure_ascii=False).encode()) for request in group)
        if batch and size + length > largest:
            yield batch
            batch, size = [], 0
        batch.extend(group)
        size += length
    if batch:
        yield batch
