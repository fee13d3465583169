"""Schedules written, or found at random and shortened, by hand: each breaks a promise when one rule is missing.

Replicas are numbered: 0 is the hub, 1 the first workbook. Steps beyond those of random schedules: "say" puts a value
into a cell as a program would, "see" looks whether it stands there, "stops" is a run that must refuse to go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from datetime import date

from sheetcrm.sync.decisions import hold
from sheetcrm.sync.decisions import prefer_workbook
from tests.sync.schedules import EACH_HIS_OWN
from tests.sync.schedules import FILTERED
from tests.sync.schedules import ONE_MACHINE
from tests.sync.schedules import REPS_ONLY
from tests.sync.schedules import SEVERAL_MACHINES
from tests.sync.schedules import Schedule
from tests.sync.schedules import Step
from tests.sync.world import Setting

QUIET: Step = ("quieten", None)
RUN: Step = ("start", (0, []))
UNTAMPERED: Step = ("untampered", None)
"""What was done to ids must be found out: the oracle no longer excuses these rows."""


def act(name: str, where: int, pick: int = 0, column: int = 0) -> Step:
    return "act", (name, where, pick, column)


def say(where: int, column: str, value: object) -> Step:
    return "say", (where, 0, column, value)


def see(where: int, column: str, value: object) -> Step:
    return "see", (where, 0, column, value)


@dataclass(frozen=True, slots=True)
class Script:
    """A schedule, and the company it happens in."""

    steps: Schedule
    setting: Setting = ONE_MACHINE


A_ROW: Schedule = (act("insert", 0, 11), QUIET)
TWO_ROWS: Schedule = (act("insert", 0, 11), *A_ROW)
TYPED_AND_SENT: Schedule = (act("insert", 1, 2), RUN)

FILL_DOWN_AN_ID = Script(
    (*TWO_ROWS, act("fill down", 1), act("edit", 0, 1, 1), UNTAMPERED, QUIET),
)
PASTE_AN_ID_OF_A_ROW_THAT_GOES = Script(
    (*TWO_ROWS, act("paste id", 1, 1), act("delete", 1), act("edit", 0, 0, 2), UNTAMPERED, QUIET),
)
EDIT_ON_IN_A_FILE_THAT_IS_OPEN = Script(
    (
        *A_ROW,
        act("lock", 1),
        *(act("edit", 1), act("save", 1), RUN) * 3,
        act("edit", 1),
        act("save", 1, 1),
        QUIET,
    )
)
"""A rep keeps his file open in Excel all day; it is sent several times. His last value must not lose to his first."""

EDIT_ON_AFTER_A_RUN_WAS_KILLED = Script(
    (*A_ROW, act("edit", 1), ("start", (0, [(5, ("kill", 0))])), act("edit", 1), QUIET),
)
"""The run dies between the hub's answer and everything that it would have remembered later."""

EDIT_ON_AFTER_THE_FIRST_RUN_WAS_KILLED = Script(
    (act("insert", 1, 2), ("start", (0, [(9, ("kill", 0))])), act("edit", 1), QUIET),
)
"""The file is on the hub, but has no stamp yet."""

EDIT_ON_WITHOUT_THE_STAMP_THAT_WAS_MADE = Script(
    (*A_ROW, act("edit", 1), ("start", (0, [(6, ("kill", 0))])), act("edit", 1), QUIET),
)
"""A generation was made durable for a new file, and the run died before the file stood in its place."""

TYPE_BACK_WHAT_STOOD_THERE = Script(
    (*A_ROW, say(0, "a", "old"), QUIET, say(1, "a", "new"), RUN, see(0, "a", "new"), say(1, "a", "old"), RUN,
     see(0, "a", "old"), see(2, "a", "old"), QUIET),
)  # fmt: skip
"""A value agreed on before is an edit like any other when its user types it again."""

