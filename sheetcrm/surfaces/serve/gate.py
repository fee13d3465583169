"""The gate every request goes through: who asks, may he, how often, and was this asked before."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field

from sheetcrm.surfaces.serve.compute_tokens import PREFIX
from sheetcrm.surfaces.serve.compute_tokens import prove_compute_token
from sheetcrm.surfaces.serve.identity import Certificates
from sheetcrm.surfaces.serve.identity import Person
from sheetcrm.surfaces.serve.identity import admit
from sheetcrm.surfaces.serve.identity import admit_manager
from sheetcrm.surfaces.serve.identity import prove
from sheetcrm.surfaces.serve.limits import Limiter
from sheetcrm.surfaces.serve.numbers import Numbers
from sheetcrm.surfaces.serve.refusals import NotKnown
from sheetcrm.surfaces.serve.teams import Team
from sheetcrm.surfaces.serve.teams import Teams

A_PERSON_A_MINUTE = 120
CHECKS_A_MINUTE = 1200
"""Of one person: the edit trigger asks about everybody's edits in the name of whoever turned it on."""
A_SHEET_A_MINUTE = 300
"""Custom functions of one spreadsheet together."""
FAILURES_A_MINUTE = 30
"""Bad tokens from one address."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets people and spreadsheets in to their own team, and nobody else."""

    teams: Teams
    key: bytes
    certificates: Certificates
    numbers: Numbers = field(default_factory=Numbers)
    people: Limiter = field(default_factory=lambda: Limiter(A_PERSON_A_MINUTE))
    checks: Limiter = field(default_factory=lambda: Limiter(CHECKS_A_MINUTE))
    sheets: Limiter = field(default_factory=lambda: Limiter(A_SHEET_A_MINUTE))
    failures: Limiter = field(default_factory=lambda: Limiter(FAILURES_A_MINUTE))

    def person(
        self, token: str, spreadsheet: str, host: str, number: str | None = None, limit: Limiter | None = None
    ) -> tuple[Team, Person]:
        """Let a person in with Google's identity token. Raises: NotKnown, NotAdmitted, TooOften, AskedBefore."""
        try:
            team = self.teams.of(spreadsheet)
            who = prove(token, team.configuration.admission.audience, self.certificates)
        except NotKnown:
            self.failures.take(host)
            raise
        admit(who, team.configuration.admission)
        (limit or self.people).take(who.email)
        if number is not None:
            self.numbers.use(spreadsheet, number)
        return team, who

    def manager(self, token: str, spreadsheet: str, host: str, number: str) -> tuple[Team, Person]:
        """Let a manager in. Raises: what `person` raises."""
        team, who = self.person(token, spreadsheet, host, number)
        admit_manager(who, team.configuration.admission)
        return team, who

    def sheet(self, token: str, spreadsheet: str, host: str) -> Team:
        """Let a spreadsheet's own functions in, or a person. Raises: NotKnown, NotAdmitted, TooOften."""
        if not token.startswith(f"{PREFIX}."):
            return self.person(token, spreadsheet, host)[0]
        try:
            prove_compute_token(self.key, token, spreadsheet)
            team = self.teams.of(spreadsheet)
        except NotKnown:
            self.failures.take(host)
            raise
        self.sheets.take(spreadsheet)
        return team
