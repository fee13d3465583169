"""The map file an import proposes: what matched, what was guessed, and the words it could not understand."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sheetcrm.app.importing.headers import Match
from sheetcrm.app.importing.intake import Intake
from sheetcrm.app.importing.map_file import render_map
from sheetcrm.messages import say
from sheetcrm.templates.spec import Table


def suggest_map(
    table: Table,
    matches: Sequence[Match],
    importable: frozenset[str],
    intake: Intake,
    lang: str,
) -> str:
    """Write the proposal."""
    asked = [match for match in matches if match.how not in ("ours", "engine", "twice")]
    columns = {match.header: match.feeds for match in asked}
    unsure = {match.header: match.certainty for match in asked if match.how == "guess"}
    offers = {match.header: match.columns for match in asked if match.how == "offer"}
    fed = {column for targets in columns.values() for column in targets}
    free = {
        column.key: column.in_language(lang)
        for column in table.columns
        if column.key in importable and column.key not in fed
    }
    text = render_map(columns, unsure, offers, free, lang)
    if intake.month_first():
        text += "\n[date_formats]\n" + "".join(f'# {column} = "m/d/Y"\n' for column in intake.month_first())
    for column, counts in intake.unknown_words.items():
        text += f"\n[values.{column}]\n# {say('import_map_words', lang)}\n"
        text += "".join(f'# {json.dumps(word, ensure_ascii=False)} = ""  # {count}\n' for word, count in counts.items())
    return text