EDIT_ON_BESIDE_A_NEW_FILE = Script(
    (*A_ROW, act("edit", 1), ("start", (0, [(7, ("kill", 0))])), act("edit", 1), QUIET),
)
"""The same, when the new file lay beside his already."""

EDIT_ON_IN_A_FILE_THAT_IS_ABOUT_TO_GO = Script(
    (
        act("insert", 2, 11, 3),
        ("start", (1, [(9, ("user", ("insert", 2, 4, 4))), (12, ("park", 0))])),
        act("edit", 2, 11, 5),
        ("resume", 0),
        QUIET,
    ),
    SEVERAL_MACHINES,
)
"""His save was displaced, and before it is put back he goes on from the new file: that is the one with the stamp."""

NEW_IDS_OF_TWO_MACHINES = Script(
    (
        act("insert", 0),
        ("start", (1, [(5, ("sync", (0, []))), (3, ("user", ("insert", 0, 0, 0)))])),
        act("hand over", 1, 6, 2),
        QUIET,
    ),
    SEVERAL_MACHINES,
)
"""A user inserts a row above a new one while a machine gives that its id: it stands in his row. Another machine takes
the row over with this id before the first one looks. Were the id taken away again, the row would come back with it."""

A_PASTED_ID_OF_A_COPY = Script(
    (
        act("insert", 1, 10),
        act("insert", 3, 10, 5),
        act("duplicate", 1, 8, 3),
        act("edit", 1, 2, 5),
        act("hand over", 1, 0, 4),
        QUIET,
        act("delete", 2, 11, 2),
        act("hand over", 0, 7, 4),
        act("error", 0, 0, 5),
        ("start", (1, [])),
        act("paste id", 2),
        QUIET,
    ),
    EACH_HIS_OWN,
)
"""A row and its copy agree with the id's base row in as many cells. If the wrong one kept it, two machines that
remember otherwise would give the ids to and fro."""

A_COPY_FROM_BEFORE_THE_STAMP = Script(
    (RUN, *TYPED_AND_SENT, act("clear", 1, 1, 1), QUIET, act("restore", 1, 3), QUIET),
    REPS_ONLY,
)
"""The copy is from between two steps of one run: its new row is on the hub, but not in the generation of its stamp."""

SUCH_A_COPY_WITH_WORKBOOKS_PREFERRED = Script(
    (RUN, *TYPED_AND_SENT, act("edit", 1, 1, 1), QUIET, act("restore", 1, 3), QUIET),
    replace(REPS_ONLY, prefer=prefer_workbook),
)

A_DISPUTE_OVER_AN_OLD_COPY = Script(
    (
        act("insert", 1, 8, 1),
        RUN,
        act("edit", 3, 4, 2),
        act("open", 3),
        act("edit", 3, 0, 2),
        RUN,
        QUIET,
    ),
    replace(FILTERED, prefer=hold),
)
"""A program that locks nothing saves its old state with a new edit. Nobody has chosen; a new stamp may not either."""

A_ROW_CLEARED_HERE_AND_EDITED_THERE = Script(
    (*TYPED_AND_SENT, act("empty", 0), act("edit", 0), act("clear", 1), QUIET),
    replace(ONE_MACHINE, prefer=hold),
)
"""With every other cell cleared on the hub, the one in dispute would leave the workbook an empty row."""

A_DISPUTE_IN_A_ROW_THAT_IS_EDITED_ON = Script(
    (
        *A_ROW,
        act("edit", 1, 0, 2),
        act("edit", 0, 0, 2),
        act("hand over", 0, 0, 1),
        RUN,
        act("edit", 1, 0, 1),
        act("edit", 1, 0, 0),
        QUIET,
    ),
    replace(ONE_MACHINE, prefer=hold),
)
"""Cell by cell all that tells a row apart is in dispute or new: it is the same row all the same."""

