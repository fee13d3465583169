"""A workbook that is open in a program which tells its cells and takes orders: LibreOffice, through the extension."""

from __future__ import annotations
