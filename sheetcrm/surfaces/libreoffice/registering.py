"""What tells LibreOffice of the extension: its parts, commands, toolbar and menu, labelled in both languages."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from functools import partial
from xml.sax.saxutils import escape

from sheetcrm.messages import say
from sheetcrm.surfaces.libreoffice.function_types import argument_help
from sheetcrm.surfaces.libreoffice.function_types import function_help
from sheetcrm.surfaces.libreoffice.function_types import method_of
from sheetcrm.templates.function_signatures import SIGNATURES

BUTTONS = ("recompute", "check", "sync", "move_stage")
"""In the order of the toolbar; each has the command `vnd.sheetcrm:<button>` and the label `button_<button>`."""
_PROTOCOL = "vnd.sheetcrm:"
_TOOLBAR = "vnd.sheetcrm.toolbar"
_OPENING = "vnd.sheetcrm.Opening"
_LOCALES = {"en": "en-US", "vi": "vi"}
_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_PYTHON = "application/vnd.sun.star.uno-component;type=Python"
_TYPES = "application/vnd.sun.star.uno-typelibrary;type=RDB"
_SETTINGS = "application/vnd.sun.star.configuration-data"
_OLDEST = "7.4"
"""The oldest LibreOffice it was tried with."""


def manifest() -> str:
    """List the parts that LibreOffice has to know."""
    parts = {
        "functions.rdb": _TYPES,
        "buttons.py": _PYTHON,
        "functions.py": _PYTHON,
        "opening.py": _PYTHON,
        **dict.fromkeys(configuration(), _SETTINGS),
    }
    entries = "".join(
        f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{path}"/>'
        for path, kind in parts.items()
    )
    return _xml(
        f'<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">{entries}</manifest:manifest>'
    )


def description(identifier: str, version: str) -> str:
    """Name the extension."""
    names = "".join(f'<name lang="{lang}">{escape(say("office_name", lang))}</name>' for lang in _LOCALES)
    return _xml(
        '<description xmlns="http://openoffice.org/extensions/description/2006"'
        ' xmlns:l="http://libreoffice.org/extensions/description/2011" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<identifier value="{identifier}"/><version value="{version}"/><display-name>{names}</display-name>'
        f'<icon><default xlink:href="icons/recompute_26.png"/></icon>'
        f'<dependencies><l:LibreOffice-minimal-version value="{_OLDEST}" d:name="LibreOffice {_OLDEST}"'
        ' xmlns:d="http://openoffice.org/extensions/description/2006"/></dependencies></description>'
    )


def configuration() -> Mapping[str, str]:
    """Give the configuration files: file name → XML."""
    return {
        "Addons.xcu": _component("Addons", "org.openoffice.Office", _node("AddonUI", _menu(), _toolbar(), _images())),
        "CalcWindowState.xcu": _component("CalcWindowState", "org.openoffice.Office.UI", _window_state()),
        "CalcAddIns.xcu": _component("CalcAddIns", "org.openoffice.Office", _functions()),
        "ProtocolHandler.xcu": _component("ProtocolHandler", "org.openoffice.Office", _handler()),
        "Jobs.xcu": _component("Jobs", "org.openoffice.Office", _jobs()),
    }


def _menu() -> str:
    entries = [_node(f"m{at}", *_command(button), new=True) for at, button in enumerate(BUTTONS)]
    submenu = _node("Submenu", *entries)
    whole = _node(_TOOLBAR, _label("Title", "office_menu"), _value("Context", _CALC), submenu, new=True)
    return _node("OfficeMenuBar", whole)


def _toolbar() -> str:
    entries = [
        _node(f"m{at}", *_command(button), _value("Context", _CALC), new=True) for at, button in enumerate(BUTTONS)
    ]
    return _node("OfficeToolBar", _node(_TOOLBAR, *entries, new=True))


def _command(button: str) -> list[str]:
    return [
        _value("URL", f"{_PROTOCOL}{button}"),
        _label("Title", f"button_{button}"),
        _value("Target", "_self"),
    ]


def _images() -> str:
    """Give each command its pictures: without one, a toolbar button is not to be seen."""
    pictures = [
        _node(
            f"picture_{button}",
            _value("URL", f"{_PROTOCOL}{button}"),
            _node(
                "UserDefinedImages",
                _value("ImageSmallURL", f"%origin%/icons/{button}_16.png"),
                _value("ImageBigURL", f"%origin%/icons/{button}_26.png"),
            ),
            new=True,
        )
        for button in BUTTONS
    ]
    return _node("Images", *pictures)


def _window_state() -> str:
    """Show the toolbar in Calc from the start, with texts beside the pictures."""
    state = _node(
        f"private:resource/toolbar/addon_{_TOOLBAR}",
        _label("UIName", "office_name"),
        _value("ContextSensitive", "false"),
        _value("Visible", "true"),
        _value("Docked", "true"),
        _value("Style", "2"),
        new=True,
    )
    return _node("UIElements", _node("States", state))


def _functions() -> str:
    """Name the functions and say what they and their arguments are; the document they stand in is no argument."""
    functions = [
        _node(
            method_of(name),
            _value("Category", "Add-In"),
            _said("DisplayName", _same(name)),
            _said("CompatibilityName", _same(name)),
            _said("Description", partial(function_help, name)),
            _node("Parameters", *_parameters(name)),
            new=True,
        )
        for name in SIGNATURES
    ]
    return _node("AddInInfo", _node("vnd.sheetcrm.Functions", _node("AddInFunctions", *functions), new=True))


def _parameters(function: str) -> Iterator[str]:
    for place, argument in enumerate(SIGNATURES[function], start=1):
        yield _node(
            argument.name,
            _said("DisplayName", _same(argument.name)),
            _said("Description", partial(argument_help, function, argument.name, place)),
            new=True,
        )


def _handler() -> str:
    handler = _node("vnd.sheetcrm.Buttons", _value("Protocols", f"{_PROTOCOL}*"), new=True)
    return _node("HandlerSet", handler)


def _jobs() -> str:
    """Let our functions be asked anew when a spreadsheet was opened."""
    job = _node(_OPENING, _value("Service", _OPENING), _value("Context", _CALC), new=True)
    opened = _node("OnLoad", _node("JobList", _node(_OPENING, new=True)), shared=True)
    return _node("Jobs", job) + _node("Events", opened)


def _component(name: str, package: str, content: str) -> str:
    return _xml(
        '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"'
        f' xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="{name}" oor:package="{package}">'
        f"{content}</oor:component-data>"
    )


def _node(name: str, *content: str, new: bool = False, shared: bool = False) -> str:
    """Write a node: one of LibreOffice's own, a new one, or one that other extensions add to as well."""
    operation = ' oor:op="replace"' if new else ' oor:op="fuse"' if shared else ""
    return f'<node oor:name="{name}"{operation}>{"".join(content)}</node>'


def _value(name: str, value: str) -> str:
    return f'<prop oor:name="{name}"><value>{escape(value)}</value></prop>'


def _label(name: str, code: str) -> str:
    return _said(name, partial(say, code))


def _said(name: str, in_language: Callable[[str], str]) -> str:
    """Give a text in each language."""
    values = "".join(
        f'<value xml:lang="{locale}">{escape(in_language(lang))}</value>' for lang, locale in _LOCALES.items()
    )
    return f'<prop oor:name="{name}">{values}</prop>'


def _same(text: str) -> Callable[[str], str]:
    """Give what is called alike in every language."""
    return dict.fromkeys(_LOCALES, text).__getitem__


def _xml(content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{content}\n'