AN_ID_PASTED_OVER_A_ROW_THAT_ANOTHER_MACHINE_MEETS = Script(
    (
        act("insert", 2, 7, 1),
        act("insert", 0, 10, 1),
        ("start", (1, [])),
        act("insert", 0, 11, 3),
        act("edit", 2, 10, 2),
        act("paste id", 0, 9),
        QUIET,
    ),
    SEVERAL_MACHINES,
)
"""Of two rows with one id the upper one keeps it on a machine that knows neither, and it is the wrong one. The rep who
has the row edits it meanwhile: what he typed goes where the row is now."""

AN_ID_OVERWRITTEN_AND_NOT_PUT_RIGHT_YET = Script(
    (
        act("insert", 0, 2, 2),
        act("insert", 0, 11, 1),
        ("start", (1, [])),
        act("edit", 2, 9, 1),
        ("start", (0, [(6, ("park", 1)), (3, ("user", ("sort", 0, 5, 5)))])),
        ("start", (1, [])),
        QUIET,
    ),
    SEVERAL_MACHINES,
)
"""A user sorts the hub while a machine gives a new id, which comes to another row; before that is put right another
machine meets the row with the wrong id, and the rep who has the row has edited it."""

TWO_WOUNDS_IN_ONE_ROW = Script(
    (
        *A_ROW,
        act("edit", 2, 11, 1),
        ("start", (0, [(2, ("park", 1)), (7, ("user", ("blank id", 0, 10, 2)))])),
        act("edit", 0, 6, 4),
        ("resume", 1),
        QUIET,
    ),
)
"""What a user typed just then goes back, but meanwhile he has emptied the row's id: so the repair counts as a wound of
its own, and is undone. The first wound must not count as healed before that."""

AN_ID_THAT_HAS_TO_COME_BACK = Script(
    (
        act("insert", 3, 9),
        ("start", (2, [])),
        act("edit", 3, 5, 4),
        act("insert", 0, 11, 1),
        ("start", (1, [(7, ("kill", 2)), (6, ("fault", "late")), (2, ("user", ("insert", 0, 6, 1)))])),
        act("sort", 0, 11, 1),
        QUIET,
    ),
    EACH_HIS_OWN,
)
"""A new id came to a row that had one; the repair comes late, after a user has sorted, and so comes to a third row. The
id looks new there to that machine, but is the one that the first row wants back."""

SAVED_AND_OPENED_WHILE_A_NEW_FILE_STOOD_THERE = Script(
    (
        act("insert", 3, 8),
        RUN,
        act("hand over", 3, 3, 3),
        ("start", (0, [(10, ("user", ("hand over", 2, 8, 0))), (12, ("park", 2))])),
        act("lock", 2, 8, 2),
        act("edit", 2, 6, 4),
        ("resume", 2),
        QUIET,
    ),
    FILTERED,
)
"""Her save was displaced by a new file, and cannot be put back because she has opened that file in Excel: she goes on
from it, so its generation stays."""

IDS_IN_A_FILE_THAT_STOOD_THERE_FOR_A_MOMENT = Script(
    (
        act("insert", 1, 2),
        ("start", (0, [(3, ("user", ("edit", 1, 0, 2))), (5, ("park", 0))])),
        act("open", 1),
        ("resume", 0),
        act("edit", 1, 0, 5),
        QUIET,
    ),
)
"""A file with a new id was displaced by what its user had just saved, but he has opened it: the row keeps that id."""

A_ROW_OF_WHICH_EACH_SIDE_CLEARED_A_PART = Script(
    (
        act("insert", 2, 6, 2),
        act("hand over", 2, 8, 2),
        QUIET,
        act("edit", 1, 7, 5),
        act("clear", 0, 3, 5),
        act("clear", 2, 8),
        act("clear", 1, 0, 4),
        QUIET,
    ),
    SEVERAL_MACHINES,
)
"""Together they have cleared all of it: the row goes on both sides, and no older value comes back with it."""

