"""The use case behind `sheetcrm demo`: the example company in workbooks, recomputed, and files to import."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from importlib import resources
from pathlib import Path

from sheetcrm.app.build import MACRO_SUFFIX
from sheetcrm.app.build import new_workbook
from sheetcrm.app.demo.company import demo_company
from sheetcrm.app.demo.dice import Dice
from sheetcrm.app.demo.dirt import dirt
from sheetcrm.app.demo.dirt import soiled
from sheetcrm.app.demo.loose_files import loose_files
from sheetcrm.app.kpi_labels import KpiLabels
from sheetcrm.app.recompute import RecomputeReport
from sheetcrm.app.recompute import recompute_workbook
from sheetcrm.errors import BadRequest
from sheetcrm.templates.kinds import conventions_for
from sheetcrm.templates.load import load_template
from sheetcrm.templates.rows import render_row
from sheetcrm.values import Value
from sheetcrm.workbooks import open_workbook

PROCESS = "standard"
SCHEME = "bant"
CURRENCY = "VND"
UNLISTED = ("system", "rep")
"""Levels of targets whose keys are no list entries."""

Row = Mapping[str, Value]
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What was written: each workbook with what its recompute did, and the files to import."""

    workbooks: Mapping[Path, RecomputeReport]
    files: tuple[Path, ...]


def write_demo(
    folder: Path,
    *,
    seed: int,
    langs: Sequence[str],
    as_of: date,
    clock: Callable[[str], datetime],
    macros: bool = False,
) -> DemoReport:
    """Write the example company as of a day into a new or empty folder; with `macros`, into workbooks with buttons.

    Raises: BadRequest when something stands in the folder already; and what building and recomputing raise.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadRequest(what=str(folder), why="@demo_folder_not_empty")
    folder.mkdir(parents=True, exist_ok=True)
    clean = demo_company(seed, as_of)
    rows = soiled(clean, dirt(clean, seed))
    workbooks = {}
    for lang in langs:
        path = folder / f"pipeline.{lang}{MACRO_SUFFIX if macros else '.xlsx'}"
        build_company(path, lang, rows, seed)
        workbooks[path] = _recompute(path, seed, as_of, clock)
    known = {lead["company"] for lead in clean["leads"]}
    texts = loose_files(seed, as_of, show_in_vietnamese(), known)
    texts["README"] = _readme([path.name for path in workbooks], as_of)
    return DemoReport(workbooks, _write_files(folder, texts))


def build_company(path: Path, lang: str, rows: Rows, seed: int) -> None:
    """Build one workbook with the company's rows, clean or dirty, not yet recomputed.

    Raises: AlreadyThere, NotAllowed.
    """
    template = load_template()
    labels = KpiLabels(template, template.processes[PROCESS], lang)
    new_workbook(
        path,
        lang=lang,
        process=PROCESS,
        scheme=SCHEME,
        currency=CURRENCY,
        templates=None,
        rows={**rows, "targets": [_with_label(row, labels) for row in rows["targets"]]},
        make_id=Dice(seed, "workbook").id,
    )


def _with_label(target: Row, labels: KpiLabels) -> Row:
    """Show whose target it is by the name people use."""
    level, key = target["level"], target["key"]
    if level in UNLISTED or not isinstance(key, str):
        return target
    return {**target, "key": labels.entry(str(level), key)}


def _recompute(path: Path, seed: int, as_of: date, clock: Callable[[str], datetime]) -> RecomputeReport:
    """Recompute as the command does, with ids from the seed."""
    workbook = open_workbook(path)
    try:
        return recompute_workbook(
            workbook, str(path), templates=None, clock=clock, today=as_of, new_id=Dice(seed, "recompute").id
        )
    finally:
        workbook.close()


def _write_files(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Write what `sheetcrm import` can be tried with, and what to read first; all open well in Excel and Notepad."""
    written = []
    for name, text in texts.items():
        written.append(folder / (f"{name}.txt" if name == "README" else f"{name}.csv"))
        written[-1].write_bytes(text.encode("utf-8-sig"))
    return tuple(written)


def _readme(workbooks: Sequence[str], as_of: date) -> str:
    """Say in both languages what lies in the folder; lines about workbooks that were not written are left out."""
    text = resources.files("sheetcrm.app.demo").joinpath("data", "readme.txt").read_text(encoding="utf-8")
    lines = text.format(as_of=as_of, main=workbooks[0]).splitlines()
    written = {Path(name).stem: name for name in workbooks}
    named = []
    for line in lines:
        stem = Path(line.split()[0]).stem if line.startswith("  pipeline.") else None
        if stem is None or stem in written:
            named.append(line if stem is None else line.replace(line.split()[0], written[stem]))
    return "".join(f"{line}\r\n" for line in named)


def show_in_vietnamese() -> Callable[[str, Mapping[str, Value]], Mapping[str, Value]]:
    """Give what turns the keys in a table's row into Vietnamese labels."""
    template = load_template()
    process = template.processes[PROCESS]

    def show(table: str, row: Mapping[str, Value]) -> Mapping[str, Value]:
        columns = template.table(table).columns
        conventions = {
            column.key: conventions_for(column, template, process, "vi", CURRENCY, {})
            for column in columns
            if column.key in row
        }
        return render_row(template.table(table), row, conventions)

    return show
