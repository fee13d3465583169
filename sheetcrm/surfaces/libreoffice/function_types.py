"""The functions as LibreOffice wants them: an interface in IDL, and their names and help for the function wizard.

`extension/functions.rdb` is what LibreOffice's `unoidl-write` makes of `extension/functions.idl`: `make office-types`.
"""

from __future__ import annotations

from sheetcrm.messages import say
from sheetcrm.templates.function_signatures import SIGNATURES

_ROWS = "sequence< sequence<any> >"


def method_of(function: str) -> str:
    """Give a function's name as a method: `CRM_KPI_TABLE` is `crmKpiTable`."""
    first, *others = function.lower().split("_")
    return first + "".join(word.capitalize() for word in others)


def idl() -> str:
    """Say the interface: each function takes the document it stands in, and cells or ranges.

    It gives rows of cells that may become others (an `XVolatileResult`). What may be left out has to be `any`.
    """
    methods = "".join(_method(name) for name in SIGNATURES)
    return f"module vnd {{\n  module sheetcrm {{\n    interface XFunctions {{\n{methods}    }};\n  }};\n}};\n"


def _method(function: str) -> str:
    taken = ["[in] com::sun::star::beans::XPropertySet document"]
    for argument in SIGNATURES[function]:
        taken.append(f"[in] {'any' if argument.optional else _ROWS} {argument.name}")
    indent = ",\n" + " " * 10
    return f"      any {method_of(function)}(\n          {indent.join(taken)});\n"


def function_help(function: str, lang: str) -> str:
    """Say what a function gives."""
    return say(f"function_{function.lower()}", lang)


def argument_help(function: str, argument: str, place: int, lang: str) -> str:
    """Say what an argument is."""
    if argument.startswith("level"):
        return say("function_argument_level", lang, number=place)
    return say(f"function_argument_{argument}", lang, function=function)
