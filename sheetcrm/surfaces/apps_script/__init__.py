"""The script inside a Google spreadsheet: `Code.js` as it is, and what is written beside it for one team."""

from __future__ import annotations
