"""Kinds: every value shown is understood again, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import UTC
from datetime import date
from datetime import datetime
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.domain.process import Care
from sheetcrm.domain.process import Process
from sheetcrm.domain.process import Stage
from sheetcrm.templates.kinds import KINDS
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.kinds import conventions_for
from sheetcrm.templates.spec import Choice
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import KindName
from sheetcrm.templates.spec import ListEntries
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values import Undecodable
from sheetcrm.values import Value

LANGUAGES = ("vi", "en")
PROCESS = Process(
    key="standard",
    vi="Chuẩn",
    en="Standard",
    start="prospect",
    stages=(
        Stage("prospect", "Tìm kiếm & phân loại", "Prospect & classify", 5),
        Stage("close", "Chốt & bàn giao", "Close & hand over", 100),
    ),
    care=Care("Chăm sóc", "Care", 90),
)
CHOICES = (
    Choice(key="yes", vi="Có", en="Yes"),
    Choice(key="no", vi="Không", en="No"),
    Choice(key="email", vi="Thư", en="Mail"),
    Choice(key="post", vi="Email", en="Letter"),
)
SOURCES = ListEntries(
    key="sources",
    vi="Nguồn",
    en="Sources",
    items=(Choice(key="facebook", vi="Facebook", en="Facebook"), Choice(key="fair", vi="Hội chợ", en="Trade fair")),
)


@dataclass(frozen=True)
class Lists:
    lists: Sequence[ListEntries] = (SOURCES,)


def conventions(kind: KindName, lang: str = "vi", currency: str = "VND", **more: object) -> Conventions:
    choices = CHOICES if kind == "choice" else ()
    column = replace(Column(key="c", vi="Cột", en="Column", kind=kind, list="sources", choices=choices), **more)
    return conventions_for(column, Lists(), PROCESS, lang, currency, {"sources": ("Hội chợ", "Bạn của Lan")}, UTC)


def decode(kind: KindName, raw: Raw, lang: str = "vi") -> Value | Undecodable:
    return KINDS[kind].decode(raw, conventions(kind, lang))


def code(found: Value | Undecodable) -> str | None:
    return found.code if isinstance(found, Undecodable) else None


def test_every_kind_of_the_specification_exists() -> None:
    assert set(KINDS) == set(get_args(KindName))
    assert all(KINDS[name].name == name for name in KINDS)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
AMOUNTS = st.decimals(-(10**12), 10**12, places=2)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
RAWS = st.one_of(
    *(st.none(), WORDS, AMOUNTS, DAYS, st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.booleans()),
    *(st.floats(), st.integers(0, 100_000), st.just(CellError("#N/A"))),
    st.sampled_from(
        ["thư", "EMAIL", "letter", "Bạn  của lan", "facebook", "trade fair", "CHỐT - BÀN GIAO", "prospect"]
    ),
    st.sampled_from(["0912 345 678", "0300588569001", "lan@abc.vn", "abc.vn", "1,2 tỷ", "10%", "usd", "3", "4/2026"]),
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", get_args(KindName))
@given(raw=RAWS)
@settings(max_examples=40)
def test_what_is_shown_is_understood_as_what_it_was(kind: KindName, lang: str, raw: Raw) -> None:
    so = conventions(kind, lang, currency="USD")
    value = KINDS[kind].decode(raw, so)
    if not isinstance(value, Undecodable):
        assert value is None or isinstance(value, KINDS[kind].python_type)
        shown = KINDS[kind].encode(value, so)
        assert KINDS[kind].decode(shown, so) == value


@pytest.mark.parametrize("kind", get_args(KindName))
def test_a_blank_cell_stays_blank(kind: KindName) -> None:
    assert decode(kind, "\xa0") is None
    assert KINDS[kind].encode(None, conventions(kind)) is None


@pytest.mark.parametrize("kind", get_args(KindName))
def test_a_spreadsheets_error_is_told_as_such_by_every_kind(kind: KindName) -> None:
    assert code(decode(kind, CellError("#REF!"))) == "cell_error"
    assert code(decode(kind, "#REF!")) == "cell_error"


@pytest.mark.parametrize(
    ("typed", "key"), [("Có", "yes"), ("co", "yes"), ("YES", "yes"), ("thư", "email"), (True, "yes")]
)
def test_a_choice_is_its_key_whichever_way_it_is_typed(typed: Raw, key: str) -> None:
    assert decode("choice", typed) == key


def test_a_choice_typed_as_false_is_no() -> None:
    assert decode("choice", False) == "no"


def test_the_label_that_the_workbook_shows_comes_before_another_choices_key() -> None:
    """In Vietnamese `Email` is the label of `post`, though another choice has the key `email`."""
    assert decode("choice", "Email", "vi") == "post"
    assert decode("choice", "Email", "en") == "email"


def test_a_choice_is_shown_in_the_workbooks_language() -> None:
    assert KINDS["choice"].encode("yes", conventions("choice", "vi")) == "Có"
    assert KINDS["choice"].encode("yes", conventions("choice", "en")) == "Yes"


def test_an_unknown_choice_is_refused_with_what_is_allowed() -> None:
    found = decode("choice", "có lẽ")
    assert isinstance(found, Undecodable)
    assert found.code == "choice_unknown"
    assert found.params == {"value": "có lẽ", "allowed": "Có, Không, Thư, Email"}


def test_two_choices_of_one_label_are_still_told_apart_when_shown() -> None:
    same = (Choice(key="a", vi="Khác", en="Other"), Choice(key="b", vi="Khác", en="Else"))
    so = conventions("choice", choices=same)
    assert [KINDS["choice"].decode(KINDS["choice"].encode(key, so), so) for key in ("a", "b")] == ["a", "b"]


def test_a_lists_default_entry_is_a_key_and_a_companys_own_entry_its_text() -> None:
    assert decode("list", "hội chợ") == "fair"
    assert decode("list", "Trade fair") == "fair"
    assert decode("list", "bạn của lan") == "Bạn của Lan"
    assert KINDS["list"].encode("Bạn của Lan", conventions("list")) == "Bạn của Lan"
    assert code(decode("list", "báo chí")) == "list_unknown"


def test_a_list_that_the_template_does_not_know_has_only_the_companys_entries() -> None:
    assert KINDS["list"].decode("fair", conventions("list", list="others")) == Undecodable(
        "list_unknown", {"value": "fair", "allowed": ""}
    )


def test_a_stage_is_one_of_the_process() -> None:
    assert decode("stage", "chốt & bàn giao") == "close"
    assert code(decode("stage", "Chăm sóc")) == "stage_not_in_process"


def test_the_engines_record_of_a_stage_that_is_gone_stays_readable() -> None:
    so = conventions("stage", engine=True)
    assert KINDS["stage"].decode("Khảo sát", so) == "Khảo sát"
    assert KINDS["stage"].decode("Prospect & classify", so) == "prospect"


@pytest.mark.parametrize(("typed", "letter"), [(0.0, 0), (3, 3), ("2", 2)])
def test_a_letter_counts_from_nought_to_three(typed: Raw, letter: int) -> None:
    assert decode("letter", typed) == letter


@pytest.mark.parametrize("typed", [4, -1, 1.5, "A2"])
def test_another_letter_is_refused(typed: Raw) -> None:
    assert code(decode("letter", typed)) == "letter_wrong"


def test_money_is_read_in_the_base_currency() -> None:
    assert decode("money", "1.200.000 ₫") == Decimal(1_200_000)
    assert code(decode("money", "$5")) == "money_other_currency"
    assert KINDS["money"].decode("1.200,50", conventions("money", "vi", "USD")) == Decimal("1200.5")


def test_times_of_another_zone_come_to_the_companys() -> None:
    assert decode("datetime", "2026-04-03T14:30:00+07:00") == datetime(2026, 4, 3, 7, 30)


@pytest.mark.parametrize(("raw", "meant"), [(0.1, Decimal(10)), (0.055, Decimal("5.5"))])
def test_a_bare_fraction_of_a_percent_was_probably_typed_with_the_sign(raw: float, meant: Decimal) -> None:
    doubt = KINDS["percent"].doubt
    assert doubt is not None
    found = doubt(raw, decode_percent_value(raw))
    assert found is not None
    assert (found.code, found.params["meant"]) == ("percent_small", meant)


@pytest.mark.parametrize("raw", [0.0, 1.0, 10.0, "0,5 %", None])
def test_other_percentages_raise_no_doubt(raw: Raw) -> None:
    doubt = KINDS["percent"].doubt
    assert doubt is not None
    assert doubt(raw, decode_percent_value(raw)) is None


def decode_percent_value(raw: Raw) -> Value:
    value = decode("percent", raw)
    assert not isinstance(value, Undecodable)
    return value
