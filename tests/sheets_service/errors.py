"""What the service answers when it refuses: Google's error bodies, word for word where they are known."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A refusal with its HTTP code and the body that Google sends with it."""

    def __init__(self, code: int, status: str | None, message: str, **more: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.error: dict[str, Any] = {"code": code, "message": message}
        if status is not None:
            self.error["status"] = status
        self.error.update(more)

    @property
    def body(self) -> dict[str, Any]:
        """The JSON that travels."""
        return {"error": self.error}


def invalid(message: str, violations: list[dict[str, str]] | None = None) -> ApiError:
    """400 of the Sheets service."""
    if violations is None:
        return ApiError(400, "INVALID_ARGUMENT", message)
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}]
    return ApiError(400, "INVALID_ARGUMENT", message, details=details)


def not_found() -> ApiError:
    """404 of the Sheets service."""
    return ApiError(404, "NOT_FOUND", "Requested entity was not found.")


def forbidden(message: str = "The caller does not have permission") -> ApiError:
    """403 of the Sheets service."""
    return ApiError(403, "PERMISSION_DENIED", message)


def unauthenticated() -> ApiError:
    """401: no token, a wrong one or one that has expired."""
    return ApiError(
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    )


def drive_error(code: int, reason: str, message: str, domain: str = "global", **more: str) -> ApiError:
    """Drive's older kind of body, with a list of errors."""
    return ApiError(code, None, message, errors=[{"message": message, "domain": domain, "reason": reason, **more}])


def file_not_found(file_id: str) -> ApiError:
    """Drive's 404."""
    return drive_error(404, "notFound", f"File not found: {file_id}.", location="fileId", locationType="parameter")


PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)
CELL_LIMIT = 10_000_000
TOO_MANY_CELLS = (
    f"This action would increase the number of cells in the workbook above the limit of {CELL_LIMIT} cells."
)
