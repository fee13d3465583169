"""Rows: parsed column by column, problems where they are, references resolved, values rendered the way back."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sheetcrm.messages import say
from sheetcrm.problems import Problem
from sheetcrm.problems import Severity
from sheetcrm.templates.columns import parse_column
from sheetcrm.templates.kinds import Conventions
from sheetcrm.templates.models import company_of
from sheetcrm.templates.rows import Parsed
from sheetcrm.templates.rows import parse_table
from sheetcrm.templates.rows import render_row
from sheetcrm.templates.rows import resolve_references
from sheetcrm.templates.spec import Column
from sheetcrm.templates.spec import KindName
from sheetcrm.templates.spec import Table
from sheetcrm.values import CellError
from sheetcrm.values import Raw
from sheetcrm.values.text import LONGEST_TEXT

VI = Conventions("vi", 0, {"moi": "new"}, {"new": "Mới"}, "VND")


@dataclass(frozen=True)
class Tables:
    tables: Sequence[Table]


def column(key: str, kind: KindName = "text", **more: object) -> Column:
    return replace(Column(key=key, vi=key, en=key, kind=kind), **more)


def table(key: str, *columns: Column, label: str | None = None, protected: bool = False) -> Table:
    return Table(key=key, vi=key, en=key, columns=columns, label_column=label, protected=protected)


def parse(made: Table, **cells: Sequence[Raw]) -> Parsed:
    return parse_table(made, cells, {one.key: VI for one in made.columns})


def found(parsed: Parsed) -> list[tuple[str, str | None, int | None]]:
    return [(problem.code, problem.column, problem.row) for problem in parsed.problems]


def test_a_cell_that_is_not_understood_is_held_and_told_where_it_is() -> None:
    parsed = parse(
        table("leads", column("id", "id"), column("created_on", "date")), id=["A", None], created_on=["x", "y"]
    )
    assert parsed.values["created_on"] == [None, None]
    assert parsed.problems == [
        Problem("date_text", "leads", "A", "created_on", {"value": "x"}, Severity.ERROR, 0),
        Problem("date_text", "leads", None, "created_on", {"value": "y"}, Severity.ERROR, 1),
    ]
    assert parsed.count == 2


def test_a_doubtful_cell_counts_and_is_a_warning() -> None:
    parsed = parse(table("leads", column("tax_code", "tax_code")), tax_code=["0300588560"])
    assert parsed.values["tax_code"] == ["0300588560"]
    assert [problem.severity for problem in parsed.problems] == [Severity.WARNING]


def test_the_engines_own_column_is_not_complained_of_but_the_protected_history_is() -> None:
    at = column("at", "date", engine=True)
    assert parse(table("opportunities", at), at=["x"]).problems == []
    assert found(parse(table("stage_moves", at, protected=True), at=["x"])) == [("date_text", "at", 0)]


def test_numbers_outside_the_templates_bounds_are_held() -> None:
    made = table("leads", column("n", "integer", min=0.0, max=10.0), column("m", "number", max=1.5))
    parsed = parse(made, n=[0, 10, -1, 11, None], m=["1,5", "1,6", None, None, None])
    assert parsed.values["n"] == [0, 10, None, None, None]
    assert parsed.values["m"] == [Decimal("1.5"), None, None, None, None]
    assert found(parsed) == [("value_below_min", "n", 2), ("value_above_max", "n", 3), ("value_above_max", "m", 1)]
    assert [problem.params["limit"] for problem in parsed.problems] == [0, 10, Decimal("1.5")]


def test_a_column_the_sheet_lacks_is_blank_and_a_users_own_column_is_left_alone() -> None:
    parsed = parse(table("leads", column("company"), column("note")), company=["A"], mine=["x"])
    assert parsed.values == {"company": ["A"], "note": [None]}


def test_an_empty_table_has_no_rows() -> None:
    assert parse(table("leads", column("company"), column("amount", "money"))).count == 0


def test_true_is_not_one() -> None:
    """As keys of a memory they are equal; as cells they are not."""
    made = table("t", column("text"), column("number", "number"))
    parsed = parse(made, text=[1.0, True, 1, "a"], number=[True, 1.0, 0, False])
    assert parsed.values == {"text": ["1", "TRUE", "1", "a"], "number": [None, 1, 0, None]}
    assert found(parsed) == [("number_text", "number", 0), ("number_text", "number", 3)]


def test_untidy_text_is_tidied_wherever_it_stands() -> None:
    untidy: list[Raw] = [
        " a",
        "a ",
        "a  b",
        "",
        "a\xa0b",
        "a\u0301",
        "#REF!",
        5.0,
        "_x000D_a",
        "a|b",
        CellError("#N/A"),
    ]
    tidy = ["a", "a", "a b", None, "a b", "á", None, "5", "a", "a|b", None]
    for raw, value in zip(untidy, tidy, strict=True):
        for before in (["tốt"] * 600, [f"tốt {number}" for number in range(1200)]):  # often repeated, and all different
            parsed = parse(table("t", column("c")), c=[*before, raw, *[None, "tốt"] * 300])
            assert parsed.values["c"] == [*before, value, *[None, "tốt"] * 300]
            assert len(parsed.problems) == (raw in ("#REF!", CellError("#N/A")))


def test_text_that_is_too_long_is_found_among_tidy_text() -> None:
    assert found(parse(table("t", column("c")), c=["a", "x" * (LONGEST_TEXT + 1)])) == [("text_too_long", "c", 1)]


def test_notes_keep_their_lines_and_blanks_inside() -> None:
    made = table("t", column("c", "long_text"))
    assert parse(made, c=["một\nhai", "a  b", None]).values["c"] == ["một\nhai", "a  b", None]
    assert parse(made, c=["một\nhai\n", "\na"]).values["c"] == ["một\nhai", "a"]


PIECES = st.sampled_from(
    [" ", "  ", "\n", "\xa0", "a", "á", "a\u0301", "|", "#REF!", "_x000D_", "\u200b", "đ", "\x00", "="]
)
CELLS = st.one_of(st.none(), st.lists(PIECES, max_size=5).map("".join), st.floats(), st.booleans(), st.integers(0, 3))


@given(
    cells=st.lists(CELLS, max_size=8),
    times=st.integers(1, 3),
    kind=st.sampled_from(["text", "long_text", "id", "number", "choice"]),
)
@settings(max_examples=300)
def test_a_column_is_understood_like_its_cells_one_by_one(cells: list[Raw], times: int, kind: KindName) -> None:
    one, cells = column("c", kind), cells * times
    together, problems = parse_column(one, cells, VI)
    alone = [parse_column(one, [cell], VI) for cell in cells]
    assert together == [values[0] for values, _ in alone]
    assert problems == [(row, findings[0][1]) for row, (_, findings) in enumerate(alone) if findings]


def test_an_amount_is_read_in_the_currency_of_its_row() -> None:
    made = table("orders", column("net", "money"), column("currency", "currency"), column("cost", "money"))
    parsed = parse(
        made,
        net=[1000.5, 1000.5, "$1.200,50", "$5", "1,2 tỷ", "x"],
        currency=[None, "USD", "usd", "VND", "đ", "EUR"],
        cost=[None, 1.25, None, None, None, None],
    )
    assert parsed.values["net"] == [1001, Decimal("1000.5"), Decimal("1200.5"), None, 1_200_000_000, None]
    assert parsed.values["cost"][1] == Decimal("1.25")
    assert found(parsed) == [("money_other_currency", "net", 3), ("number_text", "net", 5)]


def test_without_a_currency_column_amounts_are_in_the_base_currency() -> None:
    assert parse(table("leads", column("budget", "money")), budget=["350tr"]).values["budget"] == [350_000_000]


def test_an_amount_whose_currency_cannot_be_read_is_held_with_it() -> None:
    made = table("orders", column("net", "money"), column("currency", "currency"))
    parsed = parse(made, net=[5, 6000], currency=["đô", None])
    assert parsed.values["net"] == [None, 6000]
    assert found(parsed) == [("currency_unknown", "currency", 0)]


LEADS = table("leads", column("id", "id"), column("company"), column("owner", "rep"), label="company")
REPS = table("reps", column("id", "id"), column("name"), column("manager", "rep"))
DEALS = table(
    "opportunities",
    column("id", "id"),
    column("lead_id", "reference", refers_to="leads"),
    column("twin", "reference", refers_to="elsewhere"),
)
HISTORY = table("stage_moves", column("id", "id"), column("by", "rep", engine=True), protected=True)
ALL = Tables((LEADS, REPS, DEALS, HISTORY))


def company(**tables: Mapping[str, Sequence[Raw]]) -> dict[str, Parsed]:
    by_key = {one.key: one for one in ALL.tables}
    return {key: parse(by_key[key], **cells) for key, cells in tables.items()}


def test_a_reference_typed_as_a_label_becomes_the_id() -> None:
    parsed = company(
        leads={"id": ["L1", "L2"], "company": ["Công ty A", "Công ty B"]},
        opportunities={"lead_id": ["L2", "cong ty a", None]},
    )
    resolved = resolve_references(ALL, parsed)
    assert resolved["opportunities"].values["lead_id"] == ["L2", "L1", None]
    assert resolved["opportunities"].problems == []


def test_references_typed_as_ids_stay() -> None:
    parsed = company(leads={"id": ["L1", "L2"]}, opportunities={"lead_id": ["L2", None, "L1"]})
    assert resolve_references(ALL, parsed)["opportunities"].values["lead_id"] == ["L2", None, "L1"]


def test_a_reference_that_names_no_row_or_several_is_held() -> None:
    parsed = company(
        leads={"id": ["L1", "L2", None], "company": ["A", "a", "B"]},
        opportunities={"id": ["O1", "O2", "O3"], "lead_id": ["A", "C", "B"]},
    )
    resolved = resolve_references(ALL, parsed)["opportunities"]
    assert resolved.values["lead_id"] == [None, None, None]
    assert found(resolved) == [
        ("reference_ambiguous", "lead_id", 0),
        ("reference_unknown", "lead_id", 1),
        ("reference_unknown", "lead_id", 2),
    ]
    assert resolved.problems[0].params == {"value": "A", "table": "leads", "rows": 2}


def test_a_reference_into_a_table_that_is_not_there_stays_as_typed() -> None:
    parsed = company(opportunities={"lead_id": ["L1"], "twin": ["x"]})
    assert resolve_references(ALL, parsed)["opportunities"].values["lead_id"] == ["L1"]
    assert resolve_references(ALL, parsed)["opportunities"].values["twin"] == ["x"]


def test_a_rep_is_known_by_name_or_id_and_an_unknown_one_stays_with_a_warning() -> None:
    parsed = company(
        reps={"id": ["R1", "R2"], "name": ["Nguyễn Lan", "Trần Huy"], "manager": [None, "nguyen lan"]},
        leads={"owner": ["NGUYỄN LAN", "R2", "Ai đó", None]},
    )
    resolved = resolve_references(ALL, parsed)
    assert resolved["reps"].values["manager"] == [None, "Nguyễn Lan"]
    assert resolved["leads"].values["owner"] == ["Nguyễn Lan", "Trần Huy", "Ai đó", None]
    assert [(one.code, one.row, one.severity) for one in resolved["leads"].problems] == [
        ("rep_unknown", 2, Severity.WARNING)
    ]


def test_a_rep_whose_row_has_no_id_yet_is_known_by_name() -> None:
    parsed = company(reps={"id": [None], "name": ["Lan"]}, leads={"owner": ["lan"]})
    assert resolve_references(ALL, parsed)["leads"].values["owner"] == ["Lan"]


def test_without_reps_nobody_is_unknown() -> None:
    parsed = company(reps={"id": []}, leads={"owner": ["Ai đó"]})
    assert resolve_references(ALL, parsed)["leads"].problems == []


def test_who_wrote_the_history_must_be_known_too() -> None:
    parsed = company(reps={"id": ["R1"], "name": ["Lan"]}, stage_moves={"by": ["Lan", "Huy"]})
    assert found(resolve_references(ALL, parsed)["stage_moves"]) == [("rep_unknown", "by", 1)]


def test_the_engines_own_references_are_resolved_without_complaint() -> None:
    own = table("leads", column("owner", "rep", engine=True))
    parsed = {"leads": parse(own, owner=["lan", "Huy"]), "reps": parse(REPS, id=["R1"], name=["Lan"])}
    resolved = resolve_references(Tables((own, REPS)), parsed)
    assert resolved["leads"].values["owner"] == ["Lan", "Huy"]
    assert resolved["leads"].problems == []


def test_a_table_the_template_does_not_know_passes_untouched() -> None:
    other = Parsed("other", {}, [], 0)
    assert resolve_references(ALL, {"other": other}) == {"other": other}


def test_rendering_shows_labels_and_keeps_figures() -> None:
    made = table("leads", column("status", "choice"), column("amount", "money"), column("on", "date"))
    values = {"status": "new", "amount": Decimal(5), "on": date(2026, 4, 3)}
    cells = render_row(made, values, {one.key: VI for one in made.columns})
    assert cells == {"status": "Mới", "amount": Decimal(5), "on": date(2026, 4, 3)}


def test_records_hold_the_facts_and_all_cells_of_their_row() -> None:
    leads = table("leads", column("id", "id"), column("company"), column("mine"))
    reps = table("reps", column("id", "id"), column("name"))
    parsed = {
        "leads": parse(leads, id=["L1", None], company=["A", None], mine=["x", None]),
        "reps": parse(reps, id=["R1"], name=["Lan"]),
    }
    made = company_of(parsed, "VND", {"VND": Decimal(1)})
    assert [(lead.id, lead.row, lead.company, lead.source) for lead in made.leads] == [
        ("L1", 0, "A", None),
        ("", 1, None, None),
    ]
    assert made.leads[0].cells == {"id": "L1", "company": "A", "mine": "x"}
    assert made.reps[0].name == "Lan"
    assert made.base_currency == "VND"
    assert made.rates == {"VND": 1}
    assert made.opportunities == made.orders == made.stage_moves == ()


def test_every_finding_of_this_layer_can_be_said_in_both_languages() -> None:
    blanks = dict.fromkeys(("value", "limit", "table", "rows", "allowed", "meant", "today", "highest", "currency"), "?")
    for code in ("reference_ambiguous", "rep_unknown", "value_below_min", "percent_small", "stage_not_in_process"):
        assert "?" in say(code, "vi", column="Cột", **blanks)
        assert "?" in say(code, "en", column="Column", **blanks)
