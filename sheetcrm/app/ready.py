"""Makes what stands in `workbook_templates/ready/`: workbooks to open at once, and the template compiled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sheetcrm.app.build import new_workbook
from sheetcrm.messages import LANGUAGES
from sheetcrm.sync.identity import derive_id
from sheetcrm.templates.load import COMPILED
from sheetcrm.templates.load import write_compiled

PROCESS, SCHEME, CURRENCY = "standard", "bant", "VND"


def write_ready(folder: Path) -> Mapping[str, Path]:
    """Make one workbook a language from the shipped templates, in place of what stands there; give them by language.

    The compiled template stands there too.
    """
    made = {lang: folder / f"pipeline.{lang}.xlsx" for lang in LANGUAGES}
    for lang, path in made.items():
        fresh = path.with_name(f"{path.name}.new")
        fresh.unlink(missing_ok=True)
        new_workbook(
            fresh,
            lang=lang,
            process=PROCESS,
            scheme=SCHEME,
            currency=CURRENCY,
            templates=None,
            make_id=partial(derive_id, "ready", path.name),
        )
        fresh.replace(path)
    write_compiled(folder / Path(COMPILED).name)
    return made
