"""LibreOffice as a desktop surface: an extension with buttons and functions, and the process that answers it.

The extension (`extension/`) runs in LibreOffice's own Python, which is another one than sheetcrm's on Windows and Mac,
and on Linux need not be the same version. So it uses the standard library alone, and asks a `sheetcrm` process
(`desk.py`) that it starts and keeps, one JSON line for a question and one for its answer.
"""

from __future__ import annotations
