"""The first sync of a large workbook with a Google hub: requests, their size, CPU time and memory.

`python -m benchmarks.sync_google_first [ROWS]` (20,000) prints one line a run: the first, one without a change, and one
after 500 changed cells. The CPU time is that of sync and of the stand-in for Google together; sync runs in the main
thread, so its own share is told beside it. The memory is of both.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from sheets_service.server import SheetsService

from sheetcrm.app.sync_desk import DATA_FOLDER
from sheetcrm.workbooks.base import InsertRow
from sheetcrm.workbooks.base import UpdateRow
from sheetcrm.workbooks.xlsx.workbook import XlsxWorkbook
from tests.sync_google.google_teams import GoogleTeam
from tests.sync_google.test_google_many import many

CHANGES = 500


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="?", default=20_000)
    rows = parser.parse_args().rows
    with TemporaryDirectory() as folder, SheetsService() as service:
        os.environ[DATA_FOLDER] = f"{folder}/memory"
        team = GoogleTeam(Path(folder), service, {"lan.xlsx": None}, lean=True)
        book = XlsxWorkbook(team.book("lan.xlsx"))
        book.read()
        book.write([InsertRow("leads", many(number)) for number in range(rows)])
        _run(f"first sync of {rows:,} rows", team)
        _run("nothing changed", team)
        data = book.read()["leads"]
        step = max(1, rows // CHANGES)
        book.write([UpdateRow("leads", None, {"note": "gọi lại"}, {}, row) for row in data.rows[::step]])
        _run(f"{len(data.rows[::step])} cells changed", team)


def _run(name: str, team: GoogleTeam) -> None:
    begun, own, wall = time.process_time(), time.thread_time(), time.monotonic()
    asked = team.requests()
    sizes = [entry.size for entry in team.service.journal.writes]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name}: {len(asked)} requests ({len(sizes)} of them write, the largest {max(sizes, default=0):,} bytes), "
        f"CPU {time.process_time() - begun:.1f} s (sync itself {time.thread_time() - own:.1f} s), "
        f"{time.monotonic() - wall:.0f} s, {memory} MB at most",
        flush=True,
    )


if __name__ == "__main__":
    main()
