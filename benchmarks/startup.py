"""How long a user waits before anything happens: `sheetcrm --help` against a bare Python. Goal: at most 4x."""

from __future__ import annotations

from benchmarks.measuring import median_cost
from benchmarks.measuring import python
from benchmarks.measuring import sheetcrm


def main() -> None:
    """Print the ratio."""
    bare = median_cost(python("pass"), 15)
    library = median_cost(python("import click"), 15)
    ours = median_cost(sheetcrm("--help"), 15)
    print(f"python -c pass   {bare.cpu * 1000:6.0f} ms CPU")
    print(f"import click     {library.cpu * 1000:6.0f} ms CPU   {library.cpu / bare.cpu:.1f}x")
    print(f"sheetcrm --help  {ours.cpu * 1000:6.0f} ms CPU   {ours.cpu / bare.cpu:.1f}x")
