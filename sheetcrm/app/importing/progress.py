"""How far a long import is, told to whoever shows it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Shows how far the work is. Called by `work` and `import_file`; a surface draws a bar, or nothing."""

    def expect(self, steps: int) -> None:
        """Take note of how many steps there will be."""
        ...

    def advance(self, steps: int) -> None:
        """Take note of steps done."""
        ...


class Silent:
    """Shows nothing."""

    def expect(self, steps: int) -> None:
        """Do nothing."""

    def advance(self, steps: int) -> None:
        """Do nothing."""
