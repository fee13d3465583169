"""The page as a file: one piece, no address to load from, and what people typed is only ever text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pytest
from reported import FORMULA
from reported import HOSTILE
from reported import page
from reported import small_company

from sheetcrm.app.report.render import LIBRARY
from sheetcrm.app.report.render import SIGNATURE
from sheetcrm.app.report.render import asset
from sheetcrm.app.report.render import render
from sheetcrm.app.report.render import script_json
from sheetcrm.domain.kpis.catalogue import CATALOGUE

LOADS = {"src", "href", "srcset", "action", "data", "poster", "formaction", "background", "ping"}


class Seen(HTMLParser):
    """What an HTML parser makes of the page: its elements, its text, the content of its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw: list[tuple[str, str]] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.raw.append((self._inside, data))
        else:
            self.texts.append(data)


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    return render(page(small_company(tmp_path_factory.mktemp("render") / "pipeline.xlsx")))


@pytest.fixture(scope="module")
def seen(html: str) -> Seen:
    return Seen(html)


def test_what_people_typed_is_text(html: str, seen: Seen) -> None:
    assert [tag for tag, _ in seen.tags].count("script") == 3, "the figures, the library, the drawing"
    assert "img" not in {tag for tag, _ in seen.tags}
    text = "".join(seen.texts)
    for typed in HOSTILE:
        assert typed.replace("\u2028", " ") in text.replace("\u2028", " "), typed
    assert "{{ 7 * 7 }}" in text, "no template in a template"
    assert FORMULA in text


def test_the_figures_for_the_charts_are_what_was_told_and_cannot_end_their_script(seen: Seen) -> None:
    figures = next(content for _, content in seen.raw if content.startswith("{"))
    assert not re.search("[<>&\u2028\u2029]", figures)
    assert HOSTILE[0] in json.loads(figures)["charts"]["reps"]["places"]


def test_json_in_a_script_says_the_same_and_holds_nothing_dangerous() -> None:
    text = "</script><!--\u2028\u2029&amp; “Mai” \\u003c"
    written = script_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert not set("<>&\u2028\u2029") & set(written)


def test_nothing_in_the_page_has_an_address_to_load_from(html: str, seen: Seen) -> None:
    for tag, attributes in seen.tags:
        for name in LOADS & set(attributes):
            assert re.match("#|data:,$", str(attributes[name])), f"{tag} {name}={attributes[name]}"
    styles = "".join(content for tag, content in seen.raw if tag == "style")
    assert not re.search(r"url\(|@import", styles)


def test_the_policy_allows_exactly_the_style_and_scripts_that_are_there(seen: Seen) -> None:
    policy = next(attributes["content"] for _, attributes in seen.tags if "http-equiv" in attributes)
    allowed = dict(part.strip().split(" ", 1) for part in str(policy).split(";"))
    hashes = {
        tag: [
            f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for kind, text in seen.raw if kind == tag
        ]
        for tag in ("style", "script")
    }
    assert allowed["default-src"] == "'none'"
    assert allowed["style-src"].split() == hashes["style"]
    assert allowed["script-src"].split() == hashes["script"][1:], "the figures are data and never run"
    assert "unsafe" not in allowed["script-src"]


def test_the_page_is_small_and_says_early_that_it_is_ours(html: str) -> None:
    assert len(html.encode()) < 1_000_000
    assert SIGNATURE in html[:400]
    assert html.lstrip().startswith("<!DOCTYPE html>")
    assert '<html lang="vi">' in html


def test_no_kpi_is_named_in_the_pages_own_files() -> None:
    text = asset("page.html") + asset("charts.js") + asset("page.css")
    for kpi in CATALOGUE.values():
        assert kpi.vi not in text
        assert f'"{kpi.key}"' not in text


def test_the_charting_library_is_the_one_that_was_published() -> None:
    version = tomllib.loads(asset("echarts/version.toml"))
    library = resources.files("sheetcrm.app.report").joinpath("assets", *LIBRARY.split("/")).read_bytes()
    assert sha256(library).hexdigest() == version["sha256"]
    assert f'"{version["version"]}"' in library.decode(), "the library calls itself that"
    assert "Apache License" in asset("echarts/LICENSE")
    assert "Apache Software Foundation" in asset("echarts/NOTICE")
    assert b"</script" not in library


def test_only_this_command_loads_the_template_engine(tmp_path: Path) -> None:
    """People recompute many times a day; they shall not wait for what draws a page once a week."""
    code = "import sys, sheetcrm.surfaces.cli.recompute, sheetcrm.surfaces.cli.kpi; print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
