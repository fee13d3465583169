"""Writes `docs/reference.md` from the program: `python -m docs.write_reference`. A test proves it is up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from sheetcrm.domain.kpis.catalogue import CATALOGUE
from sheetcrm.messages import sentences
from sheetcrm.surfaces.cli.group import cli
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.load import load_template
from sheetcrm.templates.need_spec import NeedSpec

PAGE = Path(__file__).with_name("reference.md")


def reference() -> str:
    """Give the whole page."""
    parts = (_commands(), _kpis(), _kinds(), _needs(), _columns(), _sentences())
    lines = ["# Reference", "", "Written by `python -m docs.write_reference`; do not edit by hand.", ""]
    for part in parts:
        lines += [*part, ""]
    return "\n".join(lines).rstrip() + "\n"


def _commands() -> Iterator[str]:
    yield "## Commands"
    context = click.Context(cli, info_name="sheetcrm")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        yield from _help(command, f"sheetcrm {name}", _inside(command, name, context))


def _inside(command: click.Command, name: str, parent: click.Context) -> click.Context:
    return click.Context(command, info_name=name, parent=parent, terminal_width=100)


def _help(command: click.Command, words: str, context: click.Context) -> Iterator[str]:
    """Give a command's own help, and that of the commands inside it."""
    vars(command)["_help_option"] = None  # click keeps the one of whoever asked first, without -h when alone
    yield from ("", f"### {words}", "", "```text", command.get_help(context), "```")
    for name, inner in command.commands.items() if isinstance(command, click.Group) else ():
        yield from _help(inner, f"{words} {name}", _inside(inner, name, context))


def _kpis() -> Iterator[str]:
    yield "## KPIs"
    yield ""
    yield "| key | KPI | chỉ số | unit | formula | công thức | by |"
    yield "|---|---|---|---|---|---|---|"
    for kpi in CATALOGUE.values():
        by = ", ".join(" x ".join(dimensions) for dimensions in kpi.by)
        cells = (f"`{kpi.key}`", kpi.en, kpi.vi, kpi.unit, kpi.formula_en, kpi.formula_vi, by)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _kinds() -> Iterator[str]:
    yield "## Column kinds"
    yield ""
    yield "| kind | holds | shown as |"
    yield "|---|---|---|"
    for kind in KINDS.values():
        yield f"| `{kind.name}` | {kind.python_type.__name__} | {kind.style} |"


def _needs() -> Iterator[str]:
    yield "## Words of a need"
    yield ""
    yield "What a stage may ask for before it is left, in `processes/*.toml`:"
    yield ""
    for name in NeedSpec.model_fields:
        yield f"- `{name}`"


def _columns() -> Iterator[str]:
    yield "## Tables and columns"
    template = load_template()
    for table in template.tables:
        yield ""
        yield f"### `{table.key}`: {table.vi} / {table.en}"
        yield ""
        for column in table.columns:
            marks = "\\*" * column.engine + "!" * column.required
            yield f"- `{column.key}`{marks} {column.vi} / {column.en} ({column.kind})"
    yield ""
    yield "\\* only sheetcrm writes it. ! should never be blank."


def _sentences() -> Iterator[str]:
    yield "## What sheetcrm says"
    yield ""
    yield "| code | English | tiếng Việt |"
    yield "|---|---|---|"
    vietnamese = sentences("vi")
    for code, sentence in sorted(sentences("en").items()):
        cells = (f"`{code}`", sentence, vietnamese[code])
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
