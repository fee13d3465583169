"""The commands there are, and the help that lists them."""

from __future__ import annotations

SUMMARY = "A B2B sales CRM in the spreadsheets sales people already use."
COMMANDS = {
    "new": ("sheetcrm.surfaces.cli.new:new", "Make a workbook from a template."),
    "import": ("sheetcrm.surfaces.cli.import_:import_command", "Bring rows of a CSV or Excel file into a workbook."),
    "check": ("sheetcrm.surfaces.cli.check:check", "List what is wrong or missing, cell by cell."),
    "recompute": ("sheetcrm.surfaces.cli.recompute:recompute", "Judge stages, score leads, renew Today and KPIs."),
    "kpi": ("sheetcrm.surfaces.cli.kpi:kpi", "Show one KPI, in total or by rep, source, product …"),
    "close-month": ("sheetcrm.surfaces.cli.close_month:close_month_command", "Close months, so that figures stay put."),
    "report": ("sheetcrm.surfaces.cli.report:report", "Write scorecard, charts and lists as one page for a browser."),
    "init": ("sheetcrm.surfaces.cli.init:init", "Write sheetcrm.toml: the hub and the workbooks to keep in step."),
    "hub": ("sheetcrm.surfaces.cli.hub:hub", "Make the Google spreadsheet that a team shares."),
    "sync": ("sheetcrm.surfaces.cli.sync:sync", "Make the hub and all workbooks one, without losing an edit."),
    "status": ("sheetcrm.surfaces.cli.status:status", "Say where each workbook stands: last sync, what waits."),
    "log": ("sheetcrm.surfaces.cli.log:log", "Show every cell change that sync carried."),
    "conflicts": ("sheetcrm.surfaces.cli.conflicts:conflicts", "Show cells two people changed; choose what stands."),
    "undo": ("sheetcrm.surfaces.cli.undo:undo", "Put a file back as it was, or take the last sync back."),
    "handover": ("sheetcrm.surfaces.cli.handover:handover", "Give a leaver's rows to a colleague."),
    "libreoffice": ("sheetcrm.surfaces.cli.libreoffice:libreoffice", "Install buttons and functions in LibreOffice."),
    "serve": ("sheetcrm.surfaces.cli.serve:serve", "Answer the menu and functions of Google spreadsheets."),
    "apps-script": ("sheetcrm.surfaces.cli.apps_script:apps_script", "Prepare the menu of a Google spreadsheet."),
    "excel": ("sheetcrm.surfaces.cli.excel:excel", "Make buttons and functions work in Excel; say why they do not."),
    "demo": ("sheetcrm.surfaces.cli.demo:demo", "Write a whole example company and recompute it."),
}  # fmt: skip

_HELP = f"""\
Usage: sheetcrm [OPTIONS] COMMAND [ARGS]...

  {SUMMARY}

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
"""


def help_text(lang: str = "en") -> str:
    """Give what click would print, without the time it takes to load."""
    if lang == "vi":
        with open(f"{__file__.removesuffix('listing.py')}locale/vi/help.txt", encoding="utf-8") as ready:  # noqa: PTH123  without pathlib, which takes a while
            return ready.read()
    width = max(map(len, COMMANDS)) + 2
    return _HELP + "".join(f"  {name:<{width}}{summary}\n" for name, (_, summary) in COMMANDS.items())
