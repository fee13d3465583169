from __future__ import annotations

from pathlib import Path

import pytest

from sheetcrm.errors import TemplateError
from sheetcrm.templates.load import load_template
from sheetcrm.templates.shipped import shipped_templates
from tests.templates.folders import folder_with
from tests.templates.folders import line_of


def refusal(folder: Path) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        load_template(folder)
    return caught.value


def test_the_shipped_templates_load() -> None:
    template = load_template()
    assert template.key == "b2b"
    assert template.in_language("vi") == "Bán hàng B2B"
    assert template.in_language("en") == "B2B sales"
    assert {"standard", "project_10"} <= set(template.processes)
    assert list(template.schemes) == ["bant", "combined", "gpct"]
    assert template.limits.quote_answer_days > 0


def test_the_shipped_folder_is_found_in_a_wheel_and_in_a_checkout(tmp_path: Path) -> None:
    package = tmp_path / "sheetcrm"
    package.mkdir()
    (tmp_path / "workbook_templates").mkdir()
    assert shipped_templates(package) == tmp_path / "workbook_templates"
    (package / "workbook_templates").mkdir()
    assert shipped_templates(package) == package / "workbook_templates"


def test_a_companys_file_stands_before_the_shipped_one_and_the_others_stay(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, ('en = "Leads"', 'en = "Prospects"'))
    template = load_template(folder)
    assert template.table("leads").en == "Prospects"
    assert template.processes.keys() == load_template().processes.keys()


def test_a_companys_process_joins_the_shipped_ones_with_its_columns(tmp_path: Path) -> None:
    column = '\n[[columns]]\nkey = "drone_link"\nvi = "Ảnh bay"\nen = "Drone pictures"\nkind = "link"\n'
    folder = folder_with(tmp_path, ('key = "standard"', 'key = "drones"'), name="processes/standard.toml", added=column)
    (folder / "processes/standard.toml").rename(folder / "processes/drones.toml")
    template = load_template(folder)
    assert {"standard", "project_10", "drones"} <= set(template.processes)
    keys = [one.key for one in template.for_process("drones").table("opportunities").columns]
    assert keys[-1] == "drone_link"
    assert "drone_link" not in [one.key for one in template.table("opportunities").columns]


def test_a_process_column_that_the_workbook_already_has_is_not_added_again(tmp_path: Path) -> None:
    column = '\n[[columns]]\nkey = "pains"\nvi = "Nỗi đau"\nen = "Pains again"\nkind = "text"\n'
    folder = folder_with(tmp_path, name="processes/standard.toml", added=column)
    keys = [one.key for one in load_template(folder).for_process("standard").table("opportunities").columns]
    assert keys.count("pains") == 1


def test_a_table_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_template().table("nothing")


def test_a_column_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_template().table("leads").column("nothing")


def test_the_lists_table_has_a_column_a_list_and_the_currencies() -> None:
    template = load_template()
    keys = [column.key for column in template.table("lists").columns]
    assert keys == [entries.key for entries in template.lists] + ["currency", "rate"]
    assert "lists" not in {table.key for table in template.tables}


@pytest.mark.parametrize("kind", ["text", "money", "date", "percent", "link", "month", "integer", "phone"])
def test_extra_columns_of_any_kind_may_be_declared(tmp_path: Path, kind: str) -> None:
    extra = f'  {{ key = "mine", kind = "{kind}", vi = "Của tôi", en = "Mine" }},\n'
    folder = folder_with(tmp_path, ('  { key = "company"', extra + '  { key = "company"'))
    assert load_template(folder).table("leads").column("mine").kind == kind


def test_an_optional_column_may_be_dropped(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, ('  { key = "employees", kind = "integer", vi = "Số nhân sự"', "#"))
    assert "employees" not in [column.key for column in load_template(folder).table("leads").columns]


