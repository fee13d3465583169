"""Chooses one process and one scheme of a template, and proves that its tables have what these look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sheetcrm.domain.process import Process
from sheetcrm.domain.schemes import Scheme
from sheetcrm.errors import BadRequest
from sheetcrm.errors import TemplateError
from sheetcrm.templates.template import PROCESS_TABLE
from sheetcrm.templates.template import Template


class Choice(NamedTuple):
    """What a workbook is made of: the template with the process's columns, the process, the scheme."""

    template: Template
    process: Process
    scheme: Scheme


def choose(template: Template, process: str, scheme: str) -> Choice:
    """Give the template for this process and scheme.

    Raises: BadRequest when there is no such process or scheme; TemplateError when a column they need is missing.
    """
    if process not in template.processes:
        raise BadRequest(
            what="--process", why="@template_no_process", name=process, known=", ".join(template.processes)
        )
    if scheme not in template.schemes:
        raise BadRequest(what="--scheme", why="@template_no_scheme", name=scheme, known=", ".join(template.schemes))
    chosen = Choice(template.for_process(process), template.processes[process], template.schemes[scheme])
    for name in _missing_places(chosen):
        raise TemplateError(f"processes/{process}.toml", None, "@template_need_unknown", name=name)
    for name, kind in _missing_letters(chosen):
        raise TemplateError(f"schemes/{scheme}.toml", None, "@template_letter_unknown", name=name, kind=kind)
    return chosen


def _missing_places(chosen: Choice) -> Iterator[str]:
    for place in sorted(chosen.process.columns()):
        table, _, column = place.rpartition(".")
        if column not in {one.key for one in chosen.template.table(table or PROCESS_TABLE).columns}:
            yield place


def _missing_letters(chosen: Choice) -> Iterator[tuple[str, str]]:
    kinds = {column.key: column.kind for column in chosen.template.table("leads").columns}
    for letter in chosen.scheme.letters:
        for place in letter.places:
            if kinds.get(place.column) != "letter":
                yield place.column, "letter"
            if place.verified_on is not None and kinds.get(place.verified_on) != "date":
                yield place.verified_on, "date"
