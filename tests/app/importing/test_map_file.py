"""Map files: read strictly, written so that they can be corrected and read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.app.importing.map_file import ImportMap
from sheetcrm.app.importing.map_file import read_map
from sheetcrm.app.importing.map_file import render_map
from sheetcrm.errors import ImportFailed
from sheetcrm.values import normalise_text

COLUMNS = ("id", "company", "phone", "stage", "status", "created_on")


def read(text: str, tmp_path: Path) -> ImportMap:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    return read_map(path, COLUMNS)


def test_a_map_says_columns_key_defaults_formats_and_words(tmp_path: Path) -> None:
    found = read(
        """
        key = ["phone"]
        source = "hubspot"
        numbers = "en"
        [columns]
        "Record ID" = "id"
        "Deal stage" = ["stage", "status"]
        "Ghi chú" = ""
        [defaults]
        status = "new"
        created_on = 2026-03-01
        [date_formats]
        created_on = "m/d/Y"
        [values.stage]
        closedwon = "close"
        """,
        tmp_path,
    )
    assert found.columns == {"Record ID": ("id",), "Deal stage": ("stage", "status"), "Ghi chú": ()}
    assert found.defaults == {"status": "new", "created_on": "2026-03-01"}
    assert (found.key, found.source, found.numbers) == (("phone",), "hubspot", "en")
    assert found.values == {"stage": {"closedwon": "close"}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[columns", "not a readable map file"),
        ("[colums]\n", "“colums” is wrong"),
        ("columns = 3", "“columns” is wrong"),
        ('[columns]\n"A" = "score"', "no column “score”"),
        ('[values.band]\nx = "hot"', "no column “band”"),
        ('[columns]\n"A" = "phone"\n"B" = "phone"', "two headers go into the column “phone”"),
        ('[date_formats]\ncreated_on = "mm/dd/yyyy"', "a date format is made of"),
        ("defaults = 1", "“defaults” is wrong"),
        ('numbers = "fr"', "“numbers” is wrong"),
    ],
)
def test_what_is_wrong_in_a_map_is_told(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match=told):
        read(text, tmp_path)


def test_a_map_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="No such file"):
        read_map(tmp_path / "none.toml", COLUMNS)


@settings(max_examples=60)
@given(headers=st.lists(st.text(min_size=1).map(normalise_text).filter(bool), min_size=1, max_size=5, unique=True))
def test_any_header_survives_being_written_and_read(
    headers: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    wanted = dict(zip(headers, (("company",), ("stage", "status"), (), ("id",), ("phone",)), strict=False))
    text = render_map(wanted, {headers[0]: 90}, {headers[-1]: ("phone",)}, {"created_on": "Ngày tạo"}, "vi")
    assert read(text, tmp_path_factory.mktemp("map")).columns == wanted


def test_a_written_map_marks_guesses_offers_and_free_columns() -> None:
    columns: dict[str, tuple[str, ...]] = {"Emial": ("email",), "Địa chỉ": (), "Fax": ()}
    text = render_map(columns, {"Emial": 88}, {"Địa chỉ": ("province",)}, {"note": "Ghi chú"}, "vi")
    assert '"Emial" = "email"  # đoán, giống 88 %: hãy kiểm tra' in text
    assert '"Địa chỉ" = ""  # có phải "province"?' in text
    assert '"Fax" = ""  # chưa nhập' in text
    assert "#   note — Ghi chú" in text
