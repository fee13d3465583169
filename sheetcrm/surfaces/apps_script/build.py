"""Prepares the script of one team's spreadsheet as files to paste, or to push with clasp, in each language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from sheetcrm.errors import BadRequest
from sheetcrm.messages import LANGUAGES
from sheetcrm.messages import say
from sheetcrm.messages import sentences
from sheetcrm.workbooks.google.address import browser_address
from sheetcrm.workbooks.google.loopback import is_loopback_address
from sheetcrm.workbooks.xlsx.replacing import in_our_words

AS_THEY_ARE = ("Code.js", "appsscript.json")
TEXTS = (
    "menu_recompute",
    "menu_check",
    "menu_score",
    "menu_conflicts",
    "menu_checks_on",
    "menu_about",
    "about_client",
    "recompute_begun",
    "checked",
    "nothing_to_check",
    "no_lead_chosen",
    "row",
    "open_desk",
    "checks_on",
    "checks_were_on",
    "not_checked",
    "server_there",
    "server_away",
)
"""What `Code.js` says itself, by its name there; the sentence's code is the name after `script_`."""
GUIDE = "README.txt"


def build_script(folder: Path, server: str, spreadsheet: str, token: str) -> list[Path]:
    """Write a folder a language, and give what was written; files of an earlier build are replaced.

    Raises: BadRequest for a server that is neither https nor on this machine; NotAllowed.
    """
    server = _address(server)
    written = []
    for lang in LANGUAGES:
        for name, text in script_files(lang, server, spreadsheet, token).items():
            path = folder / lang / name
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
            except OSError as error:
                raise in_our_words(error, path) from error
            written.append(path)
    return written


def script_files(lang: str, server: str, spreadsheet: str, token: str) -> Mapping[str, str]:
    """Give the files of one language by name."""
    here = resources.files("sheetcrm.surfaces.apps_script")
    files = {name: here.joinpath(name).read_text(encoding="utf-8") for name in AS_THEY_ARE}
    settings = {"server": server, "lang": lang, "token": token}
    texts = {name: sentences(lang)[f"script_{name}"] for name in TEXTS}
    files["Settings.js"] = f"const SETTINGS = {_script(settings)};\nconst TEXTS = {_script(texts)};\n"
    files[GUIDE] = say("script_guide", lang, server=server, sheet=browser_address(spreadsheet))
    return files


def _script(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _address(server: str) -> str:
    if not server.lower().startswith("https://") and not is_loopback_address(server, "http"):
        raise BadRequest(what=server, why="@script_server_not_safe")
    return server.rstrip("/")
