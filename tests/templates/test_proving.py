from __future__ import annotations

from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sheetcrm.domain.records import Company
from sheetcrm.errors import TemplateError
from sheetcrm.templates.facts import wanted_facts
from sheetcrm.templates.load import load_template
from tests.templates.folders import folder_with
from tests.templates.folders import line_of

EMAIL = 'key = "email", kind = "email", vi = "Email", en = "E-mail", width = 32'
MINUTES = 'vi = "Số phút", en = "Minutes", width = 10, min = 0, max = 1440'
CASES = [
    ("a table that stands twice", '[[tables]]\nkey = "costs"', '[[tables]]\nkey = "orders"', "template_twice"),
    ("a list that stands twice", '[[lists]]\nkey = "channels"', '[[lists]]\nkey = "sources"', "template_twice"),
    ("a column that stands twice", 'key = "title"', 'key = "contact"', "template_twice"),
    ("a header that stands twice", 'vi = "Chức danh"', 'vi = "công ty"', "template_twice"),
    ("a choice that stands twice", '{ key = "user"', '{ key = "champion"', "template_twice"),
    ("a list entry that stands twice", '{ key = "google_ads"', '{ key = "website"', "template_twice"),
    ("two sheets of one name", 'en = "Objections"', 'en = "Orders"', "template_twice"),
    ("a sheet name with a slash", 'vi = "Tương tác"', 'vi = "Tương/tác"', "template_title"),
    ("a sheet name that is too long", 'vi = "Tương tác"', f'vi = "{"T" * 32}"', "template_title"),
    ("a table without id", 'key = "id", kind = "id", vi = "Mã chi phí"', 'key = "no", kind = "text", vi = "Mã chi phí"',
     "template_id_first"),
    ("an unknown label column", 'label_column = "company"', 'label_column = "firm"', "template_column_unknown"),
    ("a form that asks for an unknown column", 'asked = ["kind",', 'asked = ["colour",', "template_column_unknown"),
    ("an unknown list", 'list = "provinces"', 'list = "cities"', "template_pointer_unknown"),
    ("an unknown table", 'refers_to = "leads"', 'refers_to = "deals"', "template_pointer_unknown"),
    ("a suggestion from a table without labels", 'suggest = "accounts"', 'suggest = "orders"',
     "template_pointer_unknown"),
    ("a list on a column of another kind", EMAIL, EMAIL + ', list = "sources"', "template_pointer_kind"),
    ("a list column without its list", 'list = "provinces", ', "", "template_pointer_missing"),
    ("choices on a column of another kind", EMAIL, EMAIL + ', choices = [{ key = "a", vi = "A", en = "A" }]',
     "template_choices"),
    ("an entry of no list", 'kind = "entry", lists = ["departments", "product_groups", "sources"]', 'kind = "entry"',
     "template_lists"),
    ("an entry of an unknown list", '"departments", "product_groups", "sources"', '"teams"',
     "template_pointer_unknown"),
    ("bounds on a text", EMAIL, EMAIL + ", min = 1", "template_bounds_kind"),
    ("an upper bound on a text", EMAIL, EMAIL + ", max = 1", "template_bounds_kind"),
    ("bounds the wrong way round", MINUTES, MINUTES.replace("min = 0", "min = 2000"), "template_bounds"),
    ("an engine column that people could type into", 'vi = "Hạng", en = "Grade", width = 8, engine = true',
     'vi = "Hạng", en = "Grade", width = 8', "template_engine_missing"),
    ("an engine column that nobody writes", EMAIL, EMAIL + ", engine = true", "template_engine_unknown"),
    ("overdue by an unknown column", 'overdue_while = { status = ["paused"] }', 'overdue_while = { state = ["x"] }',
     "template_column_unknown"),
    ("overdue by an unknown entry", 'overdue_while = { status = ["paused"] }', 'overdue_while = { status = ["x"] }',
     "template_choice_unknown"),
    ("overdue on a text", EMAIL, EMAIL + ", overdue_while = {}", "template_pointer_kind"),
    ("a tab that stands twice", 'key = "receivables"', 'key = "quality"', "template_twice"),
    ("blanks of an unknown column", '"costs.source",', '"costs.colour",', "template_column_unknown"),
    ("blanks of an unknown table", '"costs.source",', '"expenses.source",', "template_column_unknown"),
    ("a missing table", '[[tables]]\nkey = "objections"', '[[tables]]\nkey = "refusals"', "template_table_missing"),
    ("a missing fact", 'key = "origin", kind = "choice", vi = "Ai tạo ra", en = "Origin", width = 18',
     'key = "origin_", kind = "choice", vi = "Ai tạo ra", en = "Origin", width = 18', "template_fact_missing"),
    ("a fact of the wrong kind", 'key = "approached_on", kind = "date"', 'key = "approached_on", kind = "text"',
     "template_fact_kind"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_template_is_refused_for(tmp_path: Path, old: str, new: str, code: str) -> None:
    folder = folder_with(tmp_path, (old, new))
    with pytest.raises(TemplateError) as caught:
        load_template(folder)
    assert caught.value.facts["reason"] == f"@{code}"
    assert isinstance(caught.value.facts["line"], int)
    for lang in ("vi", "en"):
        sentence = caught.value.in_language(lang)
        assert "b2b.toml" in sentence
        assert "{" not in sentence


@pytest.mark.parametrize(
    ("old", "new", "needle"),
    [
        ('list = "provinces"', 'list = "cities"', 'list = "cities"'),
        ('key = "title"', 'key = "contact"', 'vi = "Chức danh"'),
        (EMAIL, EMAIL + ", min = 1", "min = 1"),
        ('overdue_while = { status = ["paused"] }', 'overdue_while = { state = ["x"] }', "state = "),
    ],
)
def test_the_line_is_the_one_to_put_right(tmp_path: Path, old: str, new: str, needle: str) -> None:
    folder = folder_with(tmp_path, (old, new))
    with pytest.raises(TemplateError) as caught:
        load_template(folder)
    assert caught.value.facts["line"] == line_of(folder, needle)


def test_a_column_that_a_process_adds_is_proved_too(tmp_path: Path) -> None:
    name = "processes/standard.toml"
    column = '\n[[columns]]\nkey = "mine"\nvi = "Của tôi"\nen = "Mine"\nkind = "list"\nlist = "nothing"\n'
    folder = folder_with(tmp_path, name=name, added=column)
    with pytest.raises(TemplateError) as caught:
        load_template(folder)
    assert caught.value.facts["file"] == str(folder / name)
    assert caught.value.facts["line"] == line_of(folder, '"nothing"', name)


def test_the_facts_that_rules_read_are_those_of_the_records() -> None:
    facts = wanted_facts()
    assert set(facts) == set(Company._fields) - {"base_currency", "rates"}
    assert facts["activities"]["at"] is datetime
    assert facts["opportunities"]["amount"] is Decimal
    assert facts["accounts"] == {"name": str, "owner": str, "next_care_on": date}
    assert not {"id", "row", "cells"} & set(facts["leads"])
