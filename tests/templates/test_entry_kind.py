from __future__ import annotations

from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.kinds import conventions_for
from sheetcrm.templates.load import load_template


def test_an_entry_of_some_list_is_its_key_and_any_other_text_a_name() -> None:
    """Whose target it is: a department or product group by its label, or a rep by name."""
    template = load_template()
    column = template.table("targets").column("key")
    own = {"departments": ("Kinh doanh Online",)}
    conventions = conventions_for(column, template, template.processes["standard"], "vi", "VND", own)
    entry = KINDS["entry"]
    for raw, meant in (
        ("kinh doanh mien bac", "mien_bac"),
        ("Artificial turf", "artificial_turf"),
        ("kinh doanh online", "Kinh doanh Online"),
        ("Nguyễn Minh Đức", "Nguyễn Minh Đức"),
        ("", None),
    ):
        assert entry.decode(raw, conventions) == meant
    assert entry.encode("mien_bac", conventions) == "Kinh doanh miền Bắc"
    assert entry.encode("Nguyễn Minh Đức", conventions) == "Nguyễn Minh Đức"
