"""Why a request is not answered: a code, an HTTP status and a sentence in the asker's language."""

from __future__ import annotations

from sheetcrm.errors import SheetCrmError


class Refused(SheetCrmError):
    """The server does not answer this request."""

    code = "serve_refused"
    status = 400


class NotKnown(Refused):
    """There is no proof of who asks, or it is not good."""

    code = "serve_not_known"
    status = 401


class NotAdmitted(Refused):
    """Who asks is known, and may not."""

    code = "serve_not_admitted"
    status = 403


class TooOften(Refused):
    """Asked more often than the limit allows; facts: `seconds` until it may be tried again."""

    code = "serve_too_often"
    status = 429


class AskedBefore(Refused):
    """A request of this number has been answered; it is not answered to anybody again."""

    code = "serve_asked_before"
    status = 409


class NothingSent(Refused):
    """A spreadsheet's own token came without anything to compute from."""

    code = "serve_nothing_sent"
    status = 400


class StillReading(Refused):
    """Nothing usable is known of the spreadsheet yet, and reading it takes longer than can be waited for."""

    code = "serve_still_reading"
    status = 503
