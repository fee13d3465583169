"""What a spreadsheet's locale decides: the decimal mark, the order of day and month, the money sign."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Locale:
    """The habits of one country."""

    decimal: str = "."
    group: str = ","
    day_first: bool = False
    money: str = '"$"#,##0.00'

    @property
    def date_pattern(self) -> str:
        """How a date looks when nothing else is said."""
        return "dd/mm/yyyy" if self.day_first else "m/d/yyyy"


LOCALES = {
    "en_US": Locale(),
    "en_GB": Locale(day_first=True, money='"£"#,##0.00'),
    "vi_VN": Locale(decimal=",", group=".", day_first=True, money='#,##0" ₫"'),
    "fr_FR": Locale(decimal=",", group=" ", day_first=True, money='#,##0.00" €"'),
    "de_DE": Locale(decimal=",", group=".", day_first=True, money='#,##0.00" €"'),
}


def locale(name: str) -> Locale:
    """The habits of a locale; an unknown one has the American habits."""
    return LOCALES.get(name, LOCALES["en_US"])
