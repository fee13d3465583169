"""The page as one HTML file that asks the network for nothing: style, charting library and figures stand inside it."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import asdict
from hashlib import sha256
from importlib import resources

from jinja2 import Environment
from jinja2 import FunctionLoader
from jinja2 import StrictUndefined
from markupsafe import Markup

from sheetcrm import __version__
from sheetcrm.app.report.number_words import MAGNITUDES
from sheetcrm.app.report.page import Page
from sheetcrm.messages import say

SIGNATURE = '<meta name="generator" content="sheetcrm report'
"""By this, near its beginning, a page is known as one of ours."""
LIBRARY = "echarts/echarts.common.min.js"
_UNSAFE_IN_SCRIPT = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def render(page: Page, name: str = "page", forms: str = "'none'", **more: object) -> str:
    """Print the page. What users typed is text wherever it stands: in the HTML, and in the figures for the charts.

    Another page of that `name`, which extends this one, may say `more`; `forms` is where its forms may lead.
    """
    style, library, script = (asset(each) for each in ("page.css", LIBRARY, "charts.js"))
    if name != "page":
        style, script = style + asset(f"{name}.css"), script + asset(f"{name}.js")
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(asset),
    )
    return environment.get_template(f"{name}.html").render(
        **more,
        page=page,
        say=lambda code, **blanks: say(code, page.lang, **blanks),
        signature=Markup(f'{SIGNATURE} {__version__}">'),
        policy=_policy(forms, style, library, script),
        style=Markup(style),
        library=Markup(library),
        script=Markup(script),
        figures=Markup(script_json(_figures(page))),
    )


def asset(name: str) -> str:
    """Give one of the files the page is made of."""
    return resources.files("sheetcrm.app.report").joinpath("assets", *name.split("/")).read_text(encoding="utf-8")


def script_json(value: object) -> str:
    """Write JSON that no HTML parser and no old JavaScript can take for anything else."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE_IN_SCRIPT)


def _figures(page: Page) -> object:
    """Give what the charts are drawn from, and how this language writes big numbers."""
    return {
        "lang": page.lang,
        "magnitudes": [[size, say(code, page.lang)] for size, code in MAGNITUDES],
        "charts": {chart.key: asdict(chart) for chart in page.charts if not chart.empty},
    }


def _policy(forms: str, style: str, *scripts: str) -> str:
    """Allow exactly this style and these scripts, and nothing from anywhere else.

    Style attributes are those the charting library sets on the marks it draws; they cannot load anything.
    """
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; style-src-attr 'unsafe-inline'; "
        f"img-src data:; base-uri 'none'; form-action {forms}"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