@pytest.mark.parametrize(
    ("old", "new", "needle", "code"),
    [
        ("version = 1", "version = ", "version =", "template_syntax"),
        ("width = 40", "widht = 40", "widht", "template_key_unknown"),
        ('kind = "phone"', 'kind = "telephone"', "telephone", "template_entry_unknown"),
        ("width = 40", 'width = "wide"', '"wide"', "template_must_be_number"),
        ('vi = "Công ty", ', "", 'key = "company"', "template_key_missing"),
        ('key = "leads"\nvi', "vi", 'vi = "Khách tiềm năng"', "template_key_missing"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_reason(
    tmp_path: Path, old: str, new: str, needle: str, code: str
) -> None:
    folder = folder_with(tmp_path, (old, new))
    error = refusal(folder)
    assert error.facts["file"] == str(folder / "b2b.toml")
    expected = line_of(folder, needle)
    expected -= code == "template_key_missing" and needle.startswith("vi")  # the line of its [[tables]]
    assert error.facts["line"] == expected
    assert error.facts["reason"] == f"@{code}"
    for lang in ("vi", "en"):
        assert "@" not in error.in_language(lang)


def test_an_unknown_entry_is_named(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, ("width = 40", "widht = 40"))
    assert "widht" in str(refusal(folder))


def test_a_syntax_error_at_the_end_is_told_with_the_last_line(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, added="\nlast = [")
    assert refusal(folder).facts["line"] == line_of(folder, "last = [")


def test_a_file_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "b2b.toml").write_bytes('key = "b2b"\nvi = "Bán'.encode("cp1258", "replace") + b'\xe1\n"')
    error = refusal(tmp_path)
    assert error.facts["reason"] == "@template_not_utf8"
    assert error.facts["line"] == 2


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    folder_with(tmp_path, ("width = 40", "widht = 40"))
    path = tmp_path / "b2b.toml"
    line = line_of(tmp_path, "widht")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert refusal(tmp_path).facts["line"] == line


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "b2b.toml").mkdir()
    assert refusal(tmp_path).facts["reason"] == "@template_unreadable"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere").facts["reason"] == "@template_folder_missing"


def test_a_folder_without_templates_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path).facts["reason"] == "@template_folder_empty"


@pytest.mark.parametrize("name", ["b2c.toml", "proceses/standard.toml", "more/processes/standard.toml"])
def test_a_misspelt_file_is_refused_instead_of_ignored(tmp_path: Path, name: str) -> None:
    folder_with(tmp_path)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("", encoding="utf-8")
    error = refusal(tmp_path)
    assert error.facts["reason"] == "@template_file_unknown"
    assert error.facts["file"] == str(tmp_path / name)


@pytest.mark.parametrize("name", ["processes/standard.toml", "schemes/bant.toml"])
def test_a_process_or_scheme_is_named_like_its_file(tmp_path: Path, name: str) -> None:
    stem = Path(name).stem
    folder = folder_with(tmp_path, (f'key = "{stem}"', 'key = "other"'), name=name)
    error = refusal(folder)
    assert error.facts["reason"] == "@template_key_is_not_name"
    assert error.facts["line"] == line_of(folder, 'key = "other"', name)


def test_a_wrong_entry_in_a_process_is_told_with_its_own_file_and_line(tmp_path: Path) -> None:
    name = "processes/standard.toml"
    folder = folder_with(tmp_path, ("stale_days", "stale_dayz"), name=name)
    error = refusal(folder)
    assert error.facts["file"] == str(folder / name)
    assert error.facts["line"] == line_of(folder, "stale_dayz", name)


def test_a_scheme_with_an_unknown_part_is_told_with_its_file(tmp_path: Path) -> None:
    name = "schemes/combined.toml"
    error = refusal(folder_with(tmp_path, ('scheme = "gpct"', 'scheme = "spin"'), name=name))
    assert error.facts["file"] == str(tmp_path / name)
    assert "spin" in str(error)


RECEIVABLES = 'layout = "receivables"\ntab_colour = "B7791F"\nages = [30, 60, 90]\nlines = 500'
KPIS = 'kpis = ["leads", "lead_conversion", "interactions"'


@pytest.mark.parametrize(
    ("old", "new", "near", "why"),
    [
        (KPIS, KPIS.replace('"leads"', '"profit"'), '"profit"', "there is no KPI 'profit'"),
        ('by = ["department"]', 'by = ["colour"]', 'by = ["colour"]', "is not broken down by colour"),
        ("ages = [30, 60, 90]", "ages = [60, 30]", 'key = "receivables"', "ages must be days"),
        (RECEIVABLES, RECEIVABLES.replace("500", "5"), "lines = 5", "greater than or equal to 10"),
        (RECEIVABLES, RECEIVABLES.replace("lines", "rows"), "rows = 500", "@template_key_unknown"),
        (RECEIVABLES, 'layout = "receivables"\nblocks = [{ vi = "a", en = "a", kpis = ["leads"] }]',
         'key = "receivables"', "'receivables' has no blocks"),
        ('layout = "quality"', 'layout = "pie"', 'layout = "pie"', "Allowed:"),
    ],
    ids=["kpi", "breakdown", "ages", "lines", "option", "blocks", "layout"],
)  # fmt: skip
def test_a_tab_that_is_wrong_is_refused_with_its_line_and_reason(
    tmp_path: Path, old: str, new: str, near: str, why: str
) -> None:
    folder = folder_with(tmp_path, (old, new))
    error = refusal(folder)
    stands = line_of(folder, near)
    assert stands - 1 <= int(str(error.facts["line"])) <= stands + 1
    assert why in f"{error.facts['reason']} {error}"
