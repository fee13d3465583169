"""Reading and patching a workbook file of 25 columns, whole processes, beside openpyxl in one run.

- *read*: all cells of the table, by sheetcrm and by openpyxl;
- *500 cells*: change 500 scattered cells, by patching and by openpyxl's load and save;
- *10 columns*: rewrite ten engine columns of every row, as the first recompute does.
"""

from __future__ import annotations

import tempfile
from multiprocessing import get_context
from pathlib import Path

import xlsxwriter

from benchmarks.measuring import Cost
from benchmarks.measuring import median_cost
from benchmarks.measuring import python

COLUMNS = 25
SIZES = (2_000, 20_000, 200_000)
LARGEST_FOR_OPENPYXL = 20_000

READ = """
import sys
from sheetcrm.workbooks import open_workbook
open_workbook(sys.argv[1]).read()
"""
PATCH = """
import shutil, sys
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import UpdateRow
shutil.copy(sys.argv[1], sys.argv[2])
book, rows = open_workbook(sys.argv[2]), int(sys.argv[3])
numbers = range(3, 3 + rows, rows // 500)
edits = [UpdateRow("leads", None, {f"c{n % 24 + 1}": f"changed {n}"}, row=n) for n in numbers]
assert book.write(edits).cells_changed == len(numbers)
"""
REWRITE = """
import shutil, sys
from sheetcrm.workbooks import open_workbook
from sheetcrm.workbooks.base import UpdateRow
shutil.copy(sys.argv[1], sys.argv[2])
book = open_workbook(sys.argv[2])
leads = book.read()["leads"]
edits = [
    UpdateRow("leads", row_id, {f"c{k}": n if k % 2 else f"text {n % 97}" for k in range(15, 25)}, row=row)
    for n, (row_id, row) in enumerate(zip(leads.columns["id"], leads.rows, strict=True))
]
book.write(edits)
"""
OPENPYXL_READ = "import sys, openpyxl; [c.value for r in openpyxl.load_workbook(sys.argv[1])['Leads'] for c in r]"
OPENPYXL_PATCH = """
import sys, openpyxl
book, rows = openpyxl.load_workbook(sys.argv[1]), int(sys.argv[3])
sheet = book["Leads"]
for n in range(3, 3 + rows, rows // 500):
    sheet.cell(n, n % 24 + 2).value = f"changed {n}"
book.save(sys.argv[2])
"""


def main() -> None:
    """Print CPU seconds and peak memory for n, 10n and 100n rows."""
    with tempfile.TemporaryDirectory() as folder:
        for rows in SIZES:
            _measure(rows, Path(folder))


def _measure(rows: int, folder: Path) -> None:
    source, target = str(folder / f"{rows}.xlsx"), str(folder / "target.xlsx")
    builder = get_context("spawn").Process(target=_build, args=(source, rows))
    builder.start()  # in a process of its own: a child's peak memory starts at its parent's
    builder.join()
    runs = 5 if rows <= LARGEST_FOR_OPENPYXL else 1
    tasks = {
        "read": (READ, OPENPYXL_READ),
        "500 cells": (PATCH, OPENPYXL_PATCH),
        "10 columns": (REWRITE, None),
    }
    for name, (ours, theirs) in tasks.items():
        cost = median_cost(python(ours, source, target, str(rows)), runs)
        line = f"{rows:7} rows  {name:10}  sheetcrm {_show(cost)}"
        if theirs and rows <= LARGEST_FOR_OPENPYXL:
            peer = median_cost(python(theirs, source, target, str(rows)), min(runs, 3))
            line += f"  openpyxl {_show(peer)}  ratio {peer.cpu / cost.cpu:.1f}x"
        print(line, flush=True)


def _build(path: str, rows: int) -> None:
    """Write a table of texts, numbers and dates with ids, in the layout of every sheetcrm workbook."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Leads")
    keys = ["id", *(f"c{n}" for n in range(1, COLUMNS))]
    for column, key in enumerate(keys):
        sheet.write_string(0, column, key if column else "leads.id")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for row in range(rows):
        sheet.write_string(row + 2, 0, f"ID{row:08}")
        for column in range(1, COLUMNS):
            if column % 3 == 0:
                sheet.write_string(row + 2, column, f"text {(row * column) % 5000}")
            elif column % 3 == 1:
                sheet.write_number(row + 2, column, row * column)
            else:
                sheet.write_number(row + 2, column, 40_000 + row % 5000, day)
    sheet.add_table(1, 0, rows + 1, COLUMNS - 1, {"columns": [{"header": key} for key in keys]})
    book.close()


def _show(cost: Cost) -> str:
    return f"{cost.cpu:6.2f} s {cost.megabytes:5.0f} MB"


if __name__ == "__main__":
    main()
