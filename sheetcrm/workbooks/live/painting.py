"""Which cells get which look, in few words: Excel is asked once for all cells of one look, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping

from sheetcrm.workbooks.live.drafting import Place
from sheetcrm.workbooks.rectangles import blocks
from sheetcrm.workbooks.xlsx.references import column_letters

LONGEST_ADDRESS = 255
"""Signs that Excel reads of an address."""
BETWEEN = ","


def painted(looks: Mapping[Place, str]) -> Iterator[tuple[str, str]]:
    """Give addresses of all cells of a look (`A1:B2,D5`), each as long as Excel reads it, with the look."""
    areas: dict[str, list[str]] = {}
    for block in blocks(looks):
        first, last = f"{column_letters(block.left)}{block.top}", f"{column_letters(block.right)}{block.bottom}"
        address = first if first == last else f"{first}:{last}"
        areas.setdefault(looks[block.top, block.left], []).append(address)
    for look, addresses in areas.items():
        yield from ((address, look) for address in _joined(addresses))


def _joined(addresses: list[str]) -> Iterator[str]:
    together = addresses[0]
    for address in addresses[1:]:
        longer = together + BETWEEN + address
        if len(longer) > LONGEST_ADDRESS:
            yield together
            together = address
        else:
            together = longer
    yield together