MOST_ROWS_GONE = Script(
    (*(act("insert", 0, 11),) * 20, QUIET, ("lose rows", 11), ("stops", 0), ("lose rows", 20)),
)
A_PHONE_WITHOUT_ITS_ZERO = Script(
    (*A_ROW, say(0, "b", "0912345678"), QUIET, say(1, "b", 912345678), RUN, see(0, "b", "0912345678")),
)
A_DATE_IN_A_COLUMN_OF_TEXT = Script(
    (*A_ROW, say(0, "b", "1-2"), QUIET, say(1, "b", date(2026, 2, 1)), RUN, see(0, "b", "1-2"), see(2, "b", "1-2"),
     see(1, "b", date(2026, 2, 1)), say(1, "b", "1-2"), QUIET),
)  # fmt: skip

SCRIPTS: Mapping[str, Script] = {
    "fill_down_an_id": FILL_DOWN_AN_ID,
    "paste_an_id_of_a_row_that_goes": PASTE_AN_ID_OF_A_ROW_THAT_GOES,
    "edit_on_in_a_file_that_is_open": EDIT_ON_IN_A_FILE_THAT_IS_OPEN,
    "edit_on_after_a_run_was_killed": EDIT_ON_AFTER_A_RUN_WAS_KILLED,
    "edit_on_after_the_first_run_was_killed": EDIT_ON_AFTER_THE_FIRST_RUN_WAS_KILLED,
    "edit_on_without_the_stamp_that_was_made": EDIT_ON_WITHOUT_THE_STAMP_THAT_WAS_MADE,
    "edit_on_beside_a_new_file": EDIT_ON_BESIDE_A_NEW_FILE,
    "edit_on_in_a_file_that_is_about_to_go": EDIT_ON_IN_A_FILE_THAT_IS_ABOUT_TO_GO,
    "type_back_what_stood_there": TYPE_BACK_WHAT_STOOD_THERE,
    "new_ids_of_two_machines": NEW_IDS_OF_TWO_MACHINES,
    "a_pasted_id_of_a_copy": A_PASTED_ID_OF_A_COPY,
    "a_copy_from_before_the_stamp": A_COPY_FROM_BEFORE_THE_STAMP,
    "such_a_copy_with_workbooks_preferred": SUCH_A_COPY_WITH_WORKBOOKS_PREFERRED,
    "a_dispute_over_an_old_copy": A_DISPUTE_OVER_AN_OLD_COPY,
    "a_row_cleared_here_and_edited_there": A_ROW_CLEARED_HERE_AND_EDITED_THERE,
    "a_dispute_in_a_row_that_is_edited_on": A_DISPUTE_IN_A_ROW_THAT_IS_EDITED_ON,
    "an_id_pasted_over_a_row_that_another_machine_meets": AN_ID_PASTED_OVER_A_ROW_THAT_ANOTHER_MACHINE_MEETS,
    "an_id_overwritten_and_not_put_right_yet": AN_ID_OVERWRITTEN_AND_NOT_PUT_RIGHT_YET,
    "two_wounds_in_one_row": TWO_WOUNDS_IN_ONE_ROW,
    "an_id_that_has_to_come_back": AN_ID_THAT_HAS_TO_COME_BACK,
    "saved_and_opened_while_a_new_file_stood_there": SAVED_AND_OPENED_WHILE_A_NEW_FILE_STOOD_THERE,
    "ids_in_a_file_that_stood_there_for_a_moment": IDS_IN_A_FILE_THAT_STOOD_THERE_FOR_A_MOMENT,
    "a_row_of_which_each_side_cleared_a_part": A_ROW_OF_WHICH_EACH_SIDE_CLEARED_A_PART,
    "most_rows_gone": MOST_ROWS_GONE,
    "a_phone_without_its_zero": A_PHONE_WITHOUT_ITS_ZERO,
    "a_date_in_a_column_of_text": A_DATE_IN_A_COLUMN_OF_TEXT,
}
