"""Requests a minute: so many reads and writes for each user and for the project, by the virtual clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from dataclasses import field

from sheets_service.clock import Clock
from sheets_service.errors import ApiError

PROJECT_NUMBER = "123456789012"


def quota_error(kind: str, limit: int, *, per_user: bool) -> ApiError:
    """429 with the body that Google sends."""
    name = f"{kind} requests per minute" + (" per user" if per_user else "")
    message = (
        f"Quota exceeded for quota metric '{kind} requests' and limit '{name}' "
        f"of service 'sheets.googleapis.com' for consumer 'project_number:{PROJECT_NUMBER}'."
    )
    metadata = {
        "quota_limit": f"{kind}RequestsPerMinutePer{'User' if per_user else 'Project'}",
        "quota_unit": "1/min/{project}" + ("/{user}" if per_user else ""),
        "quota_location": "global",
        "quota_limit_value": str(limit),
        "consumer": f"projects/{PROJECT_NUMBER}",
        "service": "sheets.googleapis.com",
        "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
    }
    reason = "RATE_LIMIT_EXCEEDED"
    details: list[dict[str, object]] = [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": reason,
            "domain": "googleapis.com",
            "metadata": metadata,
        },
        {
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [
                {"description": "Request a higher quota limit.", "url": "https://cloud.google.com/docs/quotas/help"}
            ],
        },
    ]
    return ApiError(429, "RESOURCE_EXHAUSTED", message, details=details)


@dataclass
class Quotas:
    """The limits that Google names; a bucket is full again when the next minute begins."""

    per_project: int = 300
    per_user: int = 60
    minute: int = -1
    used: Counter[tuple[str, str]] = field(default_factory=Counter)

    def spend(self, clock: Clock, email: str, *, is_read: bool) -> None:
        """Counts one request. Raises: ApiError when a bucket is empty; a refused request costs nothing."""
        minute = int(clock.seconds // 60)
        if minute != self.minute:
            self.minute = minute
            self.used.clear()
        kind = "Read" if is_read else "Write"
        if self.used[kind, email] >= self.per_user:
            raise quota_error(kind, self.per_user, per_user=True)
        if self.used[kind, ""] >= self.per_project:
            raise quota_error(kind, self.per_project, per_user=False)
        self.used[kind, email] += 1
        self.used[kind, ""] += 1
