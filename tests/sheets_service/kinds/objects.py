"""What lies on a sheet beside its cells: filters, conditional formats, bands, charts, slicers, tables."""

from __future__ import annotations

from dataclasses import dataclass

from sheets_service.discovery import Json
from sheets_service.editing import Edit
from sheets_service.kinds.request import Kind
from sheets_service.kinds.request import clean
from sheets_service.kinds.request import fields
from sheets_service.kinds.request import required
from sheets_service.masks import overlay
from sheets_service.sheet import Sheet


@dataclass(frozen=True)
class Species:
    """A kind of object: where sheets keep it, its message, and the fields of its number and of its place."""

    listed: str
    schema: str
    number: str
    given: str
    place: tuple[str, ...]

    def home(self, edit: Edit, thing: Json) -> Sheet:
        """The sheet that the object lies on."""
        spot: Json = thing
        for name in self.place:
            spot = spot.get(name, {})
        return edit.sheet(spot.get("sheetId", 0))

    def add(self, edit: Edit, body: Json) -> Json:
        """A new one, with a number unless it brings one."""
        thing = clean(self.schema, required(edit, body, self.given))
        own = thing.get(self.number) or (str(edit.book.new_id()) if self.schema == "Table" else edit.book.new_id())
        if any(other[self.number] == own for sheet in edit.book.sheets for other in sheet.hanging.get(self.listed, ())):
            raise edit.refuse(f"An object with ID {own} already exists.")
        thing = {self.number: own, **thing}
        self.home(edit, thing).hang(self.listed).append(thing)
        return {self.given: thing}

    def find(self, edit: Edit, number: object) -> tuple[Sheet, int]:
        """Where it is kept. Raises: ApiError."""
        for sheet in edit.book.sheets:
            for at, thing in enumerate(sheet.hanging.get(self.listed, ())):
                if thing[self.number] == number:
                    return sheet, at
        raise edit.refuse(f"No {self.given} with ID: {number}")

    def update(self, edit: Edit, body: Json) -> None:
        """The masked parts of it."""
        mask = fields(edit, body, self.schema)
        wanted = clean(self.schema, required(edit, body, self.given))
        sheet, at = self.find(edit, wanted.get(self.number))
        sheet.hanging[self.listed][at] = overlay(sheet.hanging[self.listed][at], wanted, mask)

    def delete(self, edit: Edit, body: Json) -> None:
        """It goes; what it lay on stays."""
        number = next((body[name] for name in ("filterId", self.number, "objectId") if name in body), None)
        sheet, at = self.find(edit, number)
        del sheet.hanging[self.listed][at]


BAND = Species("bandedRanges", "BandedRange", "bandedRangeId", "bandedRange", ("range",))
VIEW = Species("filterViews", "FilterView", "filterViewId", "filter", ("range",))
CHART = Species("charts", "EmbeddedChart", "chartId", "chart", ("position", "overlayPosition", "anchorCell"))
SLICER = Species("slicers", "Slicer", "slicerId", "slicer", ("position", "overlayPosition", "anchorCell"))
TABLE = Species("tables", "Table", "tableId", "table", ("range",))


def update_chart(edit: Edit, body: Json) -> None:
    """Another content for a chart."""
    sheet, at = CHART.find(edit, body.get("chartId"))
    sheet.hanging["charts"][at] = {
        **sheet.hanging["charts"][at],
        "spec": clean("ChartSpec", required(edit, body, "spec")),
    }


def delete_embedded(edit: Edit, body: Json) -> None:
    """A chart or a slicer."""
    kinds = [kind for kind in (CHART, SLICER) if _has(edit, kind, body.get("objectId"))]
    (kinds or [CHART])[0].delete(edit, body)


def _has(edit: Edit, kind: Species, number: object) -> bool:
    return any(
        thing[kind.number] == number for sheet in edit.book.sheets for thing in sheet.hanging.get(kind.listed, ())
    )


def set_basic_filter(edit: Edit, body: Json) -> None:
    """One a sheet; a new one takes the place of the old."""
    wanted = clean("BasicFilter", required(edit, body, "filter"))
    sheet, area = edit.area(wanted.get("range", {}))
    sheet.basic_filter = {**wanted, "range": area.to_json()}


def clear_basic_filter(edit: Edit, body: Json) -> None:
    """None is left."""
    edit.sheet(body.get("sheetId", 0)).basic_filter = None


def _rules(edit: Edit, sheet: Sheet, index: int, more: int = 0) -> list[Json]:
    rules = sheet.hang("conditionalFormats")
    if not 0 <= index < len(rules) + more:
        raise edit.refuse(f"No conditional format on sheet: {sheet.id} at index: {index}")
    return rules


def add_conditional(edit: Edit, body: Json) -> None:
    """Before the rule that has the index now."""
    rule = clean("ConditionalFormatRule", required(edit, body, "rule"))
    ranges = rule.get("ranges", [])
    if not ranges:
        raise edit.refuse("No ranges were specified.")
    sheet = edit.area(ranges[0])[0]
    index = body.get("index", 0)
    _rules(edit, sheet, index, 1).insert(index, rule)


def update_conditional(edit: Edit, body: Json) -> Json:
    """Another rule in its place, or the same rule at another place."""
    ranges = body.get("rule", {}).get("ranges", []) or [{}]
    sheet = edit.sheet(body.get("sheetId", ranges[0].get("sheetId", 0)))
    index = body.get("index", 0)
    rules = _rules(edit, sheet, index)
    old = rules[index]
    if "newIndex" in body:
        _rules(edit, sheet, body["newIndex"])
        rules.insert(body["newIndex"], rules.pop(index))
        return {"newRule": old, "newIndex": body["newIndex"], "oldIndex": index}
    rules[index] = clean("ConditionalFormatRule", required(edit, body, "rule"))
    return {"newRule": rules[index], "newIndex": index, "oldRule": old}


def delete_conditional(edit: Edit, body: Json) -> Json:
    """The rules after it move up."""
    sheet = edit.sheet(body.get("sheetId", 0))
    return {"rule": _rules(edit, sheet, body.get("index", 0)).pop(body.get("index", 0))}


KINDS: dict[str, Kind] = {
    "addBanding": BAND.add,
    "updateBanding": BAND.update,
    "deleteBanding": BAND.delete,
    "addFilterView": VIEW.add,
    "updateFilterView": VIEW.update,
    "deleteFilterView": VIEW.delete,
    "addChart": CHART.add,
    "updateChartSpec": update_chart,
    "deleteEmbeddedObject": delete_embedded,
    "addSlicer": SLICER.add,
    "addTable": TABLE.add,
    "updateTable": TABLE.update,
    "deleteTable": TABLE.delete,
    "setBasicFilter": set_basic_filter,
    "clearBasicFilter": clear_basic_filter,
    "addConditionalFormatRule": add_conditional,
    "updateConditionalFormatRule": update_conditional,
    "deleteConditionalFormatRule": delete_conditional,
}
