"""Excel: buttons and functions in cells, started by the macros of the workbook through xlwings (its free part)."""

from __future__ import annotations

import os

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins reads every installed package
