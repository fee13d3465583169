"""What requests and answers hold: the contract that `/openapi.json` tells, proved before anything is done."""

from __future__ import annotations

from typing import Annotated
from typing import Literal

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field

Cell = str | int | float | bool | None
"""A cell as Google Sheets gives it: text, number (dates are serials), truth value or nothing."""
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Lang = Literal["vi", "en"]
Spreadsheet = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{10,100}$", description="The spreadsheet's id.")]
RequestNumber = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$", description="Made by the asker, used once.")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EditedRowBody(_Body):
    """One row as it stands now."""

    table: Key
    row: Annotated[int, Field(ge=3, le=10_000_000, description="The sheet's row number.")]
    cells: Annotated[dict[Key, Cell], Field(max_length=200)]


class CheckBody(_Body):
    """Rows that were just edited; one request for a pasted block."""

    spreadsheet: Spreadsheet
    request: RequestNumber
    rows: Annotated[list[EditedRowBody], Field(max_length=2000)]
    lang: Lang | None = None


class FindingBody(_Body):
    """Something to say about a cell or row."""

    column: Key | None
    sentence: str
    code: str
    severity: str


class RowBody(_Body):
    """What there is to say of one edited row."""

    table: Key
    row: int
    held: bool
    accepted_stage: str | None
    score: int | None
    band: str | None
    why: str | None
    findings: list[FindingBody]


class CheckAnswer(_Body):
    """One entry a row, in the order asked."""

    lang: Lang
    rows: list[RowBody]


Argument = Cell | list[list[Cell]]
"""A single cell, or a range as rows of cells."""
SentTable = Annotated[dict[Key, list[Cell]], Field(max_length=200)]
"""Column key → cells, one a row, from the first data row on."""


class _FunctionBody(_Body):
    spreadsheet: Spreadsheet
    arguments: Annotated[list[Argument], Field(max_length=8)]
    tables: Annotated[dict[Key, SentTable], Field(max_length=40)] = {}
    """What the function is to be computed from. Left out, a person's own spreadsheet is read."""


class ScoreBody(_FunctionBody):
    """Score leads from the levels of their letters."""

    function: Literal["CRM_SCORE", "CRM_BAND", "CRM_WHY"]


class MoveBody(_FunctionBody):
    """Say what opportunities lack, or where they may go."""

    function: Literal["CRM_CHECK", "CRM_NEXT"]


class KpiBody(_FunctionBody):
    """Give KPI figures."""

    function: Literal["CRM_KPI", "CRM_KPI_TABLE"]


class FunctionAnswer(_Body):
    """Rows of cells, as the function shows them; what cannot be answered is a sentence in its cell."""

    rows: list[list[Cell]]


class RecomputeBody(_Body):
    """Recompute the whole spreadsheet."""

    spreadsheet: Spreadsheet
    request: RequestNumber


class JobAnswer(_Body):
    """How a recompute stands."""

    job: str
    state: Literal["running", "done", "failed"]
    sentence: str
    moves: int | None = None
    held: int | None = None
    problems: int | None = None


class DeskAnswer(_Body):
    """An address that opens the conflict desk once, within five minutes."""

    address: str


class Health(_Body):
    """The server is there."""

    status: Literal["ok"]
    version: str


class Refusal(_Body):
    """Why there is no answer."""

    code: str
    sentence: str
    request_id: str
