"""The use case: a file's good rows go into the workbook in one write, the others to an errors file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sheetcrm.app.importing.body import filled_cells
from sheetcrm.app.importing.error_file import StagedFile
from sheetcrm.app.importing.error_file import errors_path
from sheetcrm.app.importing.error_file import free_name
from sheetcrm.app.importing.error_file import render_errors
from sheetcrm.app.importing.headers import Match
from sheetcrm.app.importing.headers import importable_columns
from sheetcrm.app.importing.headers import squeeze
from sheetcrm.app.importing.progress import Progress
from sheetcrm.app.importing.report import ImportReport
from sheetcrm.app.importing.report import Unplaced
from sheetcrm.app.importing.suggest import suggest_map
from sheetcrm.app.importing.work import ImportOrder
from sheetcrm.app.importing.work import Work
from sheetcrm.app.importing.work import edits_of
from sheetcrm.app.importing.work import think_through
from sheetcrm.app.reading import Reading
from sheetcrm.app.reading import read_workbook
from sheetcrm.app.wording import Wording
from sheetcrm.errors import ImportFailed
from sheetcrm.messages import say
from sheetcrm.values import is_blank
from sheetcrm.workbooks.base import Workbook
from sheetcrm.workbooks.xlsx.references import column_letters

_REASONS_SHOWN = 5
_STAYS_BEHIND = ("offer", "unknown", "engine", "twice")


def import_file(
    workbook: Workbook,
    name: str,
    order: ImportOrder,
    *,
    clock: Callable[[str], datetime],
    new_id: Callable[[], str],
    progress: Progress,
) -> ImportReport:
    """Import a file. `name` is what errors call the workbook; `clock` tells the time in a time zone.

    Raises: ImportFailed, BadRequest, TemplateError, and what reading and writing a workbook raise; then nothing was
    written anywhere.
    """
    reading = read_workbook(workbook, name, order.templates, new_id)
    work = think_through(order, reading, progress)
    map_file = _stage_map(work, order, reading)
    if not work.picked.fed():
        if map_file is not None:
            map_file.put()
        raise ImportFailed(
            file=order.source, why="@import_nothing_matched", map=str(map_file.path if map_file else "-")
        )
    errors_file = _stage_errors(work, order, reading)
    staged = [file for file in (errors_file, map_file) if file is not None]
    backup = None
    try:
        if not order.dry_run:
            backup = workbook.write(edits_of(work, order, reading, clock(reading.settings.time_zone))).backup
        progress.advance(len(work.body))
        for file in staged:
            file.put()
    finally:
        for file in staged:
            file.discard()
    return _report(work, order, reading, errors_file, map_file, backup)


def _stage_errors(work: Work, order: ImportOrder, reading: Reading) -> StagedFile | None:
    if order.dry_run or not work.sorted.refused:
        return None
    wording = reading.wording()
    own = {match.position for match in work.picked.matches if match.how == "ours"}
    width = max(len(work.body.header), *(len(work.body.rows[place]) for place in work.sorted.refused))
    kept = [position for position in range(width) if position not in own]
    header = [work.body.header[position] if position < len(work.body.header) else None for position in kept]
    rows = []
    for place, problems in sorted(work.sorted.refused.items()):
        cells = work.body.rows[place]
        reason = " ".join(dict.fromkeys(wording.sentence(problem) for problem in problems))
        rows.append((work.body.numbers[place], reason, [cells[at] if at < len(cells) else None for at in kept]))
    data = render_errors(header, rows, reading.settings.lang, work.source.delimiter or ",")
    return StagedFile(errors_path(order.source), data)


def _stage_map(work: Work, order: ImportOrder, reading: Reading) -> StagedFile | None:
    """Make the proposed map ready: where it was asked for, or beside the source when something was left open."""
    left_open = any(match.how in ("guess", "offer") for match in work.picked.matches) or not work.picked.fed()
    left_open = left_open or work.intake.leaves_questions()
    wanted = order.write_map is not None or (left_open and order.map_file is None and not order.dry_run)
    if not wanted:
        return None
    importable = importable_columns(work.table)
    text = suggest_map(
        work.table,
        work.picked.matches,
        importable,
        work.intake,
        reading.settings.lang,
    )
    if order.write_map is not None:
        if order.write_map.exists():
            raise ImportFailed(file=order.write_map, why="@import_map_there")
        return StagedFile(order.write_map, text.encode())
    path = order.source.with_name(f"{order.source.stem}.map.toml")
    same = path.exists() and path.read_bytes() == text.encode()
    return StagedFile(path if same or not path.exists() else free_name(path), text.encode())


def _report(
    work: Work,
    order: ImportOrder,
    reading: Reading,
    errors_file: StagedFile | None,
    map_file: StagedFile | None,
    backup: Path | None,
) -> ImportReport:
    lang, wording = reading.settings.lang, reading.wording()
    met = {squeeze(match.header) for match in work.picked.matches}
    return ImportReport(
        lang=lang,
        table=work.table.in_language(lang),
        source=order.source,
        sheet=work.picked.sheet.name,
        other_sheets=[str(sheet.name) for sheet in work.source.sheets if sheet is not work.picked.sheet],
        encoding=work.source.encoding,
        header_row=work.picked.header_row + 1,
        new=len(work.sorted.new),
        known=work.sorted.known,
        refused=len(work.sorted.refused),
        reasons=_reasons(work, wording),
        guesses=[(match, _labels(match, work, wording)) for match in work.picked.matches if match.how == "guess"],
        unplaced=[
            (Unplaced(match, cells), _labels(match, work, wording))
            for match in [*work.picked.matches, *_nameless_columns(work, lang)]
            if match.how in _STAYS_BEHIND and (cells := filled_cells(work.body, match.position))
        ],
        missing_headers=[header for header in work.imap.columns if squeeze(header) not in met],
        new_reps=work.reps,
        new_entries={_list_name(key, reading): names for key, names in work.entries.items()},
        errors_file=errors_file.path if errors_file else None,
        map_file=map_file.path if map_file else None,
        backup=backup,
        dry_run=order.dry_run,
    )


def _reasons(work: Work, wording: Wording) -> Sequence[tuple[str, int]]:
    """Give the most frequent kinds of trouble, each told by its first case."""
    cases = [problems[0] for _, problems in sorted(work.sorted.refused.items())]
    first = {(problem.code, problem.column): problem for problem in reversed(cases)}
    counts = Counter((problem.code, problem.column) for problem in cases)
    return [(wording.sentence(first[kind]), count) for kind, count in counts.most_common(_REASONS_SHOWN)]


def _nameless_columns(work: Work, lang: str) -> list[Match]:
    """Give the columns without a header, by their letter; what stands in them is not passed over in silence."""
    blank = [position for position, header in enumerate(work.body.header) if is_blank(header)]
    return [
        Match(say("import_nameless_column", lang, column=column_letters(position + 1)), position, (), "unknown", 0)
        for position in blank
    ]


def _labels(match: Match, work: Work, wording: Wording) -> str:
    return ", ".join(wording.column(work.table.key, column) for column in match.columns)


def _list_name(key: str, reading: Reading) -> str:
    lang = reading.settings.lang
    return next((one.in_language(lang) for one in reading.template.lists if one.key == key), key)
